/**
 * Samples small letters.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { sampleTarget, type TargetHabit } from "./habits.ts";
import { LETTER_SHAPES } from "./letter_shapes.ts";
import type { PenDown, Target } from "./pen_plan.ts";

/** What all small letters of one hand share. */
export interface LetterStyle {
  /** Width of a letter, in x-heights. */
  readonly letterWidth: number;
  /** Height of the ascenders, in x-heights. */
  readonly ascender: number;
  /** Depth of the descenders, in x-heights. */
  readonly descender: number;
  /** Factor of all turns: below 1 is an angular hand, above 1 a round one. */
  readonly roundness: number;
  /** Whether "i" and "j" have their dots. */
  readonly dots: boolean;
}

/** One writer's form of a letter, in x-heights; it starts at `x` = 0. */
export interface LetterForm {
  /** The targets of the pen, which comes from the previous letter. */
  readonly targets: readonly Target[];
  /** Where the next letter begins. */
  readonly advance: number;
  /** Whether the movement to the first target is part of the letter even after a pen-up. */
  readonly needsEntry: boolean;
  /** Whether the letter ends at the x-height. */
  readonly endsHigh: boolean;
  /** Bars, crosses and dots that are added after the word. */
  readonly marks: readonly PenDown[];
}

/**
 * Samples one writer's form of a small letter.
 *
 * @param random Random generator.
 * @param letter One of "a" to "z".
 * @param style What all letters of the writer share.
 * @returns The form, in x-heights.
 * @throws {RangeError} If there is no such letter.
 */
export function sampleLetter(random: Random, letter: string, style: LetterStyle): LetterForm {
  const shape = LETTER_SHAPES[letter];
  if (shape === undefined) {
    throw new RangeError(`Cannot write "${letter}": expected a letter from "a" to "z"`);
  }
  const width = style.letterWidth * random.uniform(0.88, 1.12);
  const place = (habit: TargetHabit): Target => {
    const { x, y, turn } = sampleTarget(random, habit);
    return { x: x * width, y: zoneHeight(y, style), turn: turn * style.roundness };
  };
  const marks: PenDown[] = [];
  if (shape.mark !== undefined) {
    const [x, y] = shape.mark.from;
    const start = { x: x * width, y: zoneHeight(y, style) };
    marks.push({ start, targets: [place(shape.mark.to)] });
  }
  if (shape.isDotted && style.dots) {
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
function zoneHeight(y: number, style: LetterStyle): number {
  if (y < 0) return y * style.descender;
  return y <= 1 ? y : 1 + (y - 1) * (style.ascender - 1);
}
