import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { LIST_FILE } from "../../../lib/play/site/write_page.ts";
import {
  browserTest,
  checkOpenPage,
  openPage,
  openSite,
  type PageFile,
  takeScreenshot,
  waitUntil,
} from "../../browser.ts";
import { finish, inFolder, readFolder } from "../../cli/run_program.ts";

const ROOT = new URL("../../../", import.meta.url);

/** Starts `play` with the permissions of its task. */
async function startPlay(args: readonly string[]): Promise<Deno.ChildProcess> {
  const settings = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const [, ...task] = settings.tasks.play.command.split(" ");
  return new Deno.Command(Deno.execPath(), {
    args: [...task, ...args],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The first line that a program prints; the rest is dropped. */
async function firstLine({ stdout }: Deno.ChildProcess): Promise<string> {
  let text = "";
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader.cancel();
  return text.split("\n")[0]!;
}

/** Waits until the page announces a signature; two may have the same description. */
async function signature(page: Page, what: "First" | "New"): Promise<void> {
  const live = `document.getElementById("live")?.textContent`;
  await waitUntil(page, `${live}?.startsWith("${what} signature: ") === true`);
}

browserTest("play serves a page that works under its own policy, until Ctrl-C", async (browser) => {
  const server = await startPlay(["--port", "0", "--json"]);
  try {
    const { url } = JSON.parse(await firstLine(server));
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);

    const second = await finish(await startPlay(["--port", new URL(url).port]));
    assert.equal(second.code, 1);
    assert.match(
      second.stderr,
      /Cannot serve on port \d+: another program uses it, expected a free/,
    );

    const opened = await openPage(browser);
    const { page } = opened;
    await page.goto(url);
    await signature(page, "First");
    const start = performance.now();
    await page.click("#new");
    await signature(page, "New");
    console.log(`a new signature after ${Math.round(performance.now() - start)} ms`);
    await takeScreenshot(page, "play");
    await checkOpenPage(opened);
    assert.equal(await page.evaluate("crossOriginIsolated"), true);
  } finally {
    server.kill("SIGINT");
  }
  const { code } = await server.status;
  assert.equal(code, 0);
  await server.stderr.cancel();
});

browserTest(
  "play --out writes files that work under any path of any server",
  (browser) =>
    inFolder(async (folder) => {
      const { code, stderr } = await finish(await startPlay(["--out", folder]));
      assert.equal(code, 0, stderr);
      const types: Record<string, string> = {
        html: "text/html",
        js: "text/javascript",
        css: "text/css",
        svg: "image/svg+xml",
      };
      const files = new Map<string, PageFile>();
      for (const [name, body] of await readFolder(folder)) {
        if (name === LIST_FILE) continue;
        const type = types[name.split(".").at(-1)!] ?? "application/octet-stream";
        files.set(`deep/path/${name}`, { type, body: Uint8Array.from(body) });
      }
      const opened = await openSite(browser, files, {}, "deep/path/index.html");
      const { page, errors } = opened;
      // Without the headers of isolation, browsers hide SharedArrayBuffer.
      assert.equal(await page.evaluate("crossOriginIsolated"), false);
      await signature(page, "First");
      const svg = page.waitForEvent("download");
      await page.click("#svg");
      assert.match(await Deno.readTextFile((await (await svg).path())!), /^<svg /);
      const png = page.waitForEvent("download");
      await page.click("#png");
      const image = (await (await png).path())!;
      await page.setInputFiles("#file", {
        name: "signature.png",
        mimeType: "image/png",
        buffer: Buffer.from(await Deno.readFile(image)),
      });
      await page.waitForSelector("#image-result:not([hidden])");
      assert.match(page.url(), /#/);
      await takeScreenshot(page, "play-static");
      assert.deepEqual(errors, []);
    }),
);
