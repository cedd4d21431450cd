/**
 * The shapes of the small letters of a cursive Latin hand.
 *
 * @module
 */

import type { Habit, TargetHabit } from "./habits.ts";

/**
 * A letter as targets of the pen, which arrives from about `(0, 0.15)`.
 *
 * `x` is in letter widths. `y` is in zones: 0 is the baseline, 1 the x-height, 2 the top of the
 * ascenders, -1 the bottom of the descenders. Turns are in radians.
 */
export interface LetterShape {
  /** The points the pen aims at, in order. */
  readonly targets: readonly TargetHabit[];
  /** Where the next letter begins, in letter widths. */
  readonly advance: number;
  /** Whether the movement to the first target is part of the letter even after a pen-up. */
  readonly needsEntry?: boolean;
  /** Whether the letter ends at the x-height, so that the pen descends before a letter with an entry. */
  readonly endsHigh?: boolean;
  /** A bar or cross that is added after the word. */
  readonly mark?: { readonly from: readonly [x: number, y: number]; readonly to: TargetHabit };
  /** Whether a dot is added after the word. */
  readonly isDotted?: boolean;
}

const EXIT: Habit = [0.4, 0.9];
const BOWL: readonly TargetHabit[] = [[0.9, 0.95, [-1.1, -0.4]], [0.43, 0.02, [1.7, 2.5]]];
const CLOSED_BOWL: readonly TargetHabit[] = [...BOWL, [0.93, 0.95, [1.2, 1.9]]];
const DESCENDING_LOOP: readonly TargetHabit[] = [
  [[0.25, 0.4], [-0.9, -0.72], [-2.3, -1.3]],
  [1.15, 0.1, [-0.7, 0.1]],
];
const ASCENDING_LOOP: TargetHabit = [[0.7, 0.95], [1.85, 2.1], [0.6, 1.2]];

