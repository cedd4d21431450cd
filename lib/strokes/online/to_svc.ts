/**
 * On-line recordings in the format of SVC2004.
 *
 * @module
 */
import { millimetresPerPixel, type OnlineDataOptions } from "./millimetres_per_pixel.ts";
import { type Recording, recordingParts } from "./recording.ts";

/** Units per millimetre, levels of pressure, and a typical azimuth and altitude of the pen. */
const SVC = { unitsPerMillimetre: 100, maxPressure: 1023, azimuth: 1350, altitude: 600 } as const;

/**
 * Converts a recording to the format of the signature verification competition SVC2004, task 2
 * (Yeung et al., "SVC2004: First international signature verification competition", 2004).
 *
 * The first line is the number of points. Each further line has x, y (upwards, in hundredths of a
 * millimetre), the time in milliseconds, the button status, azimuth and altitude of the pen in
 * tenths of a degree (the same for all points), and pressure from 0 to 1023. As in the competition's
 * files, movements in the air are left out: each stroke ends with a point of button status 0 where
 * the pen was lifted. Loaders expect names such as `U1S1.TXT`.
 *
 * @param recording The recording.
 * @param options Size on paper.
 * @returns The text of the file.
 * @throws {RangeError} If the physical width is not a positive number.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { recordTrajectory } from "./record_trajectory.ts";
 * const line = { x: Float32Array.of(0, 64), y: Float32Array.of(9, 9), width: Float32Array.of(2, 2) };
 * const [count, first, ...others] = toSvc(recordTrajectory([line], new Random(1))).trim().split("\n");
 * assert.equal(Number(count), 1 + others.length);
 * assert.match(first!, /^0 2578 0 1 1350 600 \d+$/);
 * assert.match(others.at(-1)!, /^3000 2578 \d+ 0 1350 600 0$/);
 * ```
 */
export function toSvc(recording: Recording, options: OnlineDataOptions = {}): string {
  const scale = millimetresPerPixel(recording, options) * SVC.unitsPerMillimetre;
  const { x, y, pressure, time, sampleRate, canvas } = recording;
  const row = (i: number, late: number, isDown: boolean) =>
    [
      Math.round(x[i]! * scale),
      Math.round((canvas.height - y[i]!) * scale),
      Math.round((time[i]! + late) * 1000),
      isDown ? 1 : 0,
      SVC.azimuth,
      SVC.altitude,
      isDown ? Math.round(pressure[i]! * SVC.maxPressure) : 0,
    ].join(" ");
  const rows = recordingParts(recording).filter(({ penDown }) => penDown)
    .flatMap(({ from, to }) => [
      ...Array.from({ length: to - from }, (_, k) => row(from + k, 0, true)),
      row(to - 1, 1 / sampleRate, false),
    ]);
  return [rows.length, ...rows, ""].join("\n");
}
