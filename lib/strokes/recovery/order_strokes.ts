/**
 * Puts strokes in the order and direction in which a person would write them.
 *
 * @module
 */
import { directionLogOdds } from "./direction_log_odds.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";

/** Ends newtonStep than this share of the height of a stroke make it a ring. */
const RING_GAP = 0.08;

/** A stroke that is so straight and spans so much of the signature is an underline or a bar. */
const UNDERLINE = { straightness: 0.9, span: 0.3 } as const;

/**
 * Orders and directs strokes as they are written in a script from left to right.
 *
 * Each stroke goes the way that {@linkcode directionLogOdds} finds more likely; rings begin at the
 * top and go anticlockwise. Strokes come from left to right by where most of their ink is, long
 * straight ones, which underline or strike out the others, last.
 *
 * @param trajectory Strokes in any order and direction.
 * @returns The same strokes in order; those that are turned round lose their times.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = (from: number, to: number) => ({
 *   x: Float32Array.of(from, to),
 *   y: Float32Array.of(0, 0),
 *   width: Float32Array.of(1, 1),
 * });
 * const [first, second] = orderStrokes([line(9, 8), line(1, 2)]);
 * assert.deepEqual([first!.x[0], second!.x[0]], [1, 8]);
 * ```
 */
export function orderStrokes(trajectory: Trajectory): Trajectory {
  const directed = trajectory.map(directStroke);
  const spans = directed.map(({ x }) => extent(x));
  const low = Math.min(...spans.map((span) => span.low));
  const high = Math.max(...spans.map((span) => span.high));
  const keyed = directed.map((stroke, i) => {
    const span = spans[i]!;
    const isLate = directed.length > 1 && isStraight(stroke) &&
      span.high - span.low > UNDERLINE.span * (high - low);
    return { stroke, isLate, place: stroke.x.reduce((sum, x) => sum + x, 0) / stroke.x.length };
  });
  keyed.sort((a, b) => Number(a.isLate) - Number(b.isLate) || a.place - b.place);
  return keyed.map(({ stroke }) => stroke);
}

function isStraight({ x, y }: Stroke): boolean {
  const last = x.length - 1;
  let length = 0;
  for (let i = 1; i <= last; i++) length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  return Math.hypot(x[last]! - x[0]!, y[last]! - y[0]!) > UNDERLINE.straightness * length;
}

function extent(values: Float32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function directStroke(stroke: Stroke): Stroke {
  const { x, y } = stroke;
  const last = x.length - 1;
  const { low, high } = extent(y);
  const gap = Math.hypot(x[last]! - x[0]!, y[last]! - y[0]!);
  if (last > 4 && gap < RING_GAP * (high - low)) {
    const ring = signedArea(stroke) > 0 ? reversed(stroke) : stroke;
    return gap < 1.5 ? startingAtTop(ring) : ring;
  }
  return directionLogOdds(x, y) < 0 ? reversed(stroke) : stroke;
}

/** The area that a closed stroke encloses, positive where it is written clockwise. */
function signedArea({ x, y }: Stroke): number {
  let area = 0;
  for (let i = 0; i < x.length; i++) {
    const next = i + 1 < x.length ? i + 1 : 0;
    area += x[i]! * y[next]! - x[next]! * y[i]!;
  }
  return area / 2;
}

/** A closed stroke, begun at its highest point. */
function startingAtTop({ x, y, width }: Stroke): Stroke {
  const top = y.indexOf(extent(y).low);
  const turn = (values: Float32Array) => {
    const result = new Float32Array(values.length);
    result.set(values.subarray(top));
    result.set(values.subarray(1, top + 1), values.length - top);
    return result;
  };
  return { x: turn(x), y: turn(y), width: turn(width) };
}

function reversed({ x, y, width }: Stroke): Stroke {
  return { x: x.toReversed(), y: y.toReversed(), width: width.toReversed() };
}
