/**
 * The costs of a pen's paths through a stroke graph.
 *
 * @module
 */
import type { PenPath, StrokeGraph } from "../graph/stroke_graph.ts";
import type { GraphFeatures } from "./graph_features.ts";
import type { JoiningCosts } from "./join_paths.ts";
import type { MatchingCosts } from "./junction_matching.ts";
import type { EdgeEnergies, PathJudges } from "../network/path_judges.ts";
import type { StrokeOrder } from "./stroke_order.ts";

/** How an edge is written. */
export type Pass = "forward" | "backward" | "both";

/** Weights of the parts of a path's cost, and biases in nats. */
export interface PathWeights {
  /** Of the directions of edges. */
  readonly edge: number;
  /** Of transitions. */
  readonly transition: number;
  /** Of starts and ends. */
  readonly lift: number;
  /** Added for each start and each end. */
  readonly liftBias: number;
  /** Of starts and ends where strokes could be joined, on top of `lift`. */
  readonly joining: number;
  /** Added for each edge that is written in both directions. */
  readonly bothBias: number;
  /** Of the order along a path and between paths. */
  readonly order: number;
}

/** Measures the costs of parts of paths, once each. */
export class PathCosts implements MatchingCosts, JoiningCosts {
  readonly #judges: PathJudges;
  readonly #features: GraphFeatures;
  readonly #weights: PathWeights;
  readonly #edges: (EdgeEnergies | undefined)[];
  readonly #transitions = new Map<number, number>();
  readonly #starts = new Map<number, number>();
  readonly #ends = new Map<number, number>();
  readonly #branchCount: number;

  /**
   * Prepares the measurement.
   *
   * @param graph The graph.
   * @param features Its features.
   * @param judges The perceptrons.
   * @param weights Weights of the parts.
   */
  constructor(
    { edges }: StrokeGraph,
    features: GraphFeatures,
    judges: PathJudges,
    weights: PathWeights,
  ) {
    this.#judges = judges;
    this.#features = features;
    this.#weights = weights;
    this.#branchCount = 2 * edges.length;
    this.#edges = edges.map(({ removed }, edge) =>
      removed ? undefined : judges.edge(features.edge(2 * edge), features.edge(2 * edge + 1))
    );
  }

  /** Cost of writing an edge, in nats. */
  edge(edge: number, pass: Pass): number {
    const energy = this.#weights.edge * this.#edges[edge]![pass];
    return pass === "both" ? energy + this.#weights.bothBias : energy;
  }

  /** Probability of a pass over an edge. */
  probability(edge: number, pass: Pass): number {
    return Math.exp(-this.#edges[edge]![pass]);
  }

  /**
   * Expected fraction of an edge's ink whose direction a pass has right: half of it where the edge was
   * written in both directions and the pass has one, or the other way round.
   */
  expectedFraction(edge: number, pass: Pass): number {
    const exact = this.probability(edge, pass);
    const both = this.probability(edge, "both");
    return pass === "both" ? exact + (1 - exact) / 2 : exact + both / 2;
  }

  /** The likelier direction of an edge, `both` excluded. */
  likelierPass(edge: number): Pass {
    const { forward, backward } = this.#edges[edge]!;
    return forward <= backward ? "forward" : "backward";
  }

  /** Log-odds of an edge being written forward, in nats. */
  forwardLogOdds(edge: number): number {
    const { forward, backward } = this.#edges[edge]!;
    return backward - forward;
  }

  /** Cost of continuing from one branch to another. */
  readonly transition = (from: number, to: number): number =>
    memoize(
      this.#transitions,
      from * this.#branchCount + to,
      () => this.#weights.transition * this.#judges.transition(this.#features.transition(from, to)),
    );

  /** Cost of a stroke that begins at a branch. */
  readonly start = (branch: number): number =>
    memoize(this.#starts, branch, () => this.#lift(this.#judges.start(this.#inputs(branch))));

  /** Cost of a stroke that ends at a branch. */
  readonly end = (branch: number): number =>
    memoize(this.#ends, branch, () => this.#lift(this.#judges.end(this.#inputs(branch))));

  /**
   * Cost of a path's order over that of the reversed path, in nats: how much later its first edges
   * were written than its last ones.
   */
  orderCost(path: readonly number[]): number {
    let [length, moment, disorder] = [0, 0, 0];
    for (const branch of path) {
      const weight = this.#features.cues.weightOf(branch >> 1);
      const order = this.#features.cues.orderOf(branch >> 1);
      disorder += weight * (moment - order * length);
      moment += weight * order;
      length += weight;
    }
    return this.#weights.order * disorder / length;
  }

  /** Cost of a pen lift between two strokes that could be joined. */
  liftBetween(end: number, start: number): number {
    return this.#weights.joining * (this.end(end) + this.start(start));
  }

  /** Cost of writing an edge once more, entered at a branch. */
  again(entry: number): number {
    const edge = entry >> 1;
    const pass = (entry & 1) === 0 ? "forward" : "backward";
    return -Math.log(this.probability(edge, pass) + this.probability(edge, "both"));
  }

  /** Position of a path in the order of writing. */
  strokeOrder(path: PenPath): StrokeOrder {
    return this.#features.cues.strokeOrder(path);
  }

  /** Cost of a disorder; see {@linkcode joiningDisorder}. */
  disorder(disorder: number): number {
    return this.#weights.order * disorder;
  }

  #lift(energy: number): number {
    return this.#weights.lift * energy + this.#weights.liftBias;
  }

  #inputs(branch: number): Float32Array {
    return this.#features.branch(branch);
  }
}

function memoize(memory: Map<number, number>, key: number, compute: () => number): number {
  let value = memory.get(key);
  if (value === undefined) memory.set(key, value = compute());
  return value;
}
