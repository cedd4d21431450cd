/**
 * Joining strokes along edges that the pen wrote twice in one direction.
 *
 * @module
 */
import { nodeOf, otherEnd, type PenPath, type StrokeGraph } from "../graph/stroke_graph.ts";
import { joiningDisorder, type StrokeOrder } from "./stroke_order.ts";

/** Costs of joining strokes, in nats. Branches are numbers. */
export interface JoiningCosts {
  /** Cost of continuing from one branch to another. */
  transition(from: number, to: number): number;
  /** Cost of a stroke that ends at a branch and another one that begins at one. */
  liftBetween(end: number, start: number): number;
  /** Cost of writing an edge once more, entered at a branch. */
  again(entry: number): number;
  /** Position of a path in the order of writing. */
  strokeOrder(path: PenPath): StrokeOrder;
  /** Cost of a disorder; see {@linkcode joiningDisorder}. */
  disorder(disorder: number): number;
}

/** A possible join: two strokes that the pen may have written as one. */
export interface Join {
  /** Number of the earlier stroke. */
  readonly from: number;
  /** Number of the later one. */
  readonly to: number;
  /** The edges between them. */
  readonly via: PenPath;
  /** Reduction of the cost, in nats. */
  readonly saved: number;
}

/** Maximum number of edges between two joined strokes. */
const MAX_EDGES = 3;

/**
 * Joins the end of a stroke with the start of another where continuing along edges that are already
 * written costs less than lifting the pen.
 *
 * The search writes every edge once, or once in each direction. Where the pen wrote an edge twice in the
 * same direction, as where two strokes share a stretch, the search lacks one of the passes, and one of
 * the strokes breaks in two.
 *
 * @param graph The graph.
 * @param paths Strokes, in any order.
 * @param costs The costs.
 * @returns The strokes, in any order; each is one of the given ones, or several of them and the edges
 * between them. None for no paths.
 */
export function joinPaths(
  graph: StrokeGraph,
  paths: readonly PenPath[],
  costs: JoiningCosts,
): PenPath[] {
  return applyJoins(paths, findJoins(graph, paths, costs, 0));
}

/**
 * Finds joins that can be made together, greedily by the reduction of the cost.
 *
 * @param graph The graph.
 * @param paths Strokes, in any order.
 * @param costs The costs.
 * @param minSaved The reduction must be above this; joins below 0 make the strokes dearer.
 * @returns The joins, the best first.
 */
export function findJoins(
  graph: StrokeGraph,
  paths: readonly PenPath[],
  costs: JoiningCosts,
  minSaved: number,
): Join[] {
  return chooseJoins(possibleJoins(graph, paths, costs, minSaved));
}

function possibleJoins(
  graph: StrokeGraph,
  paths: readonly PenPath[],
  costs: JoiningCosts,
  minSaved: number,
): Join[] {
  const starts = new Map(paths.map((path, number) => [path[0]!, number]));
  const orders = paths.map((path) => costs.strokeOrder(path));
  const joins: Join[] = [];
  for (const [from, path] of paths.entries()) {
    const end = otherEnd(path.at(-1)!);
    const maxLift = Math.max(...paths.map((other) => costs.liftBetween(end, other[0]!)));
    const maxCost = maxLift - minSaved;
    for (const { cost, via } of followEdges(graph, end, maxCost, costs)) {
      const at = otherEnd(via.at(-1)!);
      for (const start of graph.nodes[nodeOf(graph, at)]!.branches) {
        const to = starts.get(start);
        if (to === undefined || to === from) continue;
        const lift = costs.liftBetween(end, start);
        const disorder = joiningDisorder(orders[from]!, orders[to]!, orders);
        const saved = lift - cost - costs.transition(at, start) - costs.disorder(disorder);
        if (saved > minSaved) joins.push({ from, to, via, saved });
      }
    }
  }
  return joins;
}

/** A continuation of a stroke along written edges. */
interface Continuation {
  readonly cost: number;
  readonly via: PenPath;
}

/** Continuations from the end of a stroke that cost less than a limit. */
function followEdges(
  graph: StrokeGraph,
  end: number,
  maxCost: number,
  costs: JoiningCosts,
): Continuation[] {
  const found: Continuation[] = [];
  const minCosts = new Map<number, number>();
  const follow = (at: number, before: number, via: PenPath) => {
    for (const branch of graph.nodes[nodeOf(graph, at)]!.branches) {
      if (branch === at) continue;
      const cost = before + costs.transition(at, branch) + costs.again(branch);
      if (cost >= Math.min(minCosts.get(branch) ?? Infinity, maxCost)) continue;
      minCosts.set(branch, cost);
      const longer = [...via, branch];
      found.push({ cost, via: longer });
      if (longer.length < MAX_EDGES) follow(otherEnd(branch), cost, longer);
    }
  };
  follow(end, 0, []);
  return found;
}

/** Chooses greedily by the reduction of the cost: each end and each start once, and no cycles. */
function chooseJoins(joins: readonly Join[]): Join[] {
  const chosen = new Map<number, Join>();
  const joined = new Set<number>();
  const lastOf = (stroke: number) => {
    while (chosen.has(stroke)) stroke = chosen.get(stroke)!.to;
    return stroke;
  };
  for (const join of joins.toSorted((a, b) => b.saved - a.saved)) {
    const { from, to } = join;
    if (chosen.has(from) || joined.has(to) || lastOf(to) === from) continue;
    chosen.set(from, join);
    joined.add(to);
  }
  return [...chosen.values()];
}

/**
 * Joins strokes.
 *
 * @param paths Strokes.
 * @param joins Some of the joins that {@linkcode findJoins} found for them.
 * @returns The strokes, joined where wanted.
 */
export function applyJoins(paths: readonly PenPath[], joins: readonly Join[]): PenPath[] {
  const following = new Map(joins.map((join) => [join.from, join]));
  const joined = new Set(joins.map(({ to }) => to));
  return paths.flatMap((path, number) => {
    if (joined.has(number)) return [];
    const whole = [...path];
    for (let join = following.get(number); join !== undefined; join = following.get(join.to)) {
      whole.push(...join.via, ...paths[join.to]!);
    }
    return [whole];
  });
}
