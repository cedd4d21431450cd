import assert from "node:assert/strict";
import { interpolateLatents, slerp } from "../../lib/model/interpolate_latents.ts";
import { createMixturePrior } from "../../lib/model/prior/mixture.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import { createGaussianPrior } from "../../lib/model/prior/gaussian.ts";
import type { Prior } from "../../lib/model/prior/prior.ts";
import { Random } from "../../lib/random.ts";
import { assertWithin } from "./agreement.ts";
import { selectBackend } from "../../lib/backend/select.ts";

await selectBackend("cpu");

const FRACTIONS = [0, 0.2, 0.5, 0.9, 1];
const length = (vector: Float32Array) => Math.hypot(...vector);

Deno.test("slerp() goes from one end to the other and takes the same path back", () => {
  for (let i = 0; i < 20; i++) {
    const [a, b] = [0, 1].map((k) => new Random(i, k).normals(2 + i));
    assertWithin(slerp(a!, b!, 0), a!, 1e-5, "start");
    assertWithin(slerp(a!, b!, 1), b!, 1e-5, "end");
    assertWithin(slerp(a!, b!, 0.3), slerp(b!, a!, 0.7), 1e-5, "way back");
  }
});

Deno.test("slerp() keeps the length of vectors of one length, and halves their angle at a half", () => {
  for (let i = 0; i < 20; i++) {
    const [a, b] = [0, 1].map((k) => {
      const vector = new Random(i, k).normals(3 + i);
      return vector.map((value) => 4 * value / length(vector));
    });
    for (const fraction of FRACTIONS) {
      assertWithin([length(slerp(a!, b!, fraction))], [4], 1e-4, "length");
    }
    const cosine = (u: Float32Array, v: Float32Array) =>
      u.reduce((sum, value, k) => sum + value * v[k]!, 0) / (length(u) * length(v));
    const middle = slerp(a!, b!, 0.5);
    assertWithin([Math.acos(cosine(a!, middle))], [Math.acos(cosine(a!, b!)) / 2], 1e-3, "angle");
  }
});

Deno.test("slerp() is linear where the angle is zero, or a straight one, or undefined", () => {
  const line = Float32Array.of(1, 2);
  assertWithin(slerp(line, line.map((value) => 3 * value), 0.5), [2, 4], 1e-6, "one direction");
  assertWithin(slerp(line, line.map((value) => -value), 0.25), [0.5, 1], 1e-6, "opposite");
  assertWithin(slerp(line, Float32Array.of(0, 0), 0.5), [0.5, 1], 1e-6, "zero");
});

/** z = mean + factor epsilon in two dimensions. */
function skewedPrior(): Prior {
  return createGaussianPrior({
    mean: Float32Array.of(3, -1),
    factor: Float32Array.of(2, 0, 1.5, 0.5),
  });
}

Deno.test("interpolateLatents() follows the noise of the prior: its density varies little", async () => {
  using prior = disposable(skewedPrior());
  const [from, to] = [Float32Array.of(5, 0.5), Float32Array.of(3, -0.5)]; // epsilon (1, 0) and (0, 1)
  const middle = (await interpolateLatents(prior.value, from, to, [0.5]))[0]!;
  const half = Math.SQRT1_2;
  assertWithin(middle, [3 + 2 * half, -1 + 1.5 * half + 0.5 * half], 1e-5, "middle");
});

Deno.test("interpolateLatents() returns the ends exactly for every prior", async () => {
  const mixture = createMixturePrior({
    weights: Float32Array.of(0.5, 0.5),
    means: Float32Array.of(-4, 0, 4, 0),
    factors: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1),
  });
  assert.equal(mixture.inverse, undefined, "its transform is not continuous");
  for (const prior of [createNormalPrior(2), skewedPrior(), mixture]) {
    const [from, to] = [Float32Array.of(-3.5, 1), Float32Array.of(4, 2)];
    const path = await interpolateLatents(prior, from, to, FRACTIONS);
    assert.equal(path.length, FRACTIONS.length);
    assert.deepEqual([path.at(0), path.at(-1)], [from, to], prior.kind);
    // Steps of the path are no longer than the steps of its fractions allow.
    const dense = Array.from({ length: 101 }, (_, i) => i / 100);
    const points = await interpolateLatents(prior, from, to, dense);
    points.slice(1).forEach((point, i) => {
      const step = length(point.map((value, k) => value - points[i]![k]!));
      assert.ok(step < 0.4, `${prior.kind}: a step of ${step}`);
    });
    prior.dispose();
  }
});

function disposable(value: Prior): { readonly value: Prior } & Disposable {
  return { value, [Symbol.dispose]: () => value.dispose() };
}
