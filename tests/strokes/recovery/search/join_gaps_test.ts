import assert from "node:assert/strict";
import { buildInkGraph } from "../../../../lib/strokes/recovery/graph/ink_graph.ts";
import { joinGaps } from "../../../../lib/strokes/recovery/search/join_gaps.ts";
import { DEFAULT_RECOVERY_OPTIONS } from "../../../../lib/strokes/recovery/recovery_options.ts";
import { nodeOf, type StrokeGraph } from "../../../../lib/strokes/recovery/graph/stroke_graph.ts";
import { TurnCosts } from "../../../../lib/strokes/recovery/graph/turn_cost.ts";
import { renderTrajectory } from "../../../../lib/strokes/rendering/render_trajectory.ts";
import { line } from "../../shapes.ts";

const INK_WIDTH = 6;

type Line = readonly [x0: number, y0: number, x1: number, y1: number];

/** The graph of lines after gaps of up to nine pixels were joined. */
function joined(...lines: readonly Line[]): StrokeGraph {
  const image = renderTrajectory(lines.map((ends) => line(...ends, INK_WIDTH)), {
    height: 192,
    width: 384,
  });
  const { graph, inkWidth } = buildInkGraph(image, DEFAULT_RECOVERY_OPTIONS)!;
  joinGaps(graph, new TurnCosts(graph, inkWidth), 1.5 * INK_WIDTH);
  return graph;
}

/** Numbers of branches of all junctions, sorted. */
function degrees({ nodes }: StrokeGraph): number[] {
  return nodes.map(({ branches }) => branches.length).filter((count) => count > 0).sort();
}

Deno.test("joinGaps() makes a junction of ends that point at each other across a small gap", () => {
  assert.deepEqual(degrees(joined([40, 90, 150, 90], [162, 91, 300, 94])), [1, 1, 2]);
});

Deno.test("joinGaps() leaves ends that are far away, or that point elsewhere", () => {
  assert.deepEqual(degrees(joined([40, 90, 150, 90], [175, 90, 300, 90])), [1, 1, 1, 1]);
  assert.deepEqual(degrees(joined([40, 90, 150, 90], [160, 95, 160, 180])), [1, 1, 1, 1]);
});

Deno.test("joinGaps() joins each end once", () => {
  const graph = joined([40, 90, 150, 90], [162, 84, 300, 60], [162, 97, 300, 120]);
  assert.deepEqual(degrees(graph), [1, 1, 1, 1, 2]);
});

Deno.test("joinGaps() keeps every branch at the node that its edge names", () => {
  const graph = joined([40, 90, 150, 90], [162, 90, 250, 90], [262, 92, 350, 96]);
  const listed = graph.nodes.flatMap(({ branches }, node) =>
    branches.map((branch) => {
      assert.equal(nodeOf(graph, branch), node);
      return branch;
    })
  );
  const all = graph.edges.flatMap(({ removed }, i) => removed ? [] : [2 * i, 2 * i + 1]);
  assert.deepEqual(listed.sort((a, b) => a - b), all);
});
