/**
 * From noise to latent vectors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Prior } from "./prior/prior.ts";
import { readAndDispose } from "./read_and_dispose.ts";
import { splitRows } from "./split_rows.ts";

/**
 * The latent vectors that a prior transforms noise to.
 *
 * @param prior The prior.
 * @param epsilon Row-major values of epsilon.
 * @returns z of each row, `[latentDim]`.
 */
export async function transformNoise(
  prior: Prior,
  epsilon: Float32Array,
): Promise<Float32Array[]> {
  const count = epsilon.length / prior.latentDim;
  const values = await readAndDispose(
    () => prior.transform(tf.tensor2d(epsilon, [count, prior.latentDim])),
    (z) => z.data<"float32">(),
  );
  return splitRows(values, count);
}
