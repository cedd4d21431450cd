/**
 * An interpolation as an animation.
 *
 * @module
 */
import { inkToGray } from "../../image/codecs/encode.ts";
import { encodeGif } from "../../image/codecs/encode_gif.ts";
import type { Color } from "../../image/color_image.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { inkPalette } from "../../strokes/rendering/to_gif.ts";

/** Name of the file in the folder of a run. */
export const INTERPOLATION_FILE = "interpolation.gif";

/** Hundredths of a second for which a step is shown. */
const STEP_DELAY = 12;
/** The same for both ends. */
const END_DELAY = 80;

/**
 * Encodes an interpolation as a GIF file that goes from the first image to the last and back, in a
 * loop.
 *
 * @param images At least one; all of one size.
 * @param color Colour of the ink; black if left out.
 * @returns The bytes of the file; the same images give the same bytes.
 * @throws {RangeError} If there is no image.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const image = { height: 2, width: 3, data: Float32Array.of(0, 1, 0, 0, 0.5, 0) };
 * const gif = encodeInterpolation([image, image]);
 * assert.equal(new TextDecoder().decode(gif.subarray(0, 6)), "GIF89a");
 * ```
 */
export function encodeInterpolation(
  images: readonly InkImage[],
  color: Color = [0, 0, 0],
): Uint8Array {
  const back = images.slice(1, -1).reverse();
  const last = images.length - 1;
  const frames = [...images, ...back].map((image, i) => ({
    top: 0,
    left: 0,
    height: image.height,
    width: image.width,
    data: inkToGray(image).data,
    delay: i === 0 || i === last ? END_DELAY : STEP_DELAY,
  }));
  const { height, width } = images[0] ?? { height: 0, width: 0 };
  return encodeGif(frames, { height, width, palette: inkPalette(color), loop: true });
}
