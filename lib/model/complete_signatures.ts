/**
 * Completing signatures: keeping their first points and sampling the rest.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { toPoints } from "../strokes/geometry/to_points.ts";
import type { Latents, Observations } from "../types.ts";
import { concatenate } from "./concatenate.ts";
import type { VAE } from "./vae.ts";

/** A VAE that can complete observations and convert them to strokes. */
export type CompletingVAE = VAE & Required<Pick<VAE, "complete" | "toTrajectories">>;

/**
 * Whether a model can complete signatures: whether it is autoregressive over strokes.
 *
 * @param vae The model.
 */
export function canComplete(vae: VAE): vae is CompletingVAE {
  return vae.complete !== undefined && vae.toTrajectories !== undefined;
}

/** A signature to complete, with z and noise for the rest of it. */
export interface CompletionRequest {
  /** The signature, in pixels of the pen canvas. */
  readonly trajectory: Trajectory;
  /** Fraction of its points that is kept, 0 to 1. The cut moves to a nearby pen-up, if there is one. */
  readonly keptFraction: number;
  /** z, `[latentDim]`. */
  readonly z: Float32Array;
  /** Noise of the decoder, see `VAE.sampleNoise`. */
  readonly noise: Float32Array;
}

/** Maximum distance of a pen-up to which a cut moves, as a fraction of all points. */
const MAX_MOVE = 1 / 8;

/**
 * Completes signatures: keeps their first points and samples the rest from p(x|z) given these.
 *
 * @param vae A pen model.
 * @param requests The signatures. Each result depends on its own request alone, except for rounding.
 * @returns One trajectory for each, fitted to the canvas.
 */
export async function completeSignatures(
  vae: CompletingVAE,
  requests: readonly CompletionRequest[],
): Promise<Trajectory[]> {
  const points = requests.map(({ trajectory }) => toPoints(trajectory, pointCount(vae)));
  const kept = points.map((values, i) => cutNear(values, requests[i]!.keptFraction));
  const completed = tf.tidy(() => {
    const z = tf.stack(requests.map(({ z }) => tf.tensor1d(z))) as Latents;
    const noise = concatenate(requests.map(({ noise }) => noise));
    return vae.complete(z, noise, toTensor(vae, points), kept);
  });
  try {
    return await vae.toTrajectories(completed);
  } finally {
    completed.dispose();
  }
}

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
  vae: CompletingVAE,
  trajectory: Trajectory,
): Promise<LatentDistribution> {
  const moments = tf.tidy(() => {
    const { mean, logVar } = vae.encode(toTensor(vae, [toPoints(trajectory, pointCount(vae))]));
    return tf.stack([mean, logVar.mul(0.5).exp()]);
  });
  try {
    const values = await moments.data<"float32">();
    const { latentDim } = vae.config;
    return { mean: values.slice(0, latentDim), deviation: values.slice(latentDim) };
  } finally {
    moments.dispose();
  }
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

function pointCount({ observationShape }: VAE): number {
  return observationShape[0]!;
}

function toTensor(vae: VAE, points: readonly Float32Array[]): Observations {
  return tf.tensor(concatenate(points), [points.length, ...vae.observationShape]);
}

/** The number of points up to the pen-up nearest to a fraction of them; without one, the fraction. */
function cutNear(points: Float32Array, fraction: number): number {
  const count = points.length / POINT_SIZE;
  const cut = Math.round(fraction * count);
  const maxMove = Math.round(MAX_MOVE * count);
  for (let move = 0; move <= maxMove; move++) {
    for (const candidate of [cut - move, cut + move]) {
      if (candidate > 0 && candidate < count && points[(candidate - 1) * POINT_SIZE + 2] === 0) {
        return candidate;
      }
    }
  }
  return cut;
}
