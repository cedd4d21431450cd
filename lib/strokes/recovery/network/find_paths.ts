/**
 * The pen's paths through a measured graph, in the order of writing.
 *
 * @module
 */
import type { PenPath } from "../stroke_graph.ts";
import type { GraphFeatures } from "./graph_features.ts";
import type { MeasuredGraph } from "./measured_graph.ts";
import { PathCosts, type PathWeights } from "./path_costs.ts";
import type { PathJudges } from "./path_judges.ts";
import { PathSearch } from "./path_search.ts";

/** Paths that were found. */
export interface FoundPaths {
  /** The paths, in the order of writing. */
  readonly paths: readonly PenPath[];
  /** Expected fraction of the ink whose direction is right. */
  readonly confidence: number;
}

/**
 * Searches for the paths that cost least and orders them by the mean order of their lines.
 *
 * @param measured The graph.
 * @param judges The perceptrons.
 * @param weights Weights of the parts of a path's cost.
 */
export function findPaths(
  { graph, mates, features }: MeasuredGraph,
  judges: PathJudges,
  weights: PathWeights,
): FoundPaths {
  const search = new PathSearch(graph, new PathCosts(graph, features, judges, weights));
  search.run(mates);
  return {
    paths: orderPaths(search.paths(), features),
    confidence: search.confidence((edge) => features.weightOf(edge)),
  };
}

function orderPaths(paths: readonly PenPath[], features: GraphFeatures): PenPath[] {
  const keyed = paths.map((path) => ({ path, order: meanOrder(path, features) }));
  return keyed.sort((a, b) => a.order - b.order).map(({ path }) => path);
}

function meanOrder(path: PenPath, features: GraphFeatures): number {
  let [sum, total] = [0, 0];
  for (const branch of path) {
    const weight = features.weightOf(branch >> 1);
    sum += weight * features.orderOf(branch >> 1);
    total += weight;
  }
  return sum / total;
}
