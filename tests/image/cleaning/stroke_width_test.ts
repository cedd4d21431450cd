import assert from "node:assert/strict";
import { measureStrokeWidth } from "../../../lib/image/cleaning/measure_stroke_width.ts";
import { fitStrokeWidth } from "../../../lib/image/cleaning/stroke_width.ts";

const [HEIGHT, WIDTH] = [120, 200];

/** A straight stroke with round ends through the middle of the image. */
function renderBar(thickness: number, angle: number, length = 90): Uint8Array {
  const mask = new Uint8Array(HEIGHT * WIDTH);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  for (let i = 0; i < mask.length; i++) {
    const x = i % WIDTH + 0.5 - WIDTH / 2;
    const y = Math.floor(i / WIDTH) + 0.5 - HEIGHT / 2;
    const along = Math.max(-length / 2, Math.min(length / 2, x * dx + y * dy));
    if (Math.hypot(x - along * dx, y - along * dy) <= thickness / 2) mask[i] = 1;
  }
  return mask;
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

Deno.test("measureStrokeWidth() finds the thickness of bars at any angle", () => {
  for (const thickness of [3, 5, 8, 13, 21]) {
    for (const angle of [0, 0.3, Math.PI / 4, 1.2, Math.PI / 2]) {
      const measured = measureStrokeWidth(renderBar(thickness, angle), HEIGHT, WIDTH);
      assert.ok(Math.abs(measured - thickness) < 1.1, `${measured} for ${thickness} at ${angle}`);
    }
  }
});

Deno.test("measureStrokeWidth() is 0 when there is no ink", () => {
  assert.equal(measureStrokeWidth(new Uint8Array(HEIGHT * WIDTH), HEIGHT, WIDTH), 0);
});

Deno.test("fitStrokeWidth() brings bars into the range by their area", () => {
  for (const thickness of [2, 4, 8, 12, 20]) {
    for (const angle of [0, 0.5, 1.3]) {
      const mask = renderBar(thickness, angle);
      const { coverage, measured } = fitStrokeWidth(mask, HEIGHT, WIDTH, [6.4, 9.6]);
      assert.equal(measured, measureStrokeWidth(mask, HEIGHT, WIDTH));
      const expected = Math.min(9.6, Math.max(6.4, thickness));
      const ends = Math.PI * expected ** 2 / 4;
      const width = (sum(coverage) - ends) / 90;
      assert.ok(Math.abs(width - expected) < 1.1, `${width} for ${thickness}`);
      assert.ok(coverage.every((value) => value >= 0 && value <= 1));
    }
  }
});

Deno.test("fitStrokeWidth() changes nothing when the width is in the range", () => {
  const mask = renderBar(8, 0.4);
  assert.deepEqual([...fitStrokeWidth(mask, HEIGHT, WIDTH, [6, 10]).coverage], [...mask]);
});

Deno.test("fitStrokeWidth() keeps hairlines beside thick strokes when it thins them", () => {
  const mask = renderBar(24, 0);
  for (let x = 20; x < 180; x++) for (let y = 20; y < 24; y++) mask[y * WIDTH + x] = 1;
  for (let x = 20; x < 180; x++) for (let y = 90; y < 114; y++) mask[y * WIDTH + x] = 1;
  const { coverage, measured } = fitStrokeWidth(mask, HEIGHT, WIDTH, [6, 8]);
  assert.ok(measured > 20);
  let kept = 0;
  for (let x = 25; x < 175; x++) {
    let column = 0;
    for (let y = 14; y < 30; y++) column += coverage[y * WIDTH + x]!;
    if (column > 2) kept++;
  }
  assert.equal(kept, 150);
});
