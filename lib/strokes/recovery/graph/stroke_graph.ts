/**
 * The skeleton of ink as a graph of lines between junctions and ends.
 *
 * @module
 */

/** Points along a line of ink. */
export interface PathPoints {
  /** Horizontal positions, in pixels; the centre of the first pixel is at 0.5. */
  x: number[];
  /** Vertical positions. */
  y: number[];
  /** Distance to the paper at each point, in pixels: half the stroke width. */
  radius: number[];
}

/**
 * A line of the skeleton, from end to end.
 *
 * Its two ends are called branches and have numbers: `2 * edge` is the first, `2 * edge + 1` the
 * last.
 */
export interface GraphEdge extends PathPoints {
  /** The nodes at the two ends. */
  nodes: [first: number, last: number];
  /** Whether the edge was removed or became part of another one. */
  removed: boolean;
}

/** A junction of lines, or the end of one. */
export interface GraphNode {
  /** Horizontal position, in pixels. */
  x: number;
  /** Vertical position, in pixels. */
  y: number;
  /** Distance to the paper, in pixels. */
  radius: number;
  /** The branches that meet here. */
  branches: number[];
}

/** Lines and their junctions. */
export interface StrokeGraph {
  /** Junctions and ends. */
  readonly nodes: GraphNode[];
  /** The lines, removed ones included. */
  readonly edges: GraphEdge[];
}

/**
 * The path of the pen through a graph: each number is the branch at which an edge is entered. An
 * edge that was retraced comes twice.
 */
export type PenPath = readonly number[];

/** The other end of the edge of a branch. */
export function otherEnd(branch: number): number {
  return branch ^ 1;
}

/** The number of the edge of a branch. */
export function edgeIndex(branch: number): number {
  return branch >> 1;
}

/** The edge of a branch. */
export function edgeOf(graph: StrokeGraph, branch: number): GraphEdge {
  return graph.edges[edgeIndex(branch)]!;
}

/** The points of an edge in order, from one of its branches to the other. */
export function pointsFrom(graph: StrokeGraph, branch: number): PathPoints {
  const { x, y, radius } = edgeOf(graph, branch);
  if ((branch & 1) === 0) return { x, y, radius };
  return { x: x.toReversed(), y: y.toReversed(), radius: radius.toReversed() };
}

/** The number of the node of a branch. */
export function nodeOf(graph: StrokeGraph, branch: number): number {
  return edgeOf(graph, branch).nodes[branch & 1]!;
}

/** Whether a branch ends where no other line is. */
export function isFreeEnd(graph: StrokeGraph, branch: number): boolean {
  return graph.nodes[nodeOf(graph, branch)]!.branches.length === 1;
}

/** The median distance of the lines to the paper, in pixels: half the typical stroke width. */
export function medianRadius({ edges }: StrokeGraph): number {
  const radii = edges.flatMap((edge) => edge.removed ? [] : edge.radius);
  return Float64Array.from(radii).sort()[radii.length >> 1] ?? 0;
}
