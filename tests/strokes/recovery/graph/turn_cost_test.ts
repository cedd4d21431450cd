import assert from "node:assert/strict";
import type { StrokeGraph } from "../../../../lib/strokes/recovery/graph/stroke_graph.ts";
import {
  type BranchStart,
  turnCost,
  TurnCosts,
} from "../../../../lib/strokes/recovery/graph/turn_cost.ts";

/** Where a circle of radius 100 is at an angle, and its direction there or the opposite one. */
function onCircle(angle: number, sense: 1 | -1): BranchStart {
  return {
    x: 100 * Math.sin(angle),
    y: -100 * Math.cos(angle),
    dx: sense * Math.cos(angle),
    dy: sense * Math.sin(angle),
  };
}

Deno.test("turnCost() of a smooth arc is 5/8 of its squared angle, and 0 straight on", () => {
  for (const angle of [0.1, 0.5, 1.5]) {
    const cost = turnCost(onCircle(0, -1), onCircle(angle, 1));
    assert.ok(Math.abs(cost - 0.625 * angle ** 2) < 1e-9, `${cost} for ${angle}`);
  }
  const line = (x: number, dx: number) => ({ x, y: 7, dx, dy: 0 });
  assert.equal(turnCost(line(0, -1), line(10, 1)), 0);
});

Deno.test("turnCost() is more where the chord is off the directions", () => {
  const from = { x: 0, y: 0, dx: -1, dy: 0 };
  const aligned = turnCost(from, { x: 10, y: 0, dx: 1, dy: 0 });
  const displaced = turnCost(from, { x: 10, y: 5, dx: 1, dy: 0 });
  assert.ok(displaced > aligned + 0.1);
});

Deno.test("TurnCosts takes directions outside the blob of a junction", () => {
  // A line to the right that begins with a bend of the skeleton inside the blob, of radius 6.
  const x = Array.from({ length: 41 }, (_, i) => i);
  const y = x.map((value) => value < 5 ? 5 - value : 0);
  const graph: StrokeGraph = {
    nodes: [
      { x: 0, y: 5, radius: 8, branches: [0] },
      { x: 40, y: 0, radius: 3, branches: [1] },
    ],
    edges: [{ x, y, radius: x.map((value) => value < 8 ? 8 : 3), nodes: [0, 1], removed: false }],
  };
  const turns = new TurnCosts(graph, 6);
  const { dx, dy } = turns.start(0);
  assert.ok(dx > 0.999 && Math.abs(dy) < 1e-3, `${dx}, ${dy}`);
  assert.deepEqual(turns.start(1).dx, -1);
});
