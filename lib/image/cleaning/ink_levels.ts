/**
 * Finds the gray levels that are ink.
 *
 * @module
 */
import { PAPER_LEVEL } from "./background.ts";
import { openKernels } from "../kernels.ts";
import { otsuThreshold } from "./otsu.ts";

/** Thresholds of a normalized image, whose paper is at {@linkcode PAPER_LEVEL}; darker is lower. */
export interface InkLevels {
  /** Maximum level that stands out from the noise. */
  readonly lightest: number;
  /** Maximum level of ink. */
  readonly seed: number;
  /** Maximum level of ink that is connected to darker ink. */
  readonly edge: number;
}

/** Minimum contrast of ink, in standard deviations of the paper. */
const NOISE_FACTOR = 4.5;
/** Minimum contrast of ink, in levels. */
const MIN_CONTRAST = 0.06 * PAPER_LEVEL;
/** The weaker threshold, as a fraction of the contrast of the stronger one. */
const EDGE_FRACTION = 0.62;

/** The most frequent level of the paper, and the standard deviation of the paper around it. */
function findPaper(histogram: ArrayLike<number>): { paper: number; noise: number } {
  let paper = PAPER_LEVEL;
  let maxCount = -1;
  for (let level = PAPER_LEVEL >> 1; level < 253; level++) {
    let near = 0;
    for (let i = level - 3; i <= level + 3; i++) near += histogram[Math.min(255, i)]!;
    if (near > maxCount) [maxCount, paper] = [near, level];
  }
  let count = 0;
  let sum = 0;
  for (let level = paper; level < 256; level++) {
    count += histogram[level]!;
    sum += histogram[level]! * (level - paper) ** 2;
  }
  return { paper, noise: count > 0 ? Math.sqrt(sum / count) : 0 };
}

/**
 * Finds the levels that separate ink from paper.
 *
 * The paper is the peak of the histogram and its noise the spread of the bright side, which holds
 * no ink. Otsu's method then gets the candidates for ink and at most the same weight of paper: on
 * nearly empty paper it would split the paper otherwise.
 *
 * @param histogram Counts of the 256 levels.
 * @returns The thresholds; `undefined` if no level is darker than the noise of the paper.
 */
export function findInkLevels(histogram: ArrayLike<number>): InkLevels | undefined {
  const { paper, noise } = findPaper(histogram);
  const contrast = Math.max(MIN_CONTRAST, NOISE_FACTOR * noise);
  const lightest = Math.floor(paper - contrast);
  const balanced = new Float64Array(256);
  let candidates = 0;
  let others = 0;
  for (let level = 0; level < 256; level++) {
    if (level <= lightest) candidates += histogram[level]!;
    else others += histogram[level]!;
  }
  if (candidates === 0) return undefined;
  const weight = Math.min(1, candidates / Math.max(1, others));
  for (let level = 0; level < 256; level++) {
    balanced[level] = histogram[level]! * (level <= lightest ? 1 : weight);
  }
  const seed = Math.min(lightest, otsuThreshold(balanced));
  const edge = Math.min(lightest, Math.round(paper - EDGE_FRACTION * (paper - seed)));
  return { lightest, seed, edge };
}

/** Counts the pixels of each level. */
export function countLevels(levels: Uint8Array): Int32Array<ArrayBuffer> {
  const kernels = openKernels();
  const data = kernels.place(levels);
  const tables = kernels.place(new Int32Array(4 * 256));
  kernels.run.countLevels(data, levels.length, tables);
  const counts = kernels.integers(tables, 4 * 256);
  for (let i = 256; i < counts.length; i++) counts[i & 255]! += counts[i]!;
  return counts.slice(0, 256);
}
