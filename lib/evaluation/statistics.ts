/**
 * Statistics of single signatures. Their medians over a set are columns of the report: to add a
 * column, add an entry here.
 *
 * @module
 */
import type { NormalizedSignature } from "./normalize.ts";
import type { StrokeStatistics } from "./stroke_statistics.ts";

/** A signature, normalized and measured. */
export interface MeasuredSignature {
  /** The normalized image, and the measurements of the original. */
  readonly normal: NormalizedSignature;
  /** Counts of the normalized image. */
  readonly strokes: StrokeStatistics;
}

/** A number that describes a signature. */
export interface Statistic {
  /** Its key in `evaluation.json`. */
  readonly name: string;
  /** Heading of its column. */
  readonly heading: string;
  /** What it is, for readers of the report; starts in lower case, no final period. */
  readonly explanation: string;
  /** Unit of the value; none for counts and ratios. */
  readonly unit?: string;
  /** Decimals in the report. */
  readonly digits: number;
  /** The value of a signature. */
  readonly measure: (signature: MeasuredSignature) => number;
}

/** Values of the statistics by their name, one of each per signature. */
export type StatisticValues = Readonly<Record<string, readonly number[]>>;

/** The statistics, in the order of their columns. */
export const STATISTICS: readonly Statistic[] = [
  {
    name: "inkRatio",
    heading: "ink",
    explanation: "fraction of the image that ink covers, before strokes get one width",
    digits: 3,
    measure: ({ normal }) => normal.inkRatio,
  },
  {
    name: "aspect",
    heading: "aspect",
    explanation: "width of the ink over its height",
    digits: 2,
    measure: ({ normal }) => normal.aspect,
  },
  {
    name: "components",
    heading: "pieces",
    explanation: "connected components of ink",
    digits: 0,
    measure: ({ strokes }) => strokes.components,
  },
  {
    name: "strokeWidth",
    heading: "width",
    explanation: "typical width of strokes before they get one width",
    unit: "pixels",
    digits: 2,
    measure: ({ normal }) => normal.strokeWidth,
  },
  {
    name: "skeletonPixels",
    heading: "length",
    explanation: "length of the skeleton",
    unit: "pixels",
    digits: 0,
    measure: ({ strokes }) => strokes.skeletonPixels,
  },
  {
    name: "branchPixels",
    heading: "branch",
    explanation: "branch points of the skeleton",
    unit: "pixels",
    digits: 0,
    measure: ({ strokes }) => strokes.branchPixels,
  },
  {
    name: "holes",
    heading: "holes",
    explanation: "regions of paper enclosed by ink",
    digits: 0,
    measure: ({ strokes }) => strokes.holes,
  },
];
