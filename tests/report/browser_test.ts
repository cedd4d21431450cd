/** Reports in a browser: Chromium, where there is one. */
import axe from "axe-core/package.json" with { type: "json" };
import assert from "node:assert/strict";
import { inFolder } from "../cli/run_program.ts";
import { evaluationPage, trainingPage } from "./example_pages.ts";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

async function findBrowser(): Promise<string | undefined> {
  for (const name of BROWSERS) {
    try {
      const { success } = await new Deno.Command(name, { args: ["--version"] }).output();
      if (success) return name;
    } catch {
      // not this one
    }
  }
}

const browser = await findBrowser();
if (browser === undefined) {
  console.log(`skipped: reports in a browser (none of ${BROWSERS.join(", ")} is installed)`);
}

/** What the probe found in a page. */
interface Findings {
  readonly errors: readonly string[];
  readonly violations: readonly string[];
  readonly brokenImages: readonly string[];
  readonly width: number;
  readonly scrollWidth: number;
  readonly curve?: { readonly text: string; readonly spoken: string; readonly moved: boolean };
  readonly sheet?: { readonly changed: boolean; readonly label: string };
  readonly points: readonly string[];
  readonly caption: string;
  readonly paused?: string;
}

/** Collects what goes wrong, from the first script on. */
const COLLECT = `<script>
window.found = [];
addEventListener("error", (event) => found.push(String(event.message)));
addEventListener("securitypolicyviolation", (event) => found.push("blocked: " + event.blockedURI));
for (const level of ["error", "warn"]) console[level] = (...parts) => found.push(parts.join(" "));
</script>`;

/** Uses the page as a reader does, and leaves what it found in the document. */
const PROBE = `<script>
addEventListener("load", async () => {
  const find = (id) => document.getElementById(id);
  const result = { points: [] };
  const move = (id, value) => {
    const input = find(id);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (find("curve-epoch")) {
    const cursor = () => document.querySelector(".cursor path").getAttribute("d");
    const before = cursor();
    move("curve-epoch", 0);
    result.curve = {
      text: find("curve-epoch-text").textContent,
      spoken: find("curve-epoch").getAttribute("aria-valuetext"),
      moved: cursor() !== before,
    };
  }
  if (find("sheet-epoch")) {
    const before = find("sheet").getAttribute("href");
    move("sheet-epoch", 0);
    const label = find("sheet-grid").getAttribute("aria-label");
    result.sheet = { changed: find("sheet").getAttribute("href") !== before, label };
    move("sheet-epoch", 1);
    result.sheet.changed &&= find("sheet").getAttribute("href") === before;
  }
  const map = find("map");
  map.focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "End"]) {
    map.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const chosen = [...document.querySelectorAll("[aria-selected=true]")].map(({ id }) => id);
    result.points.push(chosen.join() + (map.getAttribute("aria-activedescendant") === chosen[0] ? "" : "?"));
  }
  result.caption = find("map-caption").textContent;
  if (find("refresh")) {
    find("refresh").click();
    result.paused = find("refresh-text").textContent;
  }
  result.brokenImages = [...document.querySelectorAll("use")]
    .filter((use) => use.getBBox().width === 0).map((use) => use.getAttribute("href"));
  result.width = innerWidth;
  result.scrollWidth = document.documentElement.scrollWidth;
  const { violations } = await axe.run({ preload: false });
  result.violations = violations.map(({ id, nodes }) => id + ": " + nodes[0].html);
  result.errors = found;
  const output = document.createElement("pre");
  output.id = "findings";
  output.textContent = btoa(encodeURIComponent(JSON.stringify(result)));
  document.body.append(output);
});
</script>`;

async function probe(page: string, folder: string, ...flags: string[]): Promise<Findings> {
  const { name } = axe; // this import ensures that the package is installed
  const source = await Deno.readTextFile(new URL(import.meta.resolve(`${name}/axe.min.js`)));
  const path = `${folder}/report.html`;
  const [head, body] = [page.indexOf("<head>") + 6, page.lastIndexOf("</body>")];
  await Deno.writeTextFile(
    path,
    `${page.slice(0, head)}${COLLECT}${page.slice(head, body)}<script>${source}</script>${PROBE}${
      page.slice(body)
    }`,
  );
  const { stdout } = await new Deno.Command(browser!, {
    args: [
      ...["--headless", "--no-sandbox", "--hide-scrollbars", `--user-data-dir=${folder}/profile`],
      ...["--virtual-time-budget=15000", "--dump-dom", ...flags, `file://${path}`],
    ],
    stderr: "null",
  }).output();
  const encoded = /<pre id="findings">([^<]*)<\/pre>/.exec(new TextDecoder().decode(stdout))?.[1];
  assert.ok(encoded !== undefined, "the probe came to its end");
  return JSON.parse(decodeURIComponent(atob(encoded)));
}

const PAGES = {
  "a finished run": trainingPage("run 1", 12, { kind: "finished" }),
  "a run that goes on": trainingPage("run 1", 12, { kind: "training" }, new Date()),
  "an evaluation": evaluationPage("held-out/writers", [3, 400, -20]),
};
/** Headless Chromium is no narrower than 500 pixels. */
const VIEWS = [
  ["--window-size=1400,900"],
  ["--window-size=500,800", "--blink-settings=preferredColorScheme=0"], // dark
];

for (const [kind, page] of Object.entries(PAGES)) {
  Deno.test({
    name: `the page of ${kind} works in a browser, by keyboard too, and axe finds nothing`,
    ignore: browser === undefined,
    fn: () =>
      inFolder(async (folder) => {
        for (const flags of VIEWS) {
          const found = await probe(page, folder, ...flags);
          assert.deepEqual(found.errors, []);
          assert.deepEqual(found.violations, []);
          assert.deepEqual(found.brokenImages, []);
          assert.ok(found.scrollWidth <= found.width, `${found.scrollWidth} of ${found.width}`);
          assert.deepEqual(
            found.points,
            ["point-0", "point-1", "point-2", "point-2", "point-1", "point-2"],
          );
          assert.match(found.caption, /2 more by this writer/);
          if (kind === "an evaluation") continue;
          assert.equal(found.curve!.text, "1 of 12");
          assert.match(found.curve!.spoken, /^epoch 1 of 12; loss.*, training: 0/);
          assert.ok(found.curve!.moved && found.sheet!.changed);
          assert.equal(found.sheet!.label, "2 samples, epoch 1");
          assert.equal(found.paused, kind === "a finished run" ? undefined : "Paused.");
        }
      }),
  });
}
