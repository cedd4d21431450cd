import assert from "node:assert/strict";
import { fitDirections, type StyleSample } from "../../../lib/play/directions/fit_directions.ts";
import { Random } from "../../../lib/random.ts";

/** One zigzag of constant width, whose slant, size and number of turns follow epsilon. */
function zigzag(index: number, latentDim: number): StyleSample {
  const epsilon = new Random("zigzag", index).normals(latentDim);
  const [slant, rise, width, turns] = Array.from({ length: 4 }, (_, i) => epsilon[i] ?? 0);
  const count = 8 + Math.max(-4, Math.round(turns!));
  const y = Float32Array.from({ length: count }, (_, i) => 32 + (i % 2 ? 8 : -8) + rise! * i / 4);
  const x = Float32Array.from(y, (value, i) => 40 + (4 + width!) * i - 0.2 * slant! * (value - 32));
  return { epsilon, trajectory: [{ x, y, width: new Float32Array(count).fill(1.5) }] };
}

function samples(count: number, latentDim: number): StyleSample[] {
  return Array.from({ length: count }, (_, i) => zigzag(i, latentDim));
}

Deno.test("fitDirections() gives orthonormal axes, at most one per latent dimension", () => {
  for (const latentDim of [2, 3, 5, 12]) {
    const directions = fitDirections(samples(300, latentDim));
    assert.ok(directions.length >= 2 && directions.length <= latentDim);
    directions.forEach(({ axis, effect }, i) => {
      assert.ok(Number.isFinite(effect));
      directions.forEach((other, j) => {
        const product = axis.reduce((sum, value, k) => sum + value * other.axis[k]!, 0);
        assert.ok(Math.abs(product - Number(i === j)) < 1e-6, `${latentDim}: ${i} ${j} ${product}`);
      });
    });
  }
});

Deno.test("fitDirections() leaves out properties that never change", () => {
  const names = fitDirections(samples(300, 12)).map(({ name }) => name);
  assert.ok(!names.includes("Strokes") && !names.includes("Stroke width"), names.join());
  assert.ok(names.includes("Slant"), names.join());
});

Deno.test("fitDirections() refuses too few signatures, and models without two directions", () => {
  assert.throws(() => fitDirections([]), /generated 0 signatures with ink/);
  assert.throws(() => fitDirections(samples(5, 12)), /generated 5 signatures with ink/);
  assert.throws(() => fitDirections(samples(300, 1)), /1 visible properties/);
});
