/**
 * Habits: the ranges from which each writer has values of their own.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { Target } from "./pen_plan.ts";

/** A number that all writers share, or the range of the uniform distribution of a writer's own. */
export type Habit = number | readonly [low: number, high: number];

/** `x`, `y` and turn of a target. */
export type TargetHabit = readonly [x: Habit, y: Habit, turn: Habit];

/** Samples a writer's own target. */
export function sampleTarget(random: Random, [x, y, turn]: TargetHabit): Target {
  return { x: sampleHabit(random, x), y: sampleHabit(random, y), turn: sampleHabit(random, turn) };
}

function sampleHabit(random: Random, habit: Habit): number {
  return typeof habit === "number" ? habit : random.uniform(habit[0], habit[1]);
}
