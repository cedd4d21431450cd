import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { fromPoints } from "../../../lib/strokes/geometry/from_points.ts";
import { POINT_SIZE } from "../../../lib/strokes/geometry/pen_points.ts";
import { toPoints } from "../../../lib/strokes/geometry/to_points.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { polyline } from "../shapes.ts";

Deno.test("fromPoints() redraws procedural signatures", () => {
  const size = { height: 64, width: 128 };
  let error = 0;
  const count = 20;
  for (let writer = 0; writer < count; writer++) {
    const trajectory = synthesizeSignature(createWriter(4, writer), 0);
    const original = renderTrajectory(trajectory, size).data;
    const again = renderTrajectory(fromPoints(toPoints(trajectory, 128)), size).data;
    error += original.reduce((sum, ink, i) => sum + (ink - again[i]!) ** 2, 0) / original.length;
  }
  assert.ok(error / count < 0.006, `mean squared error ${error / count}`);
});

Deno.test("fromPoints() passes through its points when it does not smooth", () => {
  const points = toPoints([polyline([[0, 0], [3, 5], [9, 2], [4, 8]], 2)], 9);
  const [fine] = fromPoints(points, { smoothing: 0, subdivisions: 5 });
  assert.equal(fine!.x.length, 8 * 5 + 1);
  for (let i = 0; i < 9; i++) {
    assert.ok(Math.abs(fine!.x[i * 5]! - points[i * POINT_SIZE]!) < 1e-5);
    assert.ok(Math.abs(fine!.y[i * 5]! - points[i * POINT_SIZE + 1]!) < 1e-5);
  }
});

Deno.test("fromPoints() follows a parabola exactly between its points", () => {
  const points = new Float32Array(6 * POINT_SIZE);
  for (let i = 0; i < 6; i++) points.set([i, i * i, 1, 1], i * POINT_SIZE);
  const [fine] = fromPoints(points, { smoothing: 0, subdivisions: 4 });
  for (let k = 4; k <= 16; k++) { // the first and the last piece have no neighbour to know it by
    assert.ok(Math.abs(fine!.y[k]! - fine!.x[k]! ** 2) < 1e-4, `at ${fine!.x[k]}`);
  }
});

/** A line to the right with these steps and probabilities of the pen; widths are 1. */
function chain(steps: number[], pens: number[]): Float32Array {
  let x = 0;
  return Float32Array.from([...pens, 0].flatMap((pen, i) => {
    const point = [x, 0, pen, 1];
    x += steps[i] ?? 0;
    return point;
  }));
}

/** Points of each stroke, without anything between them. */
function sizesOf(points: Float32Array): number[] {
  return fromPoints(points, { smoothing: 0, subdivisions: 1 }).map(({ x }) => x.length);
}

Deno.test("fromPoints() returns nothing where the pen is up", () => {
  assert.deepEqual(sizesOf(chain([1, 1], [0, 0])), []);
  assert.deepEqual(sizesOf(chain([1, 1, 1], [0, 1, 1])), [3]);
});

Deno.test("fromPoints() lifts the pen once where a pen-up is certain but its position is not", () => {
  // No point has more than .5, and the long step is in the middle.
  const points = chain([1, 1, 1, 9, 1, 1, 1], [1, 1, 0.7, 0.65, 0.65, 1, 1]);
  assert.deepEqual(sizesOf(points), [4, 4]);
});

Deno.test("fromPoints() lifts the pen as often as the probabilities add up to", () => {
  const steps = Array.from({ length: 20 }, (_, i) => i % 6 === 3 ? 9 : 1); // at 3, 9 and 15
  assert.deepEqual(sizesOf(chain(steps, new Array(20).fill(0.85))), [4, 6, 6, 5]);
  assert.equal(sizesOf(chain([1, 1, 9, 1, 1], [1, 0.9, 0.8, 0.9, 1])).length, 1);
});
