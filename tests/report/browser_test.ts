/** Reports in Chromium: of a tiny run, of its evaluation and comparison, and of a run that goes on. */
import { PDFDocument } from "@cantoo/pdf-lib";
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import {
  browserTest,
  checkOpenPage,
  noBrowser,
  openFile,
  type OpenPage,
  openPage,
  recordChanges,
  takeScreenshot,
  type View,
} from "../browser.ts";
import { inFolder, runProgram, TINY_PEN } from "../cli/run_program.ts";
import { trainingPage } from "./example_pages.ts";

const VIEWS: Readonly<Record<string, View>> = {
  wide: { width: 1400 },
  "wide-dark": { width: 1400, dark: true },
  phone: { width: 360, height: 740, touch: true },
  "phone-dark": { width: 360, height: 740, dark: true, touch: true },
};

async function run(script: string, args: readonly string[], folder: string): Promise<void> {
  const { code, stderr } = await runProgram(script, args, folder);
  assert.equal(code, 0, stderr);
}

/** Trains a tiny model on procedural signatures, evaluates and compares it; once for all tests. */
async function writeReports(folder: string): Promise<void> {
  const flags = ["--backend=simd", "--threads=1"];
  await run("synthesize.ts", ["--out=images", "--writers=8", "--signatures=3", "--quiet"], folder);
  const train = [
    ...TINY_PEN,
    "--image-size=32x64",
    "--writers=20",
    "--epochs=3",
    "--prior=gaussian",
  ];
  await run("train.ts", [...flags, ...train, "--data=images", "--out=run"], folder);
  const evaluate = [...flags, "--model=run", "--data=images", "--count=20"];
  await run("evaluate.ts", [...evaluate, "--out=evaluation"], folder);
  await run("evaluate.ts", [...evaluate, "--compare=pretrained", "--out=comparison"], folder);
}

let folder: Promise<string> | undefined;

/** The folder of the reports. */
function reports(): Promise<string> {
  folder ??= Deno.makeTempDir({ prefix: "signature-vae-reports-" }).then(async (path) => {
    await writeReports(path);
    return path;
  });
  return folder;
}

if (noBrowser === undefined) {
  Deno.test.afterAll(async () => {
    if (folder !== undefined) await Deno.remove(await folder, { recursive: true });
  });
}

const open = async (browser: Browser, name: string, view: View = {}) =>
  await openFile(browser, `${await reports()}/${name}/report.html`, view);

/** Asserts that each image can be decoded and has ink, and that each part of one is shown. */
async function checkImages(page: Page): Promise<void> {
  const faults = await page.evaluate<string[]>(`(async () => {
    const faults = [];
    for (const element of document.querySelectorAll("image")) {
      const image = new Image();
      image.src = element.getAttribute("href");
      await image.decode().catch(() => faults.push(element.id + " cannot be decoded"));
      const size = [image.naturalWidth, image.naturalHeight].join();
      if (size !== ["width", "height"].map((name) => element.getAttribute(name)).join()) {
        faults.push(element.id + " is of another size: " + size);
      }
      const canvas = Object.assign(document.createElement("canvas"), {
        width: image.naturalWidth, height: image.naturalHeight,
      });
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      if (data.every((value) => value === data[3])) faults.push(element.id + " is blank");
    }
    for (const use of document.querySelectorAll("use")) {
      const { width, height } = use.ownerSVGElement.getBoundingClientRect();
      if (use.getBBox().width === 0 || width < 20 || height < 10) {
        faults.push(use.getAttribute("href") + " is not shown");
      }
    }
    return faults;
  })()`);
  assert.deepEqual(faults, []);
}