/** The shape of each letter from "a" to "z". */
export const LETTER_SHAPES: Readonly<Record<string, LetterShape>> = {
  a: { targets: [...CLOSED_BOWL, [1, 0, [0, 0.3]], [1.27, 0.15, EXIT]], advance: 1.27 },
  b: {
    targets: [
      ASCENDING_LOOP,
      [0.4, 0.05, [0.9, 1.4]],
      [[0.9, 1.05], [0.75, 0.95], [1.4, 2.0]],
      [1.2, [0.7, 0.9], [0.4, 1.4]],
    ],
    advance: 1.2,
    endsHigh: true,
  },
  c: {
    targets: [
      [0.5, [0.9, 1], [-0.8, -0.2]],
      [0.85, [0.7, 0.85], [-1.4, -0.8]],
      [0.45, 0.02, [2, 2.7]],
      [1.05, 0.2, [0.8, 1.3]],
    ],
    advance: 1.05,
  },
  d: {
    targets: [...BOWL, [1.08, [1.75, 2], [0.3, 0.8]], [1.03, 0, [-0.1, 0.3]], [1.32, 0.15, EXIT]],
    advance: 1.32,
  },
  e: {
    targets: [
      [0.85, [0.85, 1.1], [0.7, 1.2]],
      [0.45, 0.05, [1, 1.7]],
      [1.05, 0.2, [0.6, 1.1]],
    ],
    advance: 1.05,
    needsEntry: true,
  },
  f: {
    targets: [
      [0.8, [1.8, 2.05], [0.7, 1.2]],
      [0.45, [-0.9, -0.55], [0.4, 0.9]],
      [0.75, 0.1, [1.8, 2.8]],
      [1.1, 0.15, [0.2, 0.6]],
    ],
    advance: 1.1,
  },
  g: {
    targets: [...CLOSED_BOWL, [0.88, [-1.1, -0.9], [-0.4, -0.05]], ...DESCENDING_LOOP],
    advance: 1.15,
  },
  h: {
    targets: [
      ASCENDING_LOOP,
      [0.42, 0, [0.6, 1.1]],
      [0.88, [0.85, 1.05], [-1.4, -0.7]],
      [1, 0, [-0.6, -0.1]],
      [1.3, 0.15, EXIT],
    ],
    advance: 1.3,
  },
  i: {
    targets: [[0.45, [0.85, 1.1], [-0.2, 0.3]], [0.5, 0, [0, 0.4]], [0.8, 0.15, EXIT]],
    advance: 0.8,
    isDotted: true,
  },
  j: {
    targets: [
      [0.5, [0.9, 1.1], [-0.2, 0.2]],
      [0.4, [-1.1, -0.9], [-0.4, 0]],
      [0, -0.8, [-2.3, -1.3]],
      [0.8, 0.1, [-0.7, 0]],
    ],
    advance: 0.8,
    isDotted: true,
  },
  k: {
    targets: [
      ASCENDING_LOOP,
      [0.42, 0, [0.6, 1.1]],
      [0.95, [0.9, 1.15], [-1.1, -0.4]],
      [0.58, 0.5, [-2.2, -1.4]],
      [1.1, 0, [0.2, 0.8]],
      [1.35, 0.15, EXIT],
    ],
    advance: 1.35,
  },
  l: {
    targets: [ASCENDING_LOOP, [0.45, 0.05, [0.8, 1.5]], [0.95, 0.2, [0.6, 1.1]]],
    advance: 0.95,
  },
  m: {
    targets: [
      [0.4, [0.85, 1.1], [-1, -0.3]],
      [0.5, 0, [-0.4, -0.1]],
      [0.95, [0.85, 1.05], [-1.2, -0.5]],
      [1.1, 0, [-0.6, -0.1]],
      [1.55, [0.8, 1], [-1.2, -0.5]],
      [1.7, 0, [-0.6, -0.1]],
      [2.05, 0.15, EXIT],
    ],
    advance: 2.05,
  },
  n: {
    targets: [
      [0.4, [0.85, 1.1], [-1, -0.3]],
      [0.5, 0, [-0.4, -0.1]],
      [0.95, [0.85, 1.05], [-1.2, -0.5]],
      [1.1, 0, [-0.6, -0.1]],
      [1.45, 0.15, EXIT],
    ],
    advance: 1.45,
  },
  o: {
    targets: [
      [0.6, 1, [-0.3, 0.3]],
      [0.35, 0, [2, 2.8]],
      [0.6, 1, [2, 2.8]],
      [1, [0.8, 0.95], [0.5, 1.2]],
    ],
    advance: 1,
    endsHigh: true,
  },
  p: {
    targets: [
      [0.38, [1, 1.3], [-0.1, 0.3]],
      [0.3, [-1, -0.8], [-0.1, 0.2]],
      [0.5, [0.75, 0.95], [-0.5, 0.1]],
      [0.95, 0.45, [-1.8, -1.1]],
      [0.5, 0.02, [-1.6, -0.9]],
      [1.15, 0.15, [0.5, 1.2]],
    ],
    advance: 1.15,
  },
  q: {
    targets: [
      ...CLOSED_BOWL,
      [0.88, [-1.05, -0.85], [-0.2, 0.2]],
      [1.05, -0.6, [1.6, 2.6]],
      [1.3, 0.15, [-0.3, 0.3]],
    ],
    advance: 1.3,
  },
  r: {
    targets: [
      [0.35, 1.05, [-0.2, 0.2]],
      [0.7, 0.85, [0.3, 0.9]],
      [0.75, 0.05, [-0.5, 0]],
      [1.05, 0.15, EXIT],
    ],
    advance: 1.05,
    needsEntry: true,
  },
  s: {
    targets: [[0.55, 1, [-0.2, 0.2]], [0.5, 0, [-2, -1.2]], [1, 0.15, [0.8, 1.6]]],
    advance: 1,
    needsEntry: true,
  },
  t: {
    targets: [[0.5, [1.45, 1.8], [-0.1, 0.3]], [0.5, 0, [-0.1, 0.3]], [0.85, 0.15, [0.5, 1]]],
    advance: 0.85,
    mark: { from: [-0.05, 1.2], to: [[0.85, 1.7], [1.1, 1.4], [-0.2, 0.2]] },
  },
  u: {
    targets: [
      [0.4, 1, [0, 0.4]],
      [0.55, 0, [0.2, 0.6]],
      [1.1, 1, [0.5, 1.1]],
      [1.15, 0, [0, 0.3]],
      [1.4, 0.15, EXIT],
    ],
    advance: 1.4,
  },
  v: {
    targets: [
      [0.3, [0.9, 1.1], [-0.7, -0.1]],
      [0.6, 0, [-0.1, 0.3]],
      [1, [0.9, 1.1], [0.1, 0.5]],
      [1.25, 0.85, [0.5, 1.3]],
    ],
    advance: 1.25,
    endsHigh: true,
  },
  w: {
    targets: [
      [0.3, [0.9, 1.05], [-0.5, 0.1]],
      [0.5, 0, [0, 0.5]],
      [0.9, [0.8, 1], [0.2, 0.7]],
      [1, 0, [0, 0.4]],
      [1.45, [0.9, 1.1], [0.3, 0.8]],
      [1.65, 0.85, [0.5, 1.3]],
    ],
    advance: 1.65,
    endsHigh: true,
  },
  x: {
    targets: [[0.35, 0.95, [-0.8, -0.2]], [0.85, 0.02, [-0.1, 0.5]], [1.1, 0.15, EXIT]],
    advance: 1.1,
    mark: { from: [1, 1], to: [[0.15, 0.3], [-0.15, 0.05], [-0.3, 0.3]] },
  },
  y: {
    targets: [
      [0.35, 1, [0, 0.4]],
      [0.5, 0.05, [0.3, 0.7]],
      [0.95, 1, [0.5, 1.1]],
      [0.8, [-1.1, -0.9], [-0.3, 0]],
      ...DESCENDING_LOOP,
    ],
    advance: 1.15,
  },
  z: {
    targets: [
      [0.3, [0.9, 1], [-0.4, 0.1]],
      [0.85, [0.9, 1.05], [-0.6, -0.1]],
      [0.25, 0.03, [-0.2, 0.2]],
      [1.05, 0.1, [-0.7, 0.2]],
    ],
    advance: 1.05,
  },
};
