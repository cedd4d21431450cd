/**
 * Finds rows of printed characters: small marks of equal height on one baseline.
 *
 * @module
 */
import type { Components } from "../components.ts";
import { countOnTops, medianHeight } from "./type_levels.ts";

/** A row of print. */
export interface TextRow {
  /** Indices of its marks. */
  readonly marks: readonly number[];
  /** First row of pixels. */
  readonly top: number;
  /** The row of pixels after the last one. */
  readonly bottom: number;
  /** Whether it is more even than most handwriting. */
  readonly isSure: boolean;
  /** Whether it is sure, and more even than neat block letters: baseline and heights are those of type. */
  readonly isExact: boolean;
}

/** Minimum number of marks in a row of print. */
const MIN_MARKS = 6;
/** Minimum ratio of length to height of a row. */
const MIN_ASPECT = 4;
/** Maximum distance of a mark from the baseline: as a fraction of its height, and in pixels. */
const BASELINE_TOLERANCE = 0.1;
const MIN_TOLERANCE = 1;
/** Minimum fraction of the marks on the baseline; some letters have descenders. */
const MIN_ON_BASELINE = 0.6;
/** Minimum number of marks, and fraction of them on the baseline, of a row that is surely print. */
const SURE_MARKS = 9;
const SURE_ON_BASELINE = 0.7;
/** Maximum distance of type from its lines, as a fraction of its height. */
const EXACT_TOLERANCE = 0.03;
/** Minimum fraction of type whose tops lie at the height of small or of capital letters. */
const EXACT_TOPS = 0.8;
/** Maximum gap between characters, in multiples of their height. */
const MAX_GAP = 3;

/**
 * Finds rows of printed characters.
 *
 * @param marks The marks of an image.
 */
export function findTextRows(marks: Components): TextRow[] {
  const { count, top, left, bottom, right, area } = marks;
  const small: number[] = [];
  for (let c = 0; c < count; c++) {
    const [h, w] = [bottom[c]! - top[c]!, right[c]! - left[c]!];
    if (h >= 4 && area[c]! >= 8 && w <= 6 * h) small.push(c);
  }
  const height = (c: number) => bottom[c]! - top[c]!;
  const order = small.sort((a, b) => left[a]! - left[b]!);
  const used = new Uint8Array(count);
  const rows: TextRow[] = [];
  for (const seed of order) {
    if (used[seed] === 1) continue;
    const row = [seed];
    for (const c of order) {
      const last = row[row.length - 1]!;
      if (used[c] === 1 || c === seed || left[c]! < left[last]!) continue;
      const size = Math.max(height(last), height(c));
      if (left[c]! - right[last]! > MAX_GAP * size) continue;
      const overlap = Math.min(bottom[c]!, bottom[last]!) - Math.max(top[c]!, top[last]!);
      if (overlap < 0.4 * Math.min(height(c), height(last))) continue;
      if (size > 2.4 * Math.min(height(c), height(last))) continue;
      row.push(c);
    }
    const line = row.length < MIN_MARKS ? undefined : findBaseline(row, marks);
    if (line === undefined || line.fraction < MIN_ON_BASELINE) continue;
    for (const c of row) used[c] = 1;
    const isSure = row.length >= SURE_MARKS && line.fraction >= SURE_ON_BASELINE;
    rows.push({
      marks: row,
      top: Math.min(...row.map((c) => top[c]!)),
      bottom: Math.max(...row.map((c) => bottom[c]!)),
      isSure,
      isExact: isSure && isType(row, marks),
    });
  }
  return rows;
}

/** A straight line on which marks of a row stand. */
interface Baseline {
  /** Fraction of the marks. */
  readonly fraction: number;
  readonly slope: number;
}

/** The line through two of the marks that the most marks stand on. Undefined for a short row. */
function findBaseline(
  row: readonly number[],
  marks: Components,
  relativeTolerance = BASELINE_TOLERANCE,
): Baseline | undefined {
  const { bottom, left, right } = marks;
  const height = medianHeight(row, marks);
  const length = Math.max(...row.map((c) => right[c]!)) - Math.min(...row.map((c) => left[c]!));
  if (length < MIN_ASPECT * height) return undefined;
  const tolerance = Math.max(MIN_TOLERANCE, relativeTolerance * height);
  const best = { fraction: 0, slope: 0 };
  for (const a of row) {
    for (const b of row) {
      if (left[b]! <= left[a]!) continue;
      const slope = (bottom[b]! - bottom[a]!) / (left[b]! - left[a]!);
      if (Math.abs(slope) > 0.1 || left[b]! - left[a]! < length / 3) continue;
      const on = row.filter((c) =>
        Math.abs(bottom[c]! - bottom[a]! - slope * (left[c]! - left[a]!)) <= tolerance
      ).length;
      if (on > best.fraction * row.length) {
        Object.assign(best, { fraction: on / row.length, slope });
      }
    }
  }
  return best;
}

/** Whether the marks of a row stand exactly on a line, and end at one of two heights above it. */
function isType(row: readonly number[], marks: Components): boolean {
  const line = findBaseline(row, marks, EXACT_TOLERANCE);
  if (line === undefined || line.fraction < SURE_ON_BASELINE) return false;
  const tolerance = Math.max(MIN_TOLERANCE, EXACT_TOLERANCE * medianHeight(row, marks));
  const tops = row.map((c) => marks.top[c]! - line.slope * marks.left[c]!);
  return countOnTops(tops, tolerance) >= EXACT_TOPS * row.length;
}
