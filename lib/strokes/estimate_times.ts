/**
 * How long the pen took, where only its way is known.
 *
 * @module
 */
import { trajectoryBounds } from "./fit.ts";
import { smoothValues } from "./smooth.ts";
import type { Stroke, Trajectory } from "./stroke.ts";

/** Lengths are in units of this share of the diagonal of the signature: about a pixel of 64 x 128. */
const UNIT = 1 / 120;

/** The turns of a line are measured at points so far apart, in units. */
const SPACING = 0.5;

/** Standard deviation of the smoothing of the line before that, in points. */
const SMOOTHING = 1.2;

/** Turns are added up over so many points to either side. */
const REACHES = [1, 3, 6, 12, 24] as const;

/** Least turn that counts, in radians, and least turn per unit. */
const LEAST_TURN = 0.05;

/** A stroke gets points so far from its ends, in units, where the pen is slow. */
const END_POINTS = [0.01, 0.03, 0.07, 0.15, 0.3] as const;

/**
 * Logarithm of the seconds that the pen takes for a unit, as a weighted sum; fitted by least squares
 * to 600 procedural signatures, whose times are known; the least reach weighs most.
 */
const WEIGHTS = {
  constant: -6.25,
  /** Logarithms of the turn per unit over each reach. */
  turns: [0.52, -0.03, 0.15, 0.13, 0.09],
  /** What {@linkcode nearness} says of the first and the last point. */
  start: [0.39, 0.95, 0.09, 0.45],
  end: [0.42, 2.04, 0.14, 0.64],
  /** Logarithm of the length of the stroke. */
  length: 0.22,
} as const;

/** Time between two strokes, in seconds. */
const PAUSE = 0.12;

/**
 * Estimates when the pen was where, from the shape of its way.
 *
 * By the two-thirds power law the speed of drawing is proportional to the cube root of the radius of
 * curvature (Lacquaniti, Terzuolo and Viviani, "The law relating the kinematic and figural aspects
 * of drawing movements", 1983). The hands of procedural signatures look ahead and back beside that: the
 * turns over longer stretches count too, and the pen starts and stops slowly. Durations do not depend on how large a signature is drawn.
 *
 * @param trajectory Strokes with points near enough to each other to show their curves; times that
 * they have are not used.
 * @returns The same strokes with times in seconds, rising from 0 throughout, and with more points
 * near their ends, where the speed changes most.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = Float32Array.from({ length: 101 }, (_, i) => i);
 * const { x, time } = estimateTimes([{ x: line, y: line, width: line }])[0]!;
 * const passed = (place: number) => time![x.indexOf(place)]!;
 * assert.ok(passed(1) - passed(0) > 2 * (passed(51) - passed(50)));
 * ```
 */
export function estimateTimes(trajectory: Trajectory): Trajectory {
  const strokes = trajectory.filter(({ x }) => x.length > 0);
  if (strokes.length === 0) return trajectory;
  const { left, top, right, bottom } = trajectoryBounds(strokes);
  const unit = UNIT * Math.max(Math.hypot(right - left, bottom - top), 1e-6);
  let begin = 0;
  return trajectory.map((bare) => {
    const stroke = addEndPoints(bare, unit);
    const { x, y } = stroke;
    const slowness = slownessBetween(stroke, unit);
    const time = new Float32Array(x.length);
    let now = begin;
    for (let i = 0; i < x.length; i++) {
      // Points on one spot are a sample apart.
      if (i > 0) now += Math.max(slowness[i - 1]! * distance(x, y, i - 1, i) / unit, 1e-4);
      time[i] = now;
    }
    begin = now + PAUSE;
    return { ...stroke, time };
  });
}

function distance(x: ArrayLike<number>, y: ArrayLike<number>, from: number, to: number): number {
  return Math.hypot(x[to]! - x[from]!, y[to]! - y[from]!);
}

/** How far along a line each of its points is. */
function placesAlong(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const places = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) places[i] = places[i - 1]! + distance(x, y, i - 1, i);
  return places;
}

