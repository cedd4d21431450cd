/**
 * Pages in a real browser: Chromium, driven by Playwright.
 *
 * Playwright reads the environment, so these tests need more permissions than others do:
 * `deno task test:browser` grants them. Elsewhere they are skipped, with the reason.
 */
import axe from "axe-core/package.json" with { type: "json" };
import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

async function findBrowser(): Promise<string | undefined> {
  for (const name of BROWSERS) {
    try {
      const { success } = await new Deno.Command(name, { args: ["--version"], stderr: "null" })
        .output();
      if (!success) continue;
      const { stdout } = await new Deno.Command("which", { args: [name] }).output();
      return new TextDecoder().decode(stdout).trim();
    } catch {
      // not this one
    }
  }
}

async function isGranted(name: "env" | "sys" | "run"): Promise<boolean> {
  return (await Deno.permissions.query({ name })).state === "granted";
}

const canDrive = await isGranted("env") && await isGranted("sys") && await isGranted("run");
const executablePath = canDrive ? await findBrowser() : undefined;

/** Why tests in a browser are skipped; `undefined` if they run. */
export const noBrowser: string | undefined = !canDrive
  ? "they need more permissions: deno task test:browser"
  : executablePath === undefined
  ? `none of ${BROWSERS.join(", ")} is installed`
  : undefined;

/**
 * Loads Playwright. It asks for files of /proc, for which Deno throws where Node.js returns false,
 * unless everything is permitted.
 */
async function loadPlaywright(): Promise<typeof import("playwright-core")> {
  const { existsSync } = fs;
  fs.existsSync = (path) => {
    try {
      return existsSync(path);
    } catch {
      return false;
    }
  };
  return await import("playwright-core");
}

let launched: Promise<Browser> | undefined;

/** One browser for all tests of a file, as starting it takes longer than most of them. */
function launchBrowser(): Promise<Browser> {
  if (launched === undefined) {
    launched = loadPlaywright().then(({ chromium }) =>
      chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] })
    );
  }
  return launched;
}

if (noBrowser === undefined) {
  Deno.test.afterAll(async () => await (await launched)?.close());
}

/** Registers a test that drives a browser; the pages that it opens are closed at its end. */
export function browserTest(name: string, run: (browser: Browser) => Promise<void>): void {
  if (noBrowser !== undefined) console.log(`skipped: ${name} (${noBrowser})`);
  Deno.test({
    name,
    ignore: noBrowser !== undefined,
    // Playwright keeps timers and its connection until the browser is closed.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const browser = await launchBrowser();
      try {
        await run(browser);
      } finally {
        await Promise.all(browser.contexts().map((context) => context.close()));
      }
    },
  });
}

/** How a page is shown. */
export interface View {
  /** Width in CSS pixels; 1400 if left out. */
  readonly width?: number;
  /** Height in CSS pixels; 900 if left out. */
  readonly height?: number;
  /** Dark colours. */
  readonly dark?: boolean;
  /** Less motion. */
  readonly still?: boolean;
  /** Device pixels per CSS pixel; 1 if left out. */
  readonly scale?: number;
  /** A touch screen. */
  readonly touch?: boolean;
}

/** A page and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console, uncaught errors, failed and refused requests. */
  readonly errors: string[];
}

/** Content of a page's address: text, or bytes with their type. */
export interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Further headers, such as a content security policy. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Time limit of whatever is waited for. Only a fault reaches it, however slow and busy the machine is.
 */
const SECONDS_TO_WAIT = 120;

/** The site that {@linkcode openSite} serves, without a network; browsers take it for secure. */
export const SITE = "http://localhost/";

/** Opens an empty page that collects what goes wrong. */
export async function openPage(browser: Browser, view: View = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1400, height: view.height ?? 900 },
    colorScheme: view.dark ? "dark" : "light",
    reducedMotion: view.still ? "reduce" : "no-preference",
    deviceScaleFactor: view.scale ?? 1,
    hasTouch: view.touch ?? false,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(1000 * SECONDS_TO_WAIT);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  page.on("pageerror", (error) => void errors.push(String(error)));
  page.on(
    "requestfailed",
    (request) => void errors.push(`failed: ${request.url()}, ${request.failure()?.errorText}`),
  );
  return { page, context, errors };
}

