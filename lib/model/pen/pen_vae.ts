/**
 * The pen model: a VAE over trajectories of the pen.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { POINT_SIZE } from "../../strokes/geometry/pen_points.ts";
import type { Latents, Observations } from "../../types.ts";
import { checkConfig, type PenVAEConfig } from "../config.ts";
import { createNetworks, type Initializer } from "../parameters.ts";
import { splitMoments } from "../posterior.ts";
import type { VAE } from "../vae.ts";
import { createDecoder } from "./decoder.ts";
import { createEncoder } from "./encoder.ts";
import { trajectoryNll } from "./likelihood.ts";
import { type PenPoints, toPlanes } from "./points.ts";
import { renderPoints, toTrajectories } from "./render_points.ts";
import { completePoints, NOISE_SIZE, samplePointNoise, samplePoints } from "./sample_points.ts";
import { trajectoryStates } from "./states.ts";

/**
 * Builds a pen model.
 *
 * An observation is a trajectory of `config.points` points, `[points, 4]`: x and y in pixels of a
 * canvas of 64 x 128, y downwards; 1 where the pen is down until the next point, else 0; width
 * of the ink in pixels. The decoder is autoregressive (Graves 2013, Ha & Eck 2018): p(x|z) is the
 * product over the points of the distribution of each given z and those before it (see
 * `likelihood.ts`). Its mean has no closed form, so there is no `decode`, only `sample`.
 *
 * @param config Its settings.
 * @param initializer Where its weights come from.
 * @returns A VAE over trajectories `[batch, points, 4]`.
 * @throws {RangeError} If a setting is out of range or saved weights do not fit.
 */
export function createPenVAE(config: PenVAEConfig, initializer: Initializer): VAE {
  const checked = checkConfig(config);
  const { points } = checked;
  const { encoder, decoder, parameters, dispose } = createNetworks(initializer, (list) => ({
    encoder: createEncoder(checked, list),
    decoder: createDecoder(checked, list),
  }));
  return {
    config: checked,
    observationShape: [points, POINT_SIZE],
    parameters,
    encode: (observations: Observations) =>
      tf.tidy(() => ({ ...splitMoments(encoder(toPlanes(checkPoints(observations, points)))) })),
    reconstructionLoss: (observations: Observations, z: Latents) =>
      tf.tidy(() => {
        const [batch] = z.shape;
        const { states, targets } = trajectoryStates(checkPoints(observations, points));
        const outputs = decoder.predict(states, decoder.conditioning(z), batch);
        return trajectoryNll(outputs, states, targets, batch);
      }),
    sampleNoise: (random: Random, temperature: number) =>
      samplePointNoise(random, points, temperature),
    sample: (z: Latents, noise: Float32Array) =>
      tf.tidy(() => samplePoints(decoder, z, tf.tensor3d(noise, [z.shape[0], points, NOISE_SIZE]))),
    complete: (z, noise, observations, kept) =>
      tf.tidy(() => {
        const prefix = { points: checkPoints(observations, points), kept };
        const values = tf.tensor3d(noise, [z.shape[0], points, NOISE_SIZE]);
        return completePoints(decoder, z, values, prefix);
      }),
    render: (observations: Observations) => renderPoints(observations, checked),
    toTrajectories,
    dispose,
  };
}

/** Another number of points would otherwise fail deep inside. */
function checkPoints(observations: Observations, points: number): PenPoints {
  const [, ...shape] = observations.shape;
  if (shape.join() !== `${points},${POINT_SIZE}`) {
    throw new TypeError(
      `Cannot read trajectories: their shape is [${observations.shape}], ` +
        `expected [batch, ${points}, ${POINT_SIZE}]`,
    );
  }
  return observations as PenPoints;
}
