/**
 * From the image of a signature back to the way of the pen.
 *
 * @module
 */
import { squaredDistances } from "../../image/distance_transform.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { fillPinholes } from "./fill_pinholes.ts";
import { fitCentreLine } from "./fit_centre_line.ts";
import { linkStrokes } from "./link_strokes.ts";
import { orderStrokes } from "./order_strokes.ts";
import { pairBranches } from "./pair_branches.ts";
import { pathPoints } from "./path_points.ts";
import { mergeJunctions, pruneSpurs } from "./simplify_graph.ts";
import { skeletonize } from "./skeletonize.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import { buildStrokeGraph, medianRadius, type StrokeGraph } from "./stroke_graph.ts";

/** How {@linkcode recoverTrajectory} finds the way of the pen. */
export interface RecoveryOptions {
  /** How much of a pixel must be covered to be ink. */
  readonly threshold: number;
  /** Dead ends that reach out less are bumps of the outline, in ink widths. */
  readonly spurLength: number;
  /** Cost of a stroke that begins or ends on another one; turning by an angle costs its square. */
  readonly endCost: number;
  /** Cost of lifting the pen: a line is written twice where that costs less. */
  readonly liftCost: number;
  /** Cost of writing a line twice, for each ink width of its length. */
  readonly retraceCost: number;
  /** Longest stretch that two crossing lines share, in ink widths. */
  readonly maxBridgeLength: number;
  /** Longest gap that is closed between ends that point at each other, in ink widths. */
  readonly maxGapLength: number;
  /** Cost of joining lines that one would write in opposite directions, per logit. */
  readonly reversalCost: number;
  /** Bends along the line within so many ink widths are smoothed away. */
  readonly smoothing: number;
}

/** How {@linkcode recoverTrajectory} finds the way of the pen unless told otherwise. */
export const DEFAULT_RECOVERY_OPTIONS: RecoveryOptions = {
  threshold: 0.4,
  spurLength: 0.35,
  endCost: 0.9,
  liftCost: 8,
  retraceCost: 0.2,
  maxBridgeLength: 7,
  maxGapLength: 1,
  reversalCost: 1,
  smoothing: 0.6,
};

/** The edge of the ink is where so much of a pixel is covered. */
const EDGE = 0.5;

/** Meetings newtonStep to each other than this are one, in radii of the ink there. */
const SAME_JUNCTION = 1.1;

/**
 * Finds the strokes that a signature was written with.
 *
 * The ink is thinned to its middle lines; where lines meet, the pen goes on where it turns least;
 * short lines may have been written twice; then the strokes are smoothed and fitted to the ink,
 * ordered and directed. Ink of 5 to 8 pixels width works best: a prepared signature of 192 x 384.
 *
 * @param image Ink on paper, any size.
 * @param options What differs from {@linkcode DEFAULT_RECOVERY_OPTIONS}.
 * @returns The strokes in pixels of the image, in the order of writing, without times; none for an
 * empty image. A dot is a stroke of one point.
 * @throws {RangeError} If the image has not `height * width` pixels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { renderTrajectory } from "../rendering/render_trajectory.ts";
 * const line = { x: Float32Array.of(10, 90), y: Float32Array.of(20, 30), width: Float32Array.of(6, 6) };
 * const [stroke] = recoverTrajectory(renderTrajectory([line], { height: 50, width: 100 }));
 * assert.ok(Math.abs(stroke!.x[0]! - 10) < 1 && Math.abs(stroke!.width[40]! - 6) < 0.5);
 * ```
 */
export function recoverTrajectory(
  image: InkImage,
  options: Partial<RecoveryOptions> = {},
): Trajectory {
  const settings = { ...DEFAULT_RECOVERY_OPTIONS, ...options };
  const { height, width, data } = image;
  if (data.length !== height * width) {
    throw new RangeError(
      `Cannot trace an image: it has ${data.length} pixels, ${height} x ${width} are wanted`,
    );
  }
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i]! >= settings.threshold) mask[i] = 1;
  if (!mask.includes(1)) return [];
  fillPinholes(mask, height, width);
  const graph = findLines(mask, height, width);
  const inkWidth = 2 * medianRadius(graph);
  pruneSpurs(graph, settings.spurLength * inkWidth);
  mergeJunctions(graph, SAME_JUNCTION);
  return orderStrokes(followPen(graph, inkWidth, image, settings));
}

function findLines(mask: Uint8Array, height: number, width: number): StrokeGraph {
  const distances = distancesToPaper(mask, height, width);
  return buildStrokeGraph(skeletonize(mask, height, width), distances, height, width);
}

/** Squared distance of each pixel to the paper, which is also all around the image. */
function distancesToPaper(mask: Uint8Array, height: number, width: number): Int32Array {
  const stride = width + 2;
  const padded = new Uint8Array((height + 2) * stride);
  for (let y = 0; y < height; y++) {
    padded.set(mask.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  }
  const distances = squaredDistances(padded, height + 2, stride, 0, height + width);
  const result = new Int32Array(height * width);
  for (let y = 0; y < height; y++) {
    const from = (y + 1) * stride + 1;
    result.set(distances.subarray(from, from + width), y * width);
  }
  return result;
}

function followPen(
  graph: StrokeGraph,
  inkWidth: number,
  image: InkImage,
  settings: RecoveryOptions,
): Stroke[] {
  const costs = { ...settings, inkWidth };
  const mates = pairBranches(graph, costs);
  return linkStrokes(graph, mates, costs).map((path) =>
    fitCentreLine(pathPoints(graph, path, inkWidth), image, { ...costs, threshold: EDGE })
  );
}
