/**
 * Writing files so that a reader never sees a partial one.
 *
 * @module
 */

import { systemReason } from "../system_error.ts";

/** What the name of a file ends with until it is whole. */
export const PARTIAL_SUFFIX = ".partial";

/**
 * Writes a temporary file and renames it, so that an interruption at any moment leaves either the old
 * file or the new one.
 *
 * @param path Path of the file.
 * @param content Its bytes, or text that is encoded as UTF-8.
 * @param temporary Path of the temporary file, in the same folder.
 * @throws {Error} If the folder is missing or not writable; the old file is then unchanged.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  temporary: string = `${path}${PARTIAL_SUFFIX}`,
): Promise<void> {
  try {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new Error(`Cannot write "${path}": ${systemReason(error)}`, { cause: error });
  }
}
