/**
 * Removes from the graph of a skeleton what the thinning made and no pen wrote.
 *
 * @module
 */
import { edgeLength, type GraphEdge, nodeOf, otherEnd, type StrokeGraph } from "./stroke_graph.ts";

/**
 * Removes spurs: short dead ends that a bump of the outline makes.
 *
 * @param graph Changed in place.
 * @param least Dead ends whose ink reaches no further than this beyond the ink of the meeting they
 * start from are removed, in pixels.
 */
export function pruneSpurs(graph: StrokeGraph, least: number): void {
  for (let removed = true; removed;) {
    removed = false;
    const spurs = graph.edges
      .map((_, index) => ({ index, reach: spurReach(graph, index, least) }))
      .filter(({ reach }) => reach < least)
      .sort((a, b) => a.reach - b.reach || a.index - b.index);
    for (const { index } of spurs) {
      // Removing one may have made a line of the other.
      if (spurReach(graph, index, least) >= least) continue;
      removeEdge(graph, index);
      removed = true;
    }
  }
}

/** How far the ink of a dead end reaches beyond that of its meeting; infinite for other edges. */
function spurReach(graph: StrokeGraph, index: number, least: number): number {
  const edge = graph.edges[index]!;
  if (edge.removed) return Infinity;
  const [first, last] = edge.nodes.map((node) => graph.nodes[node]!);
  const isFirstFree = first!.branches.length === 1;
  if (isFirstFree === (last!.branches.length === 1)) return Infinity;
  const [tip, meeting] = isFirstFree ? [first!, last!] : [last!, first!];
  if (edgeLength(edge) >= 3 * (meeting.radius + least)) return Infinity;
  return Math.hypot(tip.x - meeting.x, tip.y - meeting.y) + tip.radius - meeting.radius;
}

/** Takes an edge out of the graph; lines that met it and go on alone become one. */
export function removeEdge(graph: StrokeGraph, index: number): void {
  const edge = graph.edges[index]!;
  edge.removed = true;
  for (const side of [0, 1]) {
    const node = edge.nodes[side]!;
    const { branches } = graph.nodes[node]!;
    branches.splice(branches.indexOf(2 * index + side), 1);
  }
  for (const node of new Set(edge.nodes)) joinThrough(graph, node);
}

/** Makes one edge of two that meet at a node where nothing else does. */
function joinThrough(graph: StrokeGraph, node: number): void {
  const { branches } = graph.nodes[node]!;
  const [a, b] = branches;
  if (branches.length !== 2 || a! >> 1 === b! >> 1) return;
  const first = pointsTowards(graph.edges[a! >> 1]!, a! & 1);
  const second = pointsTowards(graph.edges[b! >> 1]!, (b! & 1) ^ 1);
  const from = otherEnd(a!);
  const to = otherEnd(b!);
  const index = graph.edges.length;
  graph.edges.push({
    x: [...first.x, ...second.x],
    y: [...first.y, ...second.y],
    radius: [...first.radius, ...second.radius],
    nodes: [nodeOf(graph, from), nodeOf(graph, to)],
    removed: false,
  });
  replaceBranch(graph, from, 2 * index);
  replaceBranch(graph, to, 2 * index + 1);
  graph.edges[a! >> 1]!.removed = true;
  graph.edges[b! >> 1]!.removed = true;
  branches.length = 0;
}

function replaceBranch(graph: StrokeGraph, branch: number, by: number): void {
  const { branches } = graph.nodes[nodeOf(graph, branch)]!;
  branches[branches.indexOf(branch)] = by;
}

/** The points of an edge, so that they end at the given side. */
function pointsTowards(edge: GraphEdge, side: number): Pick<GraphEdge, "x" | "y" | "radius"> {
  if (side === 1) return edge;
  const { x, y, radius } = edge;
  return { x: x.toReversed(), y: y.toReversed(), radius: radius.toReversed() };
}

/**
 * Makes one meeting of two, so that branches are paired across what lay between them.
 *
 * The branches keep their points: they end where they ended.
 *
 * @param graph Changed in place.
 * @param index The edge between the two.
 */
export function contractEdge(graph: StrokeGraph, index: number): void {
  const edge = graph.edges[index]!;
  const [keep, drop] = edge.nodes;
  edge.removed = true;
  const kept = graph.nodes[keep]!;
  const dropped = graph.nodes[drop]!;
  const remaining = (branch: number) => branch >> 1 !== index;
  kept.branches = kept.branches.filter(remaining);
  if (keep === drop) return;
  for (const branch of dropped.branches.filter(remaining)) {
    graph.edges[branch >> 1]!.nodes[branch & 1] = keep;
    kept.branches.push(branch);
  }
  dropped.branches = [];
  kept.x = (kept.x + dropped.x) / 2;
  kept.y = (kept.y + dropped.y) / 2;
  kept.radius = Math.max(kept.radius, dropped.radius);
}

/**
 * Makes one meeting of those whose ink is the same blob.
 *
 * @param graph Changed in place.
 * @param share How long an edge between two meetings may be, in radii of the larger.
 */
export function mergeJunctions(graph: StrokeGraph, share: number): void {
  for (const [index, edge] of graph.edges.entries()) {
    if (edge.removed) continue;
    const [first, last] = edge.nodes.map((node) => graph.nodes[node]!);
    const isFree = first!.branches.length < 3 || last!.branches.length < 3;
    const limit = share * Math.max(first!.radius, last!.radius);
    if (isFree || edgeLength(edge) > limit) continue;
    contractEdge(graph, index);
    joinThrough(graph, edge.nodes[0]);
  }
}
