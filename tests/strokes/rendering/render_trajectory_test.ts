import assert from "node:assert/strict";
import type { InkImage } from "../../../lib/image/ink_image.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import type { Stroke } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

const SIZE = { height: 64, width: 64 };

function line(x: number[], y: number[], width: number): Stroke {
  return {
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    width: new Float32Array(x.length).fill(width),
  };
}

function inkArea({ data }: InkImage): number {
  return data.reduce((sum, value) => sum + value, 0);
}

/** The mean area over subpixel positions of the shape. */
function meanArea(shape: (dx: number, dy: number) => Stroke): number {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) sum += inkArea(renderTrajectory([shape(i / 8, j / 8)], SIZE));
  }
  return sum / 64;
}

function assertRelative(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual / expected - 1) <= tolerance,
    `${actual} is not within ${100 * tolerance} % of ${expected}`,
  );
}

/** Averages blocks of `factor` x `factor` pixels. */
function shrink({ height, width, data }: InkImage, factor: number): Float32Array {
  const columns = width / factor;
  const result = new Float32Array(data.length / factor ** 2);
  data.forEach((value, i) => {
    const row = Math.floor(Math.floor(i / width) / factor);
    result[row * columns + Math.floor((i % width) / factor)]! += value / factor ** 2;
  });
  assert.equal(result.length, height / factor * columns);
  return result;
}

Deno.test("renderTrajectory() gives a dot the area of its disc", () => {
  for (const radius of [0.15, 0.4, 0.6, 1, 2.3, 7]) {
    const area = meanArea((dx, dy) => line([31 + dx], [31 + dy], 2 * radius));
    assertRelative(area, Math.PI * radius ** 2, 0.02);
  }
});

Deno.test("renderTrajectory() gives a line the area of a capsule, however thin", () => {
  for (const radius of [0.1, 0.4, 0.7, 1.5, 4]) {
    for (const angle of [0, 0.3, Math.PI / 4, 2]) {
      const [dx1, dy1] = [18 * Math.cos(angle), 18 * Math.sin(angle)];
      const area = meanArea((dx, dy) =>
        line([32 + dx - dx1, 32 + dx + dx1], [32 + dy - dy1, 32 + dy + dy1], 2 * radius)
      );
      assertRelative(area, 2 * radius * 36 + Math.PI * radius ** 2, 0.02);
    }
  }
});

Deno.test("renderTrajectory() gives a widening line the area of a trapezium and its caps", () => {
  const stroke = { ...line([12, 52], [32, 32], 0), width: Float32Array.of(2, 6) };
  const area = inkArea(renderTrajectory([stroke], SIZE));
  assertRelative(area, 40 * 4 + Math.PI / 2 * (1 + 9), 0.03);
});

Deno.test("renderTrajectory() does not depend on how finely a line is sampled", () => {
  const coarse = renderTrajectory([line([5.3, 58.1], [9.2, 40.7], 1.3)], SIZE);
  const xs = Array.from({ length: 701 }, (_, i) => 5.3 + (58.1 - 5.3) * i / 700);
  const ys = Array.from({ length: 701 }, (_, i) => 9.2 + (40.7 - 9.2) * i / 700);
  const fine = renderTrajectory([line(xs, ys, 1.3)], SIZE);
  coarse.data.forEach((value, i) => assert.ok(Math.abs(value - fine.data[i]!) < 1e-3));
});

Deno.test("renderTrajectory() draws the same ink once when it is written twice", () => {
  const trajectory = synthesizeSignature(createWriter(3, 1), 0);
  const size = { height: 64, width: 128 };
  const once = renderTrajectory(trajectory, size);
  assert.deepEqual(renderTrajectory([...trajectory, ...trajectory], size), once);
});

Deno.test("renderTrajectory() moves with its trajectory", () => {
  const at = (dx: number, dy: number) =>
    renderTrajectory(
      [line([10.25 + dx, 30.5 + dx, 33 + dx], [12.5 + dy, 20 + dy, 31 + dy], 1.7)],
      SIZE,
    );
  const [still, moved] = [at(0, 0), at(7, 11)];
  for (let row = 0; row < 50; row++) {
    for (let column = 0; column < 50; column++) {
      const before = still.data[row * 64 + column]!;
      const after = moved.data[(row + 11) * 64 + column + 7]!;
      assert.ok(Math.abs(before - after) < 1e-5);
    }
  }
});

Deno.test("renderTrajectory() cuts off what lies outside", () => {
  const inside = renderTrajectory([line([-40, 200], [32.5, 32.5], 1)], SIZE);
  assert.equal(inkArea(inside), 64);
  assert.equal(inkArea(renderTrajectory([line([-40, 200], [-9, -9], 3)], SIZE)), 0);
});

Deno.test("renderTrajectory() at a high resolution shrinks to the image at a low one", () => {
  for (let writer = 0; writer < 8; writer++) {
    const trajectory = synthesizeSignature(createWriter(9, writer), 0);
    const low = renderTrajectory(trajectory, { height: 64, width: 128 });
    const fitted = fitToCanvas(trajectory, { height: 256, width: 512 });
    const high = shrink(renderTrajectory(fitted, { height: 256, width: 512 }), 4);
    let difference = 0;
    low.data.forEach((value, i) => difference += Math.abs(value - high[i]!));
    assert.ok(difference / inkArea(low) < 0.1, `${difference / inkArea(low)} of the ink differs`);
    assertRelative(high.reduce((sum, value) => sum + value, 0), inkArea(low), 0.05);
  }
});

Deno.test("renderTrajectory() of nothing is paper", () => {
  assert.equal(inkArea(renderTrajectory([], SIZE)), 0);
  assert.equal(inkArea(renderTrajectory([line([], [], 1)], SIZE)), 0);
});

Deno.test("renderTrajectory() throws when the size is not of positive integers", () => {
  assert.throws(() => renderTrajectory([], { height: 0, width: 10 }), RangeError);
  assert.throws(() => renderTrajectory([], { height: 10, width: 1.5 }), RangeError);
});
