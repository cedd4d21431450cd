import assert from "node:assert/strict";
import { duplicatePoints } from "../../lib/dataset/duplicate_points.ts";
import { Random } from "../../lib/random.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import { fromPoints } from "../../lib/strokes/geometry/from_points.ts";
import { toPoints } from "../../lib/strokes/geometry/to_points.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";

const POINTS = 128;
const SIZE = { height: 64, width: 128 };

function signature(writer: number): Float32Array<ArrayBuffer> {
  return toPoints(synthesizeSignature(createWriter(21, writer), 0), POINTS);
}

function duplicate(points: Float32Array, seed: number): Float32Array {
  const copy = points.slice();
  duplicatePoints(copy, new Random(seed));
  return copy;
}

function render(points: Float32Array) {
  return renderTrajectory(fromPoints(points), SIZE);
}

Deno.test("duplicatePoints() keeps the strokes of any signature, and its canvas", () => {
  for (let writer = 0; writer < 40; writer++) {
    const original = signature(writer);
    const other = duplicate(original, writer);
    const lifts = (points: Float32Array) =>
      points.filter((pen, i) => i % 4 === 2 && pen === 0).length;
    assert.equal(lifts(other), lifts(original), `writer ${writer}`);
    for (let i = 0; i < other.length; i += 4) {
      const [x, y, , width] = other.subarray(i, i + 4);
      assert.ok(x! >= 3 && x! <= 125 && y! >= 3 && y! <= 61, `writer ${writer}: (${x}, ${y})`);
      assert.ok(width! > 0);
    }
  }
});

Deno.test("duplicatePoints() makes a signature that is nearer to its original than others are", () => {
  let nearer = 0;
  const originals = Array.from({ length: 20 }, (_, writer) => render(signature(writer)));
  for (const [writer, image] of originals.entries()) {
    const other = render(duplicate(signature(writer), writer));
    const own = chamferDistance(other, image);
    assert.ok(own > 0.1, `writer ${writer}: it is the same signature`);
    if (originals.every((found, i) => i === writer || chamferDistance(other, found) > own)) {
      nearer++;
    }
  }
  assert.ok(nearer >= 19, `${nearer} of 20`);
});

Deno.test("duplicatePoints() depends on its random numbers alone", () => {
  const original = signature(3);
  assert.deepEqual(duplicate(original, 1), duplicate(original, 1));
  assert.notDeepEqual(duplicate(original, 1), duplicate(original, 2));
});

Deno.test("duplicatePoints() leaves points without a line as they are", () => {
  const points = Float32Array.from([10, 20, 0, 2, 30, 40, 0, 2]);
  assert.deepEqual([...duplicate(points, 1)], [10, 20, 0, 2, 30, 40, 0, 2]);
});
