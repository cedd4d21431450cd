/**
 * Writing long text files line by line.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { systemReason } from "../system_error.ts";
import { PARTIAL_SUFFIX } from "./write_file_atomically.ts";

/** Size of the writes, in characters. */
const BLOCK_SIZE = 1 << 16;

/**
 * Writes lines to a temporary file and renames it. Memory does not grow with their number.
 *
 * @param path Path of the file.
 * @param lines Its lines with their line feeds.
 * @returns SHA-256 of the file, in hexadecimal.
 * @throws {Error} If the folder is missing or not writable, or `lines` fails; an old file is then
 * unchanged.
 */
export async function writeLinesAtomically(
  path: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<string> {
  const temporary = `${path}${PARTIAL_SUFFIX}`;
  const hash = createHash("sha256");
  try {
    {
      using file = await Deno.create(temporary);
      for await (const block of blocks(lines)) {
        const bytes = new TextEncoder().encode(block);
        hash.update(bytes);
        for (let written = 0; written < bytes.length;) {
          written += await file.write(bytes.subarray(written));
        }
      }
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new Error(`Cannot write "${path}": ${systemReason(error)}`, { cause: error });
  }
  return hash.digest("hex");
}

/** Joins lines to blocks. */
async function* blocks(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  const joiner = new BlockJoiner();
  if (Symbol.iterator in lines) {
    // Waiting for each line would take longer than making it.
    for (const line of lines) if (joiner.add(line)) yield joiner.take();
  } else {
    for await (const line of lines) if (joiner.add(line)) yield joiner.take();
  }
  yield joiner.take();
}

/** Collects lines until they make a block. */
class BlockJoiner {
  #lines: string[] = [];
  #size = 0;

  /** Adds a line; true if the block is large enough. */
  add(line: string): boolean {
    this.#lines.push(line);
    this.#size += line.length;
    return this.#size >= BLOCK_SIZE;
  }

  /** The block; the next one is empty. */
  take(): string {
    const block = this.#lines.join("");
    this.#lines = [];
    this.#size = 0;
    return block;
  }
}
