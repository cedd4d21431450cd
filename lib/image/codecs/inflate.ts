/**
 * Decompression with a bounded result.
 *
 * @module
 */
import { zlib } from "./zlib.ts";

/** Maximum compression ratio of Deflate. */
const MAX_DEFLATE_RATIO = 1032;

/** Maximum excess over the expected length, if excess is allowed, in bytes. */
const MAX_EXCESS = 1 << 26;

/** Minimum size of the chunks of the output, in bytes. */
const MIN_CHUNK_BYTES = 1 << 16;

/**
 * Inflates a zlib stream (RFC 1950) of a known decompressed size and verifies its checksum.
 *
 * @param parts The compressed stream, in one or more pieces.
 * @param length Expected number of bytes, which bounds the memory of the result.
 * @param options `allowExcess`: ignores up to 64 MB after `length` bytes instead of refusing them.
 * @returns Exactly `length` bytes.
 * @throws {SyntaxError} If the stream is damaged, too short or too long.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deflateSync } from "node:zlib";
 * const deflated = deflateSync(new Uint8Array(100));
 * assert.deepEqual(inflate([deflated], 100), new Uint8Array(100));
 * assert.throws(() => inflate([deflated], 99), /holds more than the expected 99 bytes/);
 * ```
 */
export function inflate(
  parts: readonly Uint8Array[],
  length: number,
  options: { readonly allowExcess?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const stream = join(parts);
  if (length > stream.length * MAX_DEFLATE_RATIO) {
    throw new SyntaxError(
      `${stream.length} bytes of compressed data cannot hold the expected ${length} bytes`,
    );
  }
  const maxOutputLength = length + (options.allowExcess === true ? MAX_EXCESS : 0);
  let result: Uint8Array | undefined;
  try {
    // One byte more than expected reveals excess data in the first chunk.
    const chunkSize = Math.max(length + 1, MIN_CHUNK_BYTES);
    result = zlib.inflate(stream, { chunkSize, maxOutputLength: Math.max(1, maxOutputLength) });
  } catch (error) {
    throw new SyntaxError("the compressed data is damaged or cut off", { cause: error });
  }
  if (result === undefined || result.length > maxOutputLength) throw tooLong(length);
  if (result.length < length) {
    throw new SyntaxError(
      `the compressed data holds ${result.length} bytes, expected ${length}`,
    );
  }
  return new Uint8Array(result.buffer as ArrayBuffer, result.byteOffset, length);
}

function tooLong(length: number): SyntaxError {
  return new SyntaxError(
    `the compressed data holds more than the expected ${length} bytes`,
  );
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
