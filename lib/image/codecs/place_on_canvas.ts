/**
 * Places an image on a larger canvas.
 *
 * @module
 */

import type { Pixels } from "./pixels.ts";

/**
 * Copies RGBA pixels onto a transparent canvas.
 *
 * @param image `[height, width, 4]`.
 * @param position Position of its upper left corner.
 * @param canvas Size of the result.
 * @throws {SyntaxError} If its data does not fit its size, or it extends beyond the canvas.
 */
export function placeOnCanvas(
  image: { readonly height: number; readonly width: number; readonly data: Uint8Array },
  position: { readonly x: number; readonly y: number },
  canvas: { readonly height: number; readonly width: number },
): Pixels {
  const { height, width } = canvas;
  const { x, y } = position;
  const isInside = y + image.height <= height && x + image.width <= width;
  if (!isInside || image.data.length !== 4 * image.height * image.width) {
    throw new SyntaxError("its structure is damaged");
  }
  const data = new Uint8Array(4 * height * width);
  for (let row = 0; row < image.height; row++) {
    const from = 4 * row * image.width;
    data.set(image.data.subarray(from, from + 4 * image.width), 4 * ((y + row) * width + x));
  }
  return { height, width, channels: 4, data };
}
