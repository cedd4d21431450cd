/**
 * The work that is worth a core of its own: image files to ink, and writers to their signatures.
 *
 * @module
 */
import { decodeImage } from "../image/codecs/decode.ts";
import type { GrayImage, InkImage } from "../image/ink_image.ts";
import { DEFAULT_PREPARE_OPTIONS, prepareSignature } from "../image/cleaning/prepare.ts";
import { createWriter } from "../strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../strokes/geometry/fit_to_canvas.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { toPoints } from "../strokes/geometry/to_points.ts";
import { renderTrajectory } from "../strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../strokes/procedural/synthesize_signature.ts";
import { recoverTrajectory } from "../strokes/recovery/recover_trajectory.ts";

/** An image file to be decoded and cleaned. */
export interface PrepareJob {
  /** Tells it from other jobs. */
  readonly kind: "prepare";
  /** Content of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Rows of the result. */
  readonly height: number;
  /** Columns of the result. */
  readonly width: number;
  /** Larger images are refused. */
  readonly maxMegapixels: number;
  /** Points of the way of the pen, which is then the result in place of the image. */
  readonly pointCount?: number | undefined;
}

/** The procedural signatures of one writer. */
export interface SynthesizeJob {
  /** Tells it from other jobs. */
  readonly kind: "synthesize";
  /** Names the data set. */
  readonly seed: number;
  /** Number of the writer. */
  readonly writer: number;
  /** How many signatures. */
  readonly signatures: number;
  /** Rows of each. */
  readonly height: number;
  /** Columns of each. */
  readonly width: number;
}

/** The procedural signatures of some writers, as the way of the pen. */
export interface SynthesizePointsJob {
  /** Tells it from other jobs. */
  readonly kind: "write";
  /** Names the data set. */
  readonly seed: number;
  /** Number of the first writer. */
  readonly writer: number;
  /** How many writers. */
  readonly writers: number;
  /** How many signatures of each. */
  readonly signatures: number;
  /** Points of each. */
  readonly pointCount: number;
  /** Whether they are drawn, and their points are those of the traced pictures. */
  readonly traced?: boolean | undefined;
}

/** What {@linkcode runImageJob} can do. */
export type ImageJob = PrepareJob | SynthesizeJob | SynthesizePointsJob;

/**
 * Does a job in the calling thread.
 *
 * @param job What to do.
 * @returns Ink as bytes, 255 is ink: `[height * width]`, or `[signatures, height * width]`; of a
 * {@linkcode SynthesizePointsJob} the bytes of 32-bit floats, `[writers * signatures, pointCount, 4]`; of a
 * {@linkcode PrepareJob} with `pointCount` the same of one signature.
 * @throws {Error} If the file cannot be decoded, or shows no signature.
 */
export async function runImageJob(job: ImageJob): Promise<Uint8Array<ArrayBuffer>> {
  if (job.kind === "write") return new Uint8Array(synthesizePoints(job).buffer);
  const { height, width } = job;
  if (job.kind === "prepare") {
    const image = await decodeImage(job.bytes, { maxMegapixels: job.maxMegapixels });
    if (job.pointCount !== undefined) {
      return new Uint8Array(recoverPoints(image, job.pointCount).buffer);
    }
    const ink = new Uint8Array(height * width);
    quantise(prepareSignature(image, { height, width }), ink);
    return ink;
  }
  const writer = createWriter(job.seed, job.writer);
  const size = height * width;
  const ink = new Uint8Array(job.signatures * size);
  for (let i = 0; i < job.signatures; i++) {
    const trajectory = fitToCanvas(synthesizeSignature(writer, i), { height, width });
    quantise(renderTrajectory(trajectory, { height, width }), ink.subarray(i * size));
  }
  return ink;
}

/** Pixels of a traced image for one pixel of the canvas of 64 x 128 that trajectories live on. */
export const RECOVERY_SCALE = 3;

/**
 * The way of the pen in a picture of a signature.
 *
 * @param image The picture.
 * @param pointCount How many points.
 * @returns `[pointCount, 4]` on a canvas of 64 x 128, as `toPoints` gives them.
 * @throws {RangeError} If the picture shows no signature.
 */
export function recoverPoints(image: GrayImage, pointCount: number): Float32Array<ArrayBuffer> {
  const size = { height: 64 * RECOVERY_SCALE, width: 128 * RECOVERY_SCALE };
  return recoverInkPoints(prepareSignature(image, size), pointCount);
}

function recoverInkPoints(ink: InkImage, pointCount: number): Float32Array<ArrayBuffer> {
  const shrink = (values: Float32Array) => values.map((value) => value / RECOVERY_SCALE);
  const trajectory = recoverTrajectory(ink).map((stroke) => ({
    ...stroke,
    x: shrink(stroke.x),
    y: shrink(stroke.y),
    width: shrink(stroke.width),
  }));
  return toPoints(trajectory, pointCount);
}

function synthesizePoints(job: SynthesizePointsJob): Float32Array<ArrayBuffer> {
  const { seed, writers, signatures, pointCount } = job;
  const size = pointCount * POINT_SIZE;
  const result = new Float32Array(writers * signatures * size);
  for (let i = 0; i < writers; i++) {
    const writer = createWriter(seed, job.writer + i);
    for (let sample = 0; sample < signatures; sample++) {
      const trajectory = synthesizeSignature(writer, sample);
      const points = job.traced
        ? recoverInkPoints(renderForRecovery(trajectory), pointCount)
        : toPoints(trajectory, pointCount);
      result.set(points, (i * signatures + sample) * size);
    }
  }
  return result;
}

/** A signature drawn as large, and with as wide strokes, as pictures are prepared for tracing. */
function renderForRecovery(trajectory: Trajectory): InkImage {
  const size = { height: 64 * RECOVERY_SCALE, width: 128 * RECOVERY_SCALE };
  const widths = Float32Array.from(trajectory.flatMap(({ width }) => [...width])).sort();
  const typical = widths[widths.length >> 1]!;
  const [least, most] = DEFAULT_PREPARE_OPTIONS.strokeWidth;
  const widthScale = RECOVERY_SCALE * Math.min(Math.max(typical, least), most) / typical;
  return renderTrajectory(fitToCanvas(trajectory, { ...size, widthScale }), size);
}

/** Ink in `[0, 1]` to bytes. */
function quantise(image: InkImage, output: Uint8Array): void {
  const { data } = image;
  for (let i = 0; i < data.length; i++) output[i] = Math.round(255 * data[i]!);
}
