import assert from "node:assert/strict";
import type { Pass } from "../../../../lib/strokes/recovery/search/path_costs.ts";
import { PathSearch } from "../../../../lib/strokes/recovery/search/path_search.ts";
import {
  nodeOf,
  otherEnd,
  type PenPath,
} from "../../../../lib/strokes/recovery/graph/stroke_graph.ts";
import { pathProblem } from "./path_problem.ts";

/** How each edge is written. */
function passesOf(paths: readonly PenPath[]): Map<number, Pass> {
  const passes = new Map<number, Pass>();
  for (const branch of paths.flat()) {
    const edge = branch >> 1;
    passes.set(edge, passes.has(edge) ? "both" : (branch & 1) === 0 ? "forward" : "backward");
  }
  return passes;
}

Deno.test("PathSearch writes every edge once, or once in each direction, along connected paths", () => {
  let both = 0;
  for (let writer = 0; writer < 6; writer++) {
    const { graph, mates, costs } = pathProblem(writer);
    const search = new PathSearch(graph, costs);
    search.run(mates);
    const paths = search.paths();
    const entries = paths.flat();
    assert.equal(
      new Set(entries).size,
      entries.length,
      "an edge is written twice in one direction",
    );
    graph.edges.forEach(({ removed }, edge) => {
      const count = entries.filter((branch) => branch >> 1 === edge).length;
      assert.ok(removed ? count === 0 : count === 1 || count === 2, `edge ${edge}: ${count}`);
      if (count === 2) both++;
    });
    for (const path of paths) {
      assert.ok(path.length > 0);
      for (let i = 1; i < path.length; i++) {
        assert.equal(nodeOf(graph, otherEnd(path[i - 1]!)), nodeOf(graph, path[i]!));
      }
    }
  }
  assert.ok(both > 0, "no edge was written in both directions");
});

Deno.test("PathSearch.run() returns the cost of the paths that it found", () => {
  let compared = 0;
  for (let writer = 0; writer < 6; writer++) {
    const { graph, mates, costs } = pathProblem(writer);
    const search = new PathSearch(graph, costs);
    const found = search.run(mates);
    const paths = search.paths();
    // A closed path is opened where that costs least, so its cost differs from that of the search.
    const isClosed = (path: PenPath) =>
      nodeOf(graph, path[0]!) === nodeOf(graph, otherEnd(path.at(-1)!));
    if (paths.some(isClosed)) continue;
    compared++;
    let cost = 0;
    for (const [edge, pass] of passesOf(paths)) cost += costs.edge(edge, pass);
    for (const path of paths) {
      cost += costs.start(path[0]!) + costs.end(otherEnd(path.at(-1)!));
      for (let i = 1; i < path.length; i++) cost += costs.transition(path[i - 1]! ^ 1, path[i]!);
    }
    assert.ok(Math.abs(cost - found) < 1e-6, `writer ${writer}: ${cost}, not ${found}`);
  }
  assert.ok(compared > 0, "all graphs have closed paths");
});

Deno.test("PathSearch.confidence() is the weighted mean of what the passes are expected to have right", () => {
  const { graph, mates, costs } = pathProblem(1);
  const search = new PathSearch(graph, costs);
  search.run(mates);
  const weightOf = (edge: number) => 1 + edge % 3;
  let [sum, total] = [0, 0];
  for (const [edge, pass] of passesOf(search.paths())) {
    const [forward, backward, both] = (["forward", "backward", "both"] as const)
      .map((truth) => costs.probability(edge, truth));
    assert.ok(Math.abs(forward! + backward! + both! - 1) < 1e-6);
    sum += weightOf(edge) *
      (pass === "both"
        ? both! + (forward! + backward!) / 2
        : (pass === "forward" ? forward! : backward!) + both! / 2);
    total += weightOf(edge);
  }
  assert.ok(Math.abs(search.confidence(weightOf) - sum / total) < 1e-9);
});
