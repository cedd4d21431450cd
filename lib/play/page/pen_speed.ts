/**
 * The speed of the pen along a signature, for display.
 *
 * @module
 */
import type { TimedStroke } from "../../strokes/online/time_trajectory.ts";
import type { Fractioned } from "./cut_strokes.ts";

/** Speed at one point of a stroke. */
export interface SpeedSample {
  /** Fraction of the points of the signature, 0 to 1. */
  readonly fraction: number;
  /** Pixels per second. */
  readonly speed: number;
}

/** Points on each side over which a speed is averaged: one and a half of the model's. */
const REACH = 6;

/**
 * Measures the speed of the pen.
 *
 * @returns For each stroke, the speed at its points, path length over time; of points that have one
 * fraction, at the last.
 */
export function penSpeed({ strokes, fractions }: Fractioned): SpeedSample[][] {
  return strokes.map((stroke, s) =>
    Array.from(fractions[s]!, (fraction, i) => ({ fraction, speed: speedAt(stroke, i) }))
      .filter(({ fraction }, i, all) => fraction !== all[i + 1]?.fraction)
  );
}

function speedAt({ x, y, time }: TimedStroke, i: number): number {
  const [from, to] = [Math.max(0, i - REACH), Math.min(x.length - 1, i + REACH)];
  let length = 0;
  for (let k = from; k < to; k++) length += Math.hypot(x[k + 1]! - x[k]!, y[k + 1]! - y[k]!);
  const seconds = time[to]! - time[from]!;
  return seconds > 0 ? length / seconds : 0;
}

/** The greatest speed in a signature; 0 if the pen does not move. */
export function maxSpeed(strokes: readonly (readonly SpeedSample[])[]): number {
  return Math.max(0, ...strokes.flat().map(({ speed }) => speed));
}

/**
 * Path data of areas under the speed of each stroke.
 *
 * @param width Width of the chart: the whole signature.
 * @param height Height of the chart: the greatest speed.
 */
export function speedPath(
  strokes: readonly (readonly SpeedSample[])[],
  width: number,
  height: number,
): string {
  const max = maxSpeed(strokes) || 1;
  const at = (value: number) => Number(value.toFixed(1));
  return strokes.map((samples) => {
    if (samples.length === 0) return "";
    const top = samples.map(({ fraction, speed }) =>
      `${at(fraction * width)} ${at(height * (1 - speed / max))}`
    );
    const [first, last] = [samples[0]!.fraction, samples.at(-1)!.fraction];
    return `M${at(first * width)} ${height}L${top.join("L")}L${at(last * width)} ${height}Z`;
  }).join("");
}
