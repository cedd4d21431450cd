/**
 * Arc length weighted by curvature: the measure along which the points of a trajectory are evenly spaced.
 *
 * @module
 */
import { arcLengths, evenPositions } from "./arc_length.ts";
import { gaussianSmooth } from "./gaussian_smooth.ts";
import { interpolateLinear } from "./interpolate_linear.ts";
import type { Polyline } from "./point.ts";
import { turningAngles } from "./turning_angles.ts";

/** Distance between the samples at which curvature is measured, in units of the measure. */
const SPACING = 0.5;

/** Standard deviations, in samples, of the smoothing of positions and then of turning angles. */
const POSITION_SIGMA = 1.4;
const TURN_SIGMA = 1;

/** Length in units that a turn by one radian adds. */
const LENGTH_PER_RADIAN = 3;

/** A weighted length, tabulated against the arc length; both ascend from 0. */
export interface WeightedLength {
  /** Arc lengths, evenly spaced, in the unit of the polyline. */
  readonly arcLength: Float64Array;
  /** Weighted length up to each of them, in units of the measure. */
  readonly weighted: Float64Array;
}

/**
 * Measures arc length plus total curvature along a polyline.
 *
 * `weighted(s) = s / unit + 3 * integral of |curvature| up to s`: a straight line measures its
 * length, and a loop measures more the tighter it is. Positions are smoothed first, so that the
 * pixel steps of a recovered trajectory do not count as turns.
 *
 * @param polyline At least one point.
 * @param unit Length of one unit, about the smallest visible detail, in the unit of the polyline.
 * @returns The measure at even arc lengths from 0 to the length of the polyline.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const straight = { x: Float32Array.of(0, 20), y: Float32Array.of(5, 5) };
 * const bent = { x: Float32Array.of(0, 10, 10), y: Float32Array.of(5, 5, 15) };
 * const total = (line: typeof straight) => curvatureWeightedLength(line, 1).weighted.at(-1)!;
 * assert.ok(Math.abs(total(straight) - 20) < 1e-3);
 * assert.ok(Math.abs(total(bent) - (20 + 3 * Math.PI / 2)) < 0.1);
 * ```
 */
export function curvatureWeightedLength(polyline: Polyline, unit: number): WeightedLength {
  const knots = arcLengths(polyline);
  const length = knots.at(-1)!;
  const steps = Math.max(1, Math.round(length / (SPACING * unit)));
  const arcLength = evenPositions(length, steps);
  const resample = (values: ArrayLike<number>) =>
    gaussianSmooth(interpolateLinear(values, knots, arcLength), POSITION_SIGMA);
  const turns = gaussianSmooth(
    turningAngles({ x: resample(polyline.x), y: resample(polyline.y) }, 1),
    TURN_SIGMA,
  );
  const weighted = new Float64Array(steps + 1);
  for (let i = 1; i <= steps; i++) {
    const turn = (turns[i - 1]! + turns[i]!) / 2;
    weighted[i] = weighted[i - 1]! + length / steps / unit + LENGTH_PER_RADIAN * turn;
  }
  return { arcLength, weighted };
}
