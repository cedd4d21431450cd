/**
 * Finds straight thin lines in a mask: ruled lines, printed lines, sides of frames.
 *
 * @module
 */
import { bridgeCrossings, findPieces, joinPieces, type LinePiece } from "./line_pieces.ts";
import { type MaskSlices, runAt } from "./mask_slices.ts";

/** Coefficients of `a + b * u + c * u * u`. */
type Quadratic = readonly [a: number, b: number, c: number];

/** A thin line along the slices of a mask, straight or slightly bent. */
export interface StraightLine {
  /** First slice. */
  readonly from: number;
  /** The slice after the last one. */
  readonly to: number;
  /** Its middle in slice `x` is `a + b * u + c * u * u` with `u = x - from`. */
  readonly middle: Quadratic;
  /** Median thickness in pixels. */
  readonly thickness: number;
  /** Root mean square distance of the even runs' middles from the fitted curve, in pixels. */
  readonly residual: number;
  /** Maximum distance of the fitted curve from its chord, in pixels. */
  readonly sagitta: number;
  /** Fraction of the slices in which a thin run lies on the curve. */
  readonly support: number;
  /** Fraction of those runs that are about as thick as the median. */
  readonly evenness: number;
  /** Fraction of the slices in which no ink lies on the curve. */
  readonly gaps: number;
}

/** Minimum length of the longest piece of a line, as a fraction of the minimum length of a line. */
const MIN_SEED_FRACTION = 0.15;
/** Maximum gap between pieces of one line, as a fraction of the slices. */
const MAX_GAP_FRACTION = 0.12;

/**
 * Fits a quadratic to the runs nearest to the pieces of a line by least squares, then again without
 * the outliers that strokes beside the line cause.
 */
function fitMiddle(
  slices: MaskSlices,
  pieces: readonly LinePiece[],
  from: number,
  maxThickness: number,
) {
  const first = fitOnce(slices, pieces, from, maxThickness, undefined);
  return fitOnce(slices, pieces, from, maxThickness, first);
}

function fitOnce(
  slices: MaskSlices,
  pieces: readonly LinePiece[],
  from: number,
  maxThickness: number,
  before: Quadratic | undefined,
): Quadratic {
  const sums = new Float64Array(8);
  const length = pieces[pieces.length - 1]!.to - from;
  for (const piece of pieces) {
    for (let x = piece.from; x < piece.to; x++) {
      const at = piece.start + piece.slope * (x - piece.from);
      const run = runAt(slices, x, at);
      if (run < 0 || slices.end[run]! - slices.start[run]! > maxThickness) continue;
      const y = (slices.start[run]! + slices.end[run]! - 1) / 2;
      if (before !== undefined) {
        const v = x - from;
        if (Math.abs(y - before[0] - v * (before[1] + v * before[2])) > 1) continue;
      }
      const u = (x - from) / length;
      sums[0]!++;
      sums[1]! += u;
      sums[2]! += u * u;
      sums[3]! += u * u * u;
      sums[4]! += u * u * u * u;
      sums[5]! += y;
      sums[6]! += u * y;
      sums[7]! += u * u * y;
    }
  }
  const [a, b, c] = solveQuadratic(sums);
  return [a, b / length, c / (length * length)];
}

/** Solves the normal equations of a quadratic by Cramer's rule. */
function solveQuadratic(sums: Float64Array): [number, number, number] {
  const [n, x, xx, xxx, xxxx, y, xy, xxy] = [...sums] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const d = n * (xx * xxxx - xxx * xxx) - x * (x * xxxx - xxx * xx) + xx * (x * xxx - xx * xx);
  if (!(Math.abs(d) > 1e-12)) return [n > 0 ? y / n : 0, 0, 0];
  return [
    (y * (xx * xxxx - xxx * xxx) - x * (xy * xxxx - xxx * xxy) + xx * (xy * xxx - xx * xxy)) / d,
    (n * (xy * xxxx - xxx * xxy) - y * (x * xxxx - xxx * xx) + xx * (x * xxy - xy * xx)) / d,
    (n * (xx * xxy - xy * xxx) - x * (x * xxy - xy * xx) + y * (x * xxx - xx * xx)) / d,
  ];
}

