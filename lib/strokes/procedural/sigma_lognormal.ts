/**
 * The sigma-lognormal model of fast hand movements (Plamondon's kinematic theory).
 *
 * A movement is a sum of overlapping strokes. Each stroke turns steadily along an arc of a circle
 * while its speed rises and falls like a lognormal density:
 *
 * ```text
 * speed(t) = length / (sigma sqrt(2 pi) (t - onset)) exp(-(ln(t - onset) - mu)^2 / (2 sigma^2))
 * share(t) = 1/2 + 1/2 erf((ln(t - onset) - mu) / (sigma sqrt 2))
 * angle(t) = startAngle + (endAngle - startAngle) share(t)
 * ```
 *
 * @module
 */

import { erf } from "./erf.ts";

/** A place on the plane; angles are measured from `x` towards `y`. */
export interface Point {
  /** First coordinate. */
  readonly x: number;
  /** Second coordinate. */
  readonly y: number;
}

/** The shape of a stroke's speed in time, without its onset. */
export interface StrokeTiming {
  /** Mean of the logarithm of the time since the onset, in ln(seconds). */
  readonly mu: number;
  /** Standard deviation of the logarithm of the time since the onset. */
  readonly sigma: number;
}

/** One sigma-lognormal stroke. */
export interface LognormalStroke extends StrokeTiming {
  /** Arc length `D`, in the unit of the plane. */
  readonly length: number;
  /** Time `t0` of the command, in seconds; visible movement follows a little later. */
  readonly onset: number;
  /** Direction in which the stroke sets out, in radians. */
  readonly startAngle: number;
  /** Direction in which the stroke arrives, in radians. */
  readonly endAngle: number;
}

/** A pen-down movement sampled at a steady rate. */
export interface Movement {
  /** Positions along `x`. */
  readonly x: Float64Array;
  /** Positions along `y`. */
  readonly y: Float64Array;
  /** Seconds between two samples. */
  readonly interval: number;
}

/** Beyond so many sigmas (of the logarithm) a stroke counts as not begun, or as done. */
const SUPPORT = 4;

/**
 * The speed of a stroke at a moment.
 *
 * @param stroke The stroke.
 * @param time Seconds, on the clock of `stroke.onset`.
 * @returns Units of length per second; 0 before the onset.
 */
export function strokeSpeed(stroke: LognormalStroke, time: number): number {
  const elapsed = time - stroke.onset;
  if (elapsed <= 0) return 0;
  const deviation = (Math.log(elapsed) - stroke.mu) / stroke.sigma;
  return stroke.length * Math.exp(-0.5 * deviation * deviation) /
    (stroke.sigma * Math.sqrt(2 * Math.PI) * elapsed);
}

/**
 * The share of a stroke that is done at a moment: the integral of its speed over its length.
 *
 * @param stroke The stroke.
 * @param time Seconds, on the clock of `stroke.onset`.
 * @returns A number in `[0, 1]`; exactly 0 and 1 outside 4 sigma.
 */
export function completedFraction(stroke: LognormalStroke, time: number): number {
  const elapsed = time - stroke.onset;
  if (elapsed <= 0) return 0;
  const deviation = (Math.log(elapsed) - stroke.mu) / stroke.sigma;
  if (deviation <= -SUPPORT) return 0;
  if (deviation >= SUPPORT) return 1;
  return 0.5 + 0.5 * erf(deviation * Math.SQRT1_2);
}

/**
 * How far a stroke has carried the pen when a share of it is done, in closed form: the angle grows
 * with the share, so the path is an arc of a circle.
 *
 * @param stroke The stroke.
 * @param share From 0, not begun, to 1, done.
 * @returns The way from the start of the stroke.
 */
export function strokeDisplacement(stroke: LognormalStroke, share: number): Point {
  const { length, startAngle, endAngle } = stroke;
  const halfTurn = (endAngle - startAngle) * share / 2;
  const chord = length * share * (Math.abs(halfTurn) < 1e-6 ? 1 : Math.sin(halfTurn) / halfTurn);
  const angle = startAngle + halfTurn;
  return { x: chord * Math.cos(angle), y: chord * Math.sin(angle) };
}

