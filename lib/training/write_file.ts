/**
 * Writing files so that a reader never sees half of one.
 *
 * @module
 */

/**
 * Writes a file beside its place and renames it there, so that a kill at any moment leaves the old
 * file or the new one.
 *
 * @param path Where it goes.
 * @param content Its bytes, or text that is written as UTF-8.
 * @throws {Error} If the folder is missing or not writable; the old file is then unchanged.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const temporary = `${path}.partial`;
  try {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new Error(`Cannot write "${path}": ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
