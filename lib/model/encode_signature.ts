/**
 * Encoding single signatures: q(z|x) as plain numbers.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { toPoints } from "../strokes/geometry/to_points.ts";
import type { Observations } from "../types.ts";
import { concatenate } from "../concatenate.ts";
import { readAndDispose } from "./read_and_dispose.ts";
import { splitRows } from "./split_rows.ts";
import type { VAE } from "./vae.ts";

/** A VAE whose observations are trajectories, `[points, 4]`. */
export type TrajectoryVAE = VAE & Required<Pick<VAE, "toTrajectories">>;

/** Mean and standard deviation of q(z|x), `[latentDim]` each. */
export interface LatentDistribution {
  /** The mean. */
  readonly mean: Float32Array;
  /** The standard deviation. */
  readonly deviation: Float32Array;
}

/**
 * Encodes a signature.
 *
 * @param vae A pen model.
 * @param trajectory The signature, in pixels of the pen canvas.
 * @returns The parameters of q(z|x).
 */
export async function encodeSignature(
  vae: TrajectoryVAE,
  trajectory: Trajectory,
): Promise<LatentDistribution> {
  const values = await readAndDispose(() => {
    const { mean, logVar } = vae.encode(pointsTensor(vae, [pointsFor(vae, trajectory)]));
    return tf.stack([mean, logVar.mul(0.5).exp()]);
  }, (moments) => moments.data<"float32">());
  const [mean, deviation] = splitRows(values, 2);
  return { mean: mean!, deviation: deviation! };
}

/**
 * Samples from q(z|x).
 *
 * @param distribution Its parameters.
 * @param random Random generator.
 * @param temperature Factor on the standard deviations; 0 gives the mean.
 * @returns z, `[latentDim]`.
 */
export function samplePosterior(
  { mean, deviation }: LatentDistribution,
  random: Random,
  temperature: number,
): Float32Array {
  return mean.map((value, i) => value + temperature * deviation[i]! * random.normal());
}

/**
 * A trajectory as the points that a model reads.
 *
 * @param vae A pen model.
 * @param trajectory The trajectory, in pixels of the pen canvas.
 * @returns `[points, 4]`, row-major.
 */
export function pointsFor(
  { observationShape }: TrajectoryVAE,
  trajectory: Trajectory,
): Float32Array {
  return toPoints(trajectory, observationShape[0]!);
}

/**
 * Trajectories as a batch of observations.
 *
 * @param vae A pen model.
 * @param points What {@linkcode pointsFor} returned for each.
 * @returns `[batch, points, 4]`.
 */
export function pointsTensor(vae: TrajectoryVAE, points: readonly Float32Array[]): Observations {
  return tf.tensor(concatenate(points), [points.length, ...vae.observationShape]);
}
