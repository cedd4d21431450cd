/**
 * Decompression whose result cannot grow beyond what is expected.
 *
 * @module
 */

/** Deflate cannot shrink data by more than this factor. */
const MAX_DEFLATE_RATIO = 1032;

/** Input is fed in slices of this many bytes, so that no single step inflates to more than 8 MB. */
const SLICE = 8192;

/**
 * Inflates a zlib stream (RFC 1950) of a known decompressed size and verifies its checksum.
 *
 * @param parts The compressed stream, in one or more pieces.
 * @param length The number of bytes that are expected, no more of which is ever kept.
 * @param options `allowExcess`: ignore what comes after `length` bytes instead of refusing it.
 * @returns Exactly `length` bytes.
 * @throws {SyntaxError} If the stream is damaged, too short or too long.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const stream = new Blob([new Uint8Array(100)]).stream();
 * const deflated = stream.pipeThrough(new CompressionStream("deflate"));
 * const bytes = new Uint8Array(await new Response(deflated).arrayBuffer());
 * assert.deepEqual(await inflate([bytes], 100), new Uint8Array(100));
 * await assert.rejects(inflate([bytes], 99), /more data/);
 * ```
 */
export async function inflate(
  parts: readonly Uint8Array[],
  length: number,
  options: { readonly allowExcess?: boolean } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const compressed = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > compressed * MAX_DEFLATE_RATIO) {
    throw new SyntaxError(
      `${compressed} bytes of compressed data cannot hold the ${length} bytes expected`,
    );
  }
  const result = new Uint8Array(length);
  let filled = 0;
  let excess = false;
  try {
    const reader = slices(parts).pipeThrough(new DecompressionStream("deflate")).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const kept = next.value.subarray(0, length - filled);
      result.set(kept, filled);
      filled += kept.length;
      excess ||= kept.length < next.value.length;
      if (excess) {
        await reader.cancel();
        break;
      }
    }
  } catch (error) {
    throw new SyntaxError("the compressed data is damaged or cut off", { cause: error });
  }
  if (filled < length) {
    throw new SyntaxError(`the compressed data holds ${filled} bytes, ${length} are expected`);
  }
  if (excess && options.allowExcess !== true) {
    throw new SyntaxError(`the compressed data holds more data than the ${length} bytes expected`);
  }
  return result;
}

/** The parts as a stream of small pieces, delivered as they are asked for. */
function slices(parts: readonly Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let part = 0;
  let offset = 0;
  return new ReadableStream({
    pull(controller): void {
      while (part < parts.length && offset >= parts[part]!.length) {
        part++;
        offset = 0;
      }
      const bytes = parts[part];
      if (bytes === undefined) return controller.close();
      controller.enqueue(bytes.slice(offset, offset + SLICE));
      offset += SLICE;
    },
  }, { highWaterMark: 0 });
}
