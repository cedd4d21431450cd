/**
 * Straight pieces of thin ink, and the lines that they join to.
 *
 * @module
 */
import { type MaskSlices, runAt } from "./mask_slices.ts";

/** Maximum slope of a line; steeper ones belong to the other axis or are strokes. */
const MAX_SLOPE = 0.32;
/** Minimum length of a piece of a line, in slices. */
const MIN_PIECE = 8;
/** Factor on the maximum gap between long pieces, up to twice their length. */
const LONG_GAPS = 2.5;
/** Maximum gap where strokes hide the line all along, as a fraction of the slices. */
const MAX_HIDDEN_FRACTION = 0.35;
/** Minimum fraction of such a gap that is ink, and maximum distance of the piece behind it in pixels. */
const [MIN_HIDDEN, MAX_HIDDEN_OFF] = [0.95, 1];
/** Minimum length of a piece that predicts where its line continues, in slices. */
const MIN_TELLING_PIECE = 40;
/** Maximum root mean square distance of a straight piece from its line, in pixels. */
const MAX_PIECE_RESIDUAL = 0.8;
/** Maximum difference of the slopes of long pieces of one line, on paper that is bent. */
const MAX_TURN = 0.05;
/**
 * Gap that is as bad as an end of a long piece one pixel off the line: a stroke along part of the line
 * is passed over for its continuation.
 */
const OFF_COST = 80;
/** Maximum step of a line behind a thin line across, in pixels. */
const MAX_BRIDGE_STEP = 1;

/** A straight piece of thin ink along the slices of a mask. */
export interface LinePiece {
  /** First slice. */
  readonly from: number;
  /** The slice after the last one. */
  readonly to: number;
  /** Its middle at `from`. */
  readonly start: number;
  /** Change of the middle per slice. */
  readonly slope: number;
}

/**
 * Finds chains of thin runs that touch from slice to slice and lie on a straight line.
 *
 * @param slices The mask.
 * @param maxThickness Maximum thickness of a run, in pixels.
 */
export function findPieces(slices: MaskSlices, maxThickness: number): LinePiece[] {
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
  const pieces: LinePiece[] = [];
  for (let x = 0; x < length; x++) {
    for (let r = offset[x]!; r < offset[x + 1]!; r++) {
      if (isFollowed[r] === 0 && follower[r]! >= 0) addPieces(slices, follower, x, r, pieces);
    }
  }
  return pieces;
}

