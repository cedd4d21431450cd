/**
 * What is known of the lines and junctions of a stroke graph, as inputs of the path network.
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
} from "../stroke_graph.ts";
import type { BranchStart, TurnCosts } from "../turn_cost.ts";
import { FEATURES, INPUTS } from "./architecture.ts";
import type { StrokeOrder } from "./stroke_order.ts";
import type { PlaceCues, WritingCues } from "./writing_cues.ts";

/** Directions along an edge are taken between points this far to either side. */
const TANGENT_REACH = 4;
/** Every so many points of an edge are read. */
const EDGE_STEP = 2;
/** Features of a branch are read this far outside the blob of its junction, in pixels. */
const BRANCH_DISTANCE = 2;
/** Offsets between branches are divided by this many pixels, so that inputs are about 1. */
const OFFSET_UNIT = 16;
/** Summed log-odds of a direction are divided by this, so that inputs are about 1. */
const SUM_UNIT = 40;
/** Limit of the result: longer lines are no surer. */
const MAX_SUM = 4;
/** Branches per unit of the input that says how many meet: most junctions have up to four. */
const DEGREE_UNIT = 4;
/** Cost of a turn that goes back along the same branch, whose angle says nothing. */
const REVERSAL_COST = 3;
/** Maximum number of edges over which a line of good continuation is followed. */
const MAX_LINE_EDGES = 8;
/** This is added to lengths that divide, in pixels, so that dots have no great means. */
const LENGTH_OFFSET = 4;
/** Cost of a turn that is not there, and the highest one that is told from it. */
const MAX_TURN_COST = 4;
/** Gap in order to a line that is not there, and the widest one that is told from it. */
const MAX_ORDER_GAP = 3;
/** Log-odds of leaving along a line that is not there, and the surest ones that are told from it. */
const MAX_LEAVING = 8;

/** Cues of an edge from its first to its last point. */
interface EdgeCues {
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

/** Cues beside a junction. */
interface BranchCues {
  readonly start: BranchStart;
  readonly features: Float32Array;
  readonly atJunction: Float32Array;
  readonly place: PlaceCues;
  readonly junction: PlaceCues;
  readonly degree: number;
  /** Log-odds of the pen moving away from the junction there. */
  readonly leaving: number;
}

/** Measures the edges and branches of a graph, once each. */
export class GraphFeatures {
  readonly #graph: StrokeGraph;
  readonly #turns: TurnCosts;
  readonly #cues: WritingCues;
  readonly #inkWidth: number;
  readonly #mates: Int32Array;
  readonly #edges = new Map<number, EdgeCues>();
  readonly #branches = new Map<number, BranchCues>();

  /**
   * Prepares the measurement.
   *
   * @param graph The graph; it must not change.
   * @param turns Its turns.
   * @param cues The cues of the image.
   * @param inkWidth Typical stroke width, in pixels.
   * @param mates For each branch, the one that continues it best, or -1.
   */
  constructor(
    graph: StrokeGraph,
    turns: TurnCosts,
    cues: WritingCues,
    inkWidth: number,
    mates: Int32Array,
  ) {
    this.#graph = graph;
    this.#turns = turns;
    this.#cues = cues;
    this.#inkWidth = inkWidth;
    this.#mates = mates;
  }

  /** Length of an edge in pixels. */
  lengthOf(edge: number): number {
    return this.#edge(edge).length;
  }

  /** Weight of an edge in means over edges: its length, in pixels, and one for its end. */
  weightOf(edge: number): number {
    return this.lengthOf(edge) + 1;
  }

  /** Mean order of an edge: log-odds, see {@linkcode PlaceCues}. */
  orderOf(edge: number): number {
    return this.#edge(edge).order;
  }

  /** Place of a path in the order of writing. */
  strokeOrder(path: PenPath): StrokeOrder {
    let [sum, total] = [0, 0];
    for (const branch of path) {
      const weight = this.weightOf(branch >> 1);
      sum += weight * this.orderOf(branch >> 1);
      total += weight;
    }
    return { weight: total, order: sum / total };
  }

