/**
 * Recovers the trajectory of the pen from the image of a signature by rules of good continuation.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import type { Stroke, Trajectory } from "../../geometry/stroke.ts";
import { fitCentreLine } from "../fitting/fit_centre_line.ts";
import { buildInkGraph } from "../graph/ink_graph.ts";
import { linkStrokes } from "./link_strokes.ts";
import {
  DEFAULT_RECOVERY_OPTIONS,
  EDGE_COVERAGE,
  type RecoveryOptions,
} from "../recovery_options.ts";
import { orderStrokes } from "./order_strokes.ts";
import { pairBranches } from "../graph/pair_branches.ts";
import { pathPoints } from "../graph/path_points.ts";
import type { StrokeGraph } from "../graph/stroke_graph.ts";
import { TurnCosts } from "../graph/turn_cost.ts";

/**
 * Recovers the strokes that a signature was written with, by rules.
 *
 * The ink is skeletonized; at junctions the pen continues where it turns least (good continuation);
 * short lines may be retraced; then the strokes are fitted to the ink, directed and ordered. Stroke
 * widths of 5 to 8 pixels work best: a prepared signature of 192 x 384.
 *
 * @param image Ink on paper, any size.
 * @param options What differs from {@linkcode DEFAULT_RECOVERY_OPTIONS}.
 * @returns The strokes in pixels of the image, in the order of writing, without times; none for an
 * empty image. A dot is a stroke of one point.
 * @throws {RangeError} If the image does not have `height * width` pixels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { renderTrajectory } from "../../rendering/render_trajectory.ts";
 * const line = { x: Float32Array.of(10, 90), y: Float32Array.of(20, 30), width: Float32Array.of(6, 6) };
 * const [stroke] = recoverByRules(renderTrajectory([line], { height: 50, width: 100 }));
 * assert.ok(Math.abs(stroke!.x[0]! - 10) < 1 && Math.abs(stroke!.width[40]! - 6) < 0.5);
 * ```
 */
export function recoverByRules(
  image: InkImage,
  options: Partial<RecoveryOptions> = {},
): Trajectory {
  const settings = { ...DEFAULT_RECOVERY_OPTIONS, ...options };
  const { height, width, data } = image;
  if (data.length !== height * width) {
    throw new RangeError(
      `Cannot recover a trajectory: the image has ${data.length} pixels, ` +
        `expected ${height} x ${width}`,
    );
  }
  const ink = buildInkGraph(image, settings);
  if (ink === undefined) return [];
  return orderStrokes(followPen(ink.graph, ink.inkWidth, image, settings));
}

function followPen(
  graph: StrokeGraph,
  inkWidth: number,
  image: InkImage,
  settings: RecoveryOptions,
): Stroke[] {
  const costs = { ...settings, inkWidth };
  const turns = new TurnCosts(graph, inkWidth);
  const mates = pairBranches(graph, turns, costs);
  return linkStrokes(graph, mates, turns, costs).map((path) =>
    fitCentreLine(pathPoints(graph, path, turns), image, { ...costs, threshold: EDGE_COVERAGE })
  );
}