for (const name of ["run", "evaluation", "comparison"]) {
  for (const [kind, view] of Object.entries(VIEWS)) {
    browserTest(`the report of the ${name} has no fault on a ${kind} screen`, async (browser) => {
      const opened = await open(browser, name, view);
      await checkOpenPage(opened);
      await checkImages(opened.page);
      await takeScreenshot(opened.page, `report/${name}-${kind}`);
    });
  }

  browserTest(`the report of the ${name} prints in a few pages, unfolded`, async (browser) => {
    const { page, errors } = await open(browser, name);
    const pdf = await page.pdf({ format: "A4", margin: { top: "1cm", bottom: "1cm" } });
    const screenshots = Deno.env.get("SCREENSHOTS");
    if (screenshots !== undefined) await Deno.writeFile(`${screenshots}/report-${name}.pdf`, pdf);
    const pages = (await PDFDocument.load(pdf)).getPageCount();
    assert.ok(pages >= 2 && pages <= 12, `${pages} pages`);
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const folded = await page.evaluate<number>(
      "document.querySelectorAll('details:not([open])').length",
    );
    assert.equal(folded, 0);
    for (const control of ["nav", ".control", ".copy"]) {
      assert.ok(!await page.locator(control).first().isVisible(), `${control} is not for paper`);
    }
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.deepEqual(errors, []);
  });

  browserTest(`the report of the ${name} is complete without its script`, async (browser) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`file://${await reports()}/${name}/report.html`);
    assert.ok(await page.locator(".strip svg, .grid svg").first().isVisible());
    for (const control of await page.locator(".control, .copy").all()) {
      assert.ok(!await control.isVisible(), "a control that does nothing");
    }
  });
}

/** What has the focus. */
const FOCUS = `(() => {
  const element = document.activeElement;
  const { top, bottom } = element.getBoundingClientRect();
  const nav = document.querySelector("nav").getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    name: element.id || element.getAttribute("href") || element.className || element.localName,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInView: bottom > 0 && top < innerHeight &&
      (document.querySelector("nav").contains(element) || nav.bottom <= top + 1 || nav.top > bottom ||
        bottom - top > innerHeight / 2),
  };
})()`;

interface Focus {
  readonly name: string;
  readonly isMarked: boolean;
  readonly isInView: boolean;
}

/** Presses Tab until something has the focus; asserts that one sees at each step where it is. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate<Focus>(FOCUS);
    assert.ok(focus.isMarked, `${focus.name} does not show that it has the focus`);
    assert.ok(focus.isInView, `${focus.name} has the focus out of view`);
    if (focus.name === name) return;
    passed.push(focus.name);
  }
  assert.fail(`Tab does not lead to ${name}, only to ${passed.join(", ")}`);
}

const textOf = async (page: Page, id: string) => await page.locator(`#${id}`).textContent();

/** The point of the latent map that is chosen; asserts that there is one, and that it is announced. */
async function chosenPoint(page: Page): Promise<string> {
  const chosen = await page.locator("[aria-selected=true]").all();
  assert.equal(chosen.length, 1);
  const id = await chosen[0]!.getAttribute("id");
  assert.equal(await page.locator("#map").getAttribute("aria-activedescendant"), id);
  return id!;
}

async function checkMap({ page, errors }: OpenPage): Promise<void> {
  await tabTo(page, "map");
  await page.keyboard.press("Home");
  assert.equal(await chosenPoint(page), "point-0");
  const before = await textOf(page, "map-caption");
  const seen = new Set<string>();
  for (const key of ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "End"]) {
    await page.keyboard.press(key);
    seen.add(await chosenPoint(page));
  }
  assert.ok(seen.size > 1, "the arrow keys go from point to point");
  assert.notEqual(await textOf(page, "map-caption"), before);
  assert.deepEqual(errors, []);
}