/**
 * The timing of a stroke that takes a given time (from 3 sigma before to 3 sigma after its middle).
 *
 * @param duration Seconds, above 0.
 * @param asymmetry From 0, a symmetric rise and fall of the speed, to below 1, a sudden rise.
 * @returns `mu` and `sigma`.
 * @throws {RangeError} If `duration` or `asymmetry` is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { mu, sigma } = strokeTiming(0.2, 0.1);
 * assert.ok(Math.abs(Math.exp(mu + 3 * sigma) - Math.exp(mu - 3 * sigma) - 0.2) < 1e-12);
 * ```
 */
export function strokeTiming(duration: number, asymmetry: number): StrokeTiming {
  if (!(duration > 0)) {
    throw new RangeError(`Cannot time a stroke: duration is ${duration}, above 0 is wanted`);
  }
  if (!(asymmetry > 0 && asymmetry < 1)) {
    throw new RangeError(
      `Cannot time a stroke: asymmetry is ${asymmetry}, a number between 0 and 1 is wanted`,
    );
  }
  const sigma = Math.sqrt(-Math.log(1 - asymmetry));
  return { sigma, mu: 3 * sigma - Math.log(Math.expm1(6 * sigma) / duration) };
}

/**
 * The stroke that alone carries the pen from one point to another along an arc.
 *
 * @param from Where the stroke starts.
 * @param to Where it ends.
 * @param turn The change of direction on the way, in radians between -2 pi and 2 pi: 0 is a
 * straight line, above 0 turns from `x` towards `y`.
 * @param onset Time `t0` of the command, in seconds.
 * @param timing `mu` and `sigma`.
 * @returns The stroke.
 */
export function arcStroke(
  from: Point,
  to: Point,
  turn: number,
  onset: number,
  timing: StrokeTiming,
): LognormalStroke {
  const chord = Math.hypot(to.x - from.x, to.y - from.y);
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const halfTurn = turn / 2;
  return {
    length: Math.abs(halfTurn) < 1e-6 ? chord : chord * halfTurn / Math.sin(halfTurn),
    startAngle: angle - halfTurn,
    endAngle: angle + halfTurn,
    onset,
    mu: timing.mu,
    sigma: timing.sigma,
  };
}

/**
 * The movement that a number of overlapping strokes make together.
 *
 * @param start Where the pen touches the paper.
 * @param strokes At least one stroke.
 * @param rate Samples per second.
 * @returns The positions, from the first visible movement to the last.
 */
export function superposeStrokes(
  start: Point,
  strokes: readonly LognormalStroke[],
  rate: number,
): Movement {
  let begin = Infinity;
  let end = -Infinity;
  for (const { onset, mu, sigma } of strokes) {
    begin = Math.min(begin, onset + Math.exp(mu - SUPPORT * sigma));
    end = Math.max(end, onset + Math.exp(mu + SUPPORT * sigma));
  }
  const length = Math.max(2, Math.ceil((end - begin) * rate) + 1);
  const x = new Float64Array(length).fill(start.x);
  const y = new Float64Array(length).fill(start.y);
  for (const stroke of strokes) {
    const { onset, mu, sigma } = stroke;
    const first = Math.floor((onset + Math.exp(mu - SUPPORT * sigma) - begin) * rate);
    const last = Math.ceil((onset + Math.exp(mu + SUPPORT * sigma) - begin) * rate);
    for (let i = first; i < last; i++) {
      const way = strokeDisplacement(stroke, completedFraction(stroke, begin + i / rate));
      x[i]! += way.x;
      y[i]! += way.y;
    }
    const chord = strokeDisplacement(stroke, 1);
    for (let i = last; i < length; i++) {
      x[i]! += chord.x;
      y[i]! += chord.y;
    }
  }
  return { x, y, interval: 1 / rate };
}
