/**
 * Stroke widths along the movements of the pen.
 *
 * @module
 */

import type { Random } from "../../random.ts";
import { quantile } from "../geometry/quantile.ts";
import type { Movement } from "./superpose_strokes.ts";
import type { WriterStyle } from "./writer.ts";

/** Speeds are relative to this quantile of all speeds in the signature. */
const REFERENCE_QUANTILE = 0.75;

/** Relative speed above which the ink does not get thinner. */
const MAX_RELATIVE_SPEED = 1.6;

/** Samples on either side over which widths are averaged. */
const SMOOTHING_RADIUS = 2;

/** Seconds in which a stroke gains its full width at its start, and loses it at its end. */
const TAPERING_TIME = 0.06;

/**
 * Minimum speed before the first and after the last peak, as a fraction of that peak: the pen is
 * already moving when it touches the paper, and still moving when it leaves.
 */
const END_SPEED_FRACTION = 0.7;

/** Peaks below this fraction of the maximum speed are ignored. */
const MIN_PEAK_FRACTION = 0.2;

/** Oscillation of the pressure: depth as a fraction of the width, frequencies in hertz. */
const PRESSURE = { maxDepth: 0.15, minFrequency: 0.3, maxFrequency: 1.2 } as const;

/** Minimum width, as a fraction of the width at rest. */
const MIN_FRACTION = 0.25;

/**
 * Computes stroke widths: thinner where the pen is fast, on upstrokes and at both ends of a stroke,
 * and slowly varying with a sampled pressure of the hand.
 *
 * @param random Random generator of the pressure.
 * @param movements The pen-downs of a signature, `y` upwards.
 * @param style How the ink of this writer flows.
 * @returns For each movement a width per sample, in the unit of `style.inkWidth`.
 */
export function inkWidths(
  random: Random,
  movements: readonly Movement[],
  style: WriterStyle,
): Float32Array[] {
  const velocities = movements.map(velocity);
  const reference = quantile(velocities.map(({ speed }) => speed), REFERENCE_QUANTILE);
  const pressure = samplePressure(random, style.variability);
  let samplesBefore = 0;
  return velocities.map(({ speed, rise }, index) => {
    const { interval } = movements[index]!;
    const last = speed.length - 1;
    const widths = speed.map((value, i) => {
      const relative = Math.min(value / (reference + 1e-6), MAX_RELATIVE_SPEED);
      const fromEnd = Math.min(i, last - i) * interval / TAPERING_TIME;
      const taper = 1 - style.tapering * Math.max(0, 1 - fromEnd);
      return (1 - style.speedThinning * relative) * (1 - style.shading * rise[i]!) * taper *
        pressure((samplesBefore + i) * interval);
    });
    samplesBefore += speed.length;
    return new Float32Array(movingAverage(widths)).map((fraction) =>
      style.inkWidth * Math.max(fraction, MIN_FRACTION)
    );
  });
}

/** Speed per sample, and `rise`: the sine of the angle above the horizontal, 0 on downstrokes. */
function velocity({ x, y, interval }: Movement): { speed: Float64Array; rise: Float64Array } {
  const length = x.length;
  const speed = new Float64Array(length);
  const rise = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const before = Math.max(i - 1, 0);
    const after = Math.min(i + 1, length - 1);
    const dx = x[after]! - x[before]!;
    const dy = y[after]! - y[before]!;
    const distance = Math.sqrt(dx * dx + dy * dy);
    speed[i] = distance / ((after - before) * interval);
    rise[i] = distance > 0 ? Math.max(dy / distance, 0) : 0;
  }
  raiseEndSpeeds(speed);
  return { speed, rise };
}

/** Raises the speeds before the first and after the last peak, see `END_SPEED_FRACTION`. */
function raiseEndSpeeds(speed: Float64Array): void {
  const minPeak = MIN_PEAK_FRACTION * speed.reduce((max, value) => Math.max(max, value), 0);
  const last = speed.length - 1;
  const isBelow = (i: number, next: number) => speed[i]! < minPeak || speed[next]! >= speed[i]!;
  let firstPeak = 0;
  while (firstPeak < last && isBelow(firstPeak, firstPeak + 1)) firstPeak++;
  let lastPeak = last;
  while (lastPeak > 0 && isBelow(lastPeak, lastPeak - 1)) lastPeak--;
  const landing = END_SPEED_FRACTION * speed[firstPeak]!;
  const leaving = END_SPEED_FRACTION * speed[lastPeak]!;
  for (let i = 0; i < firstPeak; i++) speed[i] = Math.max(speed[i]!, landing);
  for (let i = lastPeak + 1; i <= last; i++) speed[i] = Math.max(speed[i]!, leaving);
}

/** Samples a slow oscillation of the pressure over a signature, as a factor of the width. */
function samplePressure(random: Random, variability: number): (time: number) => number {
  const depth = random.uniform(0, PRESSURE.maxDepth) * variability;
  const frequency = random.uniform(PRESSURE.minFrequency, PRESSURE.maxFrequency);
  const phase = random.uniform(0, 2 * Math.PI);
  return (time) => 1 + depth * Math.sin(2 * Math.PI * frequency * time + phase);
}

/** The moving average; at the ends over fewer values. */
function movingAverage(values: Float64Array): Float64Array {
  return values.map((_, i) => {
    let sum = 0;
    const from = Math.max(i - SMOOTHING_RADIUS, 0);
    const to = Math.min(i + SMOOTHING_RADIUS, values.length - 1);
    for (let j = from; j <= to; j++) sum += values[j]!;
    return sum / (to - from + 1);
  });
}
