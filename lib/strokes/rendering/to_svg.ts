/**
 * Trajectories as vector graphics.
 *
 * @module
 */
import type { Color } from "../../image/drawing/canvas.ts";
import { type BezierSegment, fitBezier, type Position } from "./fit_bezier.ts";
import { type Outline, outlineStroke } from "./outline_stroke.ts";
import type { Trajectory } from "../geometry/stroke.ts";

/** How {@linkcode toSvg} draws. */
export interface SvgOptions {
  /** Height of the canvas, in the unit of the trajectory. */
  readonly height: number;
  /** Width of the canvas. */
  readonly width: number;
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
}

/** How far an edge may be from where it belongs, as a share of the canvas's height. */
const TOLERANCE = 0.02 / 64;

/**
 * Writes a trajectory as an SVG file: its ink is one filled shape with smooth edges, crisp at any
 * size, on a transparent canvas.
 *
 * @param trajectory Positions and widths, `y` downwards.
 * @param options The canvas.
 * @returns The text of the file; the same trajectory gives the same text.
 * @throws {RangeError} If the size is not of positive numbers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = { x: Float32Array.of(2, 8), y: Float32Array.of(3, 3), width: Float32Array.of(1, 1) };
 * assert.match(
 *   toSvg([line], { height: 5, width: 10 }),
 *   /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 10 5"><path d="M2 2.5h6a.5.5 0 0 1/,
 * );
 * ```
 */
export function toSvg(trajectory: Trajectory, { height, width, color }: SvgOptions): string {
  if (!(height > 0 && width > 0 && Number.isFinite(height) && Number.isFinite(width))) {
    throw new RangeError(
      `Cannot write SVG: the size is ${height} x ${width}, positive numbers are wanted`,
    );
  }
  const tolerance = TOLERANCE * height;
  const path = trajectory.flatMap(outlineStroke)
    .map((outline) => outlinePath(outline, tolerance)).join("");
  const fill = color === undefined ? "" : ` fill="${toHex(color)}"`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">`;
  return `${open}${path === "" ? "" : `<path${fill} d="${path}"/>`}</svg>\n`;
}

function toHex(color: Color): string {
  return "#" + color.map((value) => value.toString(16).padStart(2, "0")).join("");
}

/** Along the left edge, around the end, back along the right edge, around the beginning. */
function outlinePath({ left, right, startRadius, endRadius }: Outline, tolerance: number): string {
  const pen = new PathBuilder(left[0]!);
  pen.follow(fitBezier(left, tolerance));
  pen.arc(endRadius, right.at(-1)!);
  pen.follow(fitBezier(right.toReversed(), tolerance));
  pen.arc(startRadius, left[0]!);
  return pen.text + "z";
}

/** Two decimals: a sixth of a pixel where the canvas is drawn sixteen times as large. */
const DECIMALS = 2;
const UNITS = 10 ** DECIMALS;

/** Writes path data in relative coordinates, without adding up what rounding takes away. */
class PathBuilder {
  text: string;
  /** The current position as it was written, in hundredths. */
  #x: number;
  #y: number;

  constructor(start: Position) {
    [this.#x, this.#y] = [toUnits(start.x), toUnits(start.y)];
    this.text = "M" + join([this.#x, this.#y]);
  }

  follow(pieces: readonly BezierSegment[]): void {
    for (const { controls, end } of pieces) {
      if (controls === null) this.#line(end);
      else this.text += "c" + join([...controls, end].flatMap((point) => this.#offset(point)));
      this.#moveTo(end);
    }
  }

  arc(radius: number, end: Position): void {
    const size = join([toUnits(radius), toUnits(radius)]);
    const offset = join(this.#offset(end));
    this.text += `a${size} 0 0 1${offset.startsWith("-") ? "" : " "}${offset}`;
    this.#moveTo(end);
  }

  #line(end: Position): void {
    const [dx, dy] = this.#offset(end) as [number, number];
    if (dx === 0 && dy === 0) return;
    this.text += dy === 0 ? "h" + join([dx]) : dx === 0 ? "v" + join([dy]) : "l" + join([dx, dy]);
  }

  #offset({ x, y }: Position): number[] {
    return [toUnits(x) - this.#x, toUnits(y) - this.#y];
  }

  #moveTo({ x, y }: Position): void {
    [this.#x, this.#y] = [toUnits(x), toUnits(y)];
  }
}

function toUnits(value: number): number {
  return Math.round(value * UNITS);
}

/** Numbers in hundredths as short text: a sign, or a point after a number with one, also separates. */
function join(units: readonly number[]): string {
  let text = "";
  let hadPoint = false;
  for (const value of units) {
    const short = String(value / UNITS).replace(/^(-?)0\./, "$1.");
    const separates = text === "" || short.startsWith("-") || (hadPoint && short.startsWith("."));
    text += (separates ? "" : " ") + short;
    hadPoint = short.includes(".");
  }
  return text;
}
