/**
 * Removes artefacts of thinning from a stroke graph.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import {
  edgeIndex,
  edgeOf,
  nodeOf,
  otherEnd,
  pointsFrom,
  type StrokeGraph,
} from "./stroke_graph.ts";

/**
 * Removes spurs: short dead ends that come from bumps of the outline.
 *
 * @param graph Changed in place.
 * @param minReach Dead ends whose ink extends less than this beyond the ink of their junction are
 * removed, in pixels.
 */
export function pruneSpurs(graph: StrokeGraph, minReach: number): void {
  for (let removed = true; removed;) {
    removed = false;
    const spurs = graph.edges
      .map((_, index) => ({ index, reach: spurReach(graph, index, minReach) }))
      .filter(({ reach }) => reach < minReach)
      .sort((a, b) => a.reach - b.reach || a.index - b.index);
    for (const { index } of spurs) {
      // Removing one may have made the other part of a line.
      if (spurReach(graph, index, minReach) >= minReach) continue;
      removeEdge(graph, index);
      removed = true;
    }
  }
}

/** How far the ink of a dead end extends beyond that of its junction; infinite for other edges. */
function spurReach(graph: StrokeGraph, index: number, minReach: number): number {
  const edge = graph.edges[index]!;
  if (edge.removed) return Infinity;
  const [first, last] = edge.nodes.map((node) => graph.nodes[node]!);
  const isFirstFree = first!.branches.length === 1;
  if (isFirstFree === (last!.branches.length === 1)) return Infinity;
  const [tip, junction] = isFirstFree ? [first!, last!] : [last!, first!];
  if (pathLength(edge) >= 3 * (junction.radius + minReach)) return Infinity;
  return Math.hypot(tip.x - junction.x, tip.y - junction.y) + tip.radius - junction.radius;
}

/** Removes an edge; two lines that it leaves alone at a junction become one. */
function removeEdge(graph: StrokeGraph, index: number): void {
  const edge = graph.edges[index]!;
  edge.removed = true;
  for (const side of [0, 1]) {
    const node = edge.nodes[side]!;
    const { branches } = graph.nodes[node]!;
    branches.splice(branches.indexOf(2 * index + side), 1);
  }
  for (const node of new Set(edge.nodes)) mergeEdgesAt(graph, node);
}

/** Merges the two edges of a node with no others. */
function mergeEdgesAt(graph: StrokeGraph, node: number): void {
  const { branches } = graph.nodes[node]!;
  const [a, b] = branches;
  if (branches.length !== 2 || edgeIndex(a!) === edgeIndex(b!)) return;
  const first = pointsFrom(graph, otherEnd(a!));
  const second = pointsFrom(graph, b!);
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
  edgeOf(graph, a!).removed = true;
  edgeOf(graph, b!).removed = true;
  branches.length = 0;
}

function replaceBranch(graph: StrokeGraph, branch: number, by: number): void {
  const { branches } = graph.nodes[nodeOf(graph, branch)]!;
  branches[branches.indexOf(branch)] = by;
}

/**
 * Contracts an edge: its two junctions become one, so that branches are paired across it.
 *
 * The branches keep their points and end where they ended.
 *
 * @param graph Changed in place.
 * @param index The edge.
 */
export function contractEdge(graph: StrokeGraph, index: number): void {
  const edge = graph.edges[index]!;
  const [keep, drop] = edge.nodes;
  edge.removed = true;
  const kept = graph.nodes[keep]!;
  const dropped = graph.nodes[drop]!;
  const remaining = (branch: number) => edgeIndex(branch) !== index;
  kept.branches = kept.branches.filter(remaining);
  if (keep === drop) return;
  for (const branch of dropped.branches.filter(remaining)) {
    edgeOf(graph, branch).nodes[branch & 1] = keep;
    kept.branches.push(branch);
  }
  dropped.branches = [];
  kept.x = (kept.x + dropped.x) / 2;
  kept.y = (kept.y + dropped.y) / 2;
  kept.radius = Math.max(kept.radius, dropped.radius);
}

/**
 * Merges junctions whose ink is the same blob.
 *
 * @param graph Changed in place.
 * @param maxLength Maximum length of an edge between two such junctions, in radii of the larger one.
 */
export function mergeJunctions(graph: StrokeGraph, maxLength: number): void {
  for (const [index, edge] of graph.edges.entries()) {
    if (edge.removed) continue;
    const [first, last] = edge.nodes.map((node) => graph.nodes[node]!);
    const isFree = first!.branches.length < 3 || last!.branches.length < 3;
    const limit = maxLength * Math.max(first!.radius, last!.radius);
    if (isFree || pathLength(edge) > limit) continue;
    contractEdge(graph, index);
    mergeEdgesAt(graph, edge.nodes[0]);
  }
}