  /** The inputs for an edge that is entered at a branch: `[INPUTS.edge]`. */
  edge(branch: number): Float32Array {
    const { length, direction, progress, retraced, features } = this.#edge(branch >> 1);
    const sign = (branch & 1) === 0 ? 1 : -1;
    const [from, to] = [this.#branch(branch), this.#branch(branch ^ 1)];
    return Float32Array.of(
      ...this.#directionInputs(sign * direction, length),
      sign * progress,
      retraced,
      Math.log1p(length / this.#inkWidth),
      from.junction.start,
      from.junction.end,
      to.junction.start,
      to.junction.end,
      Number(from.degree === 1),
      Number(to.degree === 1),
      ...this.#continuation(branch ^ 1, 1),
      ...this.#continuation(branch, -1),
      ...features,
      1,
    );
  }

  /**
   * What good continuation beyond an end of an edge says of the edge's direction: the next edge, and
   * the whole line up to its end. `sign` is 1 where the pen would go on, -1 where it would come from.
   */
  #continuation(branch: number, sign: number): number[] {
    const own = branch >> 1;
    let [count, length, direction, next] = [0, 0, 0, [0, 0, 0]];
    for (let at = this.#mates[branch]!; at >= 0 && at >> 1 !== own && count < MAX_LINE_EDGES;) {
      const edge = this.#edge(at >> 1);
      direction += sign * ((at & 1) === 0 ? edge.direction : -edge.direction);
      length += edge.length;
      count++;
      if (count === 1) {
        const gap = sign * (edge.order - this.#edge(own).order);
        next = [...this.#directionInputs(direction, length), gap];
      }
      at = this.#mates[at ^ 1]!;
    }
    return [
      ...next,
      ...this.#directionInputs(direction, length),
      Math.log1p(length / this.#inkWidth),
    ];
  }

  /** Inputs of a sum of log-odds along a line: the sum, and its mean. */
  #directionInputs(sum: number, length: number): [number, number] {
    const limited = Math.min(Math.max(sum / SUM_UNIT, -MAX_SUM), MAX_SUM);
    return [limited, sum / (length + LENGTH_OFFSET)];
  }

  /** The inputs for the pen coming along one branch and leaving along another. */
  transition(from: number, to: number): Float32Array {
    const [a, b] = [this.#branch(from), this.#branch(to)];
    const result = new Float32Array(INPUTS.transition);
    result.set(a.features);
    result.set(b.features, FEATURES);
    result.set([
      ...directions(a.start, b.start),
      from === to ? REVERSAL_COST : this.#turns.between(from, to),
      Number(from === to),
      Number(from !== to && from >> 1 === to >> 1),
      a.degree / DEGREE_UNIT,
      Math.log1p(this.lengthOf(from >> 1) / this.#inkWidth),
      Math.log1p(this.lengthOf(to >> 1) / this.#inkWidth),
      b.place.order - a.place.order,
      this.orderOf(to >> 1) - this.orderOf(from >> 1),
      -a.leaving,
      b.leaving,
      ...this.#leavingInputs(from, -1),
      ...this.#leavingInputs(to, 1),
      this.#edge(from >> 1).retraced,
      this.#edge(to >> 1).retraced,
      a.place.retraced,
      b.place.retraced,
      a.junction.retraced,
      a.junction.start,
      a.junction.end,
      this.#leastTurn(from, to),
      this.#leastTurn(to, from),
    ], 2 * FEATURES);
    return result;
  }

  /** The inputs for a stroke that begins or ends at a branch. */
  branch(branch: number): Float32Array {
    const { start, features, atJunction, place, junction, degree } = this.#branch(branch);
    const result = new Float32Array(INPUTS.branch);
    result.set(features);
    result.set(atJunction, FEATURES);
    result.set([
      start.dx,
      start.dy,
      degree / DEGREE_UNIT,
      Number(degree === 1),
      Math.log1p(this.lengthOf(branch >> 1) / this.#inkWidth),
      junction.start,
      junction.end,
      place.start,
      place.end,
      place.retraced,
      junction.retraced,
      this.#edge(branch >> 1).retraced,
      this.#branch(branch).leaving,
      ...this.#leavingInputs(branch, 1),
      ...this.#others(branch),
    ], 2 * FEATURES);
    return result;
  }

  /** Inputs of the direction away from a junction along a whole edge, or towards it with sign -1. */
  #leavingInputs(branch: number, sign: number): [number, number] {
    const { direction, length } = this.#edge(branch >> 1);
    return this.#directionInputs((branch & 1) === 0 ? sign * direction : -sign * direction, length);
  }

  /** Branches of the junction of a branch but for itself. */
  #neighbours(branch: number): number[] {
    return this.#graph.nodes[nodeOf(this.#graph, branch)]!.branches.filter((other) =>
      other !== branch
    );
  }

  /** The least cost of a turn from a branch to another one that is not `except`. */
  #leastTurn(branch: number, except: number): number {
    let least = MAX_TURN_COST;
    for (const other of this.#neighbours(branch)) {
      if (other !== except) least = Math.min(least, this.#turns.between(branch, other));
    }
    return least;
  }

  /**
   * What the other branches of a junction say of one: the best continuation, the nearest lines in the
   * order of writing, later and earlier, and the surest departure and arrival.
   */
  #others(branch: number): number[] {
    const own = this.#branch(branch).place.order;
    const [gaps, leaving]: [number[], number[]] = [[], []];
    for (const other of this.#neighbours(branch)) {
      const { place, leaving: away } = this.#branch(other);
      gaps.push(place.order - own);
      leaving.push(away);
    }
    return [
      this.#leastTurn(branch, -1),
      Number(this.#mates[branch]! >= 0),
      Math.min(MAX_ORDER_GAP, ...gaps.filter((gap) => gap >= 0)),
      Math.max(-MAX_ORDER_GAP, ...gaps.filter((gap) => gap <= 0)),
      Math.max(-MAX_LEAVING, ...leaving),
      Math.min(MAX_LEAVING, ...leaving),
    ];
  }

  #edge(edge: number): EdgeCues {
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

  #branch(branch: number): BranchCues {
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

/** Offset between two branches, the direction of arrival, and that of departure. */
function directions(from: BranchStart, to: BranchStart): number[] {
  const offset = (a: Point, b: Point) => [(b.x - a.x) / OFFSET_UNIT, (b.y - a.y) / OFFSET_UNIT];
  return [...offset(from, to), -from.dx, -from.dy, to.dx, to.dy];
}
