/**
 * Pen trajectories: procedural writers, duplicates and forgeries of a signature, recovery from
 * images, rendering, animation, and on-line recordings.
 *
 * ```ts
 * import {
 *   createWriter,
 *   duplicateSignature,
 *   fitToCanvas,
 *   Random,
 *   synthesizeSignature,
 *   toSvg,
 * } from "@signature-vae/signature-vae/strokes";
 *
 * const canvas = { height: 64, width: 128 };
 * const signature = fitToCanvas(synthesizeSignature(createWriter(1, 0), 0), canvas);
 * const duplicate = duplicateSignature(signature, new Random(1));
 * console.assert(duplicate.length === signature.length);
 * console.assert(toSvg(duplicate, canvas).startsWith("<svg"));
 * ```
 *
 * @module
 */
export type { Color } from "../image/color_image.ts";
export type { InkImage } from "../image/ink_image.ts";
export { Random } from "../random.ts";
export * from "./geometry/bounds.ts";
export * from "./geometry/chamfer_distance.ts";
export * from "./geometry/fit_to_canvas.ts";
export * from "./geometry/from_points.ts";
export { PEN_CANVAS } from "./geometry/pen_canvas.ts";
export * from "./geometry/pen_points.ts";
export type { Point } from "./geometry/point.ts";
export * from "./geometry/stroke.ts";
export * from "./geometry/to_points.ts";
export type { OnlineDataOptions } from "./online/millimetres_per_pixel.ts";
export * from "./online/record_trajectory.ts";
export type { Recording, RecordingPart } from "./online/recording.ts";
export { recordingParts } from "./online/recording.ts";
export * from "./online/time_trajectory.ts";
export * from "./online/to_inkml.ts";
export * from "./online/to_recording_csv.ts";
export * from "./online/to_recording_json.ts";
export * from "./online/to_svc.ts";
export type { StyleChange } from "./procedural/apply_style.ts";
export * from "./procedural/create_writer.ts";
export * from "./procedural/duplicate_signature.ts";
export * from "./procedural/forge_signature.ts";
export * from "./procedural/forger.ts";
export type { Target } from "./procedural/pen_plan.ts";
export type { Script } from "./procedural/scripts.ts";
export * from "./procedural/synthesize_signature.ts";
export * from "./procedural/writer.ts";
export { type RecoveredTrajectory, recoverTrajectory } from "./recovery/recover_trajectory.ts";
export { DEFAULT_RECOVERY_OPTIONS, type RecoveryOptions } from "./recovery/recovery_options.ts";
export { recoverByRules } from "./recovery/rules/recover_by_rules.ts";
export * from "./rendering/ink_strokes.ts";
export * from "./rendering/render_natural_ink.ts";
export { renderTrajectory } from "./rendering/render_trajectory.ts";
export type { Repetition } from "./rendering/repetition.ts";
export * from "./rendering/to_animated_svg.ts";
export { type GifAnimationOptions, toGif } from "./rendering/to_gif.ts";
export { type SvgOptions, toSvg } from "./rendering/to_svg.ts";
