/**
 * The pen's paths through a measured graph, in the order of writing.
 *
 * @module
 */
import { isFreeEnd, otherEnd, type PenPath, type StrokeGraph } from "../graph/stroke_graph.ts";
import { fitStrokeCount } from "./fit_stroke_count.ts";
import type { GraphCues } from "./graph_cues.ts";
import { joinPaths } from "./join_paths.ts";
import type { MeasuredGraph } from "./measured_graph.ts";
import { PathCosts, type PathWeights } from "./path_costs.ts";
import type { PathJudges } from "../network/path_judges.ts";
import { PathSearch } from "./path_search.ts";

/** Shorter strokes that touch others are artefacts of thinning, in stroke widths. */
const MIN_ATTACHED_LENGTH = 1;

/** Paths that were found. */
export interface FoundPaths {
  /** The paths, in the order of writing. */
  readonly paths: readonly PenPath[];
  /** Expected fraction of the lines, by length, whose direction is right. */
  readonly confidence: number;
}

/**
 * Searches for the paths that cost least, joins or breaks them until there are as many as the network
 * reads from the image, and orders them by the mean order of their lines.
 *
 * @param measured The graph.
 * @param judges The perceptrons.
 * @param weights Weights of the parts of a path's cost.
 */
export function findPaths(
  { graph, inkWidth, mates, features, countInputs }: MeasuredGraph,
  judges: PathJudges,
  weights: PathWeights,
): FoundPaths {
  const costs = new PathCosts(graph, features, judges, weights);
  const search = new PathSearch(graph, costs);
  search.run(mates);
  const isLong = (path: PenPath) => lengthOf(path, features.cues) >= MIN_ATTACHED_LENGTH * inkWidth;
  const joined = joinPaths(graph, search.paths(), costs)
    .filter((path) => !isAttached(graph, path) || isLong(path));
  const count = judges.strokeCount(countInputs, joined.length);
  const paths = count === undefined ? joined : fitStrokeCount(graph, joined, costs, count, isLong);
  return {
    paths: orderPaths(paths, features.cues),
    confidence: search.confidence((edge) => features.cues.weightOf(edge)),
  };
}

/** Whether a path begins or ends at other lines. */
function isAttached(graph: StrokeGraph, path: PenPath): boolean {
  return !(isFreeEnd(graph, path[0]!) && isFreeEnd(graph, otherEnd(path.at(-1)!)));
}

function lengthOf(path: PenPath, cues: GraphCues): number {
  return path.reduce((sum, branch) => sum + cues.lengthOf(branch >> 1), 0);
}

function orderPaths(paths: readonly PenPath[], cues: GraphCues): PenPath[] {
  const keyed = paths.map((path) => ({ path, order: cues.strokeOrder(path).order }));
  return keyed.sort((a, b) => a.order - b.order).map(({ path }) => path);
}
