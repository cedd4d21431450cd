/**
 * The search for the pen's path through a stroke graph.
 *
 * @module
 */
import type { PenPath, StrokeGraph } from "../graph/stroke_graph.ts";
import { type Matching, matchJunction } from "./junction_matching.ts";
import type { Pass, PathCosts } from "./path_costs.ts";

/** Maximum number of passes over all moves. */
const MAX_ROUNDS = 12;

/** A move must save more than this, in nats, so that rounding cannot make it go round. */
const MIN_GAIN = 1e-6;

const PASSES: readonly Pass[] = ["forward", "backward", "both"];

/** The digit of each pass in a key. */
const DIGITS: Readonly<Record<Pass, number>> = { forward: 0, backward: 1, both: 2 };

/** Maximum number of ternary digits of a number that is exact in 64 bits. */
const MAX_DIGITS = 30;

const OPPOSITE: Readonly<Record<Pass, Pass>> = {
  forward: "backward",
  backward: "forward",
  both: "both",
};

/** Every edge is written once, or once in each direction; strokes are what the junctions make of that. */
export class PathSearch {
  readonly #costs: PathCosts;
  readonly #edges: readonly number[];
  /** Branches of each junction that has any. */
  readonly #junctions: readonly (readonly number[])[];
  /** Number of the junction of each branch. */
  readonly #junctionOf: Int32Array;
  readonly #passes: Pass[];
  /** Matchings by junction and the passes of its edges. */
  readonly #matchings: Map<number | string, Matching>[];

  /**
   * Prepares the search.
   *
   * @param graph The graph.
   * @param costs The costs of paths.
   */
  constructor(graph: StrokeGraph, costs: PathCosts) {
    this.#costs = costs;
    this.#edges = graph.edges.flatMap(({ removed }, edge) => removed ? [] : [edge]);
    this.#junctionOf = Int32Array.from(
      { length: 2 * graph.edges.length },
      (_, branch) => graph.edges[branch >> 1]!.nodes[branch & 1]!,
    );
    const junctions: number[][] = graph.nodes.map(() => []);
    for (const edge of this.#edges) {
      for (const branch of [2 * edge, 2 * edge + 1]) {
        junctions[this.#junctionOf[branch]!]!.push(branch);
      }
    }
    this.#junctions = junctions;
    this.#passes = graph.edges.map(() => "forward");
    this.#matchings = this.#junctions.map(() => new Map());
  }

  /**
   * Searches from the likelier direction of each edge, and from each line in its likelier direction;
   * the better of both is kept.
   *
   * @param mates For each branch its good continuation, or -1.
   * @returns The cost, in nats.
   */
  run(mates: Int32Array): number {
    for (const edge of this.#edges) this.#passes[edge] = this.#costs.likelierPass(edge);
    this.#descend();
    const first = { passes: this.#passes.slice(), cost: this.#total() };
    this.#directLines(mates);
    this.#descend();
    const cost = this.#total();
    if (cost <= first.cost) return cost;
    first.passes.forEach((pass, edge) => this.#passes[edge] = pass);
    return first.cost;
  }

  /**
   * Expected fraction of the lines whose direction is right in the passes that were found.
   *
   * @param weightOf Weight of an edge.
   */
  confidence(weightOf: (edge: number) => number): number {
    let [sum, total] = [0, 0];
    for (const edge of this.#edges) {
      const weight = weightOf(edge);
      sum += weight * this.#costs.expectedFraction(edge, this.#passes[edge]!);
      total += weight;
    }
    return sum / total;
  }

  /** The strokes that were found, in any order. */
  paths(): PenPath[] {
    const next = new Map<number, number>();
    const previous = new Map<number, number>();
    for (const [junction] of this.#junctions.entries()) {
      for (const [from, to] of this.#match(junction).pairs) {
        next.set(from, to);
        previous.set(to, from);
      }
    }
    const entries = this.#edges.flatMap((edge) => this.#entriesOf(edge));
    const done = new Set<number>();
    const follow = (entry: number): PenPath => {
      const path: number[] = [];
      for (let at: number | undefined = entry; at !== undefined && !done.has(at);) {
        done.add(at);
        path.push(at);
        at = next.get(at ^ 1);
      }
      return path;
    };
    const open = entries.filter((entry) => !previous.has(entry)).map(follow);
    const closed = entries.flatMap((entry) =>
      done.has(entry) ? [] : [follow(this.#openCycle(entry, next))]
    );
    return [...open, ...closed];
  }

  /** The branches at which an edge is entered. */
  #entriesOf(edge: number): number[] {
    const pass = this.#passes[edge]!;
    if (pass === "both") return [2 * edge, 2 * edge + 1];
    return [pass === "forward" ? 2 * edge : 2 * edge + 1];
  }

  /** Where a cycle is entered so that the transition that costs most over a lift falls away. */
  #openCycle(entry: number, next: ReadonlyMap<number, number>): number {
    let [best, gain] = [entry, -Infinity];
    let at = entry;
    do {
      const from = at ^ 1;
      const to = next.get(from)!;
      const saved = this.#costs.transition(from, to) - this.#costs.end(from) -
        this.#costs.start(to);
      if (saved > gain) [best, gain] = [to, saved];
      at = to;
    } while (at !== entry);
    return best;
  }

  /** Directs each line of good continuation as its edges together find likelier. */
  #directLines(mates: Int32Array): void {
    const done = new Set<number>();
    for (const first of this.#edges) {
      if (done.has(first)) continue;
      const line: number[] = [];
      let logOdds = 0;
      for (let at = lineStart(2 * first, mates); at >= 0 && !done.has(at >> 1);) {
        const edge = at >> 1;
        done.add(edge);
        line.push(at);
        logOdds += (at & 1) === 0
          ? this.#costs.forwardLogOdds(edge)
          : -this.#costs.forwardLogOdds(edge);
        at = mates[at ^ 1]!;
      }
      for (const entry of line) {
        const isForward = ((entry & 1) === 0) === (logOdds >= 0);
        this.#passes[entry >> 1] = isForward ? "forward" : "backward";
      }
    }
  }

  /** Makes moves that lower the cost until there is none. */
  #descend(): void {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const moves = [this.#changeEdges(), this.#changeNeighbours(), this.#reversePaths()];
      if (!moves.includes(true)) return;
    }
  }

