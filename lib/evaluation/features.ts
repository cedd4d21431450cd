/**
 * A signature as a fixed vector: hand-crafted features of the kinds that off-line signature
 * verification and writer identification use. They need no training and no weights.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import { describeDirections, findSkeletonPixels, type SkeletonPixels } from "./directions.ts";
import { FEATURE_SCALE } from "./feature_scale.ts";
import type { FeatureVectors } from "./feature_vectors.ts";
import { maskAbove } from "./normalize.ts";
import { orientedGradients } from "./oriented_gradients.ts";
import { describeProfiles, describeRuns } from "./profiles.ts";
import { describeRings, localBinaryPatterns } from "./ring_patterns.ts";
import { describeSmoothness } from "./smoothness.ts";
import { measureStrokes, type StrokeStatistics } from "./stroke_statistics.ts";

/** Pixels with more ink coverage than this are ink in a mask. */
const INK = 0.5;

/** Standardised values are clipped here, so that no rare count outweighs all other features. */
const MAX_STANDARDISED = 4;

/** Features of one kind. */
export interface FeatureBlock {
  /** What they describe. */
  readonly name: string;
  /** Their values; the count is fixed. */
  readonly values: readonly number[];
}

/** An image and what the features are computed from. */
interface Drawing {
  readonly image: InkImage;
  readonly mask: Uint8Array;
  readonly strokes: StrokeStatistics;
  readonly pixels: SkeletonPixels;
}

/** The kinds of features; all get the same total weight. */
const BLOCKS: Readonly<Record<string, (drawing: Drawing) => number[]>> = {
  /** Where which direction of outline is: histograms of oriented gradients on a grid. */
  gradients: ({ image }) => orientedGradients(image, { rows: 3, columns: 6, orientations: 8 }),
  /** The same on a coarse grid, with fine directions. */
  layout: ({ image }) => orientedGradients(image, { rows: 1, columns: 3, orientations: 16 }),
  /** Directions of strokes, how straight they are, and how directions nearby go together. */
  directions: ({ pixels }) => describeDirections(pixels),
  /** How steadily strokes run: how gradients close by agree. */
  smoothness: ({ image, pixels }) => describeSmoothness(image, pixels),
  /** Number of strokes that circles around the points of a stroke cross. */
  rings: ({ image, mask, strokes }) => describeRings(mask, strokes.skeleton, image),
  /** Shapes of the ink's outline, pixel by pixel. */
  outlines: ({ image, mask }) => localBinaryPatterns(mask, image),
  /** Paper between strokes, in rows and columns. */
  runs: ({ image, mask }) => describeRuns(mask, image),
  /** Ink and crossings per band, and the upper and lower outline of the whole. */
  profiles: ({ image, mask }) => describeProfiles(mask, image),
  /** Counts: pieces, holes, ends, meeting lines, length. */
  topology: ({ strokes }) => [
    Math.log1p(strokes.components),
    Math.log1p(strokes.holes),
    Math.log1p(strokes.endPixels),
    Math.log1p(strokes.branchPixels),
    Math.sqrt(strokes.skeletonPixels),
    Math.sqrt(strokes.branchPixels / Math.max(1, strokes.skeletonPixels)),
  ],
};

/** The features of an image, and the counts that some are computed from. */
export interface SignatureFeatures {
  /** The features, kind by kind, in units of their own. */
  readonly blocks: readonly FeatureBlock[];
  /** Counts of pieces, holes and lines. */
  readonly strokes: StrokeStatistics;
}

/**
 * Measures the features of a normalized signature.
 *
 * @param image An image as `normalizeSignature` returns it.
 */
export function extractFeatures(image: InkImage): SignatureFeatures {
  const mask = maskAbove(image.data, INK);
  const strokes = measureStrokes(mask, image.height, image.width);
  const pixels = findSkeletonPixels(strokes.skeleton, image);
  const drawing = { image, mask, strokes, pixels };
  const blocks = Object.entries(BLOCKS).map(([name, measure]) => ({
    name,
    values: measure(drawing),
  }));
  return { blocks, strokes };
}

/**
 * Standardises features: subtracts the mean and divides by the standard deviation among procedural
 * signatures, both fixed in `feature_scale.ts`, and clips at 4. Then each kind is weighted so that all
 * contribute the same fraction of the squared length, which is about the number of features.
 *
 * @param features Features of the images.
 * @returns One vector per image.
 * @throws {RangeError} If `feature_scale.ts` is of another number of features.
 */
export function toFeatureVectors(features: readonly SignatureFeatures[]): FeatureVectors {
  const { mean, deviation } = FEATURE_SCALE;
  const size = mean.length;
  const values = new Float32Array(features.length * size);
  features.forEach(({ blocks }, i) => {
    let at = 0;
    for (const block of blocks) {
      const weight = Math.sqrt(size / (blocks.length * block.values.length));
      for (const value of block.values) {
        const standardised = (value - mean[at]!) / deviation[at]!;
        values[i * size + at] = weight *
          Math.max(-MAX_STANDARDISED, Math.min(MAX_STANDARDISED, standardised));
        at++;
      }
    }
    if (at !== size) {
      throw new RangeError(
        `Cannot scale features: there are ${at}, ${size} as in feature_scale.ts are wanted`,
      );
    }
  });
  return { count: features.length, size, values };
}
