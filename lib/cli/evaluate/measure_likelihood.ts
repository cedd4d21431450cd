/**
 * How probable signatures of the reference are under a model, and how it uses its latent space.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { loadFolder, loadPenFolder } from "../../dataset/load_folder.ts";
import { stratifiedSample } from "../../dataset/stratified_sample.ts";
import { synthesizeDataset } from "../../dataset/synthesize_dataset.ts";
import { synthesizePenDataset } from "../../dataset/synthesize_pen_dataset.ts";
import { sampleVariance } from "../../evaluation/standard_error.ts";
import { measureLatentSpace } from "../../evaluation/latent_space.ts";
import type { Likelihood } from "../../evaluation/report.ts";
import { importanceWeightedBound } from "../../model/importance_weighted_bound.ts";
import { lossPerExample } from "../../model/loss.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import type { Prior } from "../../model/prior/prior.ts";
import type { VAE } from "../../model/vae.ts";
import { Random } from "../../random.ts";
import type { Latents, Observations } from "../../types.ts";
import { DEFAULT_CACHE } from "../directories.ts";
import type { Reporter } from "../reporter.ts";
import { type ReferenceRequest, SEEDS } from "./evaluation_data.ts";

/** Importance samples of each observation: the k of Burda et al. 2016, table 1. */
const SAMPLES = 64;
/** Observations that the bound is estimated for; each is decoded 64 times. */
const MAX_BOUNDED = 60;
/** Observations that are encoded. */
const MAX_ENCODED = 1000;
const BATCH_SIZE = 20;

/** Observations of a model, row-major. */
interface ObservationSet {
  readonly values: Float32Array;
  readonly count: number;
}

/**
 * Estimates bounds on the likelihood of the reference's signatures and measures the latent space.
 *
 * @param model The model.
 * @param request The reference.
 * @param reporter Shows progress.
 */
export async function measureLikelihood(
  { vae, prior }: TrainedModel,
  request: ReferenceRequest,
  reporter: Reporter,
): Promise<Likelihood> {
  const observations = await loadObservations(vae, request, reporter);
  const bounded = Math.min(MAX_BOUNDED, observations.count);
  const bounds = { elbo: [] as number[], iwae: [] as number[], ownPrior: [] as number[] };
  for (let start = 0; start < bounded; start += BATCH_SIZE) {
    const end = Math.min(bounded, start + BATCH_SIZE);
    const noise = Array.from(
      { length: end - start },
      (_, i) =>
        new Random(request.seed, "importance samples", start + i)
          .normals(SAMPLES * vae.config.latentDim),
    );
    const batch = toTensor(vae, observations, start, end);
    const results = tf.tidy(() => boundsOf(vae, batch, noise, prior));
    for (const [name, tensor] of Object.entries(results)) {
      bounds[name as keyof typeof bounds].push(...await tensor.data());
    }
    tf.dispose([batch, ...Object.values(results)]);
    reporter.progress("estimating the likelihood", end, bounded);
  }
  const posterior = await encodeAll(vae, observations);
  return {
    observations: bounded,
    samples: SAMPLES,
    elbo: summarize(bounds.elbo),
    iwae: summarize(bounds.iwae),
    iwaeOwnPrior: prior.kind === "normal" ? undefined : summarize(bounds.ownPrior),
    encoded: observations.count,
    ...measureLatentSpace(posterior),
  };
}

function boundsOf(
  vae: VAE,
  batch: Observations,
  noise: readonly Float32Array[],
  prior: Prior,
) {
  const { latentDim } = vae.config;
  const epsilon = Array.from({ length: SAMPLES }, (_, k) => {
    const rows = noise.map((values) => [
      ...values.subarray(k * latentDim, (k + 1) * latentDim),
    ]);
    return tf.tensor2d(rows, [rows.length, latentDim]) as Latents;
  });
  const [reconstruction, kl] = lossPerExample(vae, batch, epsilon[0]!);
  const iwae = importanceWeightedBound(vae, batch, epsilon);
  return {
    elbo: reconstruction.add(kl),
    iwae,
    ownPrior: prior.kind === "normal"
      ? iwae.clone()
      : importanceWeightedBound(vae, batch, epsilon, prior),
  };
}

/** Mean over the observations and its standard error. */
function summarize(values: readonly number[]): Likelihood["elbo"] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { value: mean, standardError: Math.sqrt(sampleVariance(values) / values.length) };
}

async function encodeAll(vae: VAE, observations: ObservationSet) {
  const { latentDim } = vae.config;
  const { count } = observations;
  const mean = new Float32Array(count * latentDim);
  const logVar = new Float32Array(count * latentDim);
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const batch = toTensor(vae, observations, start, Math.min(count, start + BATCH_SIZE));
    const posterior = vae.encode(batch);
    mean.set(await posterior.mean.data<"float32">(), start * latentDim);
    logVar.set(await posterior.logVar.data<"float32">(), start * latentDim);
    tf.dispose([batch, posterior.mean, posterior.logVar]);
  }
  return { count, latentDim, mean, logVar };
}

function toTensor(
  vae: VAE,
  { values, count }: ObservationSet,
  start: number,
  end: number,
): Observations {
  const size = values.length / count;
  return tf.tensor(values.subarray(start * size, end * size), [
    end - start,
    ...vae.observationShape,
  ]);
}

/** Signatures of the reference as the model's observations: recovered trajectories, or images. */
async function loadObservations(
  { config }: VAE,
  { data, count, seed, forgeries, writerPattern }: ReferenceRequest,
  reporter: Reporter,
): Promise<ObservationSet> {
  const limit = Math.min(count, MAX_ENCODED);
  const onProgress = (done: number, total: number) =>
    reporter.progress("preparing observations", done, total);
  const folder = {
    limit,
    seed,
    forgeries: forgeries ?? "exclude",
    writerPattern,
    cacheDirectory: DEFAULT_CACHE,
    onProgress,
  } as const;
  const builtIn = { writers: limit, signaturesPerWriter: 1, seed: SEEDS.reference, onProgress };
  if (config.model === "pen") {
    const pen = { pointCount: config.points };
    const dataset = data === undefined
      ? await synthesizePenDataset({ ...builtIn, ...pen })
      : (await loadPenFolder(data, { ...folder, ...pen })).dataset;
    return spread(dataset.points, dataset.writers, seed);
  }
  const size = { height: config.height, width: config.width };
  const dataset = data === undefined
    ? await synthesizeDataset({ ...builtIn, ...size })
    : (await loadFolder(data, { ...folder, ...size })).dataset;
  return spread(Float32Array.from(dataset.images, (ink) => ink / 255), dataset.writers, seed);
}

/** Moves signatures of as many writers as possible to the front, where the bounded ones are taken. */
function spread(values: Float32Array, writers: readonly string[], seed: number): ObservationSet {
  const count = writers.length;
  const size = values.length / count;
  const first = stratifiedSample(writers, Math.min(MAX_BOUNDED, count), seed);
  const rest = writers.flatMap((_, i) => first.includes(i) ? [] : [i]);
  const ordered = new Float32Array(values.length);
  [...first, ...rest].forEach((from, to) => {
    ordered.set(values.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: ordered, count };
}
