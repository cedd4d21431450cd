/**
 * Where commands find and put files by default.
 *
 * @module
 */
import { join } from "node:path";
import { IMAGE_EXTENSIONS } from "../image/codecs/decode.ts";

/** Folder of runs, and of results that belong to no run. */
export const OUTPUT_DIRECTORY = "outputs";

/** Folder for the user's images. */
const DATA_DIRECTORY = "data";

/** Folder of the cache of prepared images. */
export const DEFAULT_CACHE: string = join(OUTPUT_DIRECTORY, ".cache");

/** How deep {@linkcode findDataDirectory} searches. */
const MAX_DEPTH = 4;

/**
 * The folder to train on by default: `data`, if it contains an image.
 *
 * @returns Its path, or `null` for the built-in data.
 */
export async function findDataDirectory(): Promise<string | null> {
  return await containsImage(DATA_DIRECTORY, MAX_DEPTH) ? DATA_DIRECTORY : null;
}

async function containsImage(directory: string, depth: number): Promise<boolean> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(directory));
  } catch {
    return false;
  }
  for (const { name, isDirectory } of entries) {
    if (name.startsWith(".")) continue;
    if (isDirectory && depth > 0 && await containsImage(join(directory, name), depth - 1)) {
      return true;
    }
    const extension = name.slice(name.lastIndexOf(".")).toLowerCase();
    if (!isDirectory && IMAGE_EXTENSIONS.includes(extension)) return true;
  }
  return false;
}

/** The current time as the name of a folder. */
export function timestamp(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
