/** The helpers of tests in a browser find what they look for. */
import assert from "node:assert/strict";
import { axeViolations, browserTest, checkOpenPage, openSite } from "./browser.ts";

const page = (body: string) =>
  new Map([["index.html", {
    type: "text/html",
    body: `<!DOCTYPE html><html lang="en"><title>Test</title><link rel="icon" href="data:,">` +
      `<main><h1>Test</h1>${body}</main>`,
  }]]);

Deno.test("tests that open a browser are in files that test:browser runs", async () => {
  const files: string[] = [];
  const search = async (folder: URL) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const url = new URL(isDirectory ? `${name}/` : name, folder);
      if (isDirectory) await search(url);
      else if (/_test\.ts$/.test(name) && /\bbrowserTest\(/.test(await Deno.readTextFile(url))) {
        files.push(name);
      }
    }
  };
  await search(new URL("./", import.meta.url));
  assert.ok(files.length > 1);
  assert.deepEqual([...new Set(files)], ["browser_test.ts"]);
});

browserTest("checkOpenPage() accepts a page without faults", async (browser) => {
  await checkOpenPage(await openSite(browser, page("<p>Text"), { width: 360 }));
});

browserTest("checkOpenPage() reports errors, violations and overflow", async (browser) => {
  for (
    const [body, expected] of [
      ["<script>console.error('broken')</script>", /broken/],
      ["<script>missing()</script>", /missing is not defined/],
      ["<img src=gone.png alt=''>", /failed: http:\/\/localhost\/gone.png/],
      ["<img src=https://example.org/x.png alt=''>", /failed: https:\/\/example.org/],
      ["<button></button>", /button-name/],
      ["<div style='width:500px'>wide</div>", /500|wide/],
    ] as const
  ) {
    const opened = await openSite(browser, page(body), { width: 360 });
    await assert.rejects(checkOpenPage(opened), expected, body);
    await opened.context.close();
  }
});

browserTest("openSite() shows dark colours and less motion", async (browser) => {
  const { page: shown } = await openSite(browser, page(""), { dark: true, still: true });
  const matches = await shown.evaluate<boolean[]>(
    `["dark", "light"].map((scheme) => matchMedia("(prefers-color-scheme: " + scheme + ")").matches)
      .concat(matchMedia("(prefers-reduced-motion)").matches)`,
  );
  assert.deepEqual(matches, [true, false, true]);
  assert.deepEqual(await axeViolations(shown), []);
});
