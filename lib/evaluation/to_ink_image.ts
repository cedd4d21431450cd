/**
 * Images of a data set as ink.
 *
 * @module
 */
import type { SignatureDataset } from "../dataset/dataset.ts";
import type { InkImage } from "../image/ink_image.ts";

/**
 * An image of a data set as ink coverage in `[0, 1]`.
 *
 * @param dataset The data set.
 * @param index Index of the image.
 */
export function toInkImage({ height, width, images }: SignatureDataset, index: number): InkImage {
  const data = new Float32Array(height * width);
  const from = index * data.length;
  for (let i = 0; i < data.length; i++) data[i] = images[from + i]! / 255;
  return { height, width, data };
}
