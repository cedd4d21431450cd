/**
 * Recovery by the cue network and a search.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import type { Trajectory } from "../../geometry/stroke.ts";
import { fitCentreLine } from "../fit_centre_line.ts";
import { buildInkGraph } from "../ink_graph.ts";
import { pairBranches } from "../pair_branches.ts";
import { pathPoints } from "../path_points.ts";
import { DEFAULT_RECOVERY_OPTIONS, EDGE_COVERAGE } from "../recover_by_rules.ts";
import { isFreeEnd, otherEnd, type PenPath, type StrokeGraph } from "../stroke_graph.ts";
import { TurnCosts } from "../turn_cost.ts";
import type { CueNetwork } from "./cue_network.ts";
import { GraphFeatures } from "./graph_features.ts";
import { joinGaps } from "./join_gaps.ts";
import { PathCosts, type PathWeights } from "./path_costs.ts";
import { PathSearch } from "./path_search.ts";

/** Maximum gap of the ink that a stroke may go on across, in stroke widths. */
const MAX_GAP = 1.5;

/** Shorter strokes that touch others are artefacts of thinning, in stroke widths. */
const MIN_ATTACHED_LENGTH = 1;

/** Graphs with more lines are no handwriting but noise, and their search would take long. */
const MAX_EDGES = 1000;

/** Tuned on 300 held-out procedural signatures; see docs/trials.md. */
export const PATH_WEIGHTS: PathWeights = {
  edge: 1.3,
  transition: 1,
  lift: 1,
  liftBias: 0.2,
  bothBias: 0,
  order: 0.3,
};

/** Strokes found by the network. */
export interface NetworkRecovery {
  /** In pixels of the image, in the order of writing. */
  readonly strokes: Trajectory;
  /** Expected fraction of the ink whose direction is right; 1 for an empty image, 0 for noise. */
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
  const { graph, inkWidth } = ink;
  if (graph.edges.filter(({ removed }) => !removed).length > MAX_EDGES) {
    return { strokes: [], confidence: 0 };
  }
  const settings = { ...DEFAULT_RECOVERY_OPTIONS, inkWidth };
  const turns = new TurnCosts(graph, inkWidth);
  const mates = pairBranches(graph, turns, settings);
  joinGaps(graph, turns, MAX_GAP * inkWidth);
  const features = new GraphFeatures(graph, turns, network.read(image), inkWidth);
  const costs = new PathCosts(graph, features, network.judges, PATH_WEIGHTS);
  const search = new PathSearch(graph, costs);
  search.run(mates);
  const paths = search.paths().filter((path) =>
    !isAttached(graph, path) || lengthOf(path, features) >= MIN_ATTACHED_LENGTH * inkWidth
  );
  const strokes = orderPaths(paths, features).map((path) =>
    fitCentreLine(pathPoints(graph, path, turns), image, { ...settings, threshold: EDGE_COVERAGE })
  );
  return { strokes, confidence: search.confidence((edge) => features.lengthOf(edge)) };
}

/** Whether a path begins or ends at other lines. */
function isAttached(graph: StrokeGraph, path: PenPath): boolean {
  return !(isFreeEnd(graph, path[0]!) && isFreeEnd(graph, otherEnd(path.at(-1)!)));
}

function lengthOf(path: PenPath, features: GraphFeatures): number {
  return path.reduce((sum, branch) => sum + features.lengthOf(branch >> 1), 0);
}

/** Paths by the mean order of their lines. */
function orderPaths(paths: readonly PenPath[], features: GraphFeatures): PenPath[] {
  const keyed = paths.map((path) => ({ path, order: meanOrder(path, features) }));
  return keyed.sort((a, b) => a.order - b.order).map(({ path }) => path);
}

function meanOrder(path: PenPath, features: GraphFeatures): number {
  let [sum, total] = [0, 0];
  for (const branch of path) {
    const weight = features.lengthOf(branch >> 1) + 1;
    sum += weight * features.orderOf(branch >> 1);
    total += weight;
  }
  return sum / total;
}
