/**
 * Data sets, models, the training loop, priors and run folders.
 *
 * The equations are here too: `reparameterize`, `klDivergence` and `negativeElbo` of Kingma and
 * Welling's "Auto-Encoding Variational Bayes" (2014).
 *
 * ```ts
 * import { SignatureModel } from "@signature-vae/signature-vae";
 * import { selectBackend } from "@signature-vae/signature-vae/backend";
 * import {
 *   collectTrainingPosterior,
 *   createVAE,
 *   DEFAULT_PEN_CONFIG,
 *   fitPrior,
 *   PenBatches,
 *   splitByWriter,
 *   synthesizePenDataset,
 *   Trainer,
 * } from "@signature-vae/signature-vae/training";
 *
 * await selectBackend("auto");
 * const dataset = await synthesizePenDataset({ writers: 40, signaturesPerWriter: 1, threads: 0 });
 * const split = splitByWriter(dataset, { seed: 1, validationFraction: 0.2 });
 * const batches = new PenBatches(dataset, split, { seed: 1 });
 *
 * const config = { ...DEFAULT_PEN_CONFIG, channels: 16, hidden: 32, latentDim: 8 };
 * const vae = createVAE(config, 1);
 * const trainer = new Trainer(vae, batches, { epochs: 1, batchSize: 16 });
 * for await (const { epoch, loss } of trainer.epochs()) console.assert(epoch === 1 && loss > 0);
 * trainer.dispose();
 *
 * const posterior = await collectTrainingPosterior(vae, batches, { batchSize: 16, limit: 32, epoch: 1 });
 * using model = new SignatureModel(vae, await fitPrior("gaussian", posterior, { seed: 1 }));
 * for await (const signature of model.generate({ count: 1 })) {
 *   console.assert(signature.toPng().length > 0);
 * }
 * ```
 *
 * @module
 */
export type { Script } from "../strokes/procedural/scripts.ts";
export {
  FolderOccupiedError,
  ModelFormatError,
  NonFiniteLossError,
  RunFormatError,
} from "../errors.ts";
export type { InkImage } from "../image/ink_image.ts";
export { Random } from "../random.ts";
export type { Stroke, Trajectory } from "../strokes/geometry/stroke.ts";
export * from "../types.ts";

export type { AugmentOptions } from "../dataset/augment.ts";
export type { PenAugmentOptions } from "../dataset/augment_points.ts";
export * from "../dataset/batches.ts";
export * from "../dataset/dataset.ts";
export type { ImageSize } from "../dataset/image_size.ts";
export * from "../dataset/load_folder.ts";
export * from "../dataset/mix_pen_datasets.ts";
export * from "../dataset/pen_batches.ts";
export * from "../dataset/pen_dataset.ts";
export type { ProceduralDatasetOptions } from "../dataset/procedural_dataset.ts";
export type { SkippedFile } from "../dataset/scan_folder.ts";
export * from "../dataset/split.ts";
export * from "../dataset/synthesize_dataset.ts";
export * from "../dataset/synthesize_pen_dataset.ts";
export * from "../dataset/write_dataset_folder.ts";
export type { AssignedImage, WriterOptions } from "../dataset/writers/assign_writers.ts";
export type { SignatureKind } from "../dataset/writers/read_level.ts";
export type { WriterSummary } from "../dataset/writers/summarize_writers.ts";

export {
  checkConfig,
  DEFAULT_PEN_CONFIG,
  DEFAULT_PIXEL_CONFIG,
  type PenVAEConfig,
  type PixelVAEConfig,
  type ReconstructionLoss,
  type SharedConfig,
  type VAEConfig,
} from "../model/config.ts";
export { importanceWeightedBound } from "../model/importance_weighted_bound.ts";
export * from "../model/loss.ts";
export { createVAE, type TrainedModel } from "../model/model_file.ts";
export { assignParameters, readParameters } from "../model/parameters.ts";
export { freeBitsKl, klDivergence, type Posterior, reparameterize } from "../model/posterior.ts";
export type { WeightsOrigin } from "../model/pretrained/origin.ts";
export { PRETRAINED_ORIGIN } from "../model/pretrained/weights/origin.ts";
export type { FlowConfig } from "../model/prior/flow.ts";
export { createNormalPrior } from "../model/prior/normal.ts";
export * from "../model/prior/prior.ts";
export type { TensorData } from "../model/safetensors.ts";
export type { VAE } from "../model/vae.ts";

export { Adam, type AdamOptions, DEFAULT_ADAM_OPTIONS } from "./adam.ts";
export * from "./checkpoint.ts";
export * from "./metrics.ts";
export { DEFAULT_TRAINING_OPTIONS, PEN_TRAINING_OPTIONS, type TrainingOptions } from "./options.ts";
export type { AggregatedPosterior } from "./prior/aggregated_posterior.ts";
export * from "./prior/collect_posterior.ts";
export type { FlowFitListeners, FlowFitMetrics, FlowFitOptions } from "./prior/fit_flow.ts";
export * from "./prior/fit_prior.ts";
export * from "./run/fit_run_prior.ts";
export type { DataConfig, PriorChoice, RunConfig } from "./run/run_config.ts";
export { findNewestRun, findUnfinishedRun } from "./run/find_run.ts";
export { readRunConfig, RunFolder } from "./run/run_folder.ts";
export {
  createCheckpointListener,
  DEFAULT_SECONDS_PER_CHECKPOINT,
  type EpochListener,
  notify,
  type RecordedRun,
  recordStart,
  runListeners,
} from "./run/run_listeners.ts";
export * from "./schedule.ts";
export * from "./trainer.ts";
