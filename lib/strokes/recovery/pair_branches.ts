/**
 * Decides at meetings of lines which branches the pen joined: those that turn least.
 *
 * @module
 */
import {
  edgeLength,
  edgeOf,
  type GraphEdge,
  nodeOf,
  otherEnd,
  type StrokeGraph,
} from "./stroke_graph.ts";
import { contractEdge } from "./simplify_graph.ts";

/** Where a branch leaves the blob of its meeting, and its direction away from it. */
export interface BranchStart {
  /** Horizontal position, in pixels. */
  readonly x: number;
  /** Vertical position, in pixels. */
  readonly y: number;
  /** Horizontal part of the unit vector away from the meeting. */
  readonly dx: number;
  /** Vertical part of it. */
  readonly dy: number;
}

/** What pairing costs; angles are in radians, and a turn by an angle costs about its square. */
export interface PairingOptions {
  /** Typical width of the ink, in pixels. */
  readonly inkWidth: number;
  /** Cost of a line that begins or ends at a meeting. */
  readonly endCost: number;
  /** Lines that run on top of each other for so long may change partners, in ink widths. */
  readonly maxBridgeLength: number;
}

/** Most branches at one meeting whose pairings are all compared. */
const MAX_COMPARED = 8;

/** The angle between two unit vectors, 0 to pi. */
function angleBetween(ax: number, ay: number, bx: number, by: number): number {
  return Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
}

/** The point of an edge at a distance along it from one of its ends. */
function pointAt(edge: GraphEdge, side: number, distance: number): { x: number; y: number } {
  const { x, y } = edge;
  const last = x.length - 1;
  let left = distance;
  for (let k = 1; k <= last; k++) {
    const i = side === 0 ? k : last - k;
    const before = side === 0 ? i - 1 : i + 1;
    const step = Math.hypot(x[i]! - x[before]!, y[i]! - y[before]!);
    if (step >= left && step > 0) {
      const share = left / step;
      return {
        x: x[before]! + share * (x[i]! - x[before]!),
        y: y[before]! + share * (y[i]! - y[before]!),
      };
    }
    left -= step;
  }
  const end = side === 0 ? last : 0;
  return { x: x[end]!, y: y[end]! };
}

/**
 * Measures the direction of a branch outside the blob of its meeting, where the skeleton is bent.
 *
 * @param graph The graph.
 * @param branch One end of an edge.
 * @param inkWidth Typical width of the ink: the direction is taken over this length.
 */
export function branchStart(graph: StrokeGraph, branch: number, inkWidth: number): BranchStart {
  const edge = edgeOf(graph, branch);
  const side = branch & 1;
  const length = edgeLength(edge);
  const blob = edge.radius[side === 0 ? 0 : edge.radius.length - 1]!;
  const skip = Math.min(blob, 0.4 * length);
  const from = pointAt(edge, side, skip);
  const to = pointAt(edge, side, Math.min(skip + 1.2 * inkWidth, length));
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance < 1e-9) return { ...from, dx: 0, dy: 0 };
  return { ...from, dx: (to.x - from.x) / distance, dy: (to.y - from.y) / distance };
}

/** What it costs to go in along one branch and out along another. */
export function turnCost(from: BranchStart, to: BranchStart): number {
  const net = angleBetween(-from.dx, -from.dy, to.dx, to.dy);
  const cx = to.x - from.x;
  const cy = to.y - from.y;
  const chord = Math.hypot(cx, cy);
  if (chord < 1) return 0.625 * net * net;
  const turnIn = angleBetween(-from.dx, -from.dy, cx / chord, cy / chord);
  const turnOut = angleBetween(cx / chord, cy / chord, to.dx, to.dy);
  return 0.5 * net * net + 0.25 * (turnIn * turnIn + turnOut * turnOut);
}

interface Pairing {
  readonly cost: number;
  readonly pairs: readonly (readonly [number, number])[];
}

