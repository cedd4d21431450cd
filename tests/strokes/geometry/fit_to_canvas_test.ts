import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

const TRIANGLE = [{
  x: Float32Array.of(-3, 5, 1),
  y: Float32Array.of(10, 12, 16),
  width: Float32Array.of(1, 2, 1),
  time: Float32Array.of(0, 0.5, 1),
}];

Deno.test("fitToCanvas() fills the tighter side, keeps the aspect and centres", () => {
  const { left, top, right, bottom } = trajectoryBounds(
    fitToCanvas(TRIANGLE, { height: 64, width: 128, margin: 2 }),
  );
  assert.deepEqual([top, bottom], [2, 62]);
  assert.ok(Math.abs((right - left) / (bottom - top) - 8 / 6) < 1e-5);
  assert.ok(Math.abs((left + right) / 2 - 64) < 1e-4);
});

Deno.test("fitToCanvas() leaves a sixteenth of the height as margin by default", () => {
  const { top } = trajectoryBounds(fitToCanvas(TRIANGLE, { height: 32, width: 128 }));
  assert.equal(top, 2);
});

Deno.test("fitToCanvas() scales widths by height / 64 and by widthScale where given", () => {
  const [half] = fitToCanvas(TRIANGLE, { height: 32, width: 32 });
  assert.deepEqual([...half!.width], [0.5, 1, 0.5]);
  const [triple] = fitToCanvas(TRIANGLE, { height: 32, width: 32, widthScale: 3 });
  assert.deepEqual([...triple!.width], [3, 6, 3]);
});

Deno.test("fitToCanvas() keeps the times and leaves its argument alone", () => {
  const copy = structuredClone(TRIANGLE);
  const [fitted] = fitToCanvas(TRIANGLE, { height: 64, width: 128 });
  assert.deepEqual(fitted!.time, TRIANGLE[0]!.time);
  assert.deepEqual(TRIANGLE, copy);
});

Deno.test("fitToCanvas() depends on neither unit nor position", () => {
  const moved = TRIANGLE.map((stroke) => ({
    ...stroke,
    x: stroke.x.map((value) => 7 * value - 100),
    y: stroke.y.map((value) => 7 * value + 30),
  }));
  const size = { height: 64, width: 128 };
  const [a] = fitToCanvas(TRIANGLE, size);
  const [b] = fitToCanvas(moved, size);
  a!.x.forEach((value, i) => assert.ok(Math.abs(value - b!.x[i]!) < 1e-3));
  a!.y.forEach((value, i) => assert.ok(Math.abs(value - b!.y[i]!) < 1e-3));
});

Deno.test("fitToCanvas() centres a single point", () => {
  const dot = [{ x: Float32Array.of(9), y: Float32Array.of(9), width: Float32Array.of(1) }];
  const [fitted] = fitToCanvas(dot, { height: 64, width: 128 });
  assert.deepEqual([fitted!.x[0], fitted!.y[0]], [64, 32]);
});

Deno.test("fitToCanvas() keeps all ink of signatures inside canvases of any shape", () => {
  for (let writer = 0; writer < 40; writer++) {
    const signature = synthesizeSignature(createWriter(2, writer), writer);
    for (const [height, width] of [[64, 128], [48, 48], [32, 160]] as const) {
      for (const { x, y, width: ink } of fitToCanvas(signature, { height, width })) {
        for (let i = 0; i < x.length; i++) {
          const radius = ink[i]! / 2;
          assert.ok(radius > 0);
          assert.ok(x[i]! - radius >= 0 && x[i]! + radius <= width);
          assert.ok(y[i]! - radius >= 0 && y[i]! + radius <= height);
        }
      }
    }
  }
});

Deno.test("fitToCanvas() throws when there are no points or no room", () => {
  assert.throws(() => fitToCanvas([], { height: 64, width: 128 }), RangeError);
  assert.throws(() => fitToCanvas(TRIANGLE, { height: 64, width: 128, margin: 32 }), RangeError);
});
