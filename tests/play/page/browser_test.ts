/** The play page in Chromium, with an engine without a model. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { decodeLink, encodeLink } from "../../../lib/play/page/link.ts";
import type { PlayState } from "../../../lib/play/page/play_state.ts";
import {
  browserTest,
  checkOpenPage,
  noBrowser,
  type OpenPage,
  openSite,
  recordChanges,
  takeScreenshot,
  type View,
  waitUntil,
} from "../../browser.ts";
import { MOCK_FINGERPRINT } from "../mock_engine.ts";
import { buildMockSite } from "../mock_site.ts";

const site = noBrowser === undefined ? await buildMockSite() : new Map();

/** Opens the page and waits until its first signature is complete. */
async function open(browser: Browser, view: View = {}, path = ""): Promise<OpenPage> {
  const opened = await openSite(browser, site, { still: true, ...view }, path);
  await opened.page.waitForSelector("#variants li:nth-child(7) path[d]", { state: "attached" });
  return opened;
}

function ink(page: Page): Promise<string | null> {
  return page.getAttribute("#signature .ink", "d");
}

/** Runs an action and waits for the signature that it leads to. */
async function nextInk(page: Page, act: () => Promise<unknown>): Promise<string> {
  const before = await ink(page);
  await page.evaluate(`globalThis.inkBefore = ${JSON.stringify(before)}`);
  await act();
  await waitUntil(
    page,
    `document.querySelector("#signature .ink").getAttribute("d") !== inkBefore` +
      ` && document.querySelector("#variants li:nth-child(7) path[d]") !== null`,
  );
  return (await ink(page))!;
}

/** The state that the address holds; Playwright's own idea of the address lags behind. */
async function stateOf(page: Page): Promise<PlayState> {
  return decodeLink(await page.evaluate("location.hash")).state;
}

const VIEWS: Readonly<Record<string, View>> = {
  "1400 px": { width: 1400 },
  "1400 px, dark": { width: 1400, dark: true },
  "800 px": { width: 800 },
  "360 px": { width: 360, height: 740, scale: 2, touch: true },
  "360 px, dark": { width: 360, height: 740, dark: true },
};

for (const [name, view] of Object.entries(VIEWS)) {
  browserTest(`the play page is whole and accessible at ${name}`, async (browser) => {
    const opened = await open(browser, view);
    const { page } = opened;
    await nextInk(page, () => page.click("#new"));
    await page.waitForSelector(".small path:nth-child(25)[d]", { state: "attached" });
    await checkOpenPage(opened);
    await takeScreenshot(page, `play/${name}`);
    assert.equal(await page.locator("#variants path[d]").count(), 7);
    assert.equal(await page.locator("#recent path[d]").count(), 2);
    assert.equal(await page.locator("#directions input:enabled").count(), 6);
    assert.match(
      (await page.getAttribute("#signature", "aria-label"))!,
      /^Signature: \d+ strokes?, /,
    );
    for (const picture of await page.locator("#signature, #variants svg, #map-plot").all()) {
      const box = await picture.boundingBox();
      assert.ok(box!.width > 40 && box!.height > 20);
    }
  });
}

browserTest("the play page works by keyboard alone, with a visible focus", async (browser) => {
  const opened = await open(browser);
  const { page } = opened;
  const stops: string[] = [];
  for (let k = 0; k < 60; k++) {
    await page.keyboard.press("Tab");
    const [id, isVisible] = await page.evaluate<[string, boolean]>(`(() => {
      const { activeElement: element } = document;
      const shown = element.closest("label.drop") ?? element;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      return [element.id || element.className || element.tagName,
        outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
    })()`);
    if (id === "BODY") break;
    assert.ok(isVisible, `${id} shows its focus`);
    stops.push(id);
  }
  const expected = [
    ...["keep", "new", "same", "replay", "png", "svg", "gif", "copy"],
    ...Array(7).fill("BUTTON"),
    ...["A", "map"],
    ...Array.from({ length: 6 }, (_, i) => [`direction-${i}`, "lock"]).flatMap(([input, lock]) => [
      lock!,
      input!,
    ]),
    ...["temperature", "file", "SUMMARY"],
  ];
  assert.deepEqual(stops, expected);

  await page.focus("#new");
  await nextInk(page, () => page.keyboard.press("Enter"));
  await page.focus("#direction-2");
  await nextInk(page, () => page.keyboard.press("ArrowRight"));
  const height = (await stateOf(page)).coordinates[2]!;
  await page.focus("#directions li:nth-child(3) .lock");
  await page.keyboard.press("Space");
  assert.deepEqual((await stateOf(page)).locked, [2]);
  await nextInk(page, () => page.keyboard.press("n"));
  assert.deepEqual((await stateOf(page)).coordinates, [undefined, undefined, height]);
  await page.keyboard.press("m");
  await nextInk(page, () => page.keyboard.press("Shift+ArrowUp"));
  // The key changes the signature when it goes down, and the address when it goes up.
  await waitUntil(
    page,
    `document.getElementById("live").textContent.startsWith("Another place on the map")`,
  );
  assert.equal((await stateOf(page)).coordinates.filter((value) => value !== undefined).length, 3);
  assert.match((await page.getAttribute("#map", "aria-valuetext"))!, /^Slant .*, Length /);
  assert.match((await page.textContent("#live"))!, /^Another place on the map: \d+ stroke/);
  await nextInk(page, () => page.keyboard.press("4"));
  assert.equal((await stateOf(page)).variant, 2);
  await checkOpenPage(opened);
});

