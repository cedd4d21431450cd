import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { toPlanes } from "../../../lib/model/pen/points.ts";
import { SKETCH, sketch } from "../../../lib/model/pen/sketch.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import { toPoints } from "../../../lib/strokes/geometry/to_points.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { assertWithin } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";

const USUAL_WIDTH = Math.exp(0.2);

/** The sketch of points x, y, pen, width: cells row by row, four channels each. */
async function draw(points: readonly (readonly number[])[]): Promise<Float32Array> {
  const planes = toPlanes(tf.tensor3d([points.map((point) => [...point])]));
  const result = sketch(planes);
  const values = await result.data<"float32">();
  tf.dispose([planes, result]);
  return values;
}

/** A channel at a row and column. */
function cell(sketch: Float32Array, row: number, column: number, channel: number): number {
  return sketch[(row * SKETCH.columns + column) * SKETCH.channels + channel]!;
}

function sum(sketch: Float32Array, channel: number): number {
  return sketch.filter((_, i) => i % SKETCH.channels === channel).reduce((a, b) => a + b, 0);
}

/** The points of a line in equal steps; the pen is down on all but the last. */
function line(from: [number, number], to: [number, number], steps: number, width = USUAL_WIDTH) {
  return Array.from({ length: steps + 1 }, (_, i) => [
    from[0] + (to[0] - from[0]) * i / steps,
    from[1] + (to[1] - from[1]) * i / steps,
    i < steps ? 1 : 0,
    width,
  ]);
}

testOnEachBackend("sketch() puts ink where the line is, by length and angle", async () => {
  const level = await draw(line([21, 31], [61, 31], 20)); // along the centres of row 15
  const length = (40 + 20 * 0.5) / 2; // each of its steps counts half a pixel more, in units of 2
  assert.ok(Math.abs(sum(level, 0) - length) < 1e-3);
  assert.ok(Math.abs(cell(level, 15, 20, 0) - length / 20) < 0.1);
  assert.equal(cell(level, 14, 20, 0), 0);
  assert.equal(cell(level, 15, 8, 0), 0);
  const falling = await draw(line([20, 20], [40, 40], 10));
  const upright = await draw(line([21, 11], [21, 51], 20));
  for (const [drawn, cosine, sine] of [[level, 1, 0], [upright, -1, 0], [falling, 0, 1]] as const) {
    assert.ok(Math.abs(sum(drawn, 1) - cosine * sum(drawn, 0)) < 1e-2);
    assert.ok(Math.abs(sum(drawn, 2) - sine * sum(drawn, 0)) < 1e-2);
    assert.ok(Math.abs(sum(drawn, 3)) < 1e-3, "the width is the usual one");
  }
});

testOnEachBackend("sketch() tells wide ink from narrow, and shows dots", async () => {
  const wide = await draw(line([21, 31], [61, 31], 20, Math.exp(0.2 + 0.4)));
  assert.ok(Math.abs(sum(wide, 3) - sum(wide, 0)) < 1e-3, "one deviation above the usual");
  const dot = await draw(line([33, 33], [33, 33], 3));
  assert.ok(cell(dot, 16, 16, 0) > 0.5);
  assert.ok(Math.abs(sum(dot, 0) - cell(dot, 16, 16, 0)) < 1e-5);
});

testOnEachBackend(
  "sketch() leaves out ways of a lifted pen, and ink beyond the canvas",
  async () => {
    const [first, second] = [line([5, 9], [25, 9], 10), line([85, 49], [105, 49], 10)];
    const both = await draw([...first, ...second]);
    const [a, b] = [await draw(first), await draw(second)];
    assertWithin(both, a.map((value, i) => value + b[i]!), 1e-5, "both lines");
    assert.equal(sum(await draw(line([-50, 9], [-20, 9], 10)), 0), 0);
  },
);

testOnEachBackend(
  "sketch() does not know in which order and direction lines were written",
  async () => {
    const strokes = fitToCanvas(synthesizeSignature(createWriter(5, 4), 0), {
      height: 64,
      width: 128,
    }).map((stroke) => [...toPoints([stroke], 24)]);
    const rows = strokes.map((flat) =>
      Array.from({ length: 24 }, (_, i) => [...flat.slice(4 * i, 4 * i + 3), USUAL_WIDTH])
    );
    assert.ok(rows.length > 1);
    const turned = rows.toReversed().map((stroke) =>
      stroke.toReversed().map(([x, y, _, width], i) => [x!, y!, i < 23 ? 1 : 0, width!])
    );
    assertWithin(await draw(turned.flat()), await draw(rows.flat()), 1e-4, "the other way round");
  },
);

Deno.test("sketch() leaves no tensors but its result", () => {
  const planes = toPlanes(tf.tensor3d([line([5, 9], [25, 9], 10)]));
  const before = tf.memory().numTensors;
  const result = sketch(planes);
  assert.deepEqual(result.shape, [1, SKETCH.rows, SKETCH.columns, SKETCH.channels]);
  assert.equal(tf.memory().numTensors, before + 1);
  tf.dispose([planes, result]);
});
