/**
 * Recovery by the cue network and a search.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import type { Trajectory } from "../../geometry/stroke.ts";
import { fitCentreLine } from "../fitting/fit_centre_line.ts";
import { buildInkGraph } from "../graph/ink_graph.ts";
import { pathPoints } from "../graph/path_points.ts";
import { DEFAULT_RECOVERY_OPTIONS, EDGE_COVERAGE } from "../recovery_options.ts";
import type { CueNetwork } from "../network/cue_network.ts";
import { findPaths } from "./find_paths.ts";
import { measureGraph } from "./measured_graph.ts";
import type { PathWeights } from "./path_costs.ts";

/** Graphs with more lines are no handwriting but noise, and their search would take long. */
const MAX_EDGES = 1000;

/** Tuned on held-out procedural signatures; see docs/recovery.md. */
export const PATH_WEIGHTS: PathWeights = {
  edge: 2,
  transition: 0.7,
  lift: 0.4,
  liftBias: 0.3,
  joining: 2,
  bothBias: 5,
  order: 0.2,
};

/** Strokes found by the network. */
export interface NetworkRecovery {
  /** In pixels of the image, in the order of writing. */
  readonly strokes: Trajectory;
  /** Expected fraction of the lines, by length, whose direction is right; 1 for an empty image, 0 for noise. */
  readonly confidence: number;
}

/**
 * Recovers strokes from an image.
 *
 * @param image Ink coverage, `[192, 384]`.
 * @param network The network.
 */
export function recoverByNetwork(image: InkImage, network: CueNetwork): NetworkRecovery {
  const ink = buildInkGraph(image, DEFAULT_RECOVERY_OPTIONS);
  if (ink === undefined) return { strokes: [], confidence: 1 };
  if (ink.graph.edges.filter(({ removed }) => !removed).length > MAX_EDGES) {
    return { strokes: [], confidence: 0 };
  }
  const measured = measureGraph(ink, image, network);
  const { graph, turns, inkWidth } = measured;
  const { paths, confidence } = findPaths(measured, network.judges, PATH_WEIGHTS);
  const settings = { ...DEFAULT_RECOVERY_OPTIONS, inkWidth, threshold: EDGE_COVERAGE };
  const strokes = paths.map((path) =>
    fitCentreLine(pathPoints(graph, path, turns), image, settings)
  );
  return { strokes, confidence };
}