/** Cuts a chain of runs into straight pieces, each as long as the residual allows. */
function addPieces(
  { start, end }: MaskSlices,
  follower: Int32Array,
  column: number,
  first: number,
  pieces: LinePiece[],
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

/**
 * Joins pieces across the thin lines that cross between them: squared paper cuts every line into
 * pieces as short as a square.
 *
 * @param pieces The pieces.
 * @param slices The mask.
 * @param maxThickness Maximum thickness of a line across, in slices.
 */
export function bridgeCrossings(
  pieces: readonly LinePiece[],
  slices: MaskSlices,
  maxThickness: number,
): LinePiece[] {
  const starting = new Map<number, LinePiece[]>();
  for (const piece of pieces) {
    const others = starting.get(piece.from);
    if (others === undefined) starting.set(piece.from, [piece]);
    else others.push(piece);
  }
  const findFollower = (piece: LinePiece): LinePiece | undefined => {
    for (let x = piece.to; x <= Math.min(slices.length - 1, piece.to + maxThickness); x++) {
      const at = piece.start + piece.slope * (x - piece.from);
      const next = starting.get(x)?.find(({ start }) => Math.abs(start - at) <= MAX_BRIDGE_STEP);
      if (next !== undefined) return next;
      if (runAt(slices, x, at) < 0) return undefined;
    }
    return undefined;
  };
  const isUsed = new Set<LinePiece>();
  const bridged: LinePiece[] = [];
  for (const first of [...pieces].sort((a, b) => a.from - b.from)) {
    if (isUsed.has(first)) continue;
    let piece = first;
    for (let next = findFollower(piece); next !== undefined; next = findFollower(piece)) {
      if (isUsed.has(next)) break;
      isUsed.add(next);
      piece = joinTwo(piece, next);
    }
    bridged.push(piece);
  }
  return bridged;
}

/** The straight piece through two pieces. */
function joinTwo(first: LinePiece, second: LinePiece): LinePiece {
  const slope = slopeOf([first, second]);
  const [n, m] = [first.to - first.from, second.to - second.from];
  const middle = (piece: LinePiece, length: number) => piece.start + piece.slope * (length - 1) / 2;
  const at = (n * (n - 1) / 2 + m * (second.from - first.from + (m - 1) / 2)) / (n + m);
  const start = (n * middle(first, n) + m * middle(second, m)) / (n + m) - slope * at;
  return { from: first.from, to: second.to, start, slope };
}

/**
 * Joins collinear pieces into lines, longest first.
 *
 * @param pieces The pieces.
 * @param slices The mask.
 * @param maxGap Maximum gap between two pieces, in slices; larger between long pieces, and where ink
 * hides the line.
 * @param minSeed Minimum length of the longest piece of a line, in slices.
 * @returns The pieces of each line in their order along it.
 */
export function joinPieces(
  pieces: LinePiece[],
  slices: MaskSlices,
  maxGap: number,
  minSeed: number,
): LinePiece[][] {
  const order = [...pieces].sort((a, b) => (b.to - b.from) - (a.to - a.from));
  const used = new Set<LinePiece>();
  const lines: LinePiece[][] = [];
  for (const seed of order) {
    if (seed.to - seed.from < minSeed) break;
    if (used.has(seed)) continue;
    const line = [seed];
    used.add(seed);
    for (const forwards of [true, false]) {
      for (let last = seed;;) {
        const next = findNext(order, slices, used, line, last, forwards, maxGap);
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
function slopeOf(line: readonly LinePiece[]): number {
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

/** Finds the piece beyond an end of a line that continues it best: near, and in its direction. */
function findNext(
  pieces: readonly LinePiece[],
  slices: MaskSlices,
  used: ReadonlySet<LinePiece>,
  line: readonly LinePiece[],
  last: LinePiece,
  forwards: boolean,
  maxGap: number,
): LinePiece | undefined {
  const end = forwards ? last.to : last.from;
  // A long last piece predicts the continuation; a short one does not.
  const isLong = last.to - last.from >= MIN_TELLING_PIECE;
  const slope = isLong ? last.slope : slopeOf(line);
  const anchor = last.start + last.slope * ((last.to - last.from) / 2);
  const anchorAt = (last.from + last.to) / 2;
  let best: LinePiece | undefined;
  let minCost = Infinity;
  for (const piece of pieces) {
    if (used.has(piece)) continue;
    const gap = forwards ? piece.from - end : end - piece.to;
    const length = Math.min(piece.to - piece.from, last.to - last.from);
    if (gap < -2 || gap > MAX_HIDDEN_FRACTION * slices.length) continue;
    const isFar = gap > Math.min(LONG_GAPS * maxGap, Math.max(maxGap, 2 * length));
    /** Distance from the continuation of the line. */
    const offAt = (at: number) =>
      Math.abs(piece.start + piece.slope * (at - piece.from) - anchor - slope * (at - anchorAt));
    const at = (piece.from + piece.to) / 2;
    if (offAt(at) > 1.5 + 0.006 * Math.abs(at - anchorAt)) continue;
    if (isFar && (offAt(at) > MAX_HIDDEN_OFF || !isHidden(slices, last, piece))) continue;
    // A stroke that crosses the line at a small angle is no part of it.
    const isTelling = piece.to - piece.from >= MIN_TELLING_PIECE;
    if (isTelling && Math.abs(piece.slope - slope) > MAX_TURN) continue;
    const cost = gap + (isTelling ? OFF_COST * Math.max(offAt(piece.from), offAt(piece.to)) : 0);
    if (cost < minCost) [minCost, best] = [cost, piece];
  }
  return best;
}

/** Whether there is ink all along the straight line between two pieces. */
function isHidden(slices: MaskSlices, one: LinePiece, other: LinePiece): boolean {
  const [first, second] = one.from < other.from ? [one, other] : [other, one];
  const start = first.start + first.slope * (first.to - 1 - first.from);
  const slope = (second.start - start) / (second.from - first.to + 1);
  let ink = 0;
  for (let x = first.to; x < second.from; x++) {
    if (runAt(slices, x, start + slope * (x - first.to + 1)) >= 0) ink++;
  }
  return ink >= MIN_HIDDEN * (second.from - first.to);
}
