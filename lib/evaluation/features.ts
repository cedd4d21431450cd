/**
 * What a signature looks like, as a fixed vector: hand-made features of the kinds that off-line
 * signature verification and writer identification use. They need no training and no weights.
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

/** More ink than this in a pixel is ink, in a mask. */
const INK = 0.5;

/** Standardised values beyond this are cut, so that no rare count outweighs all else. */
const MOST = 4;

/** Features of one kind. */
export interface FeatureBlock {
  /** What they describe. */
  readonly name: string;
  /** Their values, always as many. */
  readonly values: readonly number[];
}

/** A picture with what is measured of it. */
interface Drawing {
  readonly image: InkImage;
  readonly mask: Uint8Array;
  readonly strokes: StrokeStatistics;
  readonly pixels: SkeletonPixels;
}

/** The kinds of features, each with an equal say. */
const BLOCKS: Readonly<Record<string, (drawing: Drawing) => number[]>> = {
  /** Where which direction of outline is: histograms of oriented gradients on a grid. */
  gradients: ({ image }) => orientedGradients(image, { rows: 3, columns: 6, orientations: 8 }),
  /** The same on a coarse grid, with fine directions. */
  layout: ({ image }) => orientedGradients(image, { rows: 1, columns: 3, orientations: 16 }),
  /** Directions of strokes, how straight they are, and how directions nearby go together. */
  directions: ({ pixels }) => describeDirections(pixels),
  /** How steadily strokes run: how gradients close by agree. */
  smoothness: ({ image, pixels }) => describeSmoothness(image, pixels),
  /** Through how many strokes a circle around a point of a stroke goes. */
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

/** The features of a picture, and the counts they are made of. */
export interface SignatureFeatures {
  /** The features, kind by kind, in units of their own. */
  readonly blocks: readonly FeatureBlock[];
  /** Counts of pieces, holes and lines. */
  readonly strokes: StrokeStatistics;
}

/**
 * Measures the features of a normalised signature.
 *
 * @param image A picture as `normalizeSignature` gives it.
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
 * Puts features on one scale: each less its mean and over its standard deviation among procedural
 * signatures, both fixed numbers in `feature_scale.ts`; cut at 4; then each kind is weighted so that
 * all have an equal share of the squared length, which is about the number of features.
 *
 * @param features Features of some pictures.
 * @returns One vector per picture.
 * @throws {RangeError} If the fixed numbers are not of these features.
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
        values[i * size + at] = weight * Math.max(-MOST, Math.min(MOST, standardised));
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
