/**
 * Trajectories as vector graphics.
 *
 * @module
 */
import type { Color } from "../../image/color_image.ts";
import { fitBezier } from "./fit_bezier.ts";
import { type Outline, outlineStroke } from "./outline_stroke.ts";
import { PathBuilder } from "./path_builder.ts";
import type { Trajectory } from "../geometry/stroke.ts";
import { checkPhysicalWidth } from "../geometry/physical_size.ts";

/** Options of {@linkcode toSvg}. */
export interface SvgOptions {
  /** Height of the canvas, in the unit of the trajectory. */
  readonly height: number;
  /** Width of the canvas. */
  readonly width: number;
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
  /** Width on paper, in millimetres; if left out, the image scales to its container. */
  readonly physicalWidth?: number | undefined;
}

/** Maximum distance of an edge from the offset curve, as a fraction of the height of the canvas. */
const TOLERANCE = 0.02 / 64;

/**
 * Converts a trajectory to SVG: its ink is one filled path with smooth edges, sharp at any size, on
 * a transparent canvas.
 *
 * @param trajectory Positions and stroke widths, `y` downwards.
 * @param options Size of the canvas and colour of the ink.
 * @returns The text of the SVG file; the same trajectory gives the same text.
 * @throws {RangeError} If a size is not a positive number.
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
export function toSvg(trajectory: Trajectory, options: SvgOptions): string {
  const path = inkPath(trajectory, options.height);
  const fill = options.color === undefined ? "" : ` fill="${toHex(options.color)}"`;
  return `${openSvg(options)}${path === "" ? "" : `<path${fill} d="${path}"/>`}</svg>\n`;
}

/**
 * The opening tag of an SVG file.
 *
 * @param options Size of the canvas and on paper.
 * @throws {RangeError} If a size is not a positive number.
 */
export function openSvg({ height, width, physicalWidth }: SvgOptions): string {
  if (!(height > 0 && width > 0 && Number.isFinite(height) && Number.isFinite(width))) {
    throw new RangeError(
      `Cannot convert to SVG: the size is ${height} x ${width}, expected positive numbers`,
    );
  }
  let size = "";
  if (physicalWidth !== undefined) {
    checkPhysicalWidth(physicalWidth);
    const physicalHeight = Number((physicalWidth * height / width).toFixed(3));
    size = ` width="${physicalWidth}mm" height="${physicalHeight}mm"`;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg"${size} viewBox="0 0 ${width} ${height}">`;
}

/** Path data of the ink of a trajectory on a canvas of the given height. */
export function inkPath(trajectory: Trajectory, height: number): string {
  const tolerance = TOLERANCE * height;
  return trajectory.flatMap(outlineStroke)
    .map((outline) => outlinePath(outline, tolerance)).join("");
}

/** A colour as SVG writes it, such as `#1a2b80`. */
export function toHex(color: Color): string {
  return "#" + color.map((value) => value.toString(16).padStart(2, "0")).join("");
}

/** Path data along the left edge, around the end, back along the right edge, around the start. */
function outlinePath({ left, right, startRadius, endRadius }: Outline, tolerance: number): string {
  const path = new PathBuilder(left[0]!);
  path.follow(fitBezier(left, tolerance));
  path.arc(endRadius, right.at(-1)!);
  path.follow(fitBezier(right.toReversed(), tolerance));
  path.arc(startRadius, left[0]!);
  return path.text + "z";
}
