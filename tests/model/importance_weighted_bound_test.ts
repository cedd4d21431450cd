import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { importanceWeightedBound } from "../../lib/model/importance_weighted_bound.ts";
import { lossPerExample } from "../../lib/model/loss.ts";
import { randomInitializer } from "../../lib/model/parameters.ts";
import { createPixelVAE } from "../../lib/model/pixel/pixel_vae.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import type { Prior } from "../../lib/model/prior/prior.ts";
import { Random } from "../../lib/random.ts";
import type { VAE } from "../../lib/model/vae.ts";
import type { Latents, Observations } from "../../lib/types.ts";
import { randomImages, randomLatents, TINY_CONFIG } from "./tiny_model.ts";

const LATENT_DIM = 2;
const LOG_2_PI = Math.log(2 * Math.PI);

/**
 * z ~ N(0, I), x|z ~ N(z, I), so that x ~ N(0, 2 I). The exact posterior is N(x / 2, I / 2); `excess`
 * widens it by that factor.
 */
function linearGaussian(excess: number): VAE {
  return {
    encode: (x: Observations) => ({
      mean: x.div(2) as Latents,
      logVar: tf.zerosLike(x).add(Math.log(excess / 2)) as Latents,
    }),
    reconstructionLoss: (x: Observations, z: Latents) =>
      x.sub(z).square().add(LOG_2_PI).sum(1).mul(0.5),
  } as unknown as VAE;
}

function exactNll(x: Float32Array): number[] {
  return Array.from({ length: x.length / LATENT_DIM }, (_, i) => {
    const values = [...x.subarray(i * LATENT_DIM, (i + 1) * LATENT_DIM)];
    return values.reduce((sum, v) => sum + (v * v / 2 + Math.log(2) + LOG_2_PI) / 2, 0);
  });
}

const noise = (count: number, batch: number) =>
  Array.from(
    { length: count },
    (_, i) => randomLatents({ ...TINY_CONFIG, latentDim: 2 }, batch, i),
  );

Deno.test("importanceWeightedBound() is exact where q(z|x) is the posterior, for every k", async () => {
  const x = randomLatents({ ...TINY_CONFIG, latentDim: LATENT_DIM }, 5, 100);
  const exact = exactNll(await x.data<"float32">());
  for (const k of [1, 3, 20]) {
    const bound = await importanceWeightedBound(linearGaussian(1), x, noise(k, 5)).data();
    exact.forEach((value, i) => assert.ok(Math.abs(bound[i]! - value) < 1e-5, `k ${k}`));
  }
});

Deno.test("importanceWeightedBound() falls from the negative ELBO to -log p(x) as k grows", async () => {
  const x = tf.tile(tf.tensor2d([[0.5, -1]]), [400, 1]);
  const exact = exactNll(Float32Array.of(0.5, -1))[0]!;
  const excess = 3;
  // KL(q || posterior) of each dimension is (excess - 1 - log excess) / 2.
  const elbo = exact + LATENT_DIM * (excess - 1 - Math.log(excess)) / 2;
  const means: number[] = [];
  for (const k of [1, 4, 64]) {
    const bound = importanceWeightedBound(linearGaussian(excess), x, noise(k, 400));
    means.push((await bound.mean().data())[0]!);
  }
  assert.ok(Math.abs(means[0]! - elbo) < 0.3, `${means[0]} for ${elbo}`);
  assert.ok(means[1]! < means[0]! && means[2]! < means[1]!, `${means}`);
  assert.ok(Math.abs(means[2]! - exact) < 0.03, `${means[2]} for ${exact}`);
});

Deno.test("importanceWeightedBound() takes another prior", async () => {
  // Under z ~ N(0, s^2 I), x ~ N(0, (1 + s^2) I).
  const variance = 4;
  const prior = {
    negativeLogLikelihood: (z: Latents) =>
      z.square().div(variance).add(LOG_2_PI + Math.log(variance)).sum(1).mul(0.5),
  } as unknown as Prior;
  const x = tf.tile(tf.tensor2d([[1, 2]]), [200, 1]);
  const bound = importanceWeightedBound(linearGaussian(2), x, noise(100, 200), prior);
  const exact = (5 / (1 + variance) + 2 * Math.log(1 + variance) + 2 * LOG_2_PI) / 2;
  const found = (await bound.mean().data())[0]!;
  assert.ok(Math.abs(found - exact) < 0.03, `${found} for ${exact}`);
});

Deno.test("importanceWeightedBound() with one sample is an estimate of the negative ELBO", async () => {
  const vae = createPixelVAE(TINY_CONFIG, randomInitializer(new Random(3)));
  const x = randomImages(TINY_CONFIG, 4, 1);
  const samples = Array.from({ length: 60 }, (_, i) => randomLatents(TINY_CONFIG, 4, i));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const bounds: number[] = [];
  const losses: number[] = [];
  for (const epsilon of samples) {
    bounds.push((await importanceWeightedBound(vae, x, [epsilon]).mean().data())[0]!);
    const [reconstruction, kl] = lossPerExample(vae, x, epsilon);
    losses.push((await reconstruction.add(kl).mean().data())[0]!);
  }
  // They differ in how log q / p is estimated alone: here exactly, there by one sample.
  assert.ok(Math.abs(mean(bounds) - mean(losses)) < 0.5, `${mean(bounds)}, ${mean(losses)}`);
  vae.dispose();
});

Deno.test("importanceWeightedBound() leaves its result alone on the backend", () => {
  const vae = createPixelVAE(TINY_CONFIG, randomInitializer(new Random(3)));
  const x = randomImages(TINY_CONFIG, 2, 1);
  const samples = [1, 2, 3].map((seed) => randomLatents(TINY_CONFIG, 2, seed));
  const prior = createNormalPrior(TINY_CONFIG.latentDim);
  const { numTensors } = tf.memory();
  const bound = importanceWeightedBound(vae, x, samples, prior);
  assert.equal(tf.memory().numTensors, numTensors + 1);
  bound.dispose();
  assert.throws(() => importanceWeightedBound(vae, x, []), /from 0 samples, expected at least 1/);
  vae.dispose();
});
