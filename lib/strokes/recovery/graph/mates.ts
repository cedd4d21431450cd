/**
 * How the pen continues at junctions.
 *
 * @module
 */
import { edgeOf, type StrokeGraph } from "./stroke_graph.ts";

/**
 * For each branch of a graph its mate, the branch on which the pen continues, or {@linkcode NO_MATE}:
 * `[2 * edges]`. The mate of a branch's mate is the branch itself.
 */
export type Mates = Int32Array<ArrayBuffer>;

/** The mate of a loose end, on which a line begins or ends. */
export const NO_MATE = -1;

/** No mates yet. */
export function noMates({ edges }: StrokeGraph): Mates {
  return new Int32Array(2 * edges.length).fill(NO_MATE);
}

/** Makes two branches each other's mates. */
export function joinMates(mates: Mates, a: number, b: number): void {
  mates[a] = b;
  mates[b] = a;
}

/**
 * The branches without a mate.
 *
 * @param graph The graph.
 * @param mates The mates of its branches.
 * @returns Branches of edges that are not removed, ascending.
 */
export function looseEnds(graph: StrokeGraph, mates: Mates): number[] {
  const result: number[] = [];
  mates.forEach((mate, branch) => {
    if (mate === NO_MATE && !edgeOf(graph, branch).removed) result.push(branch);
  });
  return result;
}
