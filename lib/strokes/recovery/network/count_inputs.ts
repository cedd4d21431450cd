/**
 * What the network reads of a whole image, as inputs of the perceptron of the number of strokes.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import { CELL, CUE_MAP, FEATURES, INPUTS } from "./architecture.ts";
import type { WritingCues } from "./writing_cues.ts";

/** Minimum ink coverage of a cell that belongs to the ink. */
const MIN_COVERAGE = 0.25;

/** Sums over all cells are divided by this, so that inputs are about 1. */
const SUM_UNIT = 100;

/**
 * Sums the features over the ink, the probabilities of a start, an end and retracing there, and the ink.
 *
 * @param image Ink coverage, `[192, 384]`.
 * @param cues What the network reads from it.
 * @returns `[INPUTS.count]`.
 */
export function countInputs({ width, data }: InkImage, cues: WritingCues): Float32Array {
  const sums = new Float64Array(INPUTS.count);
  for (let row = 0; row < CUE_MAP.height; row++) {
    for (let column = 0; column < CUE_MAP.width; column++) {
      const at = CELL * (row * width + column);
      const ink = data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!;
      if (ink > MIN_COVERAGE * CELL * CELL) addCell(sums, cues, row, column);
    }
  }
  return Float32Array.from(sums);
}

function addCell(sums: Float64Array, cues: WritingCues, row: number, column: number): void {
  const features = cues.cellFeatures(row, column);
  for (let i = 0; i < FEATURES; i++) sums[i]! += features[i]! / SUM_UNIT;
  const { start, end, retraced } = cues.cell(row, column);
  // Few cells are starts or ends: their sums are about 1 as they are.
  sums[FEATURES]! += sigmoid(start);
  sums[FEATURES + 1]! += sigmoid(end);
  sums[FEATURES + 2]! += sigmoid(retraced) / SUM_UNIT;
  sums[FEATURES + 3]! += 1 / SUM_UNIT;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