browserTest("the report of a run is used by keyboard alone", async (browser) => {
  const opened = await open(browser, "run");
  const { page } = opened;
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // the link that skips to the content
  await tabTo(page, "curve-epoch");
  const last = await textOf(page, "value-0-0");
  await page.keyboard.press("Home");
  assert.equal(await textOf(page, "curve-epoch-text"), "1 of 3");
  assert.notEqual(await textOf(page, "value-0-0"), last, "the values are those of the epoch");
  const spoken = await page.locator("#curve-epoch").getAttribute("aria-valuetext");
  assert.match(spoken!, /^epoch 1 of 3; .*training: -?[\d.,]+/);
  await page.keyboard.press("ArrowRight");
  assert.match((await textOf(page, "curve-epoch-text"))!, /^2 of 3/);

  await tabTo(page, "sheet-epoch");
  const image = page.locator("#sheet");
  const newest = await image.getAttribute("href");
  await page.keyboard.press("Home");
  assert.notEqual(await image.getAttribute("href"), newest);
  assert.match(
    (await page.locator("#sheet-grid").getAttribute("aria-label"))!,
    /samples, epoch 1$/,
  );
  await tabTo(page, "sheet-play");
  const pressed = await recordChanges(page, "#sheet-play", `element.ariaPressed`);
  await page.keyboard.press("Space");
  await page.waitForSelector("#sheet-play[aria-pressed=false]");
  assert.deepEqual([...new Set(await pressed())], ["true", "false"]);
  assert.equal(await image.getAttribute("href"), newest, "it plays to the newest");
  await checkMap(opened);
  await tabTo(page, "copy");
});

browserTest("the report of an evaluation is used by keyboard alone", async (browser) => {
  const opened = await open(browser, "evaluation");
  const { page } = opened;
  await tabTo(page, "scroll"); // the table
  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#measure-notes dl").isVisible());
  await checkMap(opened);
});

browserTest("the curves of a report show their values under the pointer", async (browser) => {
  const { page } = await open(browser, "run");
  const chart = page.locator("#curves .chart").first();
  const { width, height } = (await chart.boundingBox())!;
  const texts = [];
  for (const fraction of [0.1, 0.98]) {
    await chart.hover({ position: { x: fraction * width, y: height / 2 } });
    texts.push([await textOf(page, "curve-epoch-text"), await textOf(page, "value-0-0")]);
  }
  assert.match(texts[0]![0]!, /^1 of 3/);
  assert.match(texts[1]![0]!, /^3 of 3/);
  assert.notEqual(texts[0]![1], texts[1]![1]);
});

browserTest(
  "the report of a run that goes on refreshes itself until told not to",
  async (browser) => {
    await inFolder(async (folder) => {
      const path = `${folder}/report.html`;
      const write = async (epochs: number, written: Date) => {
        const html = trainingPage("run 1", epochs, { kind: "training" }, written);
        await Deno.writeTextFile(path, html);
      };
      const opened = await openPage(browser, { width: 360 });
      const { page } = opened;
      // Time passes only when the test says so.
      const start = new Date("2030-01-01T00:00:00Z");
      await page.clock.install({ time: start });
      await write(11, start);
      await page.goto(`file://${path}`);
      await page.clock.pauseAt(start.getTime() + 600_000);
      await write(12, new Date(start.getTime() + 600_000));
      await page.clock.runFor(20_000);
      await page.waitForSelector("#curve-epoch[max='11']");
      assert.equal(await textOf(page, "refresh-text"), "");
      await page.locator("#refresh").uncheck();
      assert.equal(await textOf(page, "refresh-text"), "Paused.");
      await page.clock.runFor(100_000);
      await page.evaluate("globalThis.isSamePage = true");
      await page.clock.runFor(100_000);
      assert.ok(await page.evaluate("isSamePage"), "a paused page stays");
      await page.clock.resume(); // axe-core needs it
      await checkOpenPage(opened);
      await page.locator("#curve-epoch").press("Home");
      await page.reload();
      assert.ok(
        !await page.locator("#refresh").isChecked(),
        "what was chosen outlives the refresh",
      );
      assert.equal(await textOf(page, "curve-epoch-text"), "1 of 12");
      await takeScreenshot(page, "report/training-phone");
    });
  },
);