/** The cheapest way to pair some branches, each at most once. */
function cheapestPairing(branches: readonly number[], cost: PairCost, endCost: number): Pairing {
  const [first, ...rest] = branches;
  if (first === undefined) return { cost: 0, pairs: [] };
  const alone = cheapestPairing(rest, cost, endCost);
  let best: Pairing = { cost: alone.cost + endCost, pairs: alone.pairs };
  for (const partner of rest) {
    const own = cost(first, partner);
    if (own >= 2 * endCost) continue;
    const others = cheapestPairing(rest.filter((b) => b !== partner), cost, endCost);
    if (own + others.cost < best.cost) {
      best = { cost: own + others.cost, pairs: [[first, partner], ...others.pairs] };
    }
  }
  return best;
}

/** Takes the cheapest pair again and again. */
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

type PairCost = (a: number, b: number) => number;

function pairAt(branches: readonly number[], cost: PairCost, endCost: number): Pairing {
  const pair = branches.length <= MAX_COMPARED ? cheapestPairing : greedyPairing;
  return pair(branches, cost, endCost);
}

/**
 * Pairs the branches of all meetings.
 *
 * Where two lines share a stretch before they part again, as at a crossing at a small angle, the
 * stretch is contracted if that makes the lines straighter.
 *
 * @param graph Changed where stretches are contracted.
 * @param options The costs.
 * @returns For each branch the one the pen goes on with, or -1: `[2 * edges]`.
 */
export function pairBranches(graph: StrokeGraph, options: PairingOptions): Int32Array<ArrayBuffer> {
  const { inkWidth, endCost } = options;
  const starts = graph.edges.flatMap((edge, index) =>
    [0, 1].map((side) => edge.removed ? undefined : branchStart(graph, 2 * index + side, inkWidth))
  );
  const cost = (a: number, b: number) =>
    turnCost(starts[a]!, starts[b]!) + (otherEnd(a) === b ? 0.2 : 0);
  const mates = new Int32Array(2 * graph.edges.length).fill(-1);
  const join = (a: number, b: number) => {
    mates[a] = b;
    mates[b] = a;
  };
  for (const [a, b] of contractBridges(graph, cost, options)) join(a, b);
  for (const { branches } of graph.nodes) {
    if (branches.length < 2 || branches.some((branch) => mates[branch] !== -1)) continue;
    const isRing = branches.length === 2 && otherEnd(branches[0]!) === branches[1];
    const { pairs } = isRing
      ? { pairs: [[branches[0]!, branches[1]!] as const] }
      : pairAt(branches, cost, endCost);
    for (const [a, b] of pairs) join(a, b);
  }
  return mates;
}

/** Contracts the edges that two lines share, the shortest first; returns what those lines join. */
function contractBridges(
  graph: StrokeGraph,
  cost: PairCost,
  options: PairingOptions,
): [number, number][] {
  const pairs: [number, number][] = [];
  const { inkWidth, endCost, maxBridgeLength } = options;
  const bridges = graph.edges
    .map((edge, index) => ({ edge, index, length: edge.removed ? Infinity : edgeLength(edge) }))
    .filter(({ length }) => length <= maxBridgeLength * inkWidth)
    .sort((a, b) => a.length - b.length);
  for (const { edge, index, length } of bridges) {
    const [first, last] = edge.nodes;
    const sides = [first, last].map((node) =>
      graph.nodes[node]!.branches.filter((branch) => branch >> 1 !== index)
    );
    const [one, two] = sides as [number[], number[]];
    if (first === last || one.length !== 2 || two.length !== 2) continue;
    const [a, b] = one as [number, number];
    const [c, d] = two as [number, number];
    const straight = cost(a, c) + cost(b, d);
    const crossed = cost(a, d) + cost(b, c);
    const shared = Math.min(straight, crossed) + 0.1 * length / inkWidth;
    const apart = pairAt([a, b, 2 * index], cost, endCost).cost +
      pairAt([c, d, 2 * index + 1], cost, endCost).cost;
    if (shared >= apart) continue;
    contractEdge(graph, index);
    if (straight < crossed) pairs.push([a, c], [b, d]);
    else pairs.push([a, d], [b, c]);
  }
  return pairs;
}

/** Whether a branch ends where no other line is. */
export function isFreeEnd(graph: StrokeGraph, branch: number): boolean {
  return graph.nodes[nodeOf(graph, branch)]!.branches.length === 1;
}
