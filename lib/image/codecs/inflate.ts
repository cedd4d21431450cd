/**
 * Decompression whose result cannot grow beyond what is expected.
 *
 * @module
 */
import { inflateSync } from "node:zlib";

/** Deflate cannot shrink data by more than this factor. */
const MAX_DEFLATE_RATIO = 1032;

/** Where more than is expected is allowed, it is at most so many bytes more. */
const MAX_EXCESS = 1 << 26;

/** The least that is inflated at once. */
const LEAST_CHUNK = 1 << 16;

/**
 * Inflates a zlib stream (RFC 1950) of a known decompressed size and verifies its checksum.
 *
 * @param parts The compressed stream, in one or more pieces.
 * @param length The number of bytes that are expected, no more of which is ever kept.
 * @param options `allowExcess`: ignore what comes after `length` bytes instead of refusing it, up
 * to 64 MB.
 * @returns Exactly `length` bytes.
 * @throws {SyntaxError} If the stream is damaged, too short or too long.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deflateSync } from "node:zlib";
 * const deflated = deflateSync(new Uint8Array(100));
 * assert.deepEqual(inflate([deflated], 100), new Uint8Array(100));
 * assert.throws(() => inflate([deflated], 99), /more data/);
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
      `${stream.length} bytes of compressed data cannot hold the ${length} bytes expected`,
    );
  }
  const maxOutputLength = length + (options.allowExcess === true ? MAX_EXCESS : 0);
  let result: Uint8Array<ArrayBufferLike>;
  try {
    // One byte more than is expected shows at once whether there is more.
    const chunkSize = Math.max(length + 1, LEAST_CHUNK);
    result = inflateSync(stream, { chunkSize, maxOutputLength: Math.max(1, maxOutputLength) });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLong(length);
    throw new SyntaxError("the compressed data is damaged or cut off", { cause: error });
  }
  if (result.length > maxOutputLength) throw tooLong(length);
  if (result.length < length) {
    throw new SyntaxError(
      `the compressed data holds ${result.length} bytes, ${length} are expected`,
    );
  }
  return new Uint8Array(result.buffer as ArrayBuffer, result.byteOffset, length);
}

function tooLong(length: number): SyntaxError {
  return new SyntaxError(
    `the compressed data holds more data than the ${length} bytes expected`,
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
