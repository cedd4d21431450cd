/**
 * Finds straight thin lines in a mask: ruled lines, printed lines, sides of frames.
 *
 * @module
 */
import type { Runs } from "../components.ts";

/**
 * A mask cut into slices along an axis, with the runs of ink across it. Slices are columns for
 * horizontal lines and rows for vertical ones.
 */
export interface Slices {
  /** Number of slices. */
  readonly length: number;
  /** Pixels in each slice. */
  readonly breadth: number;
  /** Runs of slice `x` are `offset[x] .. offset[x + 1]`, in order. */
  readonly offset: Int32Array;
  /** First pixel of each run in its slice. */
  readonly start: Int32Array;
  /** The pixel after the last one of each run. */
  readonly end: Int32Array;
}

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

/** Maximum slope of a line; steeper ones belong to the other axis or are strokes. */
const MAX_SLOPE = 0.32;
/** Minimum length of a piece of a line, in slices. */
const MIN_PIECE = 8;
/** Minimum length of the longest piece of a line, as a fraction of the minimum length of a line. */
const MIN_SEED_FRACTION = 0.15;
/** Maximum gap between pieces of one line, as a fraction of the slices. */
const MAX_GAP_FRACTION = 0.12;
/** Factor on the maximum gap between long pieces, up to twice their length. */
const LONG_GAPS = 2.5;
/** Minimum length of a piece that predicts where its line continues, in slices. */
const MIN_TELLING_PIECE = 40;
/** Maximum root mean square distance of a straight piece from its line, in pixels. */
const MAX_PIECE_RESIDUAL = 0.8;

/** Slices a mask by rows, for vertical lines. */
export function rowSlices({ start, end, rowOffset }: Runs, height: number, width: number): Slices {
  const slices = { start: new Int32Array(start.length), end: new Int32Array(start.length) };
  for (let y = 0; y < height; y++) {
    for (let run = rowOffset[y]!; run < rowOffset[y + 1]!; run++) {
      slices.start[run] = start[run]! - y * width;
      slices.end[run] = end[run]! - y * width;
    }
  }
  return { length: height, breadth: width, offset: rowOffset, ...slices };
}

/** Offsets of the runs of each column: a column has a run for each ink pixel with paper above. */
function countColumnRuns({ start, end, rowOffset }: Runs, height: number, width: number) {
  // Number of runs of a column minus that of the column before it.
  const change = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    let above = y === 0 ? 0 : rowOffset[y - 1]!;
    const lastAbove = rowOffset[y]!;
    for (let run = rowOffset[y]!; run < rowOffset[y + 1]!; run++) {
      const [from, to] = [start[run]! - y * width, end[run]! - y * width];
      change[from]!++;
      change[to]!--;
      const shift = (y - 1) * width;
      while (above < lastAbove && end[above]! - shift <= from) above++;
      for (let a = above; a < lastAbove && start[a]! - shift < to; a++) {
        change[Math.max(from, start[a]! - shift)]!--;
        change[Math.min(to, end[a]! - shift)]!++;
      }
    }
  }
  const offset = new Int32Array(width + 1);
  for (let x = 0, count = 0; x < width; x++) {
    count += change[x]!;
    offset[x + 1] = offset[x]! + count;
  }
  return offset;
}

/** Slices a mask by columns, for horizontal lines. */
export function columnSlices(runs: Runs, height: number, width: number): Slices {
  const { start: runStart, end: runEnd, rowOffset } = runs;
  const offset = countColumnRuns(runs, height, width);
  const start = new Int32Array(offset[width]!);
  const ends = new Int32Array(offset[width]!);
  const next = offset.slice(0, width);
  const last = new Int32Array(width).fill(-2);
  for (let y = 0; y < height; y++) {
    for (let run = rowOffset[y]!; run < rowOffset[y + 1]!; run++) {
      const end = runEnd[run]! - y * width;
      for (let x = runStart[run]! - y * width; x < end; x++) {
        if (last[x] !== y - 1) start[next[x]!++] = y;
        ends[next[x]! - 1] = y + 1;
        last[x] = y;
      }
    }
  }
  return { length: width, breadth: height, offset, start, end: ends };
}

/** Sums over the points of a piece, from which its line follows. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** The middle at `from`, and its change per slice. */
  readonly start: number;
  readonly slope: number;
}

