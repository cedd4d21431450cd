/**
 * On-line recordings as comma-separated values.
 *
 * @module
 */
import { millimetresPerPixel, type OnlineDataOptions } from "./millimetres_per_pixel.ts";
import type { Recording } from "./recording.ts";

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
  const scale = millimetresPerPixel(recording, options);
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
