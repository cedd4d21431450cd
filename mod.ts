/**
 * Trains variational autoencoders on images of handwritten signatures and generates new ones.
 *
 * ```ts
 * import { createVAE, DEFAULT_PIXEL_CONFIG, generateImages, selectBackend } from "@signature-vae/signature-vae";
 *
 * await selectBackend("auto");
 * const vae = createVAE({ ...DEFAULT_PIXEL_CONFIG, height: 32, width: 64, channels: 2 }, 1);
 * for await (const image of generateImages(vae, { count: 2, seed: 1 })) {
 *   console.assert(image.data.length === 32 * 64);
 * }
 * vae.dispose();
 * ```
 *
 * Ink is 1 and paper is 0 in every image. Importing this module has no effects.
 *
 * @module
 */
export * from "./lib/types.ts";
export * from "./lib/random.ts";
export * from "./lib/errors.ts";

export * from "./lib/image/ink_image.ts";
export * from "./lib/image/codecs/header.ts";
export * from "./lib/image/codecs/decode.ts";
export * from "./lib/image/cleaning/prepare.ts";
export type { InkWarning } from "./lib/image/cleaning/find_ink.ts";
export * from "./lib/image/codecs/encode.ts";
export type { Color } from "./lib/image/drawing/canvas.ts";
export * from "./lib/image/drawing/contact_sheet.ts";

export * from "./lib/strokes/geometry/stroke.ts";
export * from "./lib/strokes/procedural/writer.ts";
export type { Point } from "./lib/strokes/geometry/point.ts";
export type { Target } from "./lib/strokes/procedural/pen_plan.ts";
export * from "./lib/strokes/procedural/create_writer.ts";
export * from "./lib/strokes/procedural/synthesize_signature.ts";
export * from "./lib/strokes/geometry/bounds.ts";
export * from "./lib/strokes/geometry/fit_to_canvas.ts";
export * from "./lib/strokes/rendering/render_trajectory.ts";
export * from "./lib/strokes/procedural/duplicate_signature.ts";
export * from "./lib/strokes/rendering/to_svg.ts";
export * from "./lib/strokes/recovery/recover_trajectory.ts";
export * from "./lib/strokes/geometry/pen_points.ts";
export * from "./lib/strokes/geometry/to_points.ts";
export * from "./lib/strokes/geometry/from_points.ts";
export * from "./lib/strokes/geometry/chamfer_distance.ts";

export * from "./lib/dataset/dataset.ts";
export * from "./lib/dataset/load_folder.ts";
export type { SkippedFile } from "./lib/dataset/scan_folder.ts";
export type { ImageSize } from "./lib/dataset/image_size.ts";
export type { ProceduralDatasetOptions } from "./lib/dataset/procedural_dataset.ts";
export {
  type AssignedImage,
  imitatedWriter,
  type WriterOptions,
} from "./lib/dataset/writers/assign_writers.ts";
export type { SignatureKind } from "./lib/dataset/writers/read_level.ts";
export type { WriterSummary } from "./lib/dataset/writers/summarize_writers.ts";
export * from "./lib/dataset/synthesize_dataset.ts";
export * from "./lib/dataset/write_dataset_folder.ts";
export * from "./lib/dataset/pen_dataset.ts";
export * from "./lib/dataset/synthesize_pen_dataset.ts";
export * from "./lib/dataset/augment_points.ts";
export * from "./lib/dataset/pen_batches.ts";
export * from "./lib/dataset/mix_pen_datasets.ts";
export * from "./lib/dataset/split.ts";
export * from "./lib/dataset/augment.ts";
export * from "./lib/dataset/batches.ts";

export {
  type Degeneration,
  findDegeneration,
  NORMAL_SIZE,
  NORMAL_STROKE_WIDTH,
  type NormalizedSignature,
  normalizeSignature,
} from "./lib/evaluation/normalize.ts";
export * from "./lib/evaluation/features.ts";
export type { FeatureVectors } from "./lib/evaluation/feature_vectors.ts";
export * from "./lib/evaluation/stroke_statistics.ts";
export * from "./lib/evaluation/kernel_distance.ts";
export * from "./lib/evaluation/moments.ts";
export * from "./lib/evaluation/frechet_distance.ts";
export * from "./lib/evaluation/density_coverage.ts";
export { measureSet, type SetOptions, type SignatureSet } from "./lib/evaluation/signature_set.ts";
export * from "./lib/evaluation/statistics.ts";
export {
  compareHalves,
  compareWithReference,
  type Comparison,
  memorisationRatio,
  type ReferenceSet,
  splitReference,
} from "./lib/evaluation/compare_sets.ts";

export * from "./lib/backend/select.ts";

export * from "./lib/model/config.ts";
export * from "./lib/model/vae.ts";
export * from "./lib/model/posterior.ts";
export * from "./lib/model/loss.ts";
export { assignParameters, readParameters } from "./lib/model/parameters.ts";
export * from "./lib/model/safetensors.ts";
export * from "./lib/model/model_file.ts";
export * from "./lib/model/pretrained/read_pretrained.ts";
export * from "./lib/model/pretrained/origin.ts";
export { PRETRAINED_ORIGIN } from "./lib/model/pretrained/weights/origin.ts";
export * from "./lib/model/generate.ts";
export { renderPenCanvas, renderPoints, toTrajectories } from "./lib/model/pen/render_points.ts";
export * from "./lib/model/prior/prior.ts";
export type { AggregatedPosterior } from "./lib/training/prior/aggregated_posterior.ts";

export * from "./lib/training/options.ts";
export * from "./lib/training/schedule.ts";
export * from "./lib/training/adam.ts";
export * from "./lib/training/metrics.ts";
export * from "./lib/training/trainer.ts";
export * from "./lib/training/checkpoint.ts";
export * from "./lib/training/metrics_log.ts";
export * from "./lib/training/curves.ts";
export * from "./lib/training/prior/collect_posterior.ts";
export * from "./lib/training/prior/fit_prior.ts";
export type { FlowConfig } from "./lib/model/prior/flow.ts";
export type {
  FlowFitListeners,
  FlowFitMetrics,
  FlowFitOptions,
} from "./lib/training/prior/fit_flow.ts";
export * from "./lib/training/run_config.ts";
export * from "./lib/training/run_folder.ts";
export * from "./lib/training/run_listeners.ts";
export * from "./lib/training/prior/fit_run_prior.ts";
