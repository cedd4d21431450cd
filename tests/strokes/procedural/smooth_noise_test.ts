import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { SmoothNoise } from "../../../lib/strokes/procedural/smooth_noise.ts";

Deno.test("SmoothNoise has the same variance at every position", () => {
  const positions = [0, 2.5, 5, 9, 14];
  const sums = positions.map(() => 0);
  const count = 4000;
  for (let seed = 0; seed < count; seed++) {
    const noise = new SmoothNoise(new Random("noise", seed), 3, 10);
    positions.forEach((position, i) => sums[i]! += noise.at(position) ** 2);
  }
  for (const sum of sums) {
    assert.ok(Math.abs(sum / count / 9 - 1) < 0.1, `the variance is ${sum / count}, not 9`);
  }
});

Deno.test("SmoothNoise is smooth, and independent beyond two knots", () => {
  let product = 0;
  const count = 2000;
  for (let seed = 0; seed < count; seed++) {
    const noise = new SmoothNoise(new Random("noise", seed), 1, 10);
    const values = Array.from({ length: 251 }, (_, i) => noise.at(i / 10));
    for (let i = 1; i < values.length; i++) {
      assert.ok(Math.abs(values[i]! - values[i - 1]!) < 0.15);
    }
    product += values[0]! * values[250]!;
  }
  assert.ok(Math.abs(product / count) < 0.08, `the covariance is ${product / count}`);
});
