/// <reference lib="dom" />
/**
 * The ink of signatures as SVG elements, in pixels of the pen canvas.
 *
 * @module
 */
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import type { TimedStroke, TimedTrajectory } from "../../strokes/online/time_trajectory.ts";
import { inkPath } from "../../strokes/rendering/to_svg.ts";
import { createSvg } from "./element.ts";

/** Path data by stroke: those that are finished are drawn in every frame of an animation. */
const paths = new WeakMap<TimedStroke, string>();

function pathOf(stroke: TimedStroke): string {
  const path = paths.get(stroke) ?? inkPath([stroke], PEN_CANVAS.height);
  paths.set(stroke, path);
  return path;
}

/** Path data of the ink of strokes. */
export function inkData(strokes: TimedTrajectory): string {
  return strokes.map(pathOf).join("");
}

/** Creates a path with the ink of strokes; without strokes, {@linkcode setInk} fills it. */
export function createInk(strokes: TimedTrajectory = []): SVGPathElement {
  const path = createSvg("path", { class: "ink" });
  if (strokes.length > 0) setInk(path, strokes);
  return path;
}

/** Shows the ink of strokes in place of what a path shows. */
export function setInk(path: SVGPathElement, strokes: TimedTrajectory): void {
  path.setAttribute("d", inkData(strokes));
}

/** Creates a small signature of a path. */
export function createThumbnail(path: SVGPathElement): SVGSVGElement {
  const { height, width } = PEN_CANVAS;
  return createSvg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, path);
}
