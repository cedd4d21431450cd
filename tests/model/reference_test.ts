/** Agreement with PyTorch: tests/reference/pixel_vae.py wrote the numbers and says how. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  checkConfig,
  type PixelVAEConfig,
  type ReconstructionLoss,
} from "../../lib/model/config.ts";
import { importanceWeightedBound } from "../../lib/model/importance_weighted_bound.ts";
import { type LossOptions, negativeElbo } from "../../lib/model/loss.ts";
import { ParameterList, savedInitializer } from "../../lib/model/parameters.ts";
import { createDecoder } from "../../lib/model/pixel/decoder.ts";
import { createPixelVAE } from "../../lib/model/pixel/pixel_vae.ts";
import { reparameterize } from "../../lib/model/posterior.ts";
import { decodeSafetensors } from "../../lib/model/safetensors.ts";
import type { VAE } from "../../lib/model/vae.ts";
import { Adam, DEFAULT_ADAM_OPTIONS } from "../../lib/training/adam.ts";
import type { Images, Latents, Tensor } from "../../lib/types.ts";
import { assertAgree } from "./agreement.ts";
import { testOnEachBackend } from "./each_backend.ts";

const TOLERANCE = 1e-4;
const LOSSES: readonly ReconstructionLoss[] = ["bce", "mse"];

const file = new URL("../reference/pixel_vae.safetensors", import.meta.url);
const { tensors, metadata } = decodeSafetensors(await Deno.readFile(file));
const config = checkConfig(JSON.parse(metadata.config!) as PixelVAEConfig);
const weights = startingWith("parameter.");

/** The tensors whose names start with `prefix`, by the rest of their names. */
function startingWith(prefix: string) {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  assert.ok(found.length > 0, prefix);
  return new Map(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function expected(name: string): Float32Array {
  const found = tensors.get(name);
  assert.ok(found, `the reference has no "${name}"`);
  return found.data;
}

function input<T extends Tensor>(name: string): T {
  return tf.tensor(expected(name), [...tensors.get(name)!.shape]) as T;
}

async function assertReference(actual: Tensor, name: string): Promise<void> {
  assert.deepEqual(actual.shape, tensors.get(name)!.shape, name);
  assertAgree(await actual.data(), expected(name), TOLERANCE, name);
}

/** Gives `run` the reference's model and inputs, and frees them. */
async function withModel(
  loss: ReconstructionLoss,
  run: (vae: VAE, images: Images, epsilon: Latents) => Promise<void>,
): Promise<void> {
  const vae = createPixelVAE({ ...config, loss }, savedInitializer(weights));
  const images = input<Images>("images");
  const epsilon = input<Latents>("epsilon");
  try {
    await run(vae, images, epsilon);
  } finally {
    vae.dispose();
    tf.dispose([images, epsilon]);
  }
}

function gradientsOf(vae: VAE, images: Images, epsilon: Latents, options?: LossOptions) {
  const { value, grads } = tf.variableGrads(
    () => negativeElbo(vae, images, epsilon, options).loss,
    [...vae.parameters.values()],
  );
  const byName = new Map<string, Tensor>();
  for (const [name, variable] of vae.parameters) byName.set(name, grads[variable.name]!);
  return { loss: value, gradients: byName };
}

testOnEachBackend(
  "encode() and decode() agree with PyTorch",
  () =>
    withModel("bce", async (vae, images, epsilon) => {
      const posterior = vae.encode(images);
      await assertReference(posterior.mean, "mean");
      await assertReference(posterior.logVar, "logVar");
      const z = reparameterize(posterior, epsilon);
      const decoded = await vae.decode!(z).data();
      const ink = expected("logits").map((logit) => 1 / (1 + Math.exp(-logit)));
      assertAgree(decoded, ink, TOLERANCE, "decoded");
      const decoderWeights = new ParameterList(savedInitializer(weights));
      await assertReference(createDecoder(config, decoderWeights)(z), "logits");
      decoderWeights.dispose();
    }),
);

for (const loss of LOSSES) {
  testOnEachBackend(
    `negativeElbo() with ${loss} agrees with PyTorch`,
    () =>
      withModel(loss, async (vae, images, epsilon) => {
        const beta = Number(metadata.beta);
        const plain = negativeElbo(vae, images, epsilon);
        await assertReference(plain.reconstruction, `${loss}.reconstruction`);
        await assertReference(plain.kl, "kl");
        await assertReference(plain.loss, `${loss}.loss`);
        const weighted = negativeElbo(vae, images, epsilon, { beta, freeBits: 0 });
        await assertReference(weighted.loss, `${loss}.loss.beta`);
        await assertReference(weighted.kl, "kl");
        const freeBits = Number(metadata.freeBits);
        const floored = negativeElbo(vae, images, epsilon, { beta: 1, freeBits });
        await assertReference(floored.loss, `${loss}.loss.freeBits`);
        await assertReference(floored.kl, "kl");
      }),
  );

  testOnEachBackend(
    `importanceWeightedBound() of 64 samples with ${loss} agrees with PyTorch`,
    () =>
      withModel(loss, async (vae, images) => {
        const stacked = input<tf.Tensor3D>("importanceSamples");
        const samples = tf.unstack(stacked) as Latents[];
        assert.equal(samples.length, 64);
        const bound = importanceWeightedBound(vae, images, samples);
        await assertReference(bound, `${loss}.iwae`);
        tf.dispose([stacked, bound, ...samples]);
      }),
  );

  testOnEachBackend(
    `gradients of negativeElbo() with ${loss} agree with PyTorch`,
    () =>
      withModel(loss, async (vae, images, epsilon) => {
        const options = { beta: Number(metadata.beta), freeBits: 0 };
        const { gradients } = gradientsOf(vae, images, epsilon, options);
        const names = [...startingWith(`${loss}.gradient.`).keys()];
        assert.deepEqual([...gradients.keys()], names);
        for (const [name, gradient] of gradients) {
          await assertReference(gradient, `${loss}.gradient.${name}`);
        }
      }),
  );

  testOnEachBackend(
    `Adam with clipping, on ${loss}, agrees with PyTorch`,
    () =>
      withModel(loss, async (vae, images, epsilon) => {
        const adam = new Adam(vae.parameters, {
          ...DEFAULT_ADAM_OPTIONS,
          epsilon: Number(metadata[`adamEpsilon.${loss}`]),
        });
        const losses: number[] = [];
        const norms: number[] = [];
        for (const _ of expected(`${loss}.adam.losses`)) {
          const { loss: value, gradients } = gradientsOf(vae, images, epsilon);
          const clipNorm = Number(metadata[`clipNorm.${loss}`]);
          const norm = adam.update(gradients, Number(metadata.learningRate), clipNorm);
          losses.push((await value.data())[0]!);
          norms.push((await norm.data())[0]!);
          tf.dispose([value, norm, ...gradients.values()]);
        }
        adam.dispose();
        assertAgree(losses, expected(`${loss}.adam.losses`), TOLERANCE, "loss of each step");
        assertAgree(norms, expected(`${loss}.adam.norms`), TOLERANCE, "gradient norm of each step");
        for (const name of startingWith(`${loss}.adam.parameter.`).keys()) {
          const updated = vae.parameters.get(name)!;
          await assertReference(updated, `${loss}.adam.parameter.${name}`);
          await assertMoved(name, await updated.data(), `${loss}.adam.parameter.${name}`);
        }
      }),
  );
}

/**
 * The steps taken agree too, to 1 %: they are a hundredth of the parameters, so that the parameters
 * alone would hide a wrong step, and what is left of them in float32 has fewer digits.
 */
function assertMoved(name: string, actual: ArrayLike<number>, expectedName: string): void {
  const start = weights.get(name)!.data;
  const moved = Float64Array.from(actual, (value, i) => value - start[i]!);
  const expectedMove = Float64Array.from(expected(expectedName), (value, i) => value - start[i]!);
  assertAgree(moved, expectedMove, 1e-2, `step of ${name}`);
}
