/**
 * From ink to the graph of its lines.
 *
 * @module
 */
import { squaredDistances } from "../../../image/distance_transform.ts";
import type { InkImage } from "../../../image/ink_image.ts";
import { buildStrokeGraph } from "./build_stroke_graph.ts";
import { fillPinholes } from "./fill_pinholes.ts";
import { addBorder, removeBorder } from "./mask_border.ts";
import { mergeJunctions, pruneSpurs } from "./simplify_graph.ts";
import { skeletonize } from "./skeletonize.ts";
import { medianRadius, type StrokeGraph } from "./stroke_graph.ts";

/** Options of {@linkcode buildInkGraph}. */
export interface InkGraphOptions {
  /** Minimum ink coverage of a pixel that belongs to the ink. */
  readonly threshold: number;
  /** Dead ends that extend less are spurs and are pruned, in stroke widths. */
  readonly spurLength: number;
}

/** The lines of ink. */
export interface InkGraph {
  /** Lines and junctions; positions in pixels. */
  readonly graph: StrokeGraph;
  /** Typical stroke width, in pixels. */
  readonly inkWidth: number;
}

/** Junctions nearer to each other than this are merged, in radii of the ink there. */
const MAX_JUNCTION_DISTANCE = 1.1;

/**
 * Skeletonizes ink and builds the graph of its lines, without artefacts of thinning.
 *
 * @param image Ink on paper.
 * @param options Threshold and length of spurs.
 * @returns The graph; `undefined` for an empty image.
 */
export function buildInkGraph(
  { height, width, data }: InkImage,
  { threshold, spurLength }: InkGraphOptions,
): InkGraph | undefined {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i]! >= threshold) mask[i] = 1;
  if (!mask.includes(1)) return undefined;
  fillPinholes(mask, height, width);
  const graph = skeletonGraph(mask, height, width);
  const inkWidth = 2 * medianRadius(graph);
  pruneSpurs(graph, spurLength * inkWidth);
  mergeJunctions(graph, MAX_JUNCTION_DISTANCE);
  return { graph, inkWidth };
}

function skeletonGraph(mask: Uint8Array, height: number, width: number): StrokeGraph {
  const distances = distancesToPaper(mask, height, width);
  return buildStrokeGraph(skeletonize(mask, height, width), distances, height, width);
}

/** Squared distance of each pixel to the paper, which also surrounds the image. */
function distancesToPaper(mask: Uint8Array, height: number, width: number): Int32Array {
  const bordered = addBorder(mask, height, width);
  const distances = squaredDistances(bordered, height + 2, width + 2, 0, height + width);
  return removeBorder(distances, height, width);
}
