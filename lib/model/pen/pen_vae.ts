/**
 * The model that writes: a VAE over the way of the pen.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, Observations, Tensor } from "../../types.ts";
import { checkConfig, type PenVAEConfig } from "../config.ts";
import { type Initializer, ParameterList } from "../parameters.ts";
import { splitMoments } from "../posterior.ts";
import type { VAE } from "../vae.ts";
import { createDecoder } from "./decoder.ts";
import { drawTrajectories, toTrajectories } from "./draw.ts";
import { createEncoder } from "./encoder.ts";
import { differenceMatrix, penNegativeLogLikelihood } from "./likelihood.ts";
import { fromPlanes, type PenPoints, toPlanes } from "./points.ts";

/**
 * Builds a pen model.
 *
 * An observation is a trajectory of `config.points` points, `[points, 4]`: x and y in pixels of a
 * canvas of 64 x 128, y downwards; 1 where the line to the next point is drawn, else 0; width of the
 * ink in pixels. `decode` gives the same with a probability for the pen. The reconstruction term is
 * described at `penNegativeLogLikelihood`: it leaves out the constant of a likelihood, so the
 * negative ELBO is one up to a constant.
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
  const differences = differenceMatrix(points);
  return {
    config: checked,
    observationShape: [points, 4],
    parameters: list.parameters,
    encode: (observations: Observations) =>
      tf.tidy(() => ({ ...splitMoments(encoder(toPlanes(checkPoints(observations, points)))) })),
    decode: (z: Latents) => tf.tidy(() => fromPlanes(decoder(z))),
    reconstructionLoss: (observations: Observations, z: Latents) =>
      tf.tidy(() => {
        const target = toPlanes(checkPoints(observations, points));
        return penNegativeLogLikelihood(target, decoder(z), differences);
      }),
    draw: (decoded: Tensor) => drawTrajectories(decoded, checked),
    toTrajectories,
    dispose: () => {
      list.dispose();
      differences.dispose();
    },
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
