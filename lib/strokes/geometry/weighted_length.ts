/**
 * How much there is to see along a line.
 *
 * @module
 */
import { gaussianSmooth } from "./gaussian_smooth.ts";
import type { Stroke } from "./stroke.ts";

/** Turns are measured at points so far apart, in units of {@linkcode curvatureWeightedLength}. */
const SPACING = 0.5;

/** Standard deviations of the smoothing of the line, and of its turns after that, in such points. */
const LINE_SMOOTHING = 1.4;
const TURN_SMOOTHING = 1;

/** A turn by a radian counts as much as so many units of length. */
const TURN_LENGTH = 3;

/** WeightedLength that a line has up to places along it; both rise from 0. */
export interface WeightedLength {
  /** How far along the line each place is, in the unit of the line. */
  readonly places: Float64Array;
  /** What was passed up to there: lengths, and turns to either side. */
  readonly passed: Float64Array;
}

/**
 * Measures the detail of a line: its length and its turns.
 *
 * A straight line has as much as its length, and a loop more the tighter it is. Everything is
 * measured on a slightly smoothed line, so that the steps of a traced picture do not count.
 *
 * @param line The line, at least one point.
 * @param unit The length that detail is measured in, about the least that can be seen.
 * @returns The detail up to even places, from 0 to the length of the line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const straight = { x: Float32Array.of(0, 20), y: Float32Array.of(5, 5) };
 * const bent = { x: Float32Array.of(0, 10, 10), y: Float32Array.of(5, 5, 15) };
 * assert.ok(Math.abs(curvatureWeightedLength(straight, 1).passed.at(-1)! - 20) < 1e-3);
 * assert.ok(Math.abs(curvatureWeightedLength(bent, 1).passed.at(-1)! - (20 + 3 * Math.PI / 2)) < 0.1);
 * ```
 */
export function curvatureWeightedLength(
  line: Pick<Stroke, "x" | "y">,
  unit: number,
): WeightedLength {
  const along = arcLengths(line);
  const length = along.at(-1)!;
  const steps = Math.max(1, Math.round(length / (SPACING * unit)));
  const places = Float64Array.from({ length: steps + 1 }, (_, i) => length * i / steps);
  const x = gaussianSmooth(interpolateLinear(line.x, along, places), LINE_SMOOTHING);
  const y = gaussianSmooth(interpolateLinear(line.y, along, places), LINE_SMOOTHING);
  const turns = new Float64Array(steps + 1);
  for (let i = 1; i < steps; i++) {
    const [ax, ay] = [x[i]! - x[i - 1]!, y[i]! - y[i - 1]!];
    const [bx, by] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!];
    turns[i] = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  }
  const smooth = gaussianSmooth(turns, TURN_SMOOTHING);
  const passed = new Float64Array(steps + 1);
  for (let i = 1; i <= steps; i++) {
    const turn = (smooth[i - 1]! + smooth[i]!) / 2;
    passed[i] = passed[i - 1]! + length / steps / unit + TURN_LENGTH * turn;
  }
  return { places, passed };
}

/**
 * How far along a line each of its points is.
 *
 * @param line The line.
 * @returns Distances from its first point along it, in its unit.
 */
export function arcLengths(
  { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
): Float64Array<ArrayBuffer> {
  const places = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    places[i] = places[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  }
  return places;
}

/**
 * Values between known ones, along straight lines.
 *
 * @param values The known values, at least one.
 * @param places Where they are known, ascending.
 * @param wanted Where they are wanted, ascending; beyond the ends the value there is taken.
 * @returns A value for each wanted place.
 */
export function interpolateLinear(
  values: ArrayLike<number>,
  places: ArrayLike<number>,
  wanted: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const last = values.length - 1;
  let left = 0;
  return Float64Array.from(wanted, (place) => {
    while (left < last - 1 && places[left + 1]! < place) left++;
    const right = Math.min(left + 1, last);
    if (place >= places[right]!) return values[right]!;
    const gap = places[right]! - places[left]!;
    const share = gap > 0 ? Math.max((place - places[left]!) / gap, 0) : 0;
    return values[left]! + share * (values[right]! - values[left]!);
  });
}
