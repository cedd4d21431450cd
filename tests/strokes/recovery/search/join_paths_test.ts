import assert from "node:assert/strict";
import { joinPaths } from "../../../../lib/strokes/recovery/search/join_paths.ts";
import { PathSearch } from "../../../../lib/strokes/recovery/search/path_search.ts";
import {
  nodeOf,
  otherEnd,
  type PenPath,
  type StrokeGraph,
} from "../../../../lib/strokes/recovery/graph/stroke_graph.ts";
import { pathProblem } from "./path_problem.ts";

/** Two lines, 0 to 3 and 1 to 4, that share a stretch, 2. Every edge leads away from the left. */
const SHARED: StrokeGraph = {
  nodes: [[0], [2], [1, 3, 4], [5, 6, 8], [7], [9]].map((branches, x) => ({
    x,
    y: 0,
    radius: 3,
    branches,
  })),
  edges: ([[0, 2], [1, 2], [2, 3], [3, 4], [3, 5]] as const).map(([from, to]) => ({
    x: [from, to],
    y: [0, 0],
    radius: [3, 3],
    nodes: [from, to],
    removed: false,
  })),
};
/** The first line is whole, the second one lacks the stretch. */
const BROKEN: readonly PenPath[] = [[0, 4, 6], [2], [8]];

/** Going on costs nothing from line 1 by the stretch to line 4, and lifting the pen 2 nats. */
function costs(again: number) {
  return {
    transition: (from: number, to: number) =>
      (from === 3 && to === 4) || (from === 5 && to === 8) ? 0 : 9,
    liftBetween: () => 2,
    again: () => again,
    strokeOrder: () => ({ weight: 1, order: 0 }),
    disorder: () => 0,
  };
}

Deno.test("joinPaths() writes a stretch that two lines share once more, where that costs less than a lift", () => {
  assert.deepEqual(joinPaths(SHARED, BROKEN, costs(1.5)), [[0, 4, 6], [2, 4, 8]]);
  assert.deepEqual(joinPaths(SHARED, BROKEN, costs(2.5)), BROKEN);
});

Deno.test("joinPaths() takes each end and each start once, those that save most", () => {
  const transition = (from: number, to: number) =>
    to === 4 ? (from === 1 ? 0.5 : 0) : to === 8 ? 0 : 9;
  const joined = joinPaths(SHARED, [[0], [2], [4], [8]], { ...costs(0), transition });
  assert.deepEqual(joined, [[0], [2, 4, 8], [4]]);
});

Deno.test("joinPaths() leaves strokes apart that were written in the other order, or another one between them", () => {
  const orders = [[2, 1, 3], [0, 3, 1], [3, 0, 2]].map(([whole, first, second]) =>
    joinPaths(SHARED, BROKEN, {
      ...costs(1.5),
      strokeOrder: ([entry]) => ({
        weight: 1,
        order: entry === 0 ? whole! : entry === 2 ? first! : second!,
      }),
      disorder: (disorder) => 10 * disorder,
    }).length
  );
  assert.deepEqual(orders, [3, 3, 2]);
});

Deno.test("joinPaths() leaves no strokes and a single stroke as they are", () => {
  const free = { ...costs(0), transition: () => 0 };
  assert.deepEqual(joinPaths(SHARED, [], free), []);
  assert.deepEqual(joinPaths(SHARED, [[0, 4, 6]], free), [[0, 4, 6]]);
});

Deno.test("joinPaths() makes no cycles", () => {
  const ring: StrokeGraph = {
    nodes: [0, 1, 2, 3].map((x) => ({ x, y: 0, radius: 3, branches: [2 * x, (2 * x + 7) % 8] })),
    edges: [0, 1, 2, 3].map((x) => ({
      x: [x, x + 1],
      y: [0, 0],
      radius: [3, 3],
      nodes: [x, (x + 1) % 4],
      removed: false,
    })),
  };
  const joined = joinPaths(ring, [[0], [4]], { ...costs(0), transition: () => 0 });
  assert.deepEqual(joined, [[0, 2, 4]]);
});

/** Whether a path is one of the strokes, or several of them and up to three edges between each two. */
function isComposed(path: PenPath, strokes: ReadonlyMap<string, number>): boolean {
  for (let length = path.length; length > 0; length--) {
    if (!strokes.has(path.slice(0, length).join())) continue;
    if (length === path.length) return true;
    for (let via = 1; via <= 3 && length + via < path.length; via++) {
      if (isComposed(path.slice(length + via), strokes)) return true;
    }
  }
  return false;
}

Deno.test("joinPaths() makes connected paths of whole strokes, and none from nothing", () => {
  let saved = 0;
  for (let writer = 0; writer < 6; writer++) {
    const { graph, mates, costs } = pathProblem(writer);
    const search = new PathSearch(graph, costs);
    search.run(mates);
    const strokes = search.paths();
    const joined = joinPaths(graph, strokes, costs);
    saved += strokes.length - joined.length;
    const known = new Map(strokes.map((path, number) => [path.join(), number]));
    for (const path of joined) {
      assert.ok(isComposed(path, known), `writer ${writer}: ${path}`);
      for (let i = 1; i < path.length; i++) {
        assert.equal(nodeOf(graph, otherEnd(path[i - 1]!)), nodeOf(graph, path[i]!));
      }
    }
    for (const entry of strokes.flat()) {
      assert.ok(joined.flat().includes(entry), `writer ${writer}: ${entry} is lost`);
    }
  }
  assert.ok(saved > 0, "nothing was joined");
});
