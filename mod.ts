/**
 * Generates handwritten signatures that belong to nobody, with variational autoencoders trained on
 * images of signatures.
 *
 * ```ts
 * import { loadModel } from "@signature-vae/signature-vae";
 *
 * using model = await loadModel("pretrained");
 * for await (const signature of model.generate({ count: 4, seed: 1 })) {
 *   const png: Uint8Array = signature.toPng({ width: 512, transparent: true });
 *   const svg: string = signature.toSvg({ color: [26, 43, 128] });
 *   console.assert(png.length > 0 && svg.startsWith("<svg"));
 * }
 * ```
 *
 * Further entries: `/image` decodes, cleans and encodes images; `/strokes` has trajectories, procedural
 * writers and recovery; `/generation` streams signatures as files; `/training` has data sets, the VAE
 * and its training; `/evaluation` measures sets of signatures; `/backend` selects the engine for tensor
 * operations.
 *
 * Ink is 1 and paper is 0 in every image. Importing a module has no effects.
 *
 * @module
 */
export * from "./lib/errors.ts";

export {
  DEFAULT_GENERATE_OPTIONS,
  type GenerateOptions,
} from "./lib/generation/generate_signatures.ts";
export * from "./lib/generation/generated_signature.ts";
export { loadModel, type LoadModelOptions, saveModel } from "./lib/generation/load_model.ts";
export { SignatureModel } from "./lib/generation/signature_model.ts";

export {
  type BackendChoice,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  BACKENDS,
  selectBackend,
} from "./lib/backend/select.ts";

// From a scan to strokes.
export type { InkWarning } from "./lib/image/cleaning/ink_warning.ts";
export {
  type PreparedSignature,
  type PrepareOptions,
  prepareSignature,
} from "./lib/image/cleaning/prepare.ts";
export { decodeImage, type DecodeOptions } from "./lib/image/codecs/decode.ts";
export type { InkPngOptions } from "./lib/image/codecs/encode.ts";
export type { Color } from "./lib/image/color_image.ts";
export type { GrayImage, InkImage, ScannedImage } from "./lib/image/ink_image.ts";
export type { Stroke, Trajectory } from "./lib/strokes/geometry/stroke.ts";
export {
  type RecoveredTrajectory,
  recoverTrajectory,
} from "./lib/strokes/recovery/recover_trajectory.ts";
export { type SvgOptions, toSvg } from "./lib/strokes/rendering/to_svg.ts";

// The types of a model's parts; the training entry has what works with them.
export type {
  PenVAEConfig,
  PixelVAEConfig,
  ReconstructionLoss,
  SharedConfig,
  VAEConfig,
} from "./lib/model/config.ts";
export type { Posterior } from "./lib/model/posterior.ts";
export { type Prior, PRIOR_KINDS, type PriorKind } from "./lib/model/prior/prior.ts";
export type { TensorData } from "./lib/model/safetensors.ts";
export type { VAE } from "./lib/model/vae.ts";
export type { Random } from "./lib/random.ts";
export type { Latents, Observations, Parameters, PerExample, Variable } from "./lib/types.ts";
