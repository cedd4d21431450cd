/**
 * Interpolation between latent vectors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents } from "../types.ts";
import type { Prior } from "./prior/prior.ts";
import { readAndDispose } from "./read_and_dispose.ts";
import { splitRows } from "./split_rows.ts";

/**
 * Interpolates between two latent vectors so that every step is as typical as both ends.
 *
 * Vectors of noise from N(0, I) have nearly the same length. Linear interpolation leaves the shell that
 * they lie in, spherical interpolation does not (White 2016). So the noise that the prior transforms to
 * the vectors is interpolated. Where the prior has no inverse, the vectors themselves are, as the ELBO
 * keeps them near N(0, I).
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
  const read = (tensor: tf.Tensor) => tensor.data<"float32">();
  const ends = await readAndDispose(() => {
    const z = tf.stack([tf.tensor1d(from), tf.tensor1d(to)]) as Latents;
    return prior.inverse?.(z) ?? z;
  }, read);
  const [first, last] = splitRows(ends, 2);
  const between = fractions.map((fraction) => slerp(first!, last!, fraction));
  const values = await readAndDispose(() => {
    const base = tf.stack(between.map((vector) => tf.tensor1d(vector))) as Latents;
    return prior.inverse === undefined ? base : prior.transform(base);
  }, read);
  const vectors = splitRows(values, fractions.length);
  return fractions.map((fraction, i) => {
    if (fraction === 0) return from;
    if (fraction === 1) return to;
    return vectors[i]!;
  });
}

/** Minimum angle between two directions, in radians; below it they count as equal. */
const MIN_ANGLE = 1e-4;

/**
 * Spherical linear interpolation (Shoemake 1985): turns at a constant rate from one vector to the
 * other. Different lengths are interpolated linearly.
 *
 * @param from The vector at 0.
 * @param to The vector at 1, of the same length.
 * @param fraction Where to interpolate, from 0 to 1.
 * @returns The vector there; the linear interpolation where directions are equal or opposite.
 */
export function slerp(from: Float32Array, to: Float32Array, fraction: number): Float32Array {
  const [lengthFrom, lengthTo] = [Math.hypot(...from), Math.hypot(...to)];
  const product = from.reduce((sum, value, i) => sum + value * to[i]!, 0);
  const cosine = product / (lengthFrom * lengthTo);
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  if (!(angle > MIN_ANGLE && angle < Math.PI - MIN_ANGLE)) {
    return from.map((value, i) => (1 - fraction) * value + fraction * to[i]!);
  }
  // The interpolation of unit vectors, times the interpolated length.
  const length = (1 - fraction) * lengthFrom + fraction * lengthTo;
  const a = length * Math.sin((1 - fraction) * angle) / (Math.sin(angle) * lengthFrom);
  const b = length * Math.sin(fraction * angle) / (Math.sin(angle) * lengthTo);
  return from.map((value, i) => a * value + b * to[i]!);
}
