/**
 * On-line recordings as JSON.
 *
 * @module
 */
import { millimetresPerPixel, type OnlineDataOptions } from "./millimetres_per_pixel.ts";
import { type Recording, recordingParts } from "./recording.ts";

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
  const scale = millimetresPerPixel(recording, options);
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
