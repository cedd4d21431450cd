/**
 * The cues of an image along the edges of a stroke graph and beside its junctions.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import type { Point } from "../../geometry/point.ts";
import {
  isFreeEnd,
  nodeOf,
  type PathPoints,
  type PenPath,
  type StrokeGraph,
} from "../graph/stroke_graph.ts";
import type { BranchStart, TurnCosts } from "../graph/turn_cost.ts";
import { FEATURES } from "../network/architecture.ts";
import type { StrokeOrder } from "./stroke_order.ts";
import type { PlaceCues, WritingCues } from "../network/writing_cues.ts";

/** Directions along an edge are taken between points this far to either side. */
const TANGENT_REACH = 4;
/** Step between the points of an edge that are read. */
const EDGE_STEP = 2;
/** Features of a branch are read this far outside the blob of its junction, in pixels. */
const BRANCH_DISTANCE = 2;

/** Cues of an edge from its first to its last point. */
export interface EdgeCues {
  readonly length: number;
  /** Summed log-odds of the direction, one term per pixel. */
  readonly direction: number;
  /** Mean order. */
  readonly order: number;
  /** Order of the last third less that of the first third. */
  readonly progress: number;
  /** Mean log-odds of being written twice. */
  readonly retraced: number;
  /** Mean features. */
  readonly features: Float32Array;
}

/** Cues of a branch, beside its junction. */
export interface BranchCues {
  readonly start: BranchStart;
  readonly features: Float32Array;
  readonly atJunction: Float32Array;
  readonly place: PlaceCues;
  readonly junction: PlaceCues;
  readonly degree: number;
  /** Log-odds of the pen moving away from the junction there. */
  readonly leaving: number;
}

/** Reads the cues of the edges and branches of a graph, once each. */
export class GraphCues {
  readonly #graph: StrokeGraph;
  readonly #turns: TurnCosts;
  readonly #cues: WritingCues;
  readonly #edges = new Map<number, EdgeCues>();
  readonly #branches = new Map<number, BranchCues>();

  /**
   * Prepares the reading.
   *
   * @param graph The graph; it must not change.
   * @param turns Its turns.
   * @param cues The cues of the image.
   */
  constructor(graph: StrokeGraph, turns: TurnCosts, cues: WritingCues) {
    this.#graph = graph;
    this.#turns = turns;
    this.#cues = cues;
  }

  /** Length of an edge in pixels. */
  lengthOf(edge: number): number {
    return this.edge(edge).length;
  }

  /** Weight of an edge in means over edges: its length, in pixels, and one for its end. */
  weightOf(edge: number): number {
    return this.lengthOf(edge) + 1;
  }

  /** Mean order of an edge: log-odds, see {@linkcode PlaceCues}. */
  orderOf(edge: number): number {
    return this.edge(edge).order;
  }

  /** Position of a path in the order of writing. */
  strokeOrder(path: PenPath): StrokeOrder {
    let [sum, total] = [0, 0];
    for (const branch of path) {
      const weight = this.weightOf(branch >> 1);
      sum += weight * this.orderOf(branch >> 1);
      total += weight;
    }
    return { weight: total, order: sum / total };
  }

  /** Cues of an edge. */
  edge(edge: number): EdgeCues {
    let result = this.#edges.get(edge);
    if (result === undefined) this.#edges.set(edge, result = this.#measureEdge(edge));
    return result;
  }

  #measureEdge(edge: number): EdgeCues {
    const line = this.#graph.edges[edge]!;
    const { x, y } = line;
    const last = x.length - 1;
    const step = last < 2 * EDGE_STEP ? 1 : EDGE_STEP;
    const points = Array.from({ length: Math.floor(last / step) + 1 }, (_, k) => k * step);
    const cues = points.map((i) => this.#cues.at(x[i]!, y[i]!));
    const count = points.length;
    const thirds = points.filter((i) => 3 * i <= last);
    const first = sum(thirds, (_, k) => cues[k]!.order);
    const final = sum(thirds, (i) => this.#cues.at(x[last - i]!, y[last - i]!).order);
    return {
      length: pathLength(line),
      direction: sum(points, (i, k) => 2 * step * alongTangent(line, i, cues[k]!)),
      order: sum(cues, ({ order }) => order) / count,
      progress: (final - first) / thirds.length,
      retraced: sum(cues, ({ retraced }) => retraced) / count,
      features: this.#meanFeatures(points.map((i) => ({ x: x[i]!, y: y[i]! }))),
    };
  }

  #meanFeatures(points: readonly Point[]): Float32Array {
    const mean = new Float32Array(FEATURES);
    for (const { x, y } of points) {
      this.#cues.featuresAt(x, y).forEach((value, k) => mean[k]! += value / points.length);
    }
    return mean;
  }

  /** Cues of a branch. */
  branch(branch: number): BranchCues {
    let result = this.#branches.get(branch);
    if (result === undefined) this.#branches.set(branch, result = this.#measureBranch(branch));
    return result;
  }

  #measureBranch(branch: number): BranchCues {
    const start = this.#turns.start(branch);
    const x = start.x + BRANCH_DISTANCE * start.dx;
    const y = start.y + BRANCH_DISTANCE * start.dy;
    const node = this.#graph.nodes[nodeOf(this.#graph, branch)]!;
    const place = this.#cues.at(x, y);
    return {
      start,
      features: this.#cues.featuresAt(x, y),
      atJunction: this.#cues.featuresAt(node.x, node.y),
      place,
      leaving: 2 * (place.directionX * start.dx + place.directionY * start.dy),
      junction: this.#cues.at(node.x, node.y),
      degree: isFreeEnd(this.#graph, branch) ? 1 : node.branches.length,
    };
  }
}

function sum<T>(items: readonly T[], value: (item: T, index: number) => number): number {
  return items.reduce((total, item, index) => total + value(item, index), 0);
}

/** Scalar product of the cue of direction at a point of a line and the line's unit tangent there. */
function alongTangent({ x, y }: PathPoints, point: number, cues: PlaceCues): number {
  const from = Math.max(point - TANGENT_REACH, 0);
  const to = Math.min(point + TANGENT_REACH, x.length - 1);
  const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
  return (cues.directionX * dx + cues.directionY * dy) / (Math.hypot(dx, dy) || 1);
}
