/**
 * Building the play page: bundles of its scripts, and the model beside them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { PlayAssets } from "../engine/create_play_engine.ts";
import { DIRECTIONS_ASSET, MODEL_ASSET } from "../engine/fetch_assets.ts";
import { withPolicy } from "./security_policy.ts";

/** The files of a site by name; all of them lie in one folder. */
export type SiteFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Name of the page. */
export const PAGE = "index.html";

/** Scripts that are bundled; a bundle has the name of its entry, and may have further chunks. */
const ENTRIES = ["../page/main.ts", "../engine/worker.ts"] as const;

/** The folder of the page, and the endings of its files that are part of the site as they are. */
const PAGE_FOLDER = new URL("../page/", import.meta.url);
const PAGE_FILES = /\.(html|css|svg|png|ico)$/;

/** The style that the page shares with reports. */
const BASE_STYLE = {
  name: "base.css",
  url: new URL("../../report/page/base.css", import.meta.url),
};

/**
 * Builds the page with the scripts of this checkout.
 *
 * @param assets The model and its directions.
 * @returns The files of the site; `index.html` is the page.
 * @throws {Error} If this program is not a checkout of the project, or bundling fails.
 */
export async function buildPage({ model, directions }: PlayAssets): Promise<SiteFiles> {
  await checkCheckout();
  const folder = await Deno.makeTempDir({ prefix: "signature-vae-play-" });
  try {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const entry of ENTRIES) await bundle(new URL(entry, import.meta.url), folder);
    await addFiles(files, folder, /\.js$/);
    await addFiles(files, fileURLToPath(PAGE_FOLDER), PAGE_FILES);
    files.set(BASE_STYLE.name, await Deno.readFile(BASE_STYLE.url));
    const html = new TextDecoder().decode(files.get(PAGE));
    files.set(PAGE, new TextEncoder().encode(withPolicy(html)));
    files.set(MODEL_ASSET, Uint8Array.from(model));
    files.set(DIRECTIONS_ASSET, new TextEncoder().encode(JSON.stringify(directions)));
    return files;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A compiled, bundled or installed program has no source files to bundle. */
async function checkCheckout(): Promise<void> {
  if (!Deno.build.standalone && PAGE_FOLDER.protocol === "file:") {
    const page = await Deno.stat(new URL(`${PAGE_FOLDER}main.ts`)).catch(() => undefined);
    if (page?.isFile) return;
  }
  throw new Error(
    "Cannot build the play page: this program has no source files to bundle, expected a checkout of " +
      "the project. `deno task play --out DIR` in a checkout writes the page for any web server",
  );
}

async function bundle(entry: URL, folder: string): Promise<void> {
  const path = fileURLToPath(entry);
  const command = new Deno.Command("deno", {
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--minify", "--code-splitting"],
      ...["--outdir", folder, path],
    ],
    cwd: fileURLToPath(new URL("../../../", import.meta.url)),
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await command.output().catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot bundle "${path}": there is no \`deno\` on the PATH`, { cause: error });
  });
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot bundle "${path}": ${reason || "deno bundle failed"}`);
}

async function addFiles(
  files: Map<string, Uint8Array<ArrayBuffer>>,
  folder: string,
  pattern: RegExp,
): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const names = entries.filter(({ isFile, name }) => isFile && pattern.test(name))
    .map(({ name }) => name);
  for (const name of names.sort()) files.set(name, await Deno.readFile(`${folder}/${name}`));
}