browserTest("the play page draws a style by a click, and by dragging", async (browser) => {
  const opened = await open(browser);
  const { page } = opened;
  const { x, y, width, height } = (await page.locator("#map").boundingBox())!;
  const entries = () => page.evaluate<number>("history.length");
  const before = await entries();
  await nextInk(page, () => page.mouse.click(x + 0.75 * width, y + 0.25 * height));
  const { coordinates } = await stateOf(page);
  assert.equal(coordinates.length, 2);
  for (const value of coordinates) assert.ok(Math.abs(value! - 1.4) < 0.05, String(value));
  assert.equal(await entries(), before + 1);

  await page.mouse.move(x + 0.5 * width, y + 0.5 * height);
  await page.mouse.down();
  for (let k = 1; k <= 20; k++) {
    await page.mouse.move(x + (0.5 - 0.02 * k) * width, y + 0.5 * height);
  }
  await page.mouse.up();
  await waitUntil(page, `document.querySelectorAll(".trail circle").length === 3`);
  const [across, up] = (await stateOf(page)).coordinates;
  assert.ok(across! < -1.9 && Math.abs(up!) < 0.05, `${across}, ${up}`);
  assert.equal(await entries(), before + 2);
  await checkOpenPage(opened);
});

browserTest(
  "the play page drops a move on the map when another signature is chosen",
  async (browser) => {
    const { page, errors } = await open(browser);
    for (const key of ["keydown", "keyup"]) {
      await nextInk(page, () =>
        page.evaluate(`(() => {
        const press = (type) => document.getElementById("map")
          .dispatchEvent(new KeyboardEvent(type, { key: "ArrowRight", bubbles: true }));
        press("keydown");
        if ("${key}" === "keyup") press("keyup");
        document.getElementById("new").click();
      })()`));
      // The engine answers in turn: what the map asked for is answered before.
      await nextInk(page, () => page.click("#same"));
      assert.deepEqual((await stateOf(page)).coordinates, [], key);
    }
    assert.deepEqual(errors, []);
  },
);

browserTest(
  "the play page keeps its state in the link, and goes back and forward",
  async (browser) => {
    const { page, errors } = await open(browser);
    const first = await ink(page);
    const second = await nextInk(page, () => page.click("#new"));
    const third = await nextInk(page, () => page.click("#variants li:nth-child(3) button"));
    assert.equal(
      await page.evaluate("document.activeElement.ariaLabel"),
      "Signature 3 by the same writer",
    );
    assert.equal(await nextInk(page, () => page.goBack()), second);
    assert.equal(await nextInk(page, () => page.goBack()), first);
    assert.equal(await nextInk(page, () => page.goForward()), second);
    assert.equal(await nextInk(page, () => page.goForward()), third);
    const { page: other } = await open(browser, {}, await page.evaluate("location.hash"));
    assert.equal(await ink(other), third);
    assert.equal(
      await other.getAttribute("#variants li:nth-child(3) button", "aria-pressed"),
      "true",
    );
    assert.equal(await nextInk(page, () => page.click("#recent li:last-child a")), first);
    await page.reload();
    await page.waitForSelector("#variants li:nth-child(7) path[d]", { state: "attached" });
    assert.equal(await ink(page), first);
    assert.equal(await page.locator("#recent path[d]").count(), 3);
    assert.deepEqual(errors, []);
  },
);

