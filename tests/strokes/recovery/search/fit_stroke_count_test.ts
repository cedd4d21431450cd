import assert from "node:assert/strict";
import { fitStrokeCount } from "../../../../lib/strokes/recovery/search/fit_stroke_count.ts";
import { PathSearch } from "../../../../lib/strokes/recovery/search/path_search.ts";
import {
  nodeOf,
  otherEnd,
  type PenPath,
} from "../../../../lib/strokes/recovery/graph/stroke_graph.ts";
import { pathProblem } from "./path_problem.ts";

/** The strokes that a search finds, and the graph and costs. */
function searched(writer: number) {
  const { graph, mates, costs } = pathProblem(writer);
  const search = new PathSearch(graph, costs);
  search.run(mates);
  return { graph, costs, strokes: search.paths() };
}

const anything = () => true;

Deno.test("fitStrokeCount() goes towards the number and not beyond, by up to three strokes", () => {
  let reached = 0;
  for (let writer = 0; writer < 6; writer++) {
    const { graph, costs, strokes } = searched(writer);
    for (let count = 1; count <= strokes.length + 4; count++) {
      const { length } = fitStrokeCount(graph, strokes, costs, count, anything);
      const [least, most] = [count, strokes.length].sort((a, b) => a - b) as [number, number];
      assert.ok(length >= least && length <= most, `writer ${writer}: ${length} for ${count}`);
      assert.ok(Math.abs(length - strokes.length) <= 3);
      reached += Number(length === count && count !== strokes.length);
    }
  }
  assert.ok(reached > 20, `only ${reached} numbers were reached`);
});

Deno.test("fitStrokeCount() leaves as many strokes as are wanted as they are, and no strokes", () => {
  const { graph, costs, strokes } = searched(1);
  assert.deepEqual(fitStrokeCount(graph, strokes, costs, strokes.length, anything), strokes);
  assert.deepEqual(fitStrokeCount(graph, [], costs, 3, anything), []);
});

Deno.test("fitStrokeCount() makes connected strokes, loses none of them, and breaks write nothing twice", () => {
  for (let writer = 0; writer < 6; writer++) {
    const { graph, costs, strokes } = searched(writer);
    const entries = (paths: readonly PenPath[]) => paths.flat().sort((a, b) => a - b);
    for (const count of [1, strokes.length - 2, strokes.length + 3]) {
      const fitted = fitStrokeCount(graph, strokes, costs, count, anything);
      for (const path of fitted) {
        for (let i = 1; i < path.length; i++) {
          assert.equal(nodeOf(graph, otherEnd(path[i - 1]!)), nodeOf(graph, path[i]!));
        }
      }
      if (count > strokes.length) assert.deepEqual(entries(fitted), entries(strokes));
      else for (const entry of strokes.flat()) assert.ok(fitted.flat().includes(entry));
    }
  }
});

Deno.test("fitStrokeCount() breaks where that costs least, and leaves only parts that are strokes", () => {
  const { graph, costs, strokes } = searched(2);
  const isStroke = (path: PenPath) => path.length >= 2;
  const fitted = fitStrokeCount(graph, strokes, costs, strokes.length + 3, isStroke);
  const parts = fitted.filter((path) => !strokes.some((stroke) => stroke.join() === path.join()));
  assert.ok(parts.length > 0 && parts.every(isStroke));
  const costOf = (path: PenPath, at: number) =>
    costs.liftBetween(otherEnd(path[at - 1]!), path[at]!) -
    costs.transition(otherEnd(path[at - 1]!), path[at]!);
  const places = strokes.flatMap((path) => path.slice(1).map((_, i) => costOf(path, i + 1)));
  const [broken] = fitStrokeCount(graph, strokes, costs, strokes.length + 1, anything)
    .filter((path) => !strokes.some((stroke) => stroke.join() === path.join()));
  const whole = strokes.find((path) => path.slice(0, broken!.length).join() === broken!.join())!;
  assert.equal(costOf(whole, broken!.length), Math.min(...places));
});
