/**
 * Which way along a line a person would write it.
 *
 * @module
 */

/** How much each sign says, as logits; fitted to procedural signatures, whose truth is known. */
const WEIGHTS = {
  /** Progress to the right along the line: 1 for a straight one, 0 where it comes back. */
  rightward: 2.7,
  /** Progress downwards along the line. */
  downward: 1.4,
  /** The way down from the first to the last point, as a share of the length. */
  fall: 4.3,
  /** How much the line goes to the right where it begins, and where it ends: 1 for each. */
  endsRightward: 0.8,
  /** Full turns clockwise. */
  clockwise: -0.9,
} as const;

/** Directions are taken over so many points, and turns sharper than this (in radians) are cusps. */
const [STRIDE, CUSP] = [4, 2] as const;

/** The direction of an end is that of so many steps. */
const END_STEPS = 12;

/**
 * How much speaks for a line being written from its first point to its last.
 *
 * People write to the right and downwards, and more curves anticlockwise than clockwise.
 *
 * @param x Horizontal positions, about evenly spaced.
 * @param y Vertical positions, downwards.
 * @returns The logarithm of the odds: above 0 for this direction. The reverse has the opposite sign.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.ok(directionLogOdds([0, 1, 2], [0, 0, 0]) > 0);
 * assert.ok(directionLogOdds([2, 1, 0], [0, 0, 0]) < 0);
 * ```
 */
export function directionLogOdds(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const last = x.length - 1;
  if (last < 1) return 0;
  let length = 0;
  for (let i = 1; i <= last; i++) length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  if (length === 0) return 0;
  return WEIGHTS.rightward * progress(x, length) + WEIGHTS.downward * progress(y, length) +
    WEIGHTS.fall * (y[last]! - y[0]!) / length +
    WEIGHTS.endsRightward * endsRightward(x, y) + WEIGHTS.clockwise * clockwiseTurns(x, y);
}

/** How steadily values grow along a line: 1 for even growth, -1 for even decline. */
function progress(values: ArrayLike<number>, length: number): number {
  const last = values.length - 1;
  let [low, high] = [values[0]!, values[0]!];
  for (let i = 1; i <= last; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  let moment = 0;
  for (let i = 0; i <= last; i++) moment += (values[i]! - (low + high) / 2) * (i / last - 0.5);
  // A line that is narrow for its length says little by what it does sideways.
  return 12 * moment / ((last + 1) * Math.max(high - low, 0.1 * length));
}

/** The sum over both ends of the cosine of the angle to the horizontal. */
function endsRightward(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const last = x.length - 1;
  const reach = Math.min(END_STEPS, last);
  const cosine = (from: number, to: number) => {
    const distance = Math.hypot(x[to]! - x[from]!, y[to]! - y[from]!);
    return distance > 0 ? (x[to]! - x[from]!) / distance : 0;
  };
  return cosine(0, reach) + cosine(last - reach, last);
}

/** Full turns to the right, as seen with `y` downwards; cusps are left out. Alike from either end. */
function clockwiseTurns(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const rest = (x.length - 1) % STRIDE;
  const turns = turnsFrom(0, x, y);
  return (rest === 0 ? turns : (turns + turnsFrom(rest, x, y)) / 2) / (2 * Math.PI);
}

/** The sum of the turns from point to point, a stride apart. */
function turnsFrom(first: number, x: ArrayLike<number>, y: ArrayLike<number>): number {
  let turns = 0;
  let dx = 0;
  let dy = 0;
  for (let i = first + STRIDE; i < x.length; i += STRIDE) {
    const nextX = x[i]! - x[i - STRIDE]!;
    const nextY = y[i]! - y[i - STRIDE]!;
    const turn = Math.atan2(dx * nextY - dy * nextX, dx * nextX + dy * nextY);
    if (Math.abs(turn) < CUSP) turns += turn;
    [dx, dy] = [nextX, nextY];
  }
  return turns;
}
