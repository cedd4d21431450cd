/**
 * Where the pen is at a time, on the paper and above it.
 *
 * @module
 */
import type { TimedTrajectory } from "../../strokes/online/time_trajectory.ts";
import { writtenBy } from "./cut_strokes.ts";

/** The pen. */
export interface PenPosition {
  readonly x: number;
  readonly y: number;
  /** The pen touches the paper. */
  readonly isDown: boolean;
}

/**
 * The position of the pen.
 *
 * @param trajectory At least one stroke.
 * @param seconds Since the first stroke began.
 * @returns A point of a stroke, or one between the end of a stroke and the beginning of the next.
 */
export function penAt(trajectory: TimedTrajectory, seconds: number): PenPosition {
  const written = writtenBy(trajectory, seconds);
  const stroke = written.at(-1) ?? trajectory[0]!;
  const [x, y, end] = written.length === 0
    ? [stroke.x[0]!, stroke.y[0]!, stroke.time[0]!]
    : [stroke.x.at(-1)!, stroke.y.at(-1)!, stroke.time.at(-1)!];
  const next = trajectory[written.length];
  if (written.length === 0 || seconds <= end || next === undefined) {
    return { x, y, isDown: seconds <= end };
  }
  const t = Math.min(1, (seconds - end) / (next.time[0]! - end));
  return { x: x + t * (next.x[0]! - x), y: y + t * (next.y[0]! - y), isDown: false };
}
