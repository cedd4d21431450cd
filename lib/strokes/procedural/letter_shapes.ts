/**
 * How letter shapes are written down, and how a writer's own form is drawn from them.
 *
 * @module
 */

import type { Random } from "../../random.ts";
import type { PenDown, Target } from "./pen_plan.ts";
import type { Point } from "./sigma_lognormal.ts";

/** A number, or the two ends between which each writer has a number of their own. */
export type Habit = number | readonly [low: number, high: number];

/** `x`, `y` and turn of a target. */
export type TargetHabit = readonly [x: Habit, y: Habit, turn: Habit];

/** Draws a writer's own value. */
export function sampleHabit(random: Random, habit: Habit): number {
  return typeof habit === "number" ? habit : random.uniform(habit[0], habit[1]);
}

/** Draws a writer's own target. */
export function sampleTarget(random: Random, [x, y, turn]: TargetHabit): Target {
  return { x: sampleHabit(random, x), y: sampleHabit(random, y), turn: sampleHabit(random, turn) };
}

/** Maps every point of a mark. */
export function mapPenDown(penDown: PenDown, map: (point: Point) => Point): PenDown {
  const targets = penDown.targets.map((target) => ({ ...map(target), turn: target.turn }));
  return { ...penDown, start: map(penDown.start), targets };
}
