/**
 * Gaps in ink, as pens with little ink leave them.
 *
 * @module
 */
import type { InkImage } from "../../lib/image/ink_image.ts";
import type { Random } from "../../lib/random.ts";
import { POINT_COUNT, type TruePoints } from "./true_points.ts";

/** Fraction of the images that get gaps. */
const GAP_FRACTION = 0.3;

/**
 * Erases one to four discs of the ink of some images.
 *
 * @param image Ink coverage, `[192, 384]`; changed in place.
 * @param points Points of its trajectory: the centres of the discs are among them.
 * @param random The random generator.
 */
export function eraseGaps(image: InkImage, points: TruePoints, random: Random): void {
  if (!random.bernoulli(GAP_FRACTION)) return;
  for (let gaps = random.integer(1, 4); gaps > 0; gaps--) {
    const point = random.integer(0, POINT_COUNT - 1);
    eraseDisc(image, points.x(point), points.y(point), random.uniform(2.5, 5.5));
  }
}

function eraseDisc({ height, width, data }: InkImage, x: number, y: number, radius: number): void {
  for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(height, y + radius); row++) {
    const right = Math.min(width, x + radius);
    for (let column = Math.max(0, Math.floor(x - radius)); column < right; column++) {
      if (Math.hypot(column + 0.5 - x, row + 0.5 - y) < radius) data[row * width + column] = 0;
    }
  }
}
