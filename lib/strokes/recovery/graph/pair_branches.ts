/**
 * Pairs the branches of junctions that the pen joined, by good continuation.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import { joinMates, type Mates, NO_MATE, noMates } from "./mates.ts";
import { contractEdge } from "./simplify_graph.ts";
import { edgeIndex, otherEnd, type StrokeGraph } from "./stroke_graph.ts";
import type { TurnCosts } from "./turn_cost.ts";

/** Costs of pairing, in the unit of `turnCost`. */
export interface PairingOptions {
  /** Typical stroke width, in pixels. */
  readonly inkWidth: number;
  /** Cost of a line that begins or ends at a junction. */
  readonly endCost: number;
  /** Maximum length of a stretch that two crossing lines share, in stroke widths. */
  readonly maxBridgeLength: number;
}

/** Junctions of more branches are paired greedily instead of optimally. */
const MAX_COMPARED = 8;

/** Extra cost of pairing the two ends of one edge. */
const LOOP_COST = 0.2;

/** Cost of a shared stretch, for each stroke width of its length. */
const BRIDGE_COST = 0.1;

/** Cost of joining two branches. */
type PairCost = (a: number, b: number) => number;

/** Pairs of branches, and what they cost together with the unpaired ones. */
interface Pairing {
  readonly cost: number;
  readonly pairs: readonly (readonly [number, number])[];
}

/**
 * Pairs the branches of all junctions so that the pen turns least.
 *
 * Where two lines share a stretch before they part again, as at a crossing at a small angle, the
 * stretch is contracted if that makes the lines straighter.
 *
 * @param graph Changed in place where stretches are contracted.
 * @param turns The costs of turns.
 * @param options The costs.
 * @returns The mates of the branches.
 */
export function pairBranches(
  graph: StrokeGraph,
  turns: TurnCosts,
  options: PairingOptions,
): Mates {
  const { endCost } = options;
  const cost = (a: number, b: number) => turns.between(a, b) + (otherEnd(a) === b ? LOOP_COST : 0);
  const mates = noMates(graph);
  for (const [a, b] of contractBridges(graph, cost, options)) joinMates(mates, a, b);
  for (const { branches } of graph.nodes) {
    if (branches.length < 2 || branches.some((branch) => mates[branch] !== NO_MATE)) continue;
    const isRing = branches.length === 2 && otherEnd(branches[0]!) === branches[1];
    if (isRing) joinMates(mates, branches[0]!, branches[1]!);
    else for (const [a, b] of pairAt(branches, cost, endCost).pairs) joinMates(mates, a, b);
  }
  return mates;
}

function pairAt(branches: readonly number[], cost: PairCost, endCost: number): Pairing {
  const pair = branches.length <= MAX_COMPARED ? optimalPairing : greedyPairing;
  return pair(branches, cost, endCost);
}

/** The cheapest pairing, each branch at most once: the minimum-cost matching. */
function optimalPairing(branches: readonly number[], cost: PairCost, endCost: number): Pairing {
  const [first, ...rest] = branches;
  if (first === undefined) return { cost: 0, pairs: [] };
  const alone = optimalPairing(rest, cost, endCost);
  let best: Pairing = { cost: alone.cost + endCost, pairs: alone.pairs };
  for (const partner of rest) {
    const own = cost(first, partner);
    if (own >= 2 * endCost) continue;
    const others = optimalPairing(rest.filter((b) => b !== partner), cost, endCost);
    if (own + others.cost < best.cost) {
      best = { cost: own + others.cost, pairs: [[first, partner], ...others.pairs] };
    }
  }
  return best;
}

/** Takes the cheapest of the remaining pairs, repeatedly. */
function greedyPairing(branches: readonly number[], cost: PairCost, endCost: number): Pairing {
  const candidates = branches.flatMap((a, i) =>
    branches.slice(i + 1).map((b) => [cost(a, b), a, b] as const)
  ).filter(([own]) => own < 2 * endCost).sort((a, b) => a[0] - b[0]);
  const used = new Set<number>();
  const pairs: [number, number][] = [];
  let total = 0;
  for (const [own, a, b] of candidates) {
    if (used.has(a) || used.has(b)) continue;
    used.add(a).add(b);
    pairs.push([a, b]);
    total += own;
  }
  return { cost: total + endCost * (branches.length - used.size), pairs };
}

/** Contracts the edges that two lines share, the shortest first; returns the pairs of those lines. */
function contractBridges(
  graph: StrokeGraph,
  cost: PairCost,
  options: PairingOptions,
): [number, number][] {
  const { inkWidth, endCost, maxBridgeLength } = options;
  const pairs: [number, number][] = [];
  const bridges = graph.edges
    .map((edge, index) => ({ edge, index, length: edge.removed ? Infinity : pathLength(edge) }))
    .filter(({ length }) => length <= maxBridgeLength * inkWidth)
    .sort((a, b) => a.length - b.length);
  for (const { edge, index, length } of bridges) {
    const [first, last] = edge.nodes;
    const [one, two] = [first, last].map((node) =>
      graph.nodes[node]!.branches.filter((branch) => edgeIndex(branch) !== index)
    ) as [number[], number[]];
    if (first === last || one.length !== 2 || two.length !== 2) continue;
    const [a, b] = one as [number, number];
    const [c, d] = two as [number, number];
    const straight = cost(a, c) + cost(b, d);
    const crossed = cost(a, d) + cost(b, c);
    const shared = Math.min(straight, crossed) + BRIDGE_COST * length / inkWidth;
    const apart = pairAt([a, b, 2 * index], cost, endCost).cost +
      pairAt([c, d, 2 * index + 1], cost, endCost).cost;
    if (shared >= apart) continue;
    contractEdge(graph, index);
    if (straight < crossed) pairs.push([a, c], [b, d]);
    else pairs.push([a, d], [b, c]);
  }
  return pairs;
}
