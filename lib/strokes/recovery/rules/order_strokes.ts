/**
 * Orders and directs strokes as a person would write them.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import { directionLogOdds } from "./direction_log_odds.ts";
import type { Stroke, Trajectory } from "../../geometry/stroke.ts";

/** Maximum distance between the ends of a ring, as a fraction of its height. */
const MAX_RING_GAP = 0.08;

/** Maximum distance, in pixels, between the ends of a ring that can begin anywhere. */
const MAX_CLOSED_GAP = 1.5;

/** Minimum straightness, and minimum fraction of the signature, of an underline or a bar. */
const UNDERLINE = { straightness: 0.9, span: 0.3 } as const;

/**
 * Orders and directs strokes as they are written in a script from left to right.
 *
 * Each stroke goes in the direction that {@linkcode directionLogOdds} finds more likely; rings begin
 * at the top and go anticlockwise. Strokes are sorted from left to right by their mean position;
 * long straight ones, which underline or strike through the others, come last.
 *
 * @param trajectory Strokes in any order and direction.
 * @returns The same strokes in order; reversed ones lose their times.
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
    return { stroke, isLate, centre: stroke.x.reduce((sum, x) => sum + x, 0) / stroke.x.length };
  });
  keyed.sort((a, b) => Number(a.isLate) - Number(b.isLate) || a.centre - b.centre);
  return keyed.map(({ stroke }) => stroke);
}

function isStraight({ x, y }: Stroke): boolean {
  const last = x.length - 1;
  const chord = Math.hypot(x[last]! - x[0]!, y[last]! - y[0]!);
  return chord > UNDERLINE.straightness * pathLength({ x, y });
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
  if (last > 4 && gap < MAX_RING_GAP * (high - low)) {
    const ring = signedArea(stroke) > 0 ? reversed(stroke) : stroke;
    return gap < MAX_CLOSED_GAP ? startingAtTop(ring) : ring;
  }
  return directionLogOdds(x, y) < 0 ? reversed(stroke) : stroke;
}

/** The signed area of a closed stroke (shoelace formula), positive if it is clockwise. */
function signedArea({ x, y }: Stroke): number {
  let area = 0;
  for (let i = 0; i < x.length; i++) {
    const next = i + 1 < x.length ? i + 1 : 0;
    area += x[i]! * y[next]! - x[next]! * y[i]!;
  }
  return area / 2;
}

/** A closed stroke that begins at its highest point. */
function startingAtTop({ x, y, width }: Stroke): Stroke {
  const top = y.indexOf(extent(y).low);
  const rotate = (values: Float32Array) => {
    const result = new Float32Array(values.length);
    result.set(values.subarray(top));
    result.set(values.subarray(1, top + 1), values.length - top);
    return result;
  };
  return { x: rotate(x), y: rotate(y), width: rotate(width) };
}

function reversed({ x, y, width }: Stroke): Stroke {
  return { x: x.toReversed(), y: y.toReversed(), width: width.toReversed() };
}
