/**
 * Habits: ranges from which a value is sampled for each writer.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { Target } from "./pen_plan.ts";

/** A number that all writers share, or the range of a uniform distribution over writers. */
export type Habit = number | readonly [low: number, high: number];

/** `x`, `y` and turn of a target. */
export type TargetHabit = readonly [x: Habit, y: Habit, turn: Habit];

/** Samples one writer's target. */
export function sampleTarget(random: Random, [x, y, turn]: TargetHabit): Target {
  return { x: sampleHabit(random, x), y: sampleHabit(random, y), turn: sampleHabit(random, turn) };
}

function sampleHabit(random: Random, habit: Habit): number {
  return typeof habit === "number" ? habit : random.uniform(habit[0], habit[1]);
}
