/**
 * What the outcome of a file depends on, in addition to its content.
 *
 * @module
 */
import { DEFAULT_PREPARE_OPTIONS, prepareSignature } from "../image/cleaning/prepare.ts";
import type { GrayImage } from "../image/ink_image.ts";
import { sha256 } from "../sha256.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { recoverPoints } from "./image_job.ts";

/** Settings that determine the outcome of a file, in addition to its content. */
export interface CacheSettings {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** Maximum size of an image, in millions of pixels. */
  readonly maxMegapixels: number;
  /** Number of points of each trajectory, if trajectories are recovered instead of images. */
  readonly pointCount?: number | undefined;
}

/** Size of the outcome of a file, in bytes. */
export function outcomeSize({ height, width, pointCount }: CacheSettings): number {
  return pointCount === undefined
    ? height * width
    : pointCount * POINT_SIZE * Float32Array.BYTES_PER_ELEMENT;
}

/** Renders a small image with uneven light, ink of several widths, and a speck. */
function probe(): GrayImage {
  const [height, width] = [90, 200];
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.abs(y - 45 - 25 * Math.sin(x / 14)) / (1 + x / 150);
      const ink = x > 20 && x < 170 && distance < 2 || Math.hypot(x - 185, y - 12) < 1.5;
      data[y * width + x] = (ink ? 60 : 200) + (x + y) / 8 + (x * 7 + y * 13) % 9;
    }
  }
  return { height, width, data };
}

/**
 * Describes everything but the file that an outcome depends on. The cleaned probe stands for the code
 * of the cleaning.
 *
 * @param settings The settings.
 * @param version Version of the cache.
 */
export async function describeSettings(
  settings: CacheSettings,
  version: number,
): Promise<string> {
  const { height, width, maxMegapixels, pointCount } = settings;
  const options = { ...DEFAULT_PREPARE_OPTIONS, height, width };
  let cleaned: string;
  try {
    const made = pointCount === undefined
      ? prepareSignature(probe(), options).data.slice()
      : await recoverPoints(probe(), pointCount);
    cleaned = await sha256(new Uint8Array(made.buffer));
  } catch (error) {
    cleaned = String(error);
  }
  return JSON.stringify({ version, ...options, maxMegapixels, pointCount, cleaned });
}

/** Path of the cache of a folder. Outcomes of other code are replaced there. */
export async function cachePath(
  cacheDirectory: string,
  folder: string,
  { height, width, maxMegapixels, pointCount }: CacheSettings,
): Promise<string> {
  const key = await sha256(JSON.stringify([folder, height, width, maxMegapixels, pointCount]));
  return `${cacheDirectory}/folder-${key.slice(0, 32)}.pack`;
}
