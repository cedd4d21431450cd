/**
 * The direction in which a person would write a line.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";

/** Coefficients of a logistic regression, fitted to procedural signatures of known direction. */
const WEIGHTS = {
  /** Progress to the right along the line: 1 for a straight line, 0 for one that comes back. */
  rightward: 2.7,
  /** Progress downwards along the line. */
  downward: 1.4,
  /** Vertical offset from the first to the last point, as a fraction of the length. */
  fall: 4.3,
  /** Sum over both ends of the cosine of the direction: 2 if both go to the right. */
  endsRightward: 0.8,
  /** Full clockwise turns. */
  clockwise: -0.9,
} as const;

/** Directions are taken over this many points. */
const STRIDE = 4;

/** Turns sharper than this, in radians, are cusps and do not count. */
const CUSP = 2;

/** The direction of an end is that of this many steps. */
const END_STEPS = 12;

/**
 * The log-odds that a line was written from its first point to its last, by a logistic regression.
 *
 * People write to the right and downwards, and more curves anticlockwise than clockwise.
 *
 * @param x Horizontal positions, about evenly spaced.
 * @param y Vertical positions, downwards.
 * @returns The log-odds, above 0 for this direction; the reversed line has the opposite sign.
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
  const length = pathLength({ x, y });
  if (length === 0) return 0;
  return WEIGHTS.rightward * progress(x, length) + WEIGHTS.downward * progress(y, length) +
    WEIGHTS.fall * (y[last]! - y[0]!) / length +
    WEIGHTS.endsRightward * endsRightward(x, y) + WEIGHTS.clockwise * clockwiseTurns(x, y);
}

/** How steadily values grow along a line: 1 for linear growth, -1 for linear decline. */
function progress(values: ArrayLike<number>, length: number): number {
  const last = values.length - 1;
  let [low, high] = [values[0]!, values[0]!];
  for (let i = 1; i <= last; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  let moment = 0;
  for (let i = 0; i <= last; i++) moment += (values[i]! - (low + high) / 2) * (i / last - 0.5);
  // The sideways progress of a line that is narrow for its length says little.
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

/** Full clockwise turns (`y` downwards) without cusps; of the same magnitude from either end. */
function clockwiseTurns(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const rest = (x.length - 1) % STRIDE;
  const turns = turnsFrom(0, x, y);
  return (rest === 0 ? turns : (turns + turnsFrom(rest, x, y)) / 2) / (2 * Math.PI);
}

/** The sum of the signed turning angles, in radians, at points a stride apart. */
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
