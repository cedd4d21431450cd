/**
 * Checking, before long work, that its results can be written.
 *
 * @module
 */
import { dirname } from "node:path";
import { FolderOccupiedError } from "../errors.ts";
import { PARTIAL_SUFFIX } from "../files/write_file_atomically.ts";
import { systemReason } from "../system_error.ts";

/**
 * Checks that files can be written to a folder. Nothing is left behind; a missing folder is not
 * created.
 *
 * @param out The folder that the user names by `--out`, if so.
 * @param fallback The folder that is taken otherwise.
 * @returns The folder.
 * @throws {FolderOccupiedError} If a file is in its place.
 * @throws {Error} If it cannot be written.
 */
export async function checkOutput(out: string | undefined, fallback: string): Promise<string> {
  const folder = out ?? fallback;
  const name = out === undefined ? `"${folder}"` : `--out "${folder}"`;
  const existing = await existingPart(folder);
  if (!(await Deno.stat(existing)).isDirectory) {
    const subject = existing === folder ? "it" : `"${existing}"`;
    throw new FolderOccupiedError(
      `Cannot write to ${name}: ${subject} is a file, expected a new or empty folder`,
    );
  }
  try {
    // If the program is killed here, it leaves a partial file, which all commands ignore.
    const options = { dir: existing, prefix: ".write-check-", suffix: PARTIAL_SUFFIX };
    await Deno.remove(await Deno.makeTempFile(options));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const hint = out === undefined ? "; --out names another folder" : "";
    throw new Error(`Cannot write to ${name}: ${systemReason(error)}${hint}`, { cause: error });
  }
  return folder;
}

/** The longest part of a path that exists. */
async function existingPart(path: string): Promise<string> {
  try {
    await Deno.stat(path);
    return path;
  } catch (error) {
    const parent = dirname(path);
    if (error instanceof Deno.errors.NotCapable || parent === path) throw error;
    return await existingPart(parent);
  }
}
