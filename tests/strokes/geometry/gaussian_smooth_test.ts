import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { gaussianSmooth, smoothStroke } from "../../../lib/strokes/geometry/gaussian_smooth.ts";

Deno.test("gaussianSmooth() keeps ends and straight lines, and passes waves as a Gaussian does", () => {
  const line = Float32Array.from({ length: 40 }, (_, i) => 3 + 2 * i);
  gaussianSmooth(line, 3).forEach((value, i) => assert.ok(Math.abs(value - line[i]!) < 1e-4));
  const frequency = 0.4;
  const wave = Float32Array.from({ length: 200 }, (_, i) => Math.sin(frequency * i));
  const smooth = gaussianSmooth(wave, 2);
  assert.deepEqual([smooth[0], smooth[199]], [wave[0], wave[199]]);
  const gain = Math.exp(-((2 * frequency) ** 2) / 2);
  for (let i = 20; i < 180; i++) assert.ok(Math.abs(smooth[i]! - gain * wave[i]!) < 0.02);
});

Deno.test("gaussianSmooth() handles short series, and no smoothing", () => {
  assert.deepEqual([...gaussianSmooth([], 2)], []);
  assert.deepEqual([...gaussianSmooth([4], 2)], [4]);
  assert.deepEqual([...gaussianSmooth([4, 9], 2)], [4, 9]);
  assert.deepEqual([...gaussianSmooth([1, 5, 2], 0)], [1, 5, 2]);
});

Deno.test("smoothStroke() removes noise and keeps times", () => {
  const random = new Random(1, "smooth");
  const noisy = {
    x: Float32Array.from({ length: 100 }, (_, i) => i),
    y: random.normals(100),
    width: new Float32Array(100).fill(2),
    time: Float32Array.from({ length: 100 }, (_, i) => i / 200),
  };
  const { y, time } = smoothStroke(noisy, 3);
  const energy = (values: Float32Array) => values.slice(5, -5).reduce((sum, v) => sum + v * v, 0);
  // The variance of white noise falls to 1 / (2 sqrt(pi) sigma).
  assert.ok(energy(y) < 0.2 * energy(noisy.y));
  assert.equal(time, noisy.time);
});
