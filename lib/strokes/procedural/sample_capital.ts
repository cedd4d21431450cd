/**
 * Samples capitals.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { CAPITAL_SHAPES } from "./capital_shapes.ts";
import type { PenDown } from "./pen_plan.ts";

/** One writer's form of a capital, in x-heights; it starts at `x` = 0. */
export interface CapitalForm {
  /** Its pen-downs, in the order of writing. */
  readonly penDowns: readonly PenDown[];
  /** Where the next letter begins. */
  readonly advance: number;
  /** Whether the last pen-down can continue into the next letter. */
  readonly joins: boolean;
  /** Whether it is a vowel. */
  readonly isVowel: boolean;
}

/**
 * Samples a capital and one writer's form of it.
 *
 * @param random Random generator.
 * @param height Height of the capital, in x-heights.
 * @param width Width of the capital, in x-heights.
 * @returns The form, in x-heights.
 */
export function sampleCapital(random: Random, height: number, width: number): CapitalForm {
  const shape = random.choice(CAPITAL_SHAPES);
  const penDowns = shape.penDowns.map(([start, ...targets]): PenDown => ({
    start: {
      x: width * (start[0] + random.normal(0, 0.05)),
      y: height * (start[1] + random.normal(0, 0.04)),
    },
    targets: targets.map(([x, y, turn]) => ({
      x: width * (x + random.normal(0, 0.06)),
      y: height * (y + random.normal(0, 0.06)),
      turn: turn + random.normal(0, 0.15),
    })),
  }));
  if (random.bernoulli(0.45)) penDowns[0] = withLeadIn(random, penDowns[0]!, height, width);
  return {
    penDowns,
    advance: shape.advance * width,
    joins: shape.joins,
    isVowel: shape.isVowel ?? false,
  };
}

/** Adds a hook, or a large sweep, before the first point. */
function withLeadIn(random: Random, penDown: PenDown, height: number, width: number): PenDown {
  const { x, y } = penDown.start;
  const isLarge = random.bernoulli(0.45);
  const turn = isLarge
    ? random.choice([-1, 1]) * random.uniform(1, 2.6)
    : random.uniform(-1.5, 0.5);
  const start = isLarge
    ? { x: x - width * random.uniform(0.2, 0.9), y: y - height * random.uniform(0.35, 0.9) }
    : { x: x - width * random.uniform(0.1, 0.35), y: y - height * random.uniform(0.02, 0.25) };
  return { start, targets: [{ x, y, turn }, ...penDown.targets] };
}
