/**
 * The small letters of a joined Latin hand.
 *
 * @module
 */

import type { Random } from "../../random.ts";
import { type Habit, sampleTarget, type TargetHabit } from "./letter_shapes.ts";
import type { PenDown, Target } from "./pen_plan.ts";

/**
 * A letter as targets of the pen, which comes from `(0, 0.15)` or so.
 *
 * `x` is in letter widths. `y` is in zones: 0 is the baseline, 1 the x-height, 2 the top of the
 * ascenders, -1 the bottom of the descenders.
 */
interface LetterShape {
  readonly targets: readonly TargetHabit[];
  /** Where the next letter begins. */
  readonly advance: number;
  /** True if the way to the first target is part of the letter even after a lift of the pen. */
  readonly needsEntry?: boolean;
  /** True if the letter ends at the x-height, so that one with an entry needs a dip before it. */
  readonly endsHigh?: boolean;
  /** A bar, cross or dot that is added afterwards. */
  readonly mark?: { readonly from: readonly [x: number, y: number]; readonly to: TargetHabit };
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

/** Letter shapes by letter. */
const LETTERS: Readonly<Record<string, LetterShape>> = {
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

/** What the letters of one hand have in common. */
export interface Hand {
  /** Width of a letter, in x-heights. */
  readonly letterWidth: number;
  /** Height of the ascenders, in x-heights. */
  readonly ascender: number;
  /** Depth of the descenders, in x-heights. */
  readonly descender: number;
  /** Factor of all turns: below 1 is an angular hand, above 1 a round one. */
  readonly roundness: number;
  /** Whether this hand puts dots. */
  readonly dots: boolean;
}

/** A letter the way one writer writes it, in x-heights, beginning at `x` = 0. */
export interface LetterForm {
  /** The points the pen aims at, coming from the letter before. */
  readonly targets: readonly Target[];
  /** Where the next letter begins. */
  readonly advance: number;
  /** Whether the way to the first target is part of the letter even after a lift of the pen. */
  readonly needsEntry: boolean;
  /** Whether the letter ends at the x-height. */
  readonly endsHigh: boolean;
  /** Bars, crosses and dots that are added afterwards. */
  readonly marks: readonly PenDown[];
}

/**
 * Draws one writer's own form of a small letter.
 *
 * @param random Where the writer's habits come from.
 * @param letter One of "a" to "z".
 * @param hand What the letters of the writer have in common.
 * @returns The form, in x-heights.
 * @throws {RangeError} If there is no such letter.
 */
export function sampleLetter(random: Random, letter: string, hand: Hand): LetterForm {
  const shape = LETTERS[letter];
  if (shape === undefined) {
    throw new RangeError(`Cannot write "${letter}": a letter from "a" to "z" is wanted`);
  }
  const width = hand.letterWidth * random.uniform(0.88, 1.12);
  const place = (habit: TargetHabit): Target => {
    const { x, y, turn } = sampleTarget(random, habit);
    return { x: x * width, y: zoneHeight(y, hand), turn: turn * hand.roundness };
  };
  const marks: PenDown[] = [];
  if (shape.mark !== undefined) {
    const [x, y] = shape.mark.from;
    const start = { x: x * width, y: zoneHeight(y, hand) };
    marks.push({ start, targets: [place(shape.mark.to)] });
  }
  if (shape.isDotted && hand.dots) {
    const start = { x: width * random.uniform(0.4, 0.7), y: random.uniform(1.45, 1.8) };
    const end = { x: start.x + random.uniform(0.04, 0.16), y: start.y - 0.06, turn: 0 };
    marks.push({ start, targets: [end], isDot: true });
  }
  return {
    targets: shape.targets.map(place),
    advance: shape.advance * width,
    needsEntry: shape.needsEntry ?? false,
    endsHigh: shape.endsHigh ?? false,
    marks,
  };
}

/** Turns zones (0 baseline, 1 x-height, 2 ascender, -1 descender) into x-heights. */
function zoneHeight(y: number, hand: Hand): number {
  if (y < 0) return y * hand.descender;
  return y <= 1 ? y : 1 + (y - 1) * (hand.ascender - 1);
}
