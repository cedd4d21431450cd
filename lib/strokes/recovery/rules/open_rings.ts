/**
 * Opens closed paths where they touch another line.
 *
 * @module
 */
import { joinMates, looseEnds, type Mates, NO_MATE } from "../graph/mates.ts";
import { edgeIndex, otherEnd, type StrokeGraph } from "../graph/stroke_graph.ts";

/** Maximum extra cost of the pairs that open a ring over the pairs that they replace. */
const MAX_EXTRA_COST = 2;

/** New mates at a junction, and what they cost more than the old ones. */
interface Exchange {
  readonly cost: number;
  readonly pairs: readonly (readonly [a: number, b: number])[];
  /** The branch that is left without a mate, if any. */
  readonly loose?: number;
}

/**
 * Exchanges partners where a ring meets another line, so that both become one path.
 *
 * @param graph The graph.
 * @param mates The mates of its branches; changed in place.
 * @param cost The cost of joining two branches.
 */
export function openRings(
  graph: StrokeGraph,
  mates: Mates,
  cost: (a: number, b: number) => number,
): void {
  for (;;) {
    const best = cheapestExchange(graph, mates, cost);
    if (best === undefined) return;
    for (const [a, b] of best.pairs) joinMates(mates, a, b);
    if (best.loose !== undefined) mates[best.loose] = NO_MATE;
  }
}

/** The cheapest exchange of a pair of a ring for pairs with another line, if any is cheap enough. */
function cheapestExchange(
  graph: StrokeGraph,
  mates: Mates,
  cost: (a: number, b: number) => number,
): Exchange | undefined {
  const ring = findRings(graph, mates);
  if (ring.size === 0) return undefined;
  let best: Exchange | undefined;
  // The pen comes along p and continues on q; on the other line it comes along r and continues on s.
  for (const { branches } of graph.nodes) {
    for (const p of branches) {
      const q = mates[p]!;
      if (!ring.has(edgeIndex(p)) || q === NO_MATE) continue;
      for (const r of branches) {
        const s = mates[r]!;
        if (ring.get(edgeIndex(r)) === ring.get(edgeIndex(p))) continue;
        let extra = cost(p, r) - cost(p, q);
        if (s !== NO_MATE) extra += cost(q, s) - cost(r, s);
        if (extra >= (best?.cost ?? MAX_EXTRA_COST)) continue;
        best = s === NO_MATE
          ? { cost: extra, pairs: [[p, r]], loose: q }
          : { cost: extra, pairs: [[p, r], [q, s]] };
      }
    }
  }
  return best;
}

/** The edges of closed paths, each with the number of its ring. */
function findRings(graph: StrokeGraph, mates: Mates): Map<number, number> {
  const open = new Set<number>();
  for (const end of looseEnds(graph, mates)) {
    for (let at = end; at !== NO_MATE; at = mates[otherEnd(at)]!) open.add(edgeIndex(at));
  }
  const rings = new Map<number, number>();
  graph.edges.forEach(({ removed }, index) => {
    if (removed || open.has(index) || rings.has(index)) return;
    for (let at = 2 * index; !rings.has(edgeIndex(at)); at = mates[otherEnd(at)]!) {
      rings.set(edgeIndex(at), index);
    }
  });
  return rings;
}
