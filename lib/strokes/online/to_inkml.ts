/**
 * On-line recordings as InkML.
 *
 * @module
 */
import { millimetresPerPixel, type OnlineDataOptions } from "./millimetres_per_pixel.ts";
import { type Recording, type RecordingPart, recordingParts } from "./recording.ts";

/** Forces are integers from 0 to this, as tablets with 10 bits record them. */
const MAX_FORCE = 1023;

const CHANNELS = [
  ["X", "decimal", "mm"],
  ["Y", "decimal", "mm"],
  ["F", "integer", "dev", `min="0" max="${MAX_FORCE}"`],
  ["T", "decimal", "ms"],
  ["W", "decimal", "mm"],
] as const;

/**
 * Converts a recording to InkML (W3C recommendation of 20 September 2011).
 *
 * The channels are X and Y (downwards) in millimetres, F the force of the tip from 0 to 1023, T in
 * milliseconds, and W the width of the ink in millimetres. Each stroke is a trace of type "penDown",
 * and each movement between two strokes one of type "penUp".
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
 * const inkml = toInkml(recordTrajectory([line], new Random(1)));
 * assert.match(inkml, /<trace contextRef="#pen" type="penDown">0 4.219 \d+ 0 0.938, /);
 * ```
 */
export function toInkml(recording: Recording, options: OnlineDataOptions = {}): string {
  const scale = millimetresPerPixel(recording, options);
  const { canvas: { height, width }, sampleRate } = recording;
  const channels = CHANNELS.map(([name, type, units, limits]) =>
    `          <channel name="${name}" type="${type}" units="${units}"${
      limits ? ` ${limits}` : ""
    }/>`
  );
  const area = `height="${round(height * scale, 3)}" width="${round(width * scale, 3)}" units="mm"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ink xmlns="http://www.w3.org/2003/InkML">',
    "  <definitions>",
    '    <context xml:id="pen">',
    '      <inkSource xml:id="tablet" description="generated signature">',
    "        <traceFormat>",
    ...channels,
    "        </traceFormat>",
    `        <sampleRate uniform="true" value="${sampleRate}"/>`,
    `        <activeArea ${area}/>`,
    "      </inkSource>",
    "    </context>",
    "  </definitions>",
    ...recordingParts(recording).map((part) => `  ${trace(recording, part, scale)}`),
    "</ink>",
    "",
  ].join("\n");
}

function trace(recording: Recording, { penDown, from, to }: RecordingPart, scale: number): string {
  const { x, y, pressure, time, width } = recording;
  const samples = Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    return [
      round(x[i]! * scale, 3),
      round(y[i]! * scale, 3),
      Math.round(pressure[i]! * MAX_FORCE),
      round(time[i]! * 1000, 1),
      round(width[i]! * scale, 3),
    ].join(" ");
  });
  const type = penDown ? "penDown" : "penUp";
  return `<trace contextRef="#pen" type="${type}">${samples.join(", ")}</trace>`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0; // no negative zero
}
