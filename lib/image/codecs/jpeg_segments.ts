/**
 * The segments of a JPEG file (ITU-T T.81, annex B).
 *
 * @module
 */
import type { ByteReader } from "./byte_reader.ts";

/** Markers of the frame types that are decoded: baseline, extended and progressive Huffman. */
export const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Markers of a scan and of the end of the image. */
export const [START_OF_SCAN, END_OF_IMAGE] = [0xda, 0xd9];

/** A marker and the content of its segment. */
export interface Segment {
  readonly marker: number;
  /** Where the content starts. */
  readonly start: number;
  /** Number of bytes of the content. */
  readonly length: number;
}

/**
 * Iterates over the segments of a JPEG file, up to the end mark where there is one, and skips the data
 * of scans.
 *
 * @throws {SyntaxError} If a segment is cut off.
 */
export function* readSegments(reader: ByteReader): Generator<Segment> {
  const { bytes } = reader;
  let offset = 2;
  while (true) {
    offset = bytes.indexOf(0xff, offset);
    const marker = offset < 0 ? undefined : bytes[offset + 1];
    if (marker === undefined) return;
    // 0xff00 is a data byte, 0xffff is padding, the others have no content.
    if (marker === 0xff) offset += 1;
    else if (marker === END_OF_IMAGE) return yield { marker, start: offset + 2, length: 0 };
    else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) offset += 2;
    else {
      const length = reader.uint16(offset + 2);
      if (length < 2) throw new SyntaxError("a segment has no length");
      reader.range(offset + 2, length);
      yield { marker, start: offset + 4, length: length - 2 };
      offset += 2 + length;
    }
  }
}
