/**
 * Signatures that write themselves, as animated SVG.
 *
 * @module
 */
import type { TimedStroke, TimedTrajectory } from "../online/time_trajectory.ts";
import { DEFAULT_PAUSE, type Repetition } from "./repetition.ts";
import { inkPath, openSvg, type SvgOptions, toHex } from "./to_svg.ts";

/** Options of {@linkcode toAnimatedSvg}. */
export interface AnimatedSvgOptions extends SvgOptions, Repetition {}

/** Length of a piece of a stroke, as a fraction of the height of the canvas. */
const PIECE_LENGTH = 1.5 / 64;
/** Maximum change of the width within a piece, as a fraction. */
const MAX_WIDTH_CHANGE = 0.1;
/** A gap between dashes that is longer than any signature takes, in milliseconds. */
const GAP = 1e6;

/**
 * Converts a trajectory to SVG in which the ink appears as the pen writes it: SMIL animation, no
 * script. At the end, and in programs that do not animate, it is the image of `toSvg`.
 *
 * While the pen writes, each stroke is a row of short lines of its width. The path length of a line
 * is declared to be its duration, so that a single animation of the dash offset serves as the clock
 * that reveals each line at its time.
 *
 * @param trajectory Strokes with times, as from `timeTrajectory`.
 * @param options Size of the canvas, colour of the ink, and repetition.
 * @returns The text of the SVG file.
 * @throws {RangeError} If a size is not a positive number.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { timeTrajectory } from "../online/time_trajectory.ts";
 * const line = { x: Float32Array.of(2, 8), y: Float32Array.of(3, 3), width: Float32Array.of(1, 1) };
 * const svg = toAnimatedSvg(timeTrajectory([line], new Random(1)), { height: 5, width: 10 });
 * assert.match(svg, /<animate attributeName="stroke-dashoffset"/);
 * ```
 */
export function toAnimatedSvg(trajectory: TimedTrajectory, options: AnimatedSvgOptions): string {
  const open = openSvg(options);
  const path = inkPath(trajectory, options.height);
  if (path === "") return `${open}</svg>\n`;
  const color = options.color === undefined ? "#000" : toHex(options.color);
  const begin = trajectory[0]!.time[0]!;
  const duration = toMilliseconds(trajectory.at(-1)!.time.at(-1)! - begin) + 1;
  const pieces = trajectory.flatMap((stroke) =>
    strokePieces(stroke, PIECE_LENGTH * options.height)
      .map(({ from, to }) => pieceLine(stroke, from, to, begin, duration))
  );
  const pause = options.loop ? toMilliseconds(options.pause ?? DEFAULT_PAUSE) : 0;
  return [
    `${open}<path fill="${color}" d="${path}">${show(false, duration, pause)}</path>`,
    `<g fill="none" stroke="${color}" stroke-linecap="round" stroke-linejoin="round"` +
    ` display="none">${show(true, duration, pause)}${clock(duration, pause)}`,
    ...pieces,
    "</g></svg>",
    "",
  ].join("\n");
}

/** Shows an element only while the pen writes, or only when it does not. */
function show(whileWriting: boolean, duration: number, pause: number): string {
  const [writing, written] = whileWriting ? ["inline", "none"] : ["none", "inline"];
  if (pause === 0) return `<set attributeName="display" to="${writing}" dur="${duration}ms"/>`;
  return animate("display", `${writing};${written}`, `0;${fraction(duration, pause)}`, {
    duration: duration + pause,
    mode: ' calcMode="discrete"',
  });
}

/** The animation of the dash offset, which is the remaining time. */
function clock(duration: number, pause: number): string {
  if (pause === 0) {
    return `<animate attributeName="stroke-dashoffset" from="${duration}" to="0" dur="${duration}ms"/>`;
  }
  const times = `0;${fraction(duration, pause)};1`;
  return animate("stroke-dashoffset", `${duration};0;0`, times, { duration: duration + pause });
}

function animate(
  attribute: string,
  values: string,
  times: string,
  { duration, mode = "" }: { readonly duration: number; readonly mode?: string },
): string {
  return `<animate attributeName="${attribute}" values="${values}" keyTimes="${times}"${mode}` +
    ` dur="${duration}ms" repeatCount="indefinite"/>`;
}

function fraction(duration: number, pause: number): number {
  return Number((duration / (duration + pause)).toFixed(4));
}

/** Ranges of points, each beginning where the one before ends, of about constant width. */
function strokePieces(
  { x, y, width }: TimedStroke,
  maxLength: number,
): { readonly from: number; readonly to: number }[] {
  const last = x.length - 1;
  if (last === 0) return [{ from: 0, to: 0 }];
  const pieces: { from: number; to: number }[] = [];
  let [from, length] = [0, 0];
  for (let to = 1; to <= last; to++) {
    length += Math.hypot(x[to]! - x[to - 1]!, y[to]! - y[to - 1]!);
    const change = Math.abs(width[to]! - width[from]!) / Math.max(width[from]!, 1e-3);
    if (length < maxLength && change < MAX_WIDTH_CHANGE && to < last) continue;
    pieces.push({ from, to });
    [from, length] = [to, 0];
  }
  return pieces;
}

/** A line that appears from its beginning to its end while the dash offset passes its times. */
function pieceLine(
  { x, y, width, time }: TimedStroke,
  from: number,
  to: number,
  begin: number,
  duration: number,
): string {
  const start = toMilliseconds(time[from]! - begin);
  const length = Math.max(1, toMilliseconds(time[to]! - begin) - start);
  let path = `M${round(x[from]!)} ${round(y[from]!)}`;
  for (let i = from + 1; i <= to; i++) path += `L${round(x[i]!)} ${round(y[i]!)}`;
  const last = Math.max(to, from);
  // A line of no length has no dashes.
  if (Math.hypot(x[last]! - x[from]!, y[last]! - y[from]!) < 0.02) path += "h.02";
  const lineWidth = round((width[from]! + width[to]!) / 2);
  return `<path d="${path}" stroke-width="${lineWidth}" pathLength="${length}"` +
    ` stroke-dasharray="${duration - start} ${GAP}"/>`;
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
