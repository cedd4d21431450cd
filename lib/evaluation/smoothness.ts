/**
 * Smoothness of strokes at the scale of tremor.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import {
  comparePairs,
  histogram,
  type LocalDirections,
  type SkeletonPixels,
} from "./directions.ts";

/** Half the side of the windows, in pixels: about one and two strokes wide. */
const REACHES = [2, 4] as const;
/** Classes of the agreement of gradients, and of the angle between directions. */
const CLASSES = 8;
/** Minimum and maximum distance between points whose directions are compared, in pixels. */
const DISTANCES = [[2, 4], [5, 7]] as const;

/** Products of the gradient's components; their sums over a window give its main direction. */
interface StructureTensor {
  readonly xx: Float32Array;
  readonly yy: Float32Array;
  readonly xy: Float32Array;
}

/**
 * Histograms over the pixels of a skeleton: the agreement of the directions of the ink's gradients in
 * two sizes of windows, and the angle between directions at nearby pixels. Gradients of anti-aliased
 * edges resolve directions more finely than the pixels of the skeleton.
 *
 * @param image The image.
 * @param pixels The pixels of its skeleton.
 * @returns Square roots of the fractions: 32 values.
 */
export function describeSmoothness(image: InkImage, pixels: SkeletonPixels): number[] {
  const tensor = structureTensor(image);
  const local = REACHES.map((reach) => measureAgreement(tensor, image, pixels.indices, reach));
  return [
    ...local.flatMap(({ straightness }) => histogram(straightness, { classes: CLASSES })),
    ...DISTANCES.flatMap((range) => comparePairs(pixels, local[0]!.orientation, range)),
  ];
}

function structureTensor({ height, width, data }: InkImage): StructureTensor {
  const tensor = {
    xx: new Float32Array(data.length),
    yy: new Float32Array(data.length),
    xy: new Float32Array(data.length),
  };
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      const rising = data[i - width + 1]! - data[i + width - 1]!;
      const falling = data[i + width + 1]! - data[i - width - 1]!;
      const dx = rising + falling + 2 * (data[i + 1]! - data[i - 1]!);
      const dy = falling - rising + 2 * (data[i + width]! - data[i - width]!);
      tensor.xx[i] = dx * dx;
      tensor.yy[i] = dy * dy;
      tensor.xy[i] = dx * dy;
    }
  }
  return tensor;
}

function measureAgreement(
  { xx, yy, xy }: StructureTensor,
  { height, width }: InkImage,
  pixels: Int32Array,
  reach: number,
): LocalDirections {
  const orientation = new Float64Array(pixels.length);
  const straightness = new Float64Array(pixels.length);
  pixels.forEach((pixel, index) => {
    const row = Math.floor(pixel / width);
    const column = pixel - row * width;
    let [sumXX, sumYY, sumXY] = [0, 0, 0];
    for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
      const end = y * width + Math.min(width - 1, column + reach);
      for (let i = y * width + Math.max(0, column - reach); i <= end; i++) {
        sumXX += xx[i]!;
        sumYY += yy[i]!;
        sumXY += xy[i]!;
      }
    }
    const turn = Math.atan2(2 * sumXY, sumXX - sumYY) / (2 * Math.PI);
    orientation[index] = turn < 0 ? turn + 1 : turn;
    const all = sumXX + sumYY;
    straightness[index] = all > 0 ? Math.hypot(sumXX - sumYY, 2 * sumXY) / all : 0;
  });
  return { orientation, straightness };
}
