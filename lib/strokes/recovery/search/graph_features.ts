/**
 * The edges and branches of a stroke graph as inputs of the perceptrons.
 *
 * @module
 */
import type { Point } from "../../geometry/point.ts";
import { nodeOf, type StrokeGraph } from "../graph/stroke_graph.ts";
import type { BranchStart, TurnCosts } from "../graph/turn_cost.ts";
import { FEATURES, INPUTS } from "../network/architecture.ts";
import { GraphCues } from "./graph_cues.ts";
import type { WritingCues } from "../network/writing_cues.ts";

/** Offsets between branches are divided by this many pixels, so that inputs are about 1. */
const OFFSET_UNIT = 16;
/** Summed log-odds of a direction are divided by this, so that inputs are about 1. */
const SUM_UNIT = 40;
/** Upper limit of the quotient: longer lines are no more certain. */
const MAX_SUM = 4;
/** Branches per unit of the input that says how many meet: most junctions have up to four. */
const DEGREE_UNIT = 4;
/** Cost of a turn that goes back along the same branch, whose angle says nothing. */
const REVERSAL_COST = 3;
/** Maximum number of edges over which a line of good continuation is followed. */
const MAX_LINE_EDGES = 8;
/** Added to a length before it divides a sum, in pixels, so that dots do not get large means. */
const LENGTH_OFFSET = 4;
/** Upper limit of the cost of a turn, and its value where there is no turn. */
const MAX_TURN_COST = 4;
/** Upper limit of a gap in order, and its value where there is no other line. */
const MAX_ORDER_GAP = 3;
/** Upper limit of the log-odds of leaving, and their value where there is no other line. */
const MAX_LEAVING = 8;

/** Computes the inputs of the perceptrons. */
export class GraphFeatures {
  /** The cues of the edges and branches. */
  readonly cues: GraphCues;
  readonly #graph: StrokeGraph;
  readonly #turns: TurnCosts;
  readonly #inkWidth: number;
  readonly #mates: Int32Array;

  /**
   * Reads nothing yet: cues are read when they are first used.
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
    this.cues = new GraphCues(graph, turns, cues);
    this.#inkWidth = inkWidth;
    this.#mates = mates;
  }

  /** The inputs for an edge that is entered at a branch: `[INPUTS.edge]`. */
  edge(branch: number): Float32Array {
    const { length, direction, progress, retraced, features } = this.cues.edge(branch >> 1);
    const sign = (branch & 1) === 0 ? 1 : -1;
    const [from, to] = [this.cues.branch(branch), this.cues.branch(branch ^ 1)];
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
   * Evidence for the direction of an edge from its good continuation beyond one end: from the next edge,
   * and from the whole line. `sign` is 1 beyond the end that the pen leaves by, -1 beyond the other one.
   */
  #continuation(branch: number, sign: number): number[] {
    const own = branch >> 1;
    let [count, length, direction, next] = [0, 0, 0, [0, 0, 0]];
    for (let at = this.#mates[branch]!; at >= 0 && at >> 1 !== own && count < MAX_LINE_EDGES;) {
      const edge = this.cues.edge(at >> 1);
      direction += sign * ((at & 1) === 0 ? edge.direction : -edge.direction);
      length += edge.length;
      count++;
      if (count === 1) {
        const gap = sign * (edge.order - this.cues.edge(own).order);
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
    const [a, b] = [this.cues.branch(from), this.cues.branch(to)];
    const result = new Float32Array(INPUTS.transition);
    result.set(a.features);
    result.set(b.features, FEATURES);
    result.set([
      ...directions(a.start, b.start),
      from === to ? REVERSAL_COST : this.#turns.between(from, to),
      Number(from === to),
      Number(from !== to && from >> 1 === to >> 1),
      a.degree / DEGREE_UNIT,
      Math.log1p(this.cues.lengthOf(from >> 1) / this.#inkWidth),
      Math.log1p(this.cues.lengthOf(to >> 1) / this.#inkWidth),
      b.place.order - a.place.order,
      this.cues.orderOf(to >> 1) - this.cues.orderOf(from >> 1),
      -a.leaving,
      b.leaving,
      ...this.#leavingInputs(from, -1),
      ...this.#leavingInputs(to, 1),
      this.cues.edge(from >> 1).retraced,
      this.cues.edge(to >> 1).retraced,
      a.place.retraced,
      b.place.retraced,
      a.junction.retraced,
      a.junction.start,
      a.junction.end,
      this.#minTurnCost(from, to),
      this.#minTurnCost(to, from),
    ], 2 * FEATURES);
    return result;
  }

  /** The inputs for a stroke that begins or ends at a branch. */
  branch(branch: number): Float32Array {
    const cues = this.cues.branch(branch);
    const { start, features, atJunction, place, junction, degree, leaving } = cues;
    const result = new Float32Array(INPUTS.branch);
    result.set(features);
    result.set(atJunction, FEATURES);
    result.set([
      start.dx,
      start.dy,
      degree / DEGREE_UNIT,
      Number(degree === 1),
      Math.log1p(this.cues.lengthOf(branch >> 1) / this.#inkWidth),
      junction.start,
      junction.end,
      place.start,
      place.end,
      place.retraced,
      junction.retraced,
      this.cues.edge(branch >> 1).retraced,
      leaving,
      ...this.#leavingInputs(branch, 1),
      ...this.#others(branch),
    ], 2 * FEATURES);
    return result;
  }

  /** Inputs of the direction away from a junction along a whole edge, or towards it with sign -1. */
  #leavingInputs(branch: number, sign: number): [number, number] {
    const { direction, length } = this.cues.edge(branch >> 1);
    return this.#directionInputs((branch & 1) === 0 ? sign * direction : -sign * direction, length);
  }

  /** The other branches at the junction of a branch. */
  #neighbours(branch: number): number[] {
    return this.#graph.nodes[nodeOf(this.#graph, branch)]!.branches.filter((other) =>
      other !== branch
    );
  }

  /** Minimum cost of a turn from a branch to another one, `except` excluded. */
  #minTurnCost(branch: number, except: number): number {
    let min = MAX_TURN_COST;
    for (const other of this.#neighbours(branch)) {
      if (other !== except) min = Math.min(min, this.#turns.between(branch, other));
    }
    return min;
  }

  /**
   * Inputs from the other branches of a junction: the cost of the best continuation, the gaps to the
   * next later and earlier line in the order of writing, and the most certain departure and arrival.
   */
  #others(branch: number): number[] {
    const own = this.cues.branch(branch).place.order;
    const [gaps, leaving]: [number[], number[]] = [[], []];
    for (const other of this.#neighbours(branch)) {
      const { place, leaving: away } = this.cues.branch(other);
      gaps.push(place.order - own);
      leaving.push(away);
    }
    return [
      this.#minTurnCost(branch, -1),
      Number(this.#mates[branch]! >= 0),
      Math.min(MAX_ORDER_GAP, ...gaps.filter((gap) => gap >= 0)),
      Math.max(-MAX_ORDER_GAP, ...gaps.filter((gap) => gap <= 0)),
      Math.max(-MAX_LEAVING, ...leaving),
      Math.min(MAX_LEAVING, ...leaving),
    ];
  }
}

/** Offset between two branches, the direction of arrival, and that of departure. */
function directions(from: BranchStart, to: BranchStart): number[] {
  const offset = (a: Point, b: Point) => [(b.x - a.x) / OFFSET_UNIT, (b.y - a.y) / OFFSET_UNIT];
  return [...offset(from, to), -from.dx, -from.dy, to.dx, to.dy];
}
