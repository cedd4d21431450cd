/**
 * Samples small letters.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { sampleTarget, type TargetHabit } from "./habits.ts";
import { LETTER_SHAPES } from "./letter_shapes.ts";
import type { PenDown, Target } from "./pen_plan.ts";

/** Habits that all letters of one hand share. */
export interface Hand {
  /** Width of a letter, in x-heights. */
  readonly letterWidth: number;
  /** Height of the ascenders, in x-heights. */
  readonly ascender: number;
  /** Depth of the descenders, in x-heights. */
  readonly descender: number;
  /** Factor of all turns: below 1 is an angular hand, above 1 a round one. */
  readonly roundness: number;
  /** Whether this hand writes dots. */
  readonly dots: boolean;
}

/** One writer's form of a letter, in x-heights, beginning at `x` = 0. */
export interface LetterForm {
  /** The points the pen aims at, coming from the letter before. */
  readonly targets: readonly Target[];
  /** Where the next letter begins. */
  readonly advance: number;
  /** Whether the movement to the first target is part of the letter even after a pen-up. */
  readonly needsEntry: boolean;
  /** Whether the letter ends at the x-height. */
  readonly endsHigh: boolean;
  /** Bars, crosses and dots that are added afterwards. */
  readonly marks: readonly PenDown[];
}

/**
 * Samples one writer's form of a small letter.
 *
 * @param random Random generator.
 * @param letter One of "a" to "z".
 * @param hand Habits that all letters of the writer share.
 * @returns The form, in x-heights.
 * @throws {RangeError} If there is no such letter.
 */
export function sampleLetter(random: Random, letter: string, hand: Hand): LetterForm {
  const shape = LETTER_SHAPES[letter];
  if (shape === undefined) {
    throw new RangeError(`Cannot write "${letter}": expected a letter from "a" to "z"`);
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

/** Converts zones (0 baseline, 1 x-height, 2 ascender, -1 descender) to x-heights. */
function zoneHeight(y: number, hand: Hand): number {
  if (y < 0) return y * hand.descender;
  return y <= 1 ? y : 1 + (y - 1) * (hand.ascender - 1);
}