  #changeEdges(): boolean {
    let changed = false;
    for (const edge of this.#edges) {
      for (const pass of PASSES) {
        if (pass !== this.#passes[edge] && this.#try([edge], [pass])) changed = true;
      }
    }
    return changed;
  }

  #changeNeighbours(): boolean {
    let changed = false;
    for (const branches of this.#junctions) {
      for (let i = 0; i < branches.length; i++) {
        for (let j = i + 1; j < branches.length; j++) {
          const [a, b] = [branches[i]! >> 1, branches[j]! >> 1];
          if (a !== b && this.#changePair(a, b)) changed = true;
        }
      }
    }
    return changed;
  }

  #changePair(a: number, b: number): boolean {
    let changed = false;
    for (const passA of PASSES) {
      for (const passB of PASSES) {
        if (passA === this.#passes[a] || passB === this.#passes[b]) continue;
        if (this.#try([a, b], [passA, passB])) changed = true;
      }
    }
    return changed;
  }

  /** Reverses strokes, and parts of them from either end. */
  #reversePaths(): boolean {
    let changed = false;
    for (const path of this.paths()) {
      const edges = [...new Set(path.map((branch) => branch >> 1))];
      if (edges.length > 1 && this.#tryReversed(edges, -this.#costs.orderCost(path))) {
        changed = true;
        continue;
      }
      for (let i = 1; i + 2 < edges.length; i++) {
        if (this.#tryReversed(edges.slice(i), 0)) changed = true;
        if (this.#tryReversed(edges.slice(0, edges.length - i), 0)) changed = true;
      }
    }
    return changed;
  }

  #tryReversed(edges: readonly number[], extraCost: number): boolean {
    return this.#try(edges, edges.map((edge) => OPPOSITE[this.#passes[edge]!]), extraCost);
  }

  /** Changes edges if that lowers the cost. */
  #try(edges: readonly number[], passes: readonly Pass[], extraCost = 0): boolean {
    const junctions = new Set<number>();
    for (const edge of edges) {
      junctions.add(this.#junctionOf[2 * edge]!).add(this.#junctionOf[2 * edge + 1]!);
    }
    const cost = () => {
      let sum = 0;
      for (const edge of edges) sum += this.#costs.edge(edge, this.#passes[edge]!);
      for (const junction of junctions) sum += this.#match(junction).cost;
      return sum;
    };
    const before = cost();
    const old = edges.map((edge) => this.#passes[edge]!);
    edges.forEach((edge, i) => this.#passes[edge] = passes[i]!);
    if (cost() + extraCost < before - MIN_GAIN) return true;
    edges.forEach((edge, i) => this.#passes[edge] = old[i]!);
    return false;
  }

  #total(): number {
    let cost = 0;
    for (const edge of this.#edges) cost += this.#costs.edge(edge, this.#passes[edge]!);
    for (const [junction] of this.#junctions.entries()) cost += this.#match(junction).cost;
    return cost;
  }

  #match(junction: number): Matching {
    const branches = this.#junctions[junction]!;
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

/** The first branch of the line of good continuation through an edge. */
function lineStart(entry: number, mates: Int32Array): number {
  const seen = new Set<number>();
  let at = entry;
  while (mates[at]! >= 0 && !seen.has(at)) {
    seen.add(at);
    at = mates[at]! ^ 1;
  }
  return at;
}
