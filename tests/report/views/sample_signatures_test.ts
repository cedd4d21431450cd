import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../../lib/backend/select.ts";
import { generateImages } from "../../../lib/model/generate.ts";
import { createVAE } from "../../../lib/model/model_file.ts";
import { createNormalPrior } from "../../../lib/model/prior/normal.ts";
import { Random } from "../../../lib/random.ts";
import { interpolatePairs, sampleSignatures } from "../../../lib/report/views/sample_signatures.ts";
import { slerp } from "../../../lib/model/interpolate_latents.ts";
import { TINY_CONFIG } from "../../training/fixtures.ts";

await selectBackend("simd", { threads: 1 });

Deno.test("slerp() goes from one vector to the other along the circle between them", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const size = random.integer(1, 64);
    const [a, b] = [random.normals(size), random.normals(size)];
    const near = (x: Float32Array, y: Float32Array) =>
      x.forEach((value, i) => assert.ok(Math.abs(value - y[i]!) < 1e-4, `seed ${seed}`));
    near(slerp(a, b, 0), a);
    near(slerp(a, b, 1), b);
    const t = random.uniform(0, 1);
    near(slerp(a, b, t), slerp(b, a, 1 - t));
    if (size < 2) continue; // numbers of opposite sign have no circle between them
    // Unit vectors stay unit vectors, and the angle grows in proportion.
    const unit = (v: Float32Array) => v.map((value) => value / Math.hypot(...v));
    const [p, q] = [unit(a), unit(b)];
    const angle = (x: Float32Array, y: Float32Array) =>
      Math.acos(Math.min(1, Math.max(-1, x.reduce((sum, value, i) => sum + value * y[i]!, 0))));
    const between = slerp(p, q, t);
    assert.ok(Math.abs(Math.hypot(...between) - 1) < 1e-4);
    assert.ok(Math.abs(angle(p, between) - t * angle(p, q)) < 2e-3, `seed ${seed}`);
  }
});

Deno.test("samples are those of generate, interpolations end at them, and no tensors are left", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const prior = createNormalPrior(TINY_CONFIG.latentDim);
  const before = tf.memory().numTensors;
  const { images, z } = await sampleSignatures({ vae, prior }, { count: 8, seed: 5 });
  const generated = await Array.fromAsync(
    generateImages({ vae, prior }, { count: 8, seed: 5, temperature: 1 }),
  );
  assert.deepEqual(images, generated);
  assert.equal(z.length, 8 * TINY_CONFIG.latentDim);
  const strips = await interpolatePairs({ vae, prior }, { rows: 3, steps: 4, seed: 5 });
  assert.equal(strips.length, 12);
  for (let row = 0; row < 3; row++) {
    for (const [step, sample] of [[0, 2 * row], [3, 2 * row + 1]] as const) {
      strips[4 * row + step]!.data.forEach((value, i) =>
        assert.ok(Math.abs(value - images[sample]!.data[i]!) < 1e-4)
      );
    }
  }
  assert.equal(tf.memory().numTensors, before);
  vae.dispose();
});
