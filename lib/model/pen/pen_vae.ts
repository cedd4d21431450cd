/**
 * The model that writes: a VAE over the way of the pen.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../random.ts";
import type { Latents, Observations, Tensor } from "../../types.ts";
import { checkConfig, type PenVAEConfig } from "../config.ts";
import { type Initializer, ParameterList } from "../parameters.ts";
import { splitMoments } from "../posterior.ts";
import type { VAE } from "../vae.ts";
import { createDecoder } from "./decoder.ts";
import { drawTrajectories, toTrajectories } from "./draw.ts";
import { createEncoder } from "./encoder.ts";
import { penNegativeLogLikelihood } from "./likelihood.ts";
import { type PenPoints, toPlanes } from "./points.ts";
import { trajectoryStates } from "./states.ts";
import { drawWritingNoise, NOISE_SIZE, writePoints } from "./write.ts";

/**
 * Builds a pen model.
 *
 * An observation is a trajectory of `config.points` points, `[points, 4]`: x and y in pixels of a
 * canvas of 64 x 128, y downwards; 1 where the line to the next point is drawn, else 0; width of the
 * ink in pixels. The decoder is autoregressive: p(x|z) is the product over the points of the
 * distribution of each given z and those before it (see `likelihood.ts`), so `decode` draws one point
 * after the other. What z says is where and what to write; how a hand moves is known without it.
 *
 * @param config Its settings.
 * @param initializer Where its weights come from.
 * @returns A VAE over trajectories `[batch, points, 4]`.
 * @throws {RangeError} If a setting is out of range or saved weights do not fit.
 */
export function createPenVAE(config: PenVAEConfig, initializer: Initializer): VAE {
  const checked = checkConfig(config);
  const { points } = checked;
  const list = new ParameterList(initializer);
  const { encoder, decoder } = createNetworks(checked, list);
  return {
    config: checked,
    observationShape: [points, 4],
    parameters: list.parameters,
    encode: (observations: Observations) =>
      tf.tidy(() => ({ ...splitMoments(encoder(toPlanes(checkPoints(observations, points)))) })),
    drawNoise: (random: Random, temperature: number) =>
      drawWritingNoise(random, points, temperature),
    decode: (z: Latents, noise?: Float32Array) =>
      tf.tidy(() => {
        const [batch] = z.shape;
        const values = noise ?? repeat(drawWritingNoise(new Random("decode"), points), batch);
        return writePoints(decoder, z, tf.tensor3d(values, [batch, points, NOISE_SIZE]));
      }),
    reconstructionLoss: (observations: Observations, z: Latents) =>
      tf.tidy(() => {
        const [batch] = z.shape;
        const { states, targets } = trajectoryStates(checkPoints(observations, points));
        const outputs = decoder.predict(states, decoder.plan(z), batch);
        return penNegativeLogLikelihood(outputs, states, targets, batch);
      }),
    draw: (decoded: Tensor) => drawTrajectories(decoded, checked),
    toTrajectories,
    dispose: () => list.dispose(),
  };
}

function createNetworks(config: PenVAEConfig, list: ParameterList) {
  try {
    return { encoder: createEncoder(config, list), decoder: createDecoder(config, list) };
  } catch (error) {
    list.dispose();
    throw error;
  }
}

function repeat(values: Float32Array, times: number): Float32Array {
  const result = new Float32Array(times * values.length);
  for (let i = 0; i < times; i++) result.set(values, i * values.length);
  return result;
}

/** Another number of points would otherwise fail deep inside. */
function checkPoints(observations: Observations, points: number): PenPoints {
  const [, ...shape] = observations.shape;
  if (shape.join() !== `${points},4`) {
    throw new TypeError(
      `Cannot read trajectories: their shape is [${observations.shape}], ` +
        `[batch, ${points}, 4] was wanted`,
    );
  }
  return observations as PenPoints;
}