/**
 * Opens a page whose files are served from memory at {@linkcode SITE}; anything else is refused.
 *
 * @param files Files by their path, such as `index.html`.
 * @param path What to open, with query and fragment; the start page if left out.
 */
export async function openSite(
  browser: Browser,
  files: ReadonlyMap<string, PageFile>,
  view: View = {},
  path = "",
): Promise<OpenPage> {
  const opened = await openPage(browser, view);
  await opened.context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const name = url.pathname.slice(1) || "index.html";
    const file = url.href.startsWith(SITE) ? files.get(name) : undefined;
    if (file === undefined) return await route.abort();
    const body = typeof file.body === "string" ? file.body : Buffer.from(file.body);
    await route.fulfill({ headers: { ...file.headers, "content-type": file.type }, body });
  });
  await opened.page.goto(SITE + path);
  return opened;
}

/** Opens a page that is one file, such as a report. */
export async function openFile(
  browser: Browser,
  path: string | URL,
  view: View = {},
): Promise<OpenPage> {
  const opened = await openPage(browser, view);
  await opened.page.goto(new URL(path, `file://${Deno.cwd()}/`).href);
  return opened;
}

/** What axe-core finds against the rules of accessibility, one line for each. */
export async function axeViolations(page: Page): Promise<string[]> {
  const { name } = axe; // this import ensures that the package is installed
  const source = await Deno.readTextFile(new URL(import.meta.resolve(`${name}/axe.min.js`)));
  await page.evaluate(source);
  return await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const { violations } = await (globalThis as any).axe.run({ preload: false });
    return violations.map((
      { id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] },
    ) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`);
  });
}

/** Asserts that nothing went wrong, axe-core finds nothing, and the page fits its width. */
export async function checkOpenPage({ page, errors }: OpenPage): Promise<void> {
  assert.deepEqual(errors, []);
  assert.deepEqual(await axeViolations(page), []);
  const root = "document.documentElement";
  const [content, width] = await page.evaluate<[number, number]>(
    `[${root}.scrollWidth, ${root}.clientWidth]`,
  );
  assert.ok(content <= width, `the page is ${content} pixels wide, the view ${width}`);
}

/**
 * Waits until an expression is true in the page. Unlike Playwright's `waitForFunction`, it works under
 * a content security policy.
 */
export async function waitUntil(page: Page, expression: string): Promise<void> {
  const end = Date.now() + 1000 * SECONDS_TO_WAIT;
  while (!await page.evaluate<boolean>(expression)) {
    assert.ok(
      Date.now() < end,
      `not true within ${SECONDS_TO_WAIT} s at ${page.url()}: ${expression}`,
    );
    await page.waitForTimeout(30);
  }
}

/**
 * Records the values that an expression takes while an element changes. A value that lasts for moments
 * is missed by looking at the page from outside, but not by this.
 *
 * @param selector The element; changes within it count too.
 * @param expression Evaluated in the page after each change, with `element` at hand.
 * @returns A function that gives the values so far.
 */
export async function recordChanges<T>(
  page: Page,
  selector: string,
  expression: string,
): Promise<() => Promise<T[]>> {
  const name = `recorded${crypto.randomUUID().replaceAll("-", "")}`;
  await page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    const values = globalThis.${name} = [];
    const options = { attributes: true, childList: true, characterData: true, subtree: true };
    new MutationObserver(() => values.push(${expression})).observe(element, options);
  })()`);
  return () => page.evaluate<T[]>(name);
}

/** Saves a screenshot in the folder that the variable SCREENSHOTS names, if there is one. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = Deno.env.get("SCREENSHOTS");
  if (folder === undefined) return;
  const path = join(folder, `${name}.png`);
  await Deno.mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}
