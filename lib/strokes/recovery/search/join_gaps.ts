/**
 * Joining lines across small gaps of the ink.
 *
 * @module
 */
import { nodeOf, type StrokeGraph } from "../graph/stroke_graph.ts";
import type { TurnCosts } from "../graph/turn_cost.ts";

/** Maximum cost of the turn across a gap. */
const MAX_TURN_COST = 1;

/**
 * Makes one junction of two free ends that point at each other across a small gap. Whether the pen
 * went on there remains open.
 *
 * @param graph Changed in place.
 * @param turns The costs of turns.
 * @param maxGap Maximum length of the gap between the ink of both ends, in pixels.
 */
export function joinGaps(graph: StrokeGraph, turns: TurnCosts, maxGap: number): void {
  const ends = graph.nodes.flatMap(({ branches }) => branches.length === 1 ? branches : []);
  const gaps = ends.flatMap((a, i) =>
    ends.slice(i + 1).flatMap((b) => {
      const [from, to] = [graph.nodes[nodeOf(graph, a)]!, graph.nodes[nodeOf(graph, b)]!];
      const length = Math.hypot(from.x - to.x, from.y - to.y) - from.radius - to.radius;
      if (a >> 1 === b >> 1 || length > maxGap) return [];
      const turn = turns.between(a, b);
      return turn > MAX_TURN_COST ? [] : [{ a, b, cost: turn + Math.max(length, 0) / maxGap }];
    })
  );
  const joined = new Set<number>();
  for (const { a, b } of gaps.sort((p, q) => p.cost - q.cost)) {
    if (joined.has(a) || joined.has(b)) continue;
    joined.add(a).add(b);
    const [kept, dropped] = [nodeOf(graph, a), nodeOf(graph, b)];
    graph.edges[b >> 1]!.nodes[b & 1] = kept;
    graph.nodes[kept]!.branches.push(b);
    graph.nodes[dropped]!.branches = [];
  }
}