/** Finds chains of thin runs that touch from slice to slice and lie on a straight line. */
function findPieces(slices: Slices, maxThickness: number): Piece[] {
  const { length, offset, start, end } = slices;
  const follower = new Int32Array(start.length).fill(-1);
  const isFollowed = new Uint8Array(start.length);
  for (let x = 0; x + 1 < length; x++) {
    let s = offset[x + 1]!;
    for (let r = offset[x]!; r < offset[x + 1]!; r++) {
      if (end[r]! - start[r]! > maxThickness) continue;
      while (s < offset[x + 2]! && end[s]! <= start[r]!) s++;
      if (s >= offset[x + 2]! || start[s]! >= end[r]! || end[s]! - start[s]! > maxThickness) {
        continue;
      }
      const step = Math.abs(start[s]! + end[s]! - start[r]! - end[r]!);
      if (step > 2 || isFollowed[s] === 1) continue;
      follower[r] = s;
      isFollowed[s] = 1;
    }
  }
  const pieces: Piece[] = [];
  for (let x = 0; x < length; x++) {
    for (let r = offset[x]!; r < offset[x + 1]!; r++) {
      if (isFollowed[r] === 0 && follower[r]! >= 0) addPieces(slices, follower, x, r, pieces);
    }
  }
  return pieces;
}

/** Cuts a chain of runs into straight pieces, each as long as the residual allows. */
function addPieces(
  { start, end }: Slices,
  follower: Int32Array,
  column: number,
  first: number,
  pieces: Piece[],
): void {
  let [n, sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0, 0];
  let from = column;
  let slope = 0;
  const close = () => {
    if (n >= MIN_PIECE && Math.abs(slope) <= MAX_SLOPE) {
      pieces.push({ from, to: from + n, start: (sy - slope * sx) / n, slope });
    }
  };
  for (let run = first; run >= 0; run = follower[run]!) {
    const y = (start[run]! + end[run]! - 1) / 2;
    const [m, tx, ty] = [n + 1, sx + n, sy + y];
    const [txx, txy, tyy] = [sxx + n * n, sxy + n * y, syy + y * y];
    const spread = txx - tx * tx / m;
    const fitted = m < 3 ? 0 : (txy - tx * ty / m) / spread;
    const error = (tyy - ty * ty / m - fitted * fitted * spread) / m;
    if (m >= MIN_PIECE && error > MAX_PIECE_RESIDUAL ** 2) {
      close();
      from += n;
      [n, sx, sy, sxx, sxy, syy, slope] = [1, 0, y, 0, 0, y * y, 0];
      continue;
    }
    [n, sx, sy, sxx, sxy, syy, slope] = [m, tx, ty, txx, txy, tyy, fitted];
  }
  close();
}

/** Joins collinear pieces into lines, longest first. */
function joinPieces(pieces: Piece[], maxGap: number, minSeed: number): Piece[][] {
  const order = [...pieces].sort((a, b) => (b.to - b.from) - (a.to - a.from));
  const used = new Set<Piece>();
  const lines: Piece[][] = [];
  for (const seed of order) {
    if (seed.to - seed.from < minSeed) break;
    if (used.has(seed)) continue;
    const line = [seed];
    used.add(seed);
    for (const forwards of [true, false]) {
      for (let last = seed;;) {
        const next = findNext(order, used, line, last, forwards, maxGap);
        if (next === undefined) break;
        used.add(next);
        line.push(next);
        last = next;
      }
    }
    lines.push(line.sort((a, b) => a.from - b.from));
  }
  return lines;
}

