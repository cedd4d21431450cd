/**
 * Fitting an image of any size to the network.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import { resample } from "../../../image/resize.ts";
import type { Trajectory } from "../../geometry/stroke.ts";
import { NETWORK_IMAGE } from "./architecture.ts";

/** An image of the network's size. */
export interface FittedImage {
  /** Ink coverage, `[192, 384]`. */
  readonly image: InkImage;
  /** Moves strokes on it back to the original image. */
  readonly restore: (trajectory: Trajectory) => Trajectory;
}

/**
 * Resamples an image to fill the size of the network and centres it on paper.
 *
 * @param image Ink coverage.
 */
export function fitToNetwork(image: InkImage): FittedImage {
  const { height, width } = NETWORK_IMAGE;
  if (image.height === height && image.width === width) {
    return { image, restore: (trajectory) => trajectory };
  }
  const scale = Math.min(height / image.height, width / image.width);
  const rows = Math.max(1, Math.round(scale * image.height));
  const columns = Math.max(1, Math.round(scale * image.width));
  const [top, left] = [(height - rows) >> 1, (width - columns) >> 1];
  const small = resample(image, rows, columns);
  const data = new Float32Array(height * width);
  for (let y = 0; y < rows; y++) {
    data.set(small.subarray(y * columns, (y + 1) * columns), (top + y) * width + left);
  }
  const [scaleY, scaleX] = [rows / image.height, columns / image.width];
  const restore = (trajectory: Trajectory): Trajectory =>
    trajectory.map((stroke) => ({
      ...stroke,
      x: stroke.x.map((x) => (x - left) / scaleX),
      y: stroke.y.map((y) => (y - top) / scaleY),
      width: stroke.width.map((value) => value / scale),
    }));
  return { image: { height, width, data }, restore };
}
