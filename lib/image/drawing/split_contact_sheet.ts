/**
 * From a contact sheet back to its signatures.
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import { DEFAULT_CONTACT_SHEET_OPTIONS } from "./contact_sheet.ts";

const { gap, scale } = DEFAULT_CONTACT_SHEET_OPTIONS;

/**
 * Reads the signatures of a {@linkcode contactSheet} of the default scale and gap. Enlarging by
 * linear interpolation is undone exactly, but for the rounding to bytes.
 *
 * @param sheet The sheet.
 * @param size Size of one signature, before it was enlarged.
 * @returns Rows of signatures; white images fill the last one.
 * @throws {RangeError} If the sheet has not a whole number of such signatures.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { contactSheet } from "./contact_sheet.ts";
 * const image = { height: 2, width: 2, data: Float32Array.of(1, 0, 0, 1) };
 * const [[first] = []] = splitContactSheet(contactSheet([image, image]), image);
 * assert.deepEqual([...first!.data].map((luminance) => luminance > 128), [false, true, true, false]);
 * ```
 */
export function splitContactSheet(
  sheet: GrayImage,
  { height, width }: Pick<GrayImage, "height" | "width">,
): GrayImage[][] {
  const [cellHeight, cellWidth] = [height, width].map((length) => scale * length + 2 * gap + 1);
  const rows = (sheet.height - 1) / cellHeight!;
  const columns = (sheet.width - 1) / cellWidth!;
  if (!(Number.isInteger(rows) && Number.isInteger(columns))) {
    throw new RangeError(
      `Cannot split a contact sheet of ${sheet.height} x ${sheet.width}: ` +
        `it has no whole number of signatures of ${height} x ${width}`,
    );
  }
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const top = row * cellHeight! + gap + 1;
      const left = column * cellWidth! + gap + 1;
      return readCell(sheet, top, left, { height, width });
    }));
}

function readCell(
  sheet: GrayImage,
  top: number,
  left: number,
  { height, width }: Pick<GrayImage, "height" | "width">,
): GrayImage {
  // Rows first: each pixel of `halved` is as wide as one of the result, and half as high.
  const halved = new Float32Array(scale * height * width);
  for (let y = 0; y < scale * height; y++) {
    const start = (top + y) * sheet.width + left;
    const row = sheet.data.subarray(start, start + scale * width);
    for (let x = 0; x < width; x++) halved[y * width + x] = undoubled(row, x, width, 1, 0);
  }
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = undoubled(halved, y, height, width, x);
      data[y * width + x] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { height, width, data };
}

/**
 * The value that linear interpolation to double the length made four values of. With neighbours a
 * and c, b became (a + 3b) / 4 and (3b + c) / 4; the two values beside those are (3a + b) / 4 and
 * (b + 3c) / 4. At an end, b itself is beside.
 */
function undoubled(
  values: ArrayLike<number>,
  index: number,
  length: number,
  stride: number,
  offset: number,
): number {
  const at = (i: number) => values[Math.min(2 * length - 1, Math.max(0, i)) * stride + offset]!;
  const i = 2 * index;
  return 0.75 * (at(i) + at(i + 1)) - 0.25 * (at(i - 1) + at(i + 2));
}
