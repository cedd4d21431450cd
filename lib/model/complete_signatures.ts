/**
 * Completing signatures: keeping their first points and sampling the rest.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { POINT, POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Latents } from "../types.ts";
import { concatenate } from "../concatenate.ts";
import { pointsFor, pointsTensor, type TrajectoryVAE } from "./encode_signature.ts";
import { readAndDispose } from "./read_and_dispose.ts";
import type { VAE } from "./vae.ts";

/** A VAE that can complete trajectories. */
export type CompletingVAE = TrajectoryVAE & Required<Pick<VAE, "complete">>;

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
  const points = requests.map(({ trajectory }) => pointsFor(vae, trajectory));
  const kept = points.map((values, i) => cutNear(values, requests[i]!.keptFraction));
  return await readAndDispose(() => {
    const z = tf.stack(requests.map(({ z }) => tf.tensor1d(z))) as Latents;
    const noise = concatenate(requests.map(({ noise }) => noise));
    return vae.complete(z, noise, pointsTensor(vae, points), kept);
  }, vae.toTrajectories);
}

/** The number of points up to the pen-up nearest to a fraction of them; without one, the fraction. */
function cutNear(points: Float32Array, fraction: number): number {
  const count = points.length / POINT_SIZE;
  const cut = Math.round(fraction * count);
  const maxMove = Math.round(MAX_MOVE * count);
  for (let move = 0; move <= maxMove; move++) {
    for (const candidate of [cut - move, cut + move]) {
      if (
        candidate > 0 && candidate < count && points[(candidate - 1) * POINT_SIZE + POINT.pen] === 0
      ) {
        return candidate;
      }
    }
  }
  return cut;
}
