/**
 * How each line of a stroke graph is written, and what the junctions make of it.
 *
 * @module
 */
import type { StrokeGraph } from "../graph/stroke_graph.ts";
import { type Matching, matchJunction } from "./junction_matching.ts";
import type { Pass, PathCosts } from "./path_costs.ts";

/** The ways to write a line: once, or once in each direction. */
export const PASSES: readonly Pass[] = ["forward", "backward", "both"];

/** A change must save more than this, in nats, so that rounding cannot make the search go round. */
const MIN_GAIN = 1e-6;

/** The digit of each pass in a key. */
const DIGITS: Readonly<Record<Pass, number>> = { forward: 0, backward: 1, both: 2 };

/** Maximum number of ternary digits of a number that is exact in 64 bits. */
const MAX_DIGITS = 30;

/** The passes of all edges, with the cheapest matching of arrivals and departures at each junction. */
export class AssignedPasses {
  /** The edges that are not removed. */
  readonly edges: readonly number[];
  /** Branches of each junction that has any. */
  readonly junctions: readonly (readonly number[])[];
  readonly #costs: PathCosts;
  /** Number of the junction of each branch. */
  readonly #junctionOf: Int32Array;
  readonly #passes: Pass[];
  /** Matchings by junction and the passes of its edges. */
  readonly #matchings: Map<number | string, Matching>[];

  /**
   * Writes all edges forward.
   *
   * @param graph The graph.
   * @param costs The costs of paths.
   */
  constructor(graph: StrokeGraph, costs: PathCosts) {
    this.#costs = costs;
    this.edges = graph.edges.flatMap(({ removed }, edge) => removed ? [] : [edge]);
    this.#junctionOf = Int32Array.from(
      { length: 2 * graph.edges.length },
      (_, branch) => graph.edges[branch >> 1]!.nodes[branch & 1]!,
    );
    const junctions: number[][] = graph.nodes.map(() => []);
    for (const edge of this.edges) {
      for (const branch of [2 * edge, 2 * edge + 1]) {
        junctions[this.#junctionOf[branch]!]!.push(branch);
      }
    }
    this.junctions = junctions;
    this.#passes = graph.edges.map(() => "forward");
    this.#matchings = junctions.map(() => new Map());
  }

  /** How an edge is written. */
  get(edge: number): Pass {
    return this.#passes[edge]!;
  }

  /** Sets how an edge is written. */
  set(edge: number, pass: Pass): void {
    this.#passes[edge] = pass;
  }

  /** Copies the passes of all edges. */
  snapshot(): readonly Pass[] {
    return this.#passes.slice();
  }

  /** Takes the passes of a snapshot. */
  restore(passes: readonly Pass[]): void {
    passes.forEach((pass, edge) => this.#passes[edge] = pass);
  }

  /** The cost of all edges and junctions, in nats. */
  totalCost(): number {
    return this.#costOf(this.edges, this.junctions.keys());
  }

  /**
   * Changes edges if that lowers the cost.
   *
   * @param edges The edges.
   * @param passes Their new passes.
   * @param extraCost What else the change costs, in nats.
   * @returns Whether they were changed.
   */
  change(edges: readonly number[], passes: readonly Pass[], extraCost = 0): boolean {
    const junctions = new Set<number>();
    for (const edge of edges) {
      junctions.add(this.#junctionOf[2 * edge]!).add(this.#junctionOf[2 * edge + 1]!);
    }
    const before = this.#costOf(edges, junctions);
    const old = edges.map((edge) => this.get(edge));
    edges.forEach((edge, i) => this.set(edge, passes[i]!));
    if (this.#costOf(edges, junctions) + extraCost < before - MIN_GAIN) return true;
    edges.forEach((edge, i) => this.set(edge, old[i]!));
    return false;
  }

  /** The branches at which an edge is entered. */
  entriesOf(edge: number): number[] {
    const pass = this.get(edge);
    if (pass === "both") return [2 * edge, 2 * edge + 1];
    return [pass === "forward" ? 2 * edge : 2 * edge + 1];
  }

  /** The cheapest matching of the arrivals and departures at a junction. */
  matching(junction: number): Matching {
    const branches = this.junctions[junction]!;
    const key = this.#keyOf(branches);
    const memory = this.#matchings[junction]!;
    let matching = memory.get(key);
    if (matching === undefined) {
      const arrives = (branch: number) => this.#arrives(branch);
      const leaves = (branch: number) => this.#arrives(branch ^ 1);
      matching = matchJunction(branches.filter(arrives), branches.filter(leaves), this.#costs);
      memory.set(key, matching);
    }
    return matching;
  }

  #costOf(edges: Iterable<number>, junctions: Iterable<number>): number {
    let cost = 0;
    for (const edge of edges) cost += this.#costs.edge(edge, this.get(edge));
    for (const junction of junctions) cost += this.matching(junction).cost;
    return cost;
  }

  /** The passes at a junction as one number, which is faster than text, where it stays exact. */
  #keyOf(branches: readonly number[]): number | string {
    const passes = this.#passes;
    if (branches.length > MAX_DIGITS) return branches.map((branch) => passes[branch >> 1]).join();
    let key = 0;
    for (const branch of branches) key = PASSES.length * key + DIGITS[passes[branch >> 1]!];
    return key;
  }

  /** Whether the pen comes along a branch to its junction; it leaves where it arrives at the other end. */
  #arrives(branch: number): boolean {
    const pass = this.#passes[branch >> 1]!;
    return pass === "both" || (pass === "forward") === ((branch & 1) === 1);
  }
}