browserTest(
  "the play page says what is wrong with a link, and shows a signature",
  async (browser) => {
    const start = decodeLink("").state.style;
    const state = { ...decodeLink("").state, style: 5 };
    for (
      const [link, notice, style] of [
        ["#style=much&noise=3", /The link says style "much"/, start],
        ["#nonsense", /The link says "nonsense", which is damaged or cut off/, start],
        ["#style=5&noise=1&temp", /The link says "temp", which is damaged or cut off/, start],
        [encodeLink(state, "ffffffff"), /The link belongs to another model/, 5],
        [
          encodeLink(state, MOCK_FINGERPRINT).slice(0, -1),
          /does not agree with its checksum/,
          start,
        ],
        ["#style=0&given=AAAA&noise=1&temperature=1", /belongs to another model or is cut/, start],
        ["#style=5&noise=1&temperature=1&locked=9", /belongs to another model: .* direction 10/, 5],
      ] as const
    ) {
      const opened = await open(browser, {}, link);
      assert.match((await opened.page.textContent("#notice"))!, notice);
      assert.ok((await ink(opened.page))!.length > 100);
      assert.equal((await stateOf(opened.page)).style, style);
      await checkOpenPage(opened);
      await opened.context.close();
    }
  },
);

browserTest("the play page writes a new ending to the beginning that is kept", async (browser) => {
  const opened = await open(browser);
  const { page } = opened;
  const before = await stateOf(page);
  await page.focus("#keep");
  for (let k = 0; k < 40; k++) await page.keyboard.press("ArrowRight");
  assert.equal(await page.textContent("#keep-text"), "first 40 %");
  assert.equal(await page.textContent("#new"), "New ending");
  assert.ok((await page.getAttribute("#signature .kept", "d"))!.length > 20);
  await takeScreenshot(page, "play/keep the beginning");
  await nextInk(page, () => page.click("#new"));
  const { kept, noise, style } = await stateOf(page);
  assert.deepEqual(kept, [{ fraction: 0.4, noise: before.noise }]);
  assert.equal(style, before.style);
  assert.notEqual(noise, before.noise);
  await checkOpenPage(opened);
});

/** A PNG of one pixel, longer than what the mock refuses. */
const IMAGE = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
);

browserTest(
  "the play page reads an image on this device, and says why it cannot",
  async (browser) => {
    const opened = await open(browser);
    const { page } = opened;
    const file = (bytes: Uint8Array) => ({
      name: "mine.png",
      mimeType: "image/png",
      buffer: Buffer.from(bytes),
    });
    await page.setInputFiles("#file", file(IMAGE));
    await page.waitForSelector("#notice:not([hidden])");
    assert.match((await page.textContent("#notice-text"))!, /^mine.png: .*no ink/);
    await checkOpenPage(opened);
    const long = new Uint8Array(200);
    long.set(IMAGE);
    await nextInk(page, () => page.setInputFiles("#file", file(long)));
    assert.equal((await stateOf(page)).given, "mock_style-1");
    assert.equal(await page.textContent("#image-warnings"), "The image has printed lines");
    assert.match(
      (await page.getAttribute("#image-recovered", "aria-label"))!,
      /recovered: \d+ stroke/,
    );
    await waitUntil(page, `document.getElementById("image-original").naturalWidth === 1`);
    assert.equal(await page.isHidden("#notice"), true);
    await takeScreenshot(page, "play/image");
    await checkOpenPage(opened);
    // Dropped and pasted images come the same way.
    for (const [type, property] of [["drop", "dataTransfer"], ["paste", "clipboardData"]]) {
      const length = type === "drop" ? 300 : 400;
      await nextInk(page, () =>
        page.evaluate(`(() => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(${length})], "other.png", { type: "image/png" }));
        const options = { bubbles: true, cancelable: true, ${property}: data };
        const event = ${
          type === "drop" ? "new DragEvent" : "new ClipboardEvent"
        }("${type}", options);
        document.body.dispatchEvent(event);
      })()`));
      assert.equal((await stateOf(page)).style, length);
    }
  },
);

