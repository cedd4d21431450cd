/**
 * Signatures as files: several formats of each, encoded on all cores, streamed with constant memory;
 * and the tables and descriptions of a data set of them.
 *
 * ```ts
 * import { loadModel } from "@signature-vae/signature-vae";
 * import { encodeSignatures } from "@signature-vae/signature-vae/generation";
 *
 * using model = await loadModel("pretrained");
 * const signatures = model.generate({ count: 4, seed: 1 });
 * for await (const { writer, files } of encodeSignatures(signatures, { formats: ["png", "svg"] })) {
 *   for (const { extension, bytes } of files) {
 *     console.assert(bytes.length > 100, `${writer}.${extension}`);
 *   }
 * }
 * ```
 *
 * @module
 */
export type { InkPngOptions } from "../image/codecs/encode.ts";
export type { Color } from "../image/color_image.ts";
export type { InkImage } from "../image/ink_image.ts";
export type { Stroke, Trajectory } from "../strokes/geometry/stroke.ts";
export {
  type EncodedForm,
  encodeForms,
  type EncodeOptions,
  SIGNATURE_FORMATS,
  type SignatureFormat,
} from "./encode_forms.ts";
export {
  type EncodedSignature,
  encodeSignatures,
  type EncodeStreamOptions,
} from "./encode_signatures.ts";
export * from "./generated_signature.ts";
export { encodeInterpolation } from "./output/interpolation_gif.ts";
export * from "./record_signature.ts";
export * from "./recover_signature.ts";
export * from "./scan_signature.ts";
export type { ScanOptions, ScanSettings, SimulatedScan } from "../image/scanning/simulate_scan.ts";
export type { Disturbance } from "../image/scanning/disturbances.ts";
export type { PaperMark } from "../image/scanning/paper_marks.ts";
export type { GrayImage, ScannedImage } from "../image/ink_image.ts";
export type { Recording } from "../strokes/online/recording.ts";
export * from "./vary_signature.ts";
export type { InkWarning } from "../image/cleaning/ink_warning.ts";
export type { Placement } from "../strokes/geometry/fit_to_canvas.ts";
export { setCroissant, type TableHashes } from "./signature_set/croissant.ts";
export type { SetDescription, SetInk, SetModel } from "./signature_set/set_description.ts";
export { type SetSignature, setSignaturePath } from "./signature_set/set_layout.ts";
export { setReadme, type SetVerification } from "./signature_set/set_readme.ts";
export {
  type ColumnType,
  SIGNATURE_COLUMNS,
  signatureLines,
  type TableColumn,
  writerColumns,
  writerLines,
} from "./signature_set/set_tables.ts";
