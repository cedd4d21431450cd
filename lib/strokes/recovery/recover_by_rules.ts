/**
 * Recovers the trajectory of the pen from the image of a signature by rules of good continuation.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import { fitCentreLine } from "./fit_centre_line.ts";
import { buildInkGraph } from "./ink_graph.ts";
import { linkStrokes } from "./link_strokes.ts";
import { orderStrokes } from "./order_strokes.ts";
import { pairBranches } from "./pair_branches.ts";
import { pathPoints } from "./path_points.ts";
import type { StrokeGraph } from "./stroke_graph.ts";
import { TurnCosts } from "./turn_cost.ts";

/** Options of {@linkcode recoverByRules}; a turn by an angle costs about its square. */
export interface RecoveryOptions {
  /** Minimum ink coverage of a pixel that belongs to the ink. */
  readonly threshold: number;
  /** Dead ends that extend less are spurs and are pruned, in stroke widths. */
  readonly spurLength: number;
  /** Cost of a stroke that begins or ends on another one. */
  readonly endCost: number;
  /** Cost of lifting the pen: a line is retraced where that costs less. */
  readonly liftCost: number;
  /** Cost of retracing a line, for each stroke width of its length. */
  readonly retraceCost: number;
  /** Maximum length of a stretch that two crossing lines share, in stroke widths. */
  readonly maxBridgeLength: number;
  /** Maximum gap between ends that point at each other, in stroke widths. */
  readonly maxGapLength: number;
  /** Cost of joining lines that one would write in opposite directions, per logit. */
  readonly reversalCost: number;
  /** Bends along a line within this many stroke widths are smoothed away. */
  readonly smoothing: number;
}

/**
 * Defaults, tuned by hand on procedural signatures: `deno task bench recovery` measures a change.
 * For the scale of costs: a turn by 90 degrees costs about 1.5, a reversal on the spot about 6.
 */
export const DEFAULT_RECOVERY_OPTIONS: RecoveryOptions = {
  threshold: 0.4, // below the edge of the ink, so that thin strokes stay connected
  spurLength: 0.35,
  endCost: 0.9, // two ends cost as much as a turn by 97 degrees: a sharper one is no continuation
  liftCost: 8, // above a reversal, so that the pen rather turns back on a short line
  retraceCost: 0.2,
  maxBridgeLength: 7,
  maxGapLength: 1,
  reversalCost: 1,
  smoothing: 0.6,
};

/** Ink coverage at the edge of the ink. */
export const EDGE_COVERAGE = 0.5;

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
 * import { renderTrajectory } from "../rendering/render_trajectory.ts";
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
