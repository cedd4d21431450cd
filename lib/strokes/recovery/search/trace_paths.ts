/**
 * From the passes of all lines to the strokes of the pen.
 *
 * @module
 */
import type { PenPath } from "../graph/stroke_graph.ts";
import type { AssignedPasses } from "./assigned_passes.ts";
import type { PathCosts } from "./path_costs.ts";

/**
 * Traces the strokes that the matchings of all junctions make. A cycle is opened where that costs least.
 *
 * @param passes How each edge is written.
 * @param costs The costs of paths.
 * @returns The strokes, in any order.
 */
export function tracePaths(passes: AssignedPasses, costs: PathCosts): PenPath[] {
  const next = new Map<number, number>();
  const previous = new Map<number, number>();
  for (const junction of passes.junctions.keys()) {
    for (const [from, to] of passes.matching(junction).pairs) {
      next.set(from, to);
      previous.set(to, from);
    }
  }
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
  const entries = passes.edges.flatMap((edge) => passes.entriesOf(edge));
  const open = entries.filter((entry) => !previous.has(entry)).map(follow);
  const closed = entries.flatMap((entry) =>
    done.has(entry) ? [] : [follow(openCycle(entry, next, costs))]
  );
  return [...open, ...closed];
}

/** Where a cycle is entered so that the transition that costs most over a lift falls away. */
function openCycle(entry: number, next: ReadonlyMap<number, number>, costs: PathCosts): number {
  let [best, gain] = [entry, -Infinity];
  let at = entry;
  do {
    const from = at ^ 1;
    const to = next.get(from)!;
    const saved = costs.transition(from, to) - costs.end(from) - costs.start(to);
    if (saved > gain) [best, gain] = [to, saved];
    at = to;
  } while (at !== entry);
  return best;
}
