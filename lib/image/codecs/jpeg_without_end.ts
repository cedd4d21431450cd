/**
 * Decodes JPEG files that lack their end mark, as some cameras and interrupted uploads leave them: all
 * pixels may be there, or the last ones may be missing.
 *
 * @module
 */
import type { Pixels } from "./pixels.ts";

/** Bytes that take the place of missing data. A decoder reads them only where pixels are missing. */
const FILLERS = [0x00, 0x55, 0xaa];
/** Number of these bytes: as many as the largest unit of ten blocks may take. */
const FILLER_BYTES = 4096;

/**
 * Decodes a file with different bytes in place of what may be missing. Where that changes pixels, they
 * were not in the file.
 *
 * @param bytes A file without an end mark.
 * @param decode Decodes a file with one.
 * @throws {SyntaxError} If pixels are missing.
 */
export function decodeWithoutEnd(bytes: Uint8Array, decode: (file: Uint8Array) => Pixels): Pixels {
  let length = bytes.length;
  // Half of an end mark.
  while (length > 0 && bytes[length - 1] === 0xff) length--;
  const [first, ...others] = FILLERS.map((filler) => {
    const file = new Uint8Array(length + FILLER_BYTES + 2).fill(filler);
    file.set(bytes.subarray(0, length));
    file.set([0xff, 0xd9], length + FILLER_BYTES);
    return tryDecode(file, decode);
  });
  if (first === undefined || !others.every((other) => other && holdSamePixels(first, other))) {
    throw cutOff();
  }
  return first;
}

/** The error for a file without an end mark that lacks pixels. */
export function cutOff(): SyntaxError {
  return new SyntaxError("the file is cut off: it has no end mark, and pixels are missing");
}

function tryDecode(file: Uint8Array, decode: (file: Uint8Array) => Pixels): Pixels | undefined {
  try {
    return decode(file);
  } catch {
    return undefined;
  }
}

function holdSamePixels(one: Pixels, other: Pixels): boolean {
  return one.data.length === other.data.length &&
    one.data.every((value, i) => value === other.data[i]);
}
