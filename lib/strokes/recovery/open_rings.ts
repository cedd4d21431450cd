/**
 * Opens closed paths where they touch another line.
 *
 * @module
 */
import { edgeOf, otherEnd, type StrokeGraph } from "./stroke_graph.ts";

/** Maximum extra cost of the pairs that open a ring over the pairs that they replace. */
const MAX_EXTRA_COST = 2;

/** An exchange of pairs at a junction; a partner of -1 leaves the branch loose. */
interface Exchange {
  readonly cost: number;
  readonly pairs: readonly (readonly [branch: number, mate: number])[];
}

/**
 * Exchanges partners where a ring meets another line, so that both become one path.
 *
 * @param graph The graph.
 * @param mates For each branch the one that the pen continues on, or -1; changed in place.
 * @param cost The cost of joining two branches.
 */
export function openRings(
  graph: StrokeGraph,
  mates: Int32Array,
  cost: (a: number, b: number) => number,
): void {
  for (;;) {
    const best = cheapestExchange(graph, mates, cost);
    if (best === undefined) return;
    for (const [branch, mate] of best.pairs) {
      mates[branch] = mate;
      if (mate >= 0) mates[mate] = branch;
    }
  }
}

/** The cheapest exchange of a pair of a ring for pairs with another line, if any is cheap enough. */
function cheapestExchange(
  graph: StrokeGraph,
  mates: Int32Array,
  cost: (a: number, b: number) => number,
): Exchange | undefined {
  const ring = findRings(graph, mates);
  if (ring.size === 0) return undefined;
  let best: Exchange | undefined;
  for (const { branches } of graph.nodes) {
    for (const p of branches) {
      const q = mates[p]!;
      if (!ring.has(p >> 1) || q < 0) continue;
      for (const r of branches) {
        const s = mates[r]!;
        if (ring.get(r >> 1) === ring.get(p >> 1)) continue;
        let extra = cost(p, r) - cost(p, q);
        if (s >= 0) extra += cost(q, s) - cost(r, s);
        if (extra >= (best?.cost ?? MAX_EXTRA_COST)) continue;
        best = { cost: extra, pairs: s >= 0 ? [[p, r], [q, s]] : [[p, r], [q, -1]] };
      }
    }
  }
  return best;
}

/** The edges of closed paths, each with the number of its ring. */
function findRings(graph: StrokeGraph, mates: Int32Array): Map<number, number> {
  const open = new Set<number>();
  for (const end of looseEnds(graph, mates)) {
    for (let at = end; at >= 0; at = mates[otherEnd(at)]!) open.add(at >> 1);
  }
  const rings = new Map<number, number>();
  graph.edges.forEach(({ removed }, index) => {
    if (removed || open.has(index) || rings.has(index)) return;
    for (let at = 2 * index; !rings.has(at >> 1); at = mates[otherEnd(at)]!) {
      rings.set(at >> 1, index);
    }
  });
  return rings;
}

/**
 * The branches without a partner.
 *
 * @param graph The graph.
 * @param mates For each branch the one that the pen continues on, or -1.
 * @returns Branches of edges that are not removed, ascending.
 */
export function looseEnds(graph: StrokeGraph, mates: Int32Array): number[] {
  const result: number[] = [];
  mates.forEach((mate, branch) => {
    if (mate < 0 && !edgeOf(graph, branch).removed) result.push(branch);
  });
  return result;
}
