/**
 * On-line recordings as columns of text.
 *
 * @module
 */
import { checkPhysicalWidth, DEFAULT_PHYSICAL_WIDTH } from "../geometry/physical_size.ts";
import { type Recording, recordingParts } from "./recording.ts";
import type { OnlineDataOptions } from "./to_inkml.ts";

/** SVC2004: units per millimetre, levels of pressure, and a typical azimuth and altitude of the pen. */
const SVC = { unitsPerMillimetre: 100, maxPressure: 1023, azimuth: 1350, altitude: 600 } as const;

/**
 * Converts a recording to comma-separated values: a header, then a row per sample, in the air too.
 *
 * The columns are `time` in seconds, `x` and `y` (downwards) in millimetres, `pressure` from 0 to 1,
 * `width` of the ink in millimetres, and `pen_down`, 1 or 0.
 *
 * @param recording The recording.
 * @param options Size on paper.
 * @returns The text of the file.
 * @throws {RangeError} If the physical width is not a positive number.
 */
export function toRecordingCsv(recording: Recording, options: OnlineDataOptions = {}): string {
  const scale = scaleOf(recording, options);
  const { x, y, pressure, width, time, penDown } = recording;
  const rows = Array.from(x, (_, i) =>
    [
      time[i]!.toFixed(4),
      (x[i]! * scale).toFixed(3),
      (y[i]! * scale).toFixed(3),
      pressure[i]!.toFixed(3),
      (width[i]! * scale).toFixed(3),
      penDown[i],
    ].join(","));
  return ["time,x,y,pressure,width,pen_down", ...rows, ""].join("\n");
}

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
  const scale = scaleOf(recording, options) * SVC.unitsPerMillimetre;
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

/**
 * Converts a recording to JSON: `unit`, `sampleRate`, `width` and `height` of the canvas, and
 * `strokes`, an array of columns (`penDown`, `time` in seconds, `x`, `y` downwards, `pressure` from 0
 * to 1, `width` of the ink) for each stroke and each movement in the air.
 *
 * @param recording The recording.
 * @param options Size on paper.
 * @returns The text of the file.
 * @throws {RangeError} If the physical width is not a positive number.
 */
export function toRecordingJson(recording: Recording, options: OnlineDataOptions = {}): string {
  const scale = scaleOf(recording, options);
  const { canvas, sampleRate } = recording;
  const strokes = recordingParts(recording).map(({ penDown, from, to }) => {
    const column = (values: Float32Array, factor: number, digits: number) =>
      Array.from(values.subarray(from, to), (value) => Number((value * factor).toFixed(digits)));
    return {
      penDown,
      time: column(recording.time, 1, 4),
      x: column(recording.x, scale, 3),
      y: column(recording.y, scale, 3),
      pressure: column(recording.pressure, 1, 3),
      width: column(recording.width, scale, 3),
    };
  });
  const [width, height] = [canvas.width * scale, canvas.height * scale];
  return JSON.stringify({ unit: "mm", sampleRate, width, height, strokes }) + "\n";
}

function scaleOf({ canvas }: Recording, { physicalWidth }: OnlineDataOptions): number {
  checkPhysicalWidth(physicalWidth ?? DEFAULT_PHYSICAL_WIDTH);
  return (physicalWidth ?? DEFAULT_PHYSICAL_WIDTH) / canvas.width;
}