/** Measures the line through some pieces along all of its slices. */
function measureLine(
  slices: MaskSlices,
  pieces: readonly LinePiece[],
  maxThickness: number,
): StraightLine {
  const from = pieces[0]!.from;
  const to = pieces.reduce((most, piece) => Math.max(most, piece.to), 0);
  const length = to - from;
  const middle = fitMiddle(slices, pieces, from, maxThickness);
  const { thicknesses, offsets, gaps } = runsOnCurve(slices, { from, to }, middle, maxThickness);
  const thickness = medianThickness(thicknesses, maxThickness);
  const support = thicknesses.length;
  let [even, squares] = [0, 0];
  for (let i = 0; i < support; i++) {
    if (Math.abs(thicknesses[i]! - thickness) > 1 + 0.2 * thickness) continue;
    even++;
    squares += offsets[i]! ** 2;
  }
  return {
    from,
    to,
    middle,
    thickness,
    residual: Math.sqrt(squares / Math.max(1, even)),
    sagitta: Math.abs(middle[2]) * length * length / 4,
    support: support / length,
    evenness: even / Math.max(1, support),
    gaps: gaps / length,
  };
}

/** The thin runs on a curve: thickness, and distance of the middle from the curve. */
interface RunsOnCurve {
  readonly thicknesses: Float64Array;
  readonly offsets: Float64Array;
  /** Number of slices in which no ink lies on the curve. */
  readonly gaps: number;
}

function runsOnCurve(
  slices: MaskSlices,
  { from, to }: { readonly from: number; readonly to: number },
  [a, b, c]: Quadratic,
  maxThickness: number,
): RunsOnCurve {
  const thicknesses = new Float64Array(to - from);
  const offsets = new Float64Array(to - from);
  let [count, gaps] = [0, 0];
  for (let u = 0; u < to - from; u++) {
    const at = a + u * (b + u * c);
    const run = runAt(slices, from + u, at);
    if (run < 0) {
      gaps++;
      continue;
    }
    const thickness = slices.end[run]! - slices.start[run]!;
    const offset = (slices.start[run]! + slices.end[run]! - 1) / 2 - at;
    if (thickness > maxThickness || Math.abs(offset) > 1 + 0.25 * thickness) continue;
    thicknesses[count] = thickness;
    offsets[count++] = offset;
  }
  return {
    thicknesses: thicknesses.subarray(0, count),
    offsets: offsets.subarray(0, count),
    gaps,
  };
}

/** The median of whole numbers from 1 to `max`; 0 if there is none. */
function medianThickness(thicknesses: Float64Array, max: number): number {
  const counts = new Int32Array(max + 1);
  for (const thickness of thicknesses) counts[thickness]!++;
  let median = 0;
  for (let seen = 0; 2 * seen < thicknesses.length && median < max;) seen += counts[++median]!;
  return median;
}

/**
 * Finds thin lines along the slices of a mask, straight or slightly bent.
 *
 * @param slices The mask.
 * @param minLength Minimum length in pixels.
 * @param maxThickness Maximum thickness, a whole number of pixels.
 * @returns The lines, in descending order of their longest straight piece.
 */
export function findStraightLines(
  slices: MaskSlices,
  minLength: number,
  maxThickness: number,
): StraightLine[] {
  const pieces = bridgeCrossings(findPieces(slices, maxThickness), slices, maxThickness);
  const lines: StraightLine[] = [];
  const maxGap = Math.max(8, MAX_GAP_FRACTION * slices.length);
  for (const joined of joinPieces(pieces, slices, maxGap, MIN_SEED_FRACTION * minLength)) {
    const to = joined.reduce((most, piece) => Math.max(most, piece.to), 0);
    if (to - joined[0]!.from < minLength) continue;
    lines.push(measureLine(slices, joined, maxThickness));
  }
  return lines;
}
