/**
 * Interpolation between latent vectors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents } from "../types.ts";
import type { Prior } from "./prior/prior.ts";

/**
 * Interpolates between two latent vectors so that every step is as typical as both ends.
 *
 * Vectors of noise from N(0, I) have nearly the same length, and linear interpolation leaves the shell
 * that they lie in; spherical interpolation stays there (White 2016). So both vectors are taken back to
 * the noise that the prior transforms to them, and that is interpolated. Where the prior has no
 * continuous transform, the vectors themselves are interpolated, as the ELBO keeps them near N(0, I).
 *
 * @param prior The prior that the vectors belong to.
 * @param from The vector at 0, `[latentDim]`.
 * @param to The vector at 1, `[latentDim]`.
 * @param fractions Where to interpolate, from 0 to 1.
 * @returns One vector for each fraction; `from` at 0 and `to` at 1 are exact.
 */
export async function interpolateLatents(
  prior: Prior,
  from: Float32Array,
  to: Float32Array,
  fractions: readonly number[],
): Promise<Float32Array[]> {
  const ends = await read(() => {
    const z = tf.stack([tf.tensor1d(from), tf.tensor1d(to)]) as Latents;
    return prior.inverse?.(z) ?? z;
  });
  const [first, last] = [ends.slice(0, from.length), ends.slice(from.length)];
  const between = fractions.map((fraction) => slerp(first, last, fraction));
  const vectors = await read(() => {
    const base = tf.stack(between.map((vector) => tf.tensor1d(vector))) as Latents;
    return prior.inverse === undefined ? base : prior.transform(base);
  });
  return fractions.map((fraction, i) => {
    if (fraction === 0) return from;
    if (fraction === 1) return to;
    return vectors.slice(i * from.length, (i + 1) * from.length);
  });
}

/** Angle below which two directions count as one, in radians. */
const MIN_ANGLE = 1e-4;

/**
 * Spherical linear interpolation (Shoemake 1985): the angle between the vectors is passed at a constant
 * rate. Where lengths differ, they are interpolated too.
 *
 * @param from The vector at 0.
 * @param to The vector at 1, of the same length.
 * @param fraction Where to interpolate, from 0 to 1.
 * @returns The vector there; by linear interpolation where the vectors have one direction or opposite
 * ones.
 */
export function slerp(from: Float32Array, to: Float32Array, fraction: number): Float32Array {
  const [lengthFrom, lengthTo] = [Math.hypot(...from), Math.hypot(...to)];
  const product = from.reduce((sum, value, i) => sum + value * to[i]!, 0);
  const cosine = product / (lengthFrom * lengthTo);
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  if (!(angle > MIN_ANGLE && angle < Math.PI - MIN_ANGLE)) {
    return from.map((value, i) => (1 - fraction) * value + fraction * to[i]!);
  }
  // Of unit vectors, times the interpolated length.
  const length = (1 - fraction) * lengthFrom + fraction * lengthTo;
  const a = length * Math.sin((1 - fraction) * angle) / (Math.sin(angle) * lengthFrom);
  const b = length * Math.sin(fraction * angle) / (Math.sin(angle) * lengthTo);
  return from.map((value, i) => a * value + b * to[i]!);
}

async function read(compute: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(compute);
  try {
    return await tensor.data<"float32">();
  } finally {
    tensor.dispose();
  }
}
