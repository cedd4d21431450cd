import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { RECONSTRUCTION_LOSSES } from "../../lib/model/config.ts";
import { type LossOptions, negativeElbo } from "../../lib/model/loss.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { type Initializer, randomInitializer } from "../../lib/model/parameters.ts";
import { createPixelVAE } from "../../lib/model/pixel/pixel_vae.ts";
import {
  freeBitsKl,
  klDivergence,
  klPerDimension,
  reparameterize,
} from "../../lib/model/posterior.ts";
import { Random } from "../../lib/random.ts";
import type { VAE } from "../../lib/model/vae.ts";
import type { Tensor, Variable } from "../../lib/types.ts";
import { assertWithin, rms } from "./agreement.ts";
import { testOnEachBackend } from "./each_backend.ts";
import { randomImages, randomLatents, TINY_CONFIG } from "./tiny_model.ts";

const BATCH = 2;

function tinyBatch(seed: number) {
  return [randomImages(TINY_CONFIG, BATCH, seed), randomLatents(TINY_CONFIG, BATCH, seed)] as const;
}

/** A random direction of length 1. */
function randomDirection(size: number, ...key: (string | number)[]): Float32Array {
  const direction = new Random(...key).normals(size);
  const length = rms(direction) * Math.sqrt(size);
  return direction.map((value) => value / length);
}

/** The loss after `variable` has moved by `distance` along `direction`. */
async function lossAt(
  variable: Variable,
  direction: Float32Array,
  distance: number,
  loss: () => Tensor,
): Promise<number> {
  const start = (await variable.data<"float32">()).slice();
  const move = (by: number) =>
    tf.tidy(() =>
      variable.assign(tf.tensor(start.map((v, i) => v + by * direction[i]!), variable.shape))
    );
  move(distance);
  const scalar = loss();
  const [value] = await scalar.data();
  scalar.dispose();
  move(0);
  return value!;
}

/** Random biases as well, so that few rectifiers are at their kink, where a difference is no slope. */
const awayFromKinks: Initializer = (name, shape, mean, std) =>
  randomInitializer(new Random(3, name))(name, shape, mean, std || 0.3);

/** Compares the gradients of every parameter with central differences of the loss. */
async function assertGradients(vae: VAE, options: LossOptions): Promise<void> {
  const [images, epsilon] = tinyBatch(5);
  const kl = await klPerDimension(vae.encode(images)).mean(0).data();
  if (options.freeBits > 0) { // or the test would not see both sides of the floor
    assert.ok(Math.min(...kl) < options.freeBits && Math.max(...kl) > options.freeBits, `${kl}`);
  }
  const loss = () => negativeElbo(vae, images, epsilon, options).loss;
  const { grads } = tf.variableGrads(() => loss() as tf.Scalar, [...vae.parameters.values()]);
  const step = 4e-3;
  for (const [name, variable] of vae.parameters) {
    const gradient = await grads[variable.name]!.data();
    for (let trial = 0; trial < 3; trial++) {
      const direction = randomDirection(variable.size, 7, name, trial);
      const slope = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
      const ahead = await lossAt(variable, direction, step, loss);
      const behind = await lossAt(variable, direction, -step, loss);
      const measured = (ahead - behind) / (2 * step);
      // A random direction's usual slope is the gradient's root mean square.
      const allowed = 0.02 * Math.max(Math.abs(slope), rms(gradient)) + 3e-3;
      assertWithin([measured], [slope], allowed, `slope of ${name}, trial ${trial}`);
    }
  }
}

for (const loss of RECONSTRUCTION_LOSSES) {
  for (const options of [{ beta: 1, freeBits: 0 }, { beta: 0.5, freeBits: 0.05 }]) {
    Deno.test(
      `gradients of negativeElbo() are its slopes with ${loss}, ${JSON.stringify(options)}`,
      async () => {
        const vae = createPixelVAE({ ...TINY_CONFIG, loss }, awayFromKinks);
        await assertGradients(vae, options);
        vae.dispose();
      },
    );
  }
}

for (const loss of RECONSTRUCTION_LOSSES) {
  testOnEachBackend(`negativeElbo() with ${loss} adds up its parts`, async () => {
    const vae = createVAE({ ...TINY_CONFIG, loss }, 1);
    const [images, epsilon] = tinyBatch(1);
    const posterior = vae.encode(images);
    const [kl] = await klDivergence(posterior).mean().data();
    const [floored] = await freeBitsKl(posterior, 0.3).data();
    const perExample = await vae.reconstructionLoss(images, reparameterize(posterior, epsilon))
      .data();
    const reconstruction = (perExample[0]! + perExample[1]!) / 2;
    assert.equal(perExample.length, BATCH);
    const allowed = 1e-5 * Math.abs(reconstruction);
    for (const [beta, freeBits, penalty] of [[1, 0, kl], [0, 0, 0], [4, 0.3, floored]] as const) {
      const parts = negativeElbo(vae, images, epsilon, { beta, freeBits });
      assertWithin(await parts.reconstruction.data(), [reconstruction], allowed, "reconstruction");
      assertWithin(await parts.kl.data(), [kl!], 1e-5 * kl!, "kl");
      const expected = reconstruction + beta * penalty!;
      assertWithin(await parts.loss.data(), [expected], allowed, `loss with beta ${beta}`);
    }
    vae.dispose();
  });
}

Deno.test("negativeElbo() of an example does not depend on the rest of the batch", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const [images, epsilon] = tinyBatch(2);
  const both = await negativeElbo(vae, images, epsilon).loss.data();
  const each = [0, 1].map((i) =>
    negativeElbo(vae, images.slice(i, 1), epsilon.slice(i, 1)).loss.dataSync()[0]!
  );
  assertWithin(both, [(each[0]! + each[1]!) / 2], 1e-3, "mean of the examples");
  assert.ok(Math.abs(each[0]! - each[1]!) > 1e-2);
  vae.dispose();
});

Deno.test("negativeElbo() with free bits gives collapsed dimensions no KL gradient", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const [images, epsilon] = tinyBatch(3);
  const kl = await klPerDimension(vae.encode(images)).mean(0).data();
  const freeBits = Math.max(...kl) + 1;
  const gradients = (beta: number) =>
    tf.variableGrads(
      () => negativeElbo(vae, images, epsilon, { beta, freeBits }).loss,
      [...vae.parameters.values()],
    ).grads;
  const [without, withKl] = [gradients(0), gradients(1)];
  for (const name of Object.keys(without)) {
    assert.deepEqual(await withKl[name]!.data(), await without[name]!.data());
  }
  vae.dispose();
});

Deno.test("negativeElbo() leaves no tensors but its results", () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const [images, epsilon] = tinyBatch(4);
  for (const freeBits of [0, 0.5]) {
    const before = tf.memory().numTensors;
    const parts = negativeElbo(vae, images, epsilon, { beta: 1, freeBits });
    assert.equal(tf.memory().numTensors - before, 3);
    tf.dispose([parts.loss, parts.reconstruction, parts.kl]);
    assert.equal(tf.memory().numTensors, before);
  }
  vae.dispose();
});
