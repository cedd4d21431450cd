/**
 * The work that is worth a core of its own: image files to ink, and writers to their signatures.
 *
 * @module
 */
import { decodeImage } from "../image/decode.ts";
import type { InkImage } from "../image/ink_image.ts";
import { prepareSignature } from "../image/prepare.ts";
import { createWriter } from "../strokes/create_writer.ts";
import { fitTrajectory } from "../strokes/fit.ts";
import { renderTrajectory } from "../strokes/render.ts";
import { synthesizeSignature } from "../strokes/synthesize.ts";

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

/** What {@linkcode runImageJob} can do. */
export type ImageJob = PrepareJob | SynthesizeJob;

/**
 * Does a job in the calling thread.
 *
 * @param job What to do.
 * @returns Ink as bytes, 255 is ink: `[height * width]`, or `[signatures, height * width]`.
 * @throws {Error} If the file cannot be decoded, or shows no signature.
 */
export async function runImageJob(job: ImageJob): Promise<Uint8Array<ArrayBuffer>> {
  const { height, width } = job;
  if (job.kind === "prepare") {
    const image = await decodeImage(job.bytes, { maxMegapixels: job.maxMegapixels });
    const ink = new Uint8Array(height * width);
    quantise(prepareSignature(image, { height, width }), ink);
    return ink;
  }
  const writer = createWriter(job.seed, job.writer);
  const size = height * width;
  const ink = new Uint8Array(job.signatures * size);
  for (let i = 0; i < job.signatures; i++) {
    const trajectory = fitTrajectory(synthesizeSignature(writer, i), { height, width });
    quantise(renderTrajectory(trajectory, { height, width }), ink.subarray(i * size));
  }
  return ink;
}

/** Ink in `[0, 1]` to bytes. */
function quantise(image: InkImage, output: Uint8Array): void {
  const { data } = image;
  for (let i = 0; i < data.length; i++) output[i] = Math.round(255 * data[i]!);
}