/** Values of a line between its points, at ascending places along it. */
function interpolate(
  values: Float32Array,
  places: Float64Array,
  wanted: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  let left = 0;
  return Float32Array.from(wanted, (place) => {
    while (left < places.length - 2 && places[left + 1]! < place) left++;
    const right = Math.min(left + 1, places.length - 1);
    const gap = places[right]! - places[left]!;
    const share = gap > 0 ? Math.min(Math.max((place - places[left]!) / gap, 0), 1) : 0;
    return values[left]! + share * (values[right]! - values[left]!);
  });
}

/** The same line with more points where the pen starts and stops. */
function addEndPoints({ x, y, width }: Stroke, unit: number): Stroke {
  const places = placesAlong(x, y);
  const length = places.at(-1) ?? 0;
  if (length <= 2 * unit * END_POINTS.at(-1)!) return { x, y, width };
  const added = END_POINTS.flatMap((share) => [share * unit, length - share * unit]);
  const isKnown = new Set(places);
  const wanted = [...places, ...added.filter((place) => !isKnown.has(place))]
    .sort((a, b) => a - b);
  return {
    x: interpolate(x, places, wanted),
    y: interpolate(y, places, wanted),
    width: interpolate(width, places, wanted),
  };
}

/** Seconds per unit of length from each point of a stroke to the next. */
function slownessBetween({ x, y }: Stroke, unit: number): Float64Array {
  const places = placesAlong(x, y);
  const length = places.at(-1)!;
  const turns = new TurnTable(x, y, places, unit);
  const steps = Math.max(x.length - 1, 0);
  return Float64Array.from({ length: steps }, (_, i) => {
    const place = (places[i]! + places[i + 1]!) / 2;
    return Math.exp(
      WEIGHTS.constant + weigh(WEIGHTS.turns, turns.around(length > 0 ? place / length : 0)) +
        weigh(WEIGHTS.start, nearness(place / unit)) +
        weigh(WEIGHTS.end, nearness((length - place) / unit)) +
        WEIGHTS.length * Math.log(length / unit + 1),
    );
  });
}

function weigh(weights: readonly number[], values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + weights[i]! * value, 0);
}

/** What speaks for an end being near, from its distance in units. */
function nearness(distance: number): number[] {
  return [
    Math.exp(-distance),
    Math.exp(-distance / 8),
    Math.log(distance + 0.03),
    1 / (distance + 0.1),
  ];
}

/** How much a line turns around any place along it. */
class TurnTable {
  /** The turns up to each of the evenly spaced points, regardless of the side. */
  readonly #sums: Float64Array;
  readonly #steps: number;

  constructor(x: Float32Array, y: Float32Array, places: Float64Array, unit: number) {
    const length = places.at(-1) ?? 0;
    this.#steps = Math.max(1, Math.round(length / (SPACING * unit)));
    const even = Array.from({ length: this.#steps + 1 }, (_, i) => length * i / this.#steps);
    const smoothX = smoothValues(interpolate(x, places, even), SMOOTHING);
    const smoothY = smoothValues(interpolate(y, places, even), SMOOTHING);
    this.#sums = new Float64Array(this.#steps + 1);
    for (let i = 1; i < this.#steps; i++) {
      const [ax, ay] = [smoothX[i]! - smoothX[i - 1]!, smoothY[i]! - smoothY[i - 1]!];
      const [bx, by] = [smoothX[i + 1]! - smoothX[i]!, smoothY[i + 1]! - smoothY[i]!];
      const turn = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
      this.#sums[i + 1] = this.#sums[i]! + turn;
    }
  }

  /** Logarithms of the turn per unit over each of the reaches, at a share of the length. */
  around(share: number): number[] {
    const middle = Math.min(Math.floor(share * this.#steps), this.#steps - 1);
    return REACHES.map((reach) => {
      const from = Math.max(middle - reach, 0);
      const to = Math.min(middle + reach, this.#steps - 1);
      const turn = this.#sums[to + 1]! - this.#sums[Math.min(from + 1, to + 1)]!;
      return Math.log((turn + LEAST_TURN) / ((to - from + 1) * SPACING) + LEAST_TURN);
    });
  }
}
