/**
 * Superposition of sigma-lognormal strokes.
 *
 * @module
 */
import type { Point } from "../geometry/point.ts";
import {
  completedFraction,
  type LognormalStroke,
  strokeDisplacement,
  strokeSupport,
} from "./sigma_lognormal.ts";

/** The positions of the pen during a pen-down, sampled at a constant rate. */
export interface Movement {
  /** Positions along `x`. */
  readonly x: Float64Array;
  /** Positions along `y`. */
  readonly y: Float64Array;
  /** Seconds between two samples. */
  readonly interval: number;
}

/**
 * The vector sum of overlapping strokes, sampled at a constant rate.
 *
 * @param start Where the pen touches down.
 * @param strokes At least one stroke.
 * @param rate Samples per second.
 * @returns The positions, from the first visible movement to the last.
 */
export function superposeStrokes(
  start: Point,
  strokes: readonly LognormalStroke[],
  rate: number,
): Movement {
  const supports = strokes.map(strokeSupport);
  const begin = Math.min(...supports.map((support) => support.begin));
  const end = Math.max(...supports.map((support) => support.end));
  const length = Math.max(2, Math.ceil((end - begin) * rate) + 1);
  const x = new Float64Array(length).fill(start.x);
  const y = new Float64Array(length).fill(start.y);
  strokes.forEach((stroke, k) => {
    const first = Math.floor((supports[k]!.begin - begin) * rate);
    const last = Math.ceil((supports[k]!.end - begin) * rate);
    for (let i = first; i < last; i++) {
      const moved = strokeDisplacement(stroke, completedFraction(stroke, begin + i / rate));
      x[i]! += moved.x;
      y[i]! += moved.y;
    }
    const chord = strokeDisplacement(stroke, 1);
    for (let i = last; i < length; i++) {
      x[i]! += chord.x;
      y[i]! += chord.y;
    }
  });
  return { x, y, interval: 1 / rate };
}
