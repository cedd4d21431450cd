/**
 * Joining or breaking strokes until there are as many as wanted.
 *
 * @module
 */
import { otherEnd, type PenPath, type StrokeGraph } from "../graph/stroke_graph.ts";
import { applyJoins, findJoins, type JoiningCosts } from "./join_paths.ts";

/**
 * Maximum number of joins or breaks. A number that is farther from that of the search is doubtful: of real
 * handwriting of other scripts, for example, both may be wrong.
 */
const MAX_CHANGES = 3;

/** A join or a break costs less than this, in nats; dearer ones are left out. */
const MAX_COST = 12;

/**
 * Weights of writing an edge once more and of disorder, where strokes are joined that would cost less
 * apart: they keep direction and order as they are.
 */
const AGAIN_WEIGHT = 3;
const DISORDER_WEIGHT = 2;

/** A place where a stroke may be broken in two. */
interface Break {
  /** Number of the stroke. */
  readonly stroke: number;
  /** Position in the stroke of the first edge after the break. */
  readonly at: number;
  /** Cost of lifting the pen over that of going on, in nats. */
  readonly cost: number;
}

/**
 * Joins or breaks up to three strokes where that costs least, until there are as many as wanted or no
 * more can be joined or broken.
 *
 * @param graph The graph.
 * @param paths Strokes, in any order.
 * @param costs The costs.
 * @param count The number of strokes that is wanted.
 * @param isStroke Whether a part of a stroke may be a stroke of its own.
 * @returns The strokes, in any order.
 */
export function fitStrokeCount(
  graph: StrokeGraph,
  paths: readonly PenPath[],
  costs: JoiningCosts,
  count: number,
  isStroke: (path: PenPath) => boolean,
): PenPath[] {
  if (paths.length > count) {
    const joins = findJoins(graph, paths, cautious(costs), -MAX_COST);
    return applyJoins(paths, joins.slice(0, Math.min(paths.length - count, MAX_CHANGES)));
  }
  let broken = paths;
  const wanted = Math.min(count, paths.length + MAX_CHANGES);
  while (broken.length < wanted) {
    const place = cheapestBreak(broken, costs, isStroke);
    if (place === undefined) break;
    broken = applyBreak(broken, place);
  }
  return [...broken];
}

function cautious(costs: JoiningCosts): JoiningCosts {
  return {
    transition: (from, to) => costs.transition(from, to),
    liftBetween: (end, start) => costs.liftBetween(end, start),
    again: (entry) => AGAIN_WEIGHT * costs.again(entry),
    strokeOrder: (path) => costs.strokeOrder(path),
    disorder: (disorder) => DISORDER_WEIGHT * costs.disorder(disorder),
  };
}

/** The cheapest break that leaves two strokes. */
function cheapestBreak(
  paths: readonly PenPath[],
  costs: JoiningCosts,
  isStroke: (path: PenPath) => boolean,
): Break | undefined {
  let best: Break | undefined;
  for (const [stroke, path] of paths.entries()) {
    for (let at = 1; at < path.length; at++) {
      const [end, start] = [otherEnd(path[at - 1]!), path[at]!];
      const cost = costs.liftBetween(end, start) - costs.transition(end, start);
      if (cost >= (best?.cost ?? MAX_COST)) continue;
      if (isStroke(path.slice(0, at)) && isStroke(path.slice(at))) best = { stroke, at, cost };
    }
  }
  return best;
}

function applyBreak(paths: readonly PenPath[], { stroke, at }: Break): PenPath[] {
  return paths.flatMap((path, number) =>
    number === stroke ? [path.slice(0, at), path.slice(at)] : [path]
  );
}
