/**
 * The sigma-lognormal model of rapid hand movements: one stroke.
 *
 * The kinematic theory (Plamondon, "A kinematic theory of rapid human movements", 1995; O'Reilly and
 * Plamondon, "Development of a Sigma-Lognormal representation for on-line signatures", 2009)
 * describes a movement as the vector sum of overlapping strokes. The speed of a stroke is its length
 * `D` times a lognormal density in the time since its onset `t0`, and its direction turns from
 * `startAngle` to `endAngle` in proportion to the completed fraction, along an arc of a circle:
 *
 * ```text
 * speed(t)    = D / (sigma sqrt(2 pi) (t - t0)) exp(-(ln(t - t0) - mu)^2 / (2 sigma^2))
 * fraction(t) = 1/2 + 1/2 erf((ln(t - t0) - mu) / (sigma sqrt 2))
 * angle(t)    = startAngle + (endAngle - startAngle) fraction(t)
 * ```
 *
 * @module
 */

import type { Point } from "../geometry/point.ts";
import { erf } from "./erf.ts";

/** The lognormal density of the speed of a stroke, without its onset. */
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
  /** Time `t0` of the motor command, in seconds; the visible movement starts a little later. */
  readonly onset: number;
  /** Direction at the start, in radians. */
  readonly startAngle: number;
  /** Direction at the end, in radians. */
  readonly endAngle: number;
}

/** Support of the density: beyond this many sigmas (of the logarithm) a stroke does not move. */
const SUPPORT = 4;

/** A stroke's duration begins this many sigmas before its median and ends as many after it. */
const DURATION_SIGMAS = 3;

/** Range of the durations of strokes of median length, in seconds. */
export const TYPICAL_DURATION = { min: 0.1, max: 0.22 } as const;

/** Range of the asymmetries of speed profiles, see {@linkcode strokeTiming}. */
export const TYPICAL_ASYMMETRY = { min: 0.05, max: 0.15 } as const;

/**
 * The times between which a stroke moves the pen, 4 sigma before and after its median.
 *
 * @param stroke The stroke.
 * @returns Seconds, on the clock of `stroke.onset`.
 */
export function strokeSupport(
  { onset, mu, sigma }: LognormalStroke,
): { readonly begin: number; readonly end: number } {
  return {
    begin: onset + Math.exp(mu - SUPPORT * sigma),
    end: onset + Math.exp(mu + SUPPORT * sigma),
  };
}

/**
 * The fraction of a stroke that is completed at a time: the lognormal distribution function, which
 * is the integral of the speed over the length.
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
 * The displacement of the pen by a partly completed stroke, in closed form: the direction turns with
 * the fraction, so the path is an arc of a circle.
 *
 * @param stroke The stroke.
 * @param fraction Completed fraction, 0 to 1.
 * @returns The displacement from the start of the stroke, in the unit of its length.
 */
export function strokeDisplacement(stroke: LognormalStroke, fraction: number): Point {
  const { length, startAngle, endAngle } = stroke;
  const halfTurn = (endAngle - startAngle) * fraction / 2;
  const chord = length * fraction * (Math.abs(halfTurn) < 1e-6 ? 1 : Math.sin(halfTurn) / halfTurn);
  const angle = startAngle + halfTurn;
  return { x: chord * Math.cos(angle), y: chord * Math.sin(angle) };
}

/**
 * The timing of a stroke of a given duration, from 3 sigma before to 3 sigma after its median.
 *
 * @param duration Seconds, above 0.
 * @param asymmetry Between 0, a symmetric speed profile, and 1, a sudden rise.
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
    throw new RangeError(`Cannot time a stroke: duration is ${duration}, expected more than 0`);
  }
  if (!(asymmetry > 0 && asymmetry < 1)) {
    throw new RangeError(
      `Cannot time a stroke: asymmetry is ${asymmetry}, expected a number between 0 and 1`,
    );
  }
  const sigma = Math.sqrt(-Math.log(1 - asymmetry));
  const spread = DURATION_SIGMAS * sigma;
  return { sigma, mu: spread - Math.log(Math.expm1(2 * spread) / duration) };
}

/**
 * The onset of a stroke whose duration begins at a time.
 *
 * @param begin Seconds.
 * @param timing `mu` and `sigma`, of {@linkcode strokeTiming}.
 * @returns Seconds, on the same clock.
 */
export function onsetOf(begin: number, { mu, sigma }: StrokeTiming): number {
  return begin - Math.exp(mu - DURATION_SIGMAS * sigma);
}

/**
 * The stroke that moves the pen from one point to another along an arc of a circle.
 *
 * @param from Where the stroke starts.
 * @param to Where it ends.
 * @param turn Change of direction, in radians between -2 pi and 2 pi: 0 is a straight line, above 0
 * turns from `x` towards `y`.
 * @param onset Time `t0` of the motor command, in seconds.
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
