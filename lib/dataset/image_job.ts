/**
 * Jobs for worker threads: prepare image files, synthesize signatures.
 *
 * @module
 */
import { decodeImage } from "../image/codecs/decode.ts";
import type { InkImage, ScannedImage } from "../image/ink_image.ts";
import { prepareSignature } from "../image/cleaning/prepare.ts";
import { createWriter } from "../strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../strokes/geometry/fit_to_canvas.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { scaleTrajectory } from "../strokes/geometry/scale_trajectory.ts";
import { toPoints } from "../strokes/geometry/to_points.ts";
import { renderTrajectory } from "../strokes/rendering/render_trajectory.ts";
import type { Script } from "../strokes/procedural/scripts.ts";
import { synthesizeSignature } from "../strokes/procedural/synthesize_signature.ts";
import { BY_RULES_WARNING, recoverTrajectory } from "../strokes/recovery/recover_trajectory.ts";
import { RECOVERY_SCALE, RECOVERY_SIZE } from "../strokes/recovery/recovery_size.ts";

/** Decodes and cleans an image file. */
export interface PrepareJob {
  /** Discriminates jobs. */
  readonly kind: "prepare";
  /** Content of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Rows of the result. */
  readonly height: number;
  /** Columns of the result. */
  readonly width: number;
  /** Maximum size of an image, in millions of pixels. */
  readonly maxMegapixels: number;
  /** Number of points of the recovered trajectory, which replaces the image as the result. */
  readonly pointCount?: number | undefined;
}

/** Synthesizes the procedural signatures of one writer. */
export interface SynthesizeJob {
  /** Discriminates jobs. */
  readonly kind: "synthesize";
  /** Seed of the writers. */
  readonly seed: number;
  /** Number of the writer. */
  readonly writer: number;
  /** What the writer writes. */
  readonly script: Script;
  /** Number of signatures. */
  readonly signatures: number;
  /** Rows of each. */
  readonly height: number;
  /** Columns of each. */
  readonly width: number;
}

/** Synthesizes the procedural signatures of several writers, as points. */
export interface SynthesizePointsJob {
  /** Discriminates jobs. */
  readonly kind: "synthesize-points";
  /** Seed of the writers. */
  readonly seed: number;
  /** Number of the first writer. */
  readonly writer: number;
  /** Number of writers. */
  readonly writers: number;
  /** What they write. */
  readonly script: Script;
  /** Number of signatures of each. */
  readonly signatures: number;
  /** Number of points of each signature. */
  readonly pointCount: number;
}

/** A job of {@linkcode runImageJob}. */
export type ImageJob = PrepareJob | SynthesizeJob | SynthesizePointsJob;

/** Result of {@linkcode runImageJob}. */
export interface ImageJobResult {
  /**
   * Ink as bytes, 255 is ink: `[height * width]`, or `[signatures, height * width]`. For a
   * {@linkcode SynthesizePointsJob}, the bytes of 32-bit floats, `[writers * signatures,
   * pointCount, 4]`; for a {@linkcode PrepareJob} with `pointCount`, those of one signature.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Reasons to review an image file; each completes a sentence that starts with the file name. */
  readonly warnings: readonly string[];
}

/**
 * Runs a job in the calling thread.
 *
 * @param job The job.
 * @throws {Error} If the file cannot be decoded, or shows no signature.
 */
export async function runImageJob(job: ImageJob): Promise<ImageJobResult> {
  if (job.kind === "prepare") return await prepareFile(job);
  const bytes = job.kind === "synthesize"
    ? synthesizeInk(job)
    : new Uint8Array(synthesizePoints(job).buffer);
  return { bytes, warnings: [] };
}

async function prepareFile(job: PrepareJob): Promise<ImageJobResult> {
  const { height, width, maxMegapixels, pointCount } = job;
  const image = await decodeImage(job.bytes, { maxMegapixels });
  if (pointCount !== undefined) {
    const ink = prepareSignature(image, RECOVERY_SIZE);
    const { points, warnings } = await recoverInkPoints(ink, pointCount);
    return { bytes: new Uint8Array(points.buffer), warnings: [...ink.warnings, ...warnings] };
  }
  const ink = prepareSignature(image, { height, width });
  const bytes = new Uint8Array(height * width);
  quantize(ink, bytes);
  return { bytes, warnings: ink.warnings };
}

function synthesizeInk(job: SynthesizeJob): Uint8Array<ArrayBuffer> {
  const { height, width } = job;
  const writer = createWriter(job.seed, job.writer, job.script);
  const size = height * width;
  const ink = new Uint8Array(job.signatures * size);
  for (let i = 0; i < job.signatures; i++) {
    const trajectory = fitToCanvas(synthesizeSignature(writer, i), { height, width });
    quantize(renderTrajectory(trajectory, { height, width }), ink.subarray(i * size));
  }
  return ink;
}

/**
 * Cleans an image of a signature and recovers its trajectory.
 *
 * @param image The image.
 * @param pointCount Number of points.
 * @returns `[pointCount, 4]` on a canvas of 64 x 128, as returned by `toPoints`.
 * @throws {RangeError} If the image shows no signature.
 */
export async function recoverPoints(
  image: ScannedImage,
  pointCount: number,
): Promise<Float32Array<ArrayBuffer>> {
  return (await recoverInkPoints(prepareSignature(image, RECOVERY_SIZE), pointCount)).points;
}

/** Points, and a warning if only the rules could recover them. */
interface RecoveredPoints {
  readonly points: Float32Array<ArrayBuffer>;
  readonly warnings: readonly string[];
}

async function recoverInkPoints(ink: InkImage, pointCount: number): Promise<RecoveredPoints> {
  const { strokes, isByRules } = await recoverTrajectory(ink);
  return {
    points: toPoints(scaleTrajectory(strokes, 1 / RECOVERY_SCALE), pointCount),
    warnings: isByRules ? [BY_RULES_WARNING] : [],
  };
}

function synthesizePoints(job: SynthesizePointsJob): Float32Array<ArrayBuffer> {
  const { seed, writers, script, signatures, pointCount } = job;
  const size = pointCount * POINT_SIZE;
  const result = new Float32Array(writers * signatures * size);
  for (let i = 0; i < writers; i++) {
    const writer = createWriter(seed, job.writer + i, script);
    for (let sample = 0; sample < signatures; sample++) {
      const points = toPoints(synthesizeSignature(writer, sample), pointCount);
      result.set(points, (i * signatures + sample) * size);
    }
  }
  return result;
}

/** Quantizes ink coverage from `[0, 1]` to bytes. */
function quantize(image: InkImage, output: Uint8Array): void {
  const { data } = image;
  for (let i = 0; i < data.length; i++) output[i] = Math.round(255 * data[i]!);
}
