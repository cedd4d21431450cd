/**
 * Models whose prior can be inverted, which moving through the latent space needs.
 *
 * @module
 */
import { ensureBackend } from "../../backend/select.ts";
import { concatenate } from "../../concatenate.ts";
import { sampleLatents } from "../../model/sample_noise.ts";
import { decodeModel, encodeModel } from "../../model/model_file.ts";
import { createGaussianPrior } from "../../model/prior/gaussian.ts";
import type { Prior } from "../../model/prior/prior.ts";
import { fitGaussian } from "../../training/prior/fit_gaussian.ts";

/** Samples of a prior that a normal distribution is fitted to. */
const SAMPLES = 4096;

/** Logarithm of a variance that adds nothing to that of the samples. */
const NO_VARIANCE = -100;

/**
 * Replaces a prior without an inverse, as a mixture is, by the normal distribution of its samples.
 *
 * @param bytes A model file.
 * @returns A model file; the same one if its prior has an inverse.
 * @throws {RangeError} If the file is damaged.
 */
export async function invertibleModel(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  await ensureBackend();
  const { vae, prior } = await decodeModel(bytes);
  try {
    if (prior.inverse !== undefined) return bytes;
    const normal = await fitNormal(prior);
    try {
      // Links hold the hash of these bytes, which a checksum would change.
      return await encodeModel(vae, normal, { hasChecksum: false });
    } finally {
      normal.dispose();
    }
  } finally {
    vae.dispose();
    prior.dispose();
  }
}

async function fitNormal(prior: Prior): Promise<Prior> {
  const { latentDim } = prior;
  const sampling = { count: SAMPLES, seed: 1, temperature: 1 };
  const mean = concatenate(await Array.fromAsync(sampleLatents(prior, sampling)));
  const logVar = new Float32Array(mean.length).fill(NO_VARIANCE);
  return createGaussianPrior(fitGaussian({ mean, logVar, count: SAMPLES, latentDim }));
}
