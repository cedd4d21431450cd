/**
 * A contact sheet of samples, to watch a model learn.
 *
 * @module
 */
import type { BatchSource } from "../../dataset/batches.ts";
import { contactSheet } from "../../image/drawing/contact_sheet.ts";
import type { GrayImage } from "../../image/ink_image.ts";
import { renderFromNoise } from "../../model/decode_noise.ts";
import { sampleNoise } from "../../model/sample_noise.ts";
import type { Prior } from "../../model/prior/prior.ts";
import { collectTrainingPosterior } from "../prior/collect_posterior.ts";
import { fitPrior } from "../prior/fit_prior.ts";
import type { Trainer } from "../trainer.ts";

const COUNT = 40;
const COLUMNS = 5;
/** Observations that the prior of the samples is fitted to. */
const POSTERIOR_COUNT = 2000;

/**
 * Samples from a model in training. The noise is the same each time, so that epochs compare. The
 * prior is a `gaussian`, which is quick to fit.
 *
 * @param trainer The run.
 * @param data Source of the observations that the prior is fitted to; without it z is sampled from
 * N(0, I).
 */
export async function renderSamples(
  trainer: Trainer,
  data: BatchSource | undefined,
): Promise<GrayImage> {
  const { vae, options: { seed } } = trainer;
  const prior = data && await fitSamplePrior(trainer, data);
  try {
    const noise = sampleNoise(vae, { start: 0, count: COUNT, seed, temperature: 1 });
    return contactSheet(await renderFromNoise(vae, noise, prior), { columns: COLUMNS });
  } finally {
    prior?.dispose();
  }
}

async function fitSamplePrior({ vae, options }: Trainer, data: BatchSource): Promise<Prior> {
  const { batchSize, epochs, seed } = options;
  const request = { batchSize, limit: POSTERIOR_COUNT, epoch: epochs };
  return await fitPrior("gaussian", await collectTrainingPosterior(vae, data, request), { seed });
}