/** Slope of a line through all of its pieces, which is more reliable than that of the last one. */
function slopeOf(line: readonly Piece[]): number {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  const origin = line[0]!.from;
  for (const { from, to, start, slope } of line) {
    const weight = to - from;
    for (const u of [0, to - from - 1]) {
      const x = from + u - origin;
      const y = start + slope * u;
      n += weight;
      sx += weight * x;
      sy += weight * y;
      sxx += weight * x * x;
      sxy += weight * x * y;
    }
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

/** Finds the nearest piece beyond an end of a line that lies on its continuation. */
function findNext(
  pieces: readonly Piece[],
  used: ReadonlySet<Piece>,
  line: readonly Piece[],
  last: Piece,
  forwards: boolean,
  maxGap: number,
): Piece | undefined {
  const end = forwards ? last.to : last.from;
  // A long last piece predicts the continuation; a short one does not.
  const isLong = last.to - last.from >= MIN_TELLING_PIECE;
  const slope = isLong ? last.slope : slopeOf(line);
  const anchor = last.start + last.slope * ((last.to - last.from) / 2);
  const anchorAt = (last.from + last.to) / 2;
  let best: Piece | undefined;
  let nearest = LONG_GAPS * maxGap;
  for (const piece of pieces) {
    if (used.has(piece)) continue;
    const gap = forwards ? piece.from - end : end - piece.to;
    const length = Math.min(piece.to - piece.from, last.to - last.from);
    if (gap < -2 || gap > Math.min(nearest, Math.max(maxGap, 2 * length))) continue;
    const at = (piece.from + piece.to) / 2;
    const middle = piece.start + piece.slope * (at - piece.from);
    const distance = Math.abs(at - anchorAt);
    const off = Math.abs(middle - (anchor + slope * (at - anchorAt)));
    if (off > 1.5 + 0.006 * distance) continue;
    nearest = gap;
    best = piece;
  }
  return best;
}

/**
 * Fits a quadratic to the runs nearest to the pieces of a line by least squares, then again without
 * the outliers that strokes beside the line cause.
 */
function fitMiddle(slices: Slices, pieces: readonly Piece[], from: number, maxThickness: number) {
  const first = fitOnce(slices, pieces, from, maxThickness, undefined);
  return fitOnce(slices, pieces, from, maxThickness, first);
}

type Quadratic = readonly [a: number, b: number, c: number];

function fitOnce(
  slices: Slices,
  pieces: readonly Piece[],
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

/** Index of the run of a slice at or beside a position, or -1. */
function runAt({ offset, start, end }: Slices, slice: number, position: number): number {
  for (let r = offset[slice]!; r < offset[slice + 1]!; r++) {
    if (start[r]! > position + 1) break;
    if (end[r]! > position - 0.5) return r;
  }
  return -1;
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
  slices: Slices,
  pieces: readonly Piece[],
  maxThickness: number,
): StraightLine {
  const from = pieces[0]!.from;
  const to = pieces.reduce((most, piece) => Math.max(most, piece.to), 0);
  const length = to - from;
  const middle = fitMiddle(slices, pieces, from, maxThickness);
  const counts = new Int32Array(maxThickness + 1);
  // For each thin run on the curve: its thickness, and the deviation of its middle.
  const found = new Float64Array(2 * length);
  let [support, gaps] = [0, 0];
  for (let u = 0; u < length; u++) {
    const at = middle[0] + u * (middle[1] + u * middle[2]);
    const run = runAt(slices, from + u, at);
    if (run < 0) {
      gaps++;
      continue;
    }
    const thickness = slices.end[run]! - slices.start[run]!;
    const off = (slices.start[run]! + slices.end[run]! - 1) / 2 - at;
    if (thickness > maxThickness || Math.abs(off) > 1 + 0.25 * thickness) continue;
    found[2 * support] = thickness;
    found[2 * support++ + 1] = off;
    counts[thickness]!++;
  }
  let thickness = 0;
  for (let seen = 0; 2 * seen < support && thickness < maxThickness;) seen += counts[++thickness]!;
  let [even, squares] = [0, 0];
  for (let i = 0; i < 2 * support; i += 2) {
    if (Math.abs(found[i]! - thickness) > 1 + 0.2 * thickness) continue;
    even++;
    squares += found[i + 1]! ** 2;
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

/**
 * Finds thin lines along the slices of a mask, straight or slightly bent.
 *
 * @param slices The mask.
 * @param minLength Minimum length in pixels.
 * @param maxThickness Maximum thickness, a whole number of pixels.
 * @returns The lines, in descending order of their longest straight piece.
 */
export function findStraightLines(
  slices: Slices,
  minLength: number,
  maxThickness: number,
): StraightLine[] {
  const pieces = findPieces(slices, maxThickness);
  const lines: StraightLine[] = [];
  const maxGap = Math.max(8, MAX_GAP_FRACTION * slices.length);
  for (const joined of joinPieces(pieces, maxGap, MIN_SEED_FRACTION * minLength)) {
    const to = joined.reduce((most, piece) => Math.max(most, piece.to), 0);
    if (to - joined[0]!.from < minLength) continue;
    lines.push(measureLine(slices, joined, maxThickness));
  }
  return lines;
}
