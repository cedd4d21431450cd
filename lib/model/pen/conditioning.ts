/**
 * The local conditioning of the pen model's decoder: what z adds at each point.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents } from "../../types.ts";
import { dense, type Features, silu } from "../layers.ts";
import type { ParameterList } from "../parameters.ts";

/** Prefix of the names of its parameters: a former name, which model files keep. */
export const CONDITIONING_PREFIX = "decoder.plan.";

/** Vectors of the conditioning that z gives, evenly along the trajectory; others are interpolated. */
const ANCHORS = 16;

/**
 * Builds the local conditioning on z: linear interpolation between {@linkcode ANCHORS} vectors that a
 * perceptron gives, plus a position embedding.
 *
 * @param points Points of a trajectory.
 * @param channels Width of the decoder.
 * @param latentDim Dimensions of z.
 * @param list Where its parameters are collected.
 * @returns A function from z, `[batch, latentDim]`, to `[points * batch, channels]`.
 */
export function createConditioning(
  points: number,
  channels: number,
  latentDim: number,
  list: ParameterList,
): (z: Latents) => Features {
  const hidden1 = dense(list, `${CONDITIONING_PREFIX}hidden1`, latentDim, 2 * channels);
  const hidden2 = dense(list, `${CONDITIONING_PREFIX}hidden2`, 2 * channels, channels);
  const anchors = dense(list, `${CONDITIONING_PREFIX}anchors`, channels, ANCHORS * channels);
  const positionEmbedding = list.weight<tf.Rank.R3>(
    `${CONDITIONING_PREFIX}always`, // a former name, which model files keep
    [points, 1, channels],
    1,
    0.3,
  );
  const weights = linearInterpolation(points, ANCHORS);
  return (z) =>
    tf.tidy(() => {
      const [batch] = z.shape;
      const knots = anchors(silu(hidden2(silu(hidden1(z))))).reshape([batch, ANCHORS, channels])
        .transpose([1, 0, 2]).reshape([ANCHORS, batch * channels]) as Features;
      const curve = tf.matMul(tf.tensor2d(weights, [points, ANCHORS]), knots);
      return curve.reshape([points, batch, channels]).add(positionEmbedding)
        .reshape([points * batch, channels]);
    });
}

/** The matrix of linear interpolation from `from` equidistant knots to `to` positions, row-major. */
function linearInterpolation(to: number, from: number): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const position = i / (to - 1) * (from - 1);
    const left = Math.min(Math.floor(position), from - 2);
    weights[i * from + left] = 1 - (position - left);
    weights[i * from + left + 1] = position - left;
  }
  return weights;
}
