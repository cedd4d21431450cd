/**
 * The search for the pen's path through a stroke graph.
 *
 * @module
 */
import type { PenPath, StrokeGraph } from "../graph/stroke_graph.ts";
import { AssignedPasses, PASSES } from "./assigned_passes.ts";
import type { Pass, PathCosts } from "./path_costs.ts";
import { tracePaths } from "./trace_paths.ts";

/** Maximum number of passes over all moves. */
const MAX_ROUNDS = 12;

const OPPOSITE: Readonly<Record<Pass, Pass>> = {
  forward: "backward",
  backward: "forward",
  both: "both",
};

/** Every edge is written once, or once in each direction; strokes are what the junctions make of that. */
export class PathSearch {
  readonly #costs: PathCosts;
  readonly #passes: AssignedPasses;

  /**
   * Prepares the search.
   *
   * @param graph The graph.
   * @param costs The costs of paths.
   */
  constructor(graph: StrokeGraph, costs: PathCosts) {
    this.#costs = costs;
    this.#passes = new AssignedPasses(graph, costs);
  }

  /**
   * Searches from the likelier direction of each edge, and from each line in its likelier direction;
   * the better of both is kept.
   *
   * @param mates For each branch its good continuation, or -1.
   * @returns The cost, in nats.
   */
  run(mates: Int32Array): number {
    const passes = this.#passes;
    for (const edge of passes.edges) passes.set(edge, this.#costs.likelierPass(edge));
    this.#descend();
    const [first, firstCost] = [passes.snapshot(), passes.totalCost()];
    this.#directLines(mates);
    this.#descend();
    const cost = passes.totalCost();
    if (cost <= firstCost) return cost;
    passes.restore(first);
    return firstCost;
  }

  /**
   * Expected fraction of the lines whose direction is right in the passes that were found.
   *
   * @param weightOf Weight of an edge.
   */
  confidence(weightOf: (edge: number) => number): number {
    let [sum, total] = [0, 0];
    for (const edge of this.#passes.edges) {
      const weight = weightOf(edge);
      sum += weight * this.#costs.expectedFraction(edge, this.#passes.get(edge));
      total += weight;
    }
    return sum / total;
  }

  /** The strokes that were found, in any order. */
  paths(): PenPath[] {
    return tracePaths(this.#passes, this.#costs);
  }

  /** Directs each line of good continuation as its edges together find likelier. */
  #directLines(mates: Int32Array): void {
    const done = new Set<number>();
    for (const first of this.#passes.edges) {
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
        this.#passes.set(entry >> 1, isForward ? "forward" : "backward");
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
    for (const edge of this.#passes.edges) {
      for (const pass of PASSES) {
        if (pass !== this.#passes.get(edge) && this.#passes.change([edge], [pass])) changed = true;
      }
    }
    return changed;
  }

  #changeNeighbours(): boolean {
    let changed = false;
    for (const branches of this.#passes.junctions) {
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
        if (passA === this.#passes.get(a) || passB === this.#passes.get(b)) continue;
        if (this.#passes.change([a, b], [passA, passB])) changed = true;
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
    return this.#passes.change(
      edges,
      edges.map((edge) => OPPOSITE[this.#passes.get(edge)]),
      extraCost,
    );
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