browserTest("the play page can be retried when the model cannot be loaded", async (browser) => {
  const opened = await openSite(browser, site, { still: true }, "?failures=1");
  const { page } = opened;
  await page.waitForSelector("#failure:not([hidden])");
  assert.match((await page.textContent("#failure"))!, /The weights cannot be fetched: 404/);
  await takeScreenshot(page, "play/failure");
  await checkOpenPage(opened);
  await page.click("#failure-retry");
  await page.waitForSelector("#variants li:nth-child(7) path[d]", { state: "attached" });
  assert.equal(await page.isHidden("#failure"), true);
  await checkOpenPage(opened);
});

browserTest("the play page shows what fails, and keeps what it has", async (browser) => {
  for (const [method, act] of [["encode", "#gif"], ["create", undefined]] as const) {
    const opened = await openSite(browser, site, { still: true }, `?fail=${method}`);
    const { page } = opened;
    if (act !== undefined) {
      await page.waitForSelector("#variants li:nth-child(7) path[d]", { state: "attached" });
      await page.click(act);
    }
    await page.waitForSelector("#notice:not([hidden])");
    assert.equal(await page.textContent("#notice-text"), `Cannot ${method}: the test says so`);
    await checkOpenPage(opened);
    await page.click("#notice-retry");
    await page.waitForSelector("#notice:not([hidden])");
    await page.click("#notice-close");
    assert.equal(await page.isHidden("#notice"), true);
    await opened.context.close();
  }
});

browserTest("the play page without its script says what it needs", async (browser) => {
  const files = new Map(site);
  files.delete("main.js");
  const { page } = await openSite(browser, files);
  assert.match(await page.innerText("#loading"), /Loading the model/);
  await waitUntil(
    page,
    `getComputedStyle(document.querySelector(".slow")).visibility === "visible"`,
  );
  assert.match(await page.innerText(".slow"), /WebAssembly/);
});

browserTest("the play page saves files and copies the link", async (browser) => {
  const { page, context, errors } = await open(browser);
  for (const format of ["png", "svg", "gif"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click(`#${format}`),
    ]);
    assert.equal(download.suggestedFilename(), `signature-18-1.${format}`);
    assert.match(await Deno.readTextFile(await download.path()), /^<svg/);
  }
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = await recordChanges(page, "#copy", "element.textContent");
  await page.click("#copy");
  await waitUntil(page, `document.getElementById("live").textContent === "Copied the link"`);
  assert.equal((await copied())[0], "Copied");
  assert.equal(
    await page.evaluate("navigator.clipboard.readText()"),
    await page.evaluate("location.href"),
  );
  assert.deepEqual(errors, []);
});

browserTest(
  "the play page writes stroke by stroke, unless less motion is asked for",
  async (browser) => {
    const { page } = await open(browser, { still: false });
    await waitUntil(page, `!document.querySelector("#signature.writing")`);
    const whole = (await ink(page))!;
    const steps = await recordChanges<[string, number]>(
      page,
      "#signature",
      `[element.getAttribute("class"), element.querySelector(".ink").getAttribute("d").length]`,
    );
    await page.click("#replay");
    await takeScreenshot(page, "play/writing");
    await waitUntil(page, `!document.querySelector("#signature.writing")`);
    assert.equal(await ink(page), whole);
    const lengths = (await steps()).filter(([name]) => name === "writing").map(([, length]) =>
      length
    );
    assert.ok(lengths[0]! < 0.1 * whole.length, `it starts with ${lengths[0]} of ${whole.length}`);
    assert.ok(
      lengths.some((length) => length > 0.1 * whole.length && length < 0.9 * whole.length),
      lengths.join(),
    );
    const { page: still } = await open(browser, { still: true });
    assert.equal(await ink(still), whole);
    assert.ok(!await still.getAttribute("#signature", "class"));
  },
);

browserTest("the play page prints the signature and how it was made", async (browser) => {
  const { page } = await open(browser, { width: 800, dark: true });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const id of ["new", "keep", "map", "directions", "file", "shortcuts"]) {
    assert.equal(await page.isVisible(`#${id}`), false, id);
  }
  assert.match(
    await page.innerText("#recipe"),
    /Style\s+18\s+Noise\s+1\s+Temperature\s+0.8\s+Link/,
  );
  const [paper, color] = await page.evaluate<string[]>(`[
    getComputedStyle(document.getElementById("paper")).backgroundColor,
    getComputedStyle(document.querySelector("#signature .ink")).fill,
  ]`);
  assert.deepEqual([paper, color], ["rgb(255, 255, 255)", "rgb(26, 36, 84)"]);
  await takeScreenshot(page, "play/print");
});
