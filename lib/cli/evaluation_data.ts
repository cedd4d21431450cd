/**
 * The sets of signatures that an evaluation compares with a model.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SignatureDataset } from "../dataset/dataset.ts";
import { loadFolder } from "../dataset/load_folder.ts";
import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
import { synthesizePenDataset } from "../dataset/synthesize_pen_dataset.ts";
import { toInkImage } from "../evaluation/to_ink_image.ts";
import { samplePenBaseline } from "../evaluation/pen_baseline.ts";
import type { InkImage } from "../image/ink_image.ts";
import { renderPoints } from "../model/pen/render_points.ts";
import { reportWriters } from "./report_writers.ts";
import type { Reporter } from "./reporter.ts";
import { DEFAULT_CACHE } from "./train_plan.ts";
import { reportSkipped } from "./training_data.ts";
import type { WriterFlags } from "./writer_flags.ts";

/** Pictures that are to be measured. */
export interface EvaluationPictures {
  /** One after the other. */
  readonly images: Iterable<InkImage> | AsyncIterable<InkImage>;
  /** How many. */
  readonly count: number;
  /** The writer of each. */
  readonly writers: readonly string[];
}

/** Seeds of built-in signatures: no run trains on them unless it is told to. */
const SEEDS = { reference: 1_000_003, builtIn: 1_000_033, baseline: 1_000_037 };

/** The baseline has as much to learn from. */
const BASELINE_WRITERS = 2000;
const BASELINE_COMPONENTS = 64;
const BASELINE_POINTS = 128;
const SIZE = { height: 64, width: 128 };
const DRAWN_AT_ONCE = 50;

/** Which reference is wanted. */
export interface ReferenceRequest extends WriterFlags {
  /** The folder; built-in signatures without one. */
  readonly data: string | undefined;
  /** At most so many signatures. */
  readonly count: number;
  /** Names the choice. */
  readonly seed: number;
}

/**
 * The reference: a folder's signatures, spread over its writers, or held-out built-in ones.
 *
 * @param request Where it is, whose its images are, and at most how many.
 * @param reporter Where messages go.
 * @throws {Error} If there is no readable image.
 */
export async function loadReference(
  { data, count, seed, forgeries, writerPattern }: ReferenceRequest,
  reporter: Reporter,
): Promise<EvaluationPictures> {
  if (data === undefined) {
    reporter.info(`reference: ${count} held-out built-in signatures, each of its own writer`);
    return pictures(await synthesize(SEEDS.reference, count, reporter));
  }
  const { dataset, skipped, found, summary } = await loadFolder(data, {
    ...SIZE,
    limit: count,
    seed,
    forgeries: forgeries ?? "exclude",
    writerPattern,
    cacheDirectory: DEFAULT_CACHE,
    onProgress: (done, total) => reporter.progress("reading images", done, total),
  });
  const writers = new Set(dataset.writers).size;
  reporter.info(
    `reference: "${data}", ${dataset.names.length} of ${found} signatures, ${writers} writers`,
  );
  reportWriters(data, summary, reporter);
  reportSkipped(skipped, reporter);
  return pictures(dataset);
}

/**
 * Built-in signatures, other ones than those of the reference.
 *
 * @param count How many, each of a writer of its own.
 * @param reporter Where progress goes.
 */
export async function synthesizePictures(
  count: number,
  reporter: Reporter,
): Promise<EvaluationPictures> {
  return pictures(await synthesize(SEEDS.builtIn, count, reporter));
}

/**
 * Signatures of a baseline without a neural network, fitted to built-in ones.
 *
 * @param count How many.
 * @param seed Names the draw.
 * @param reporter Where progress goes.
 */
export async function drawBaseline(
  count: number,
  seed: number,
  reporter: Reporter,
): Promise<Pick<EvaluationPictures, "images" | "count">> {
  const dataset = await synthesizePenDataset({
    writers: BASELINE_WRITERS,
    signaturesPerWriter: 1,
    pointCount: BASELINE_POINTS,
    seed: SEEDS.baseline,
    cacheDirectory: DEFAULT_CACHE,
    onProgress: (done, total) => reporter.progress("writing signatures", done, total),
  });
  const points = samplePenBaseline(dataset, { count, seed, components: BASELINE_COMPONENTS });
  return { images: drawPoints(points, count), count };
}

async function* drawPoints(points: Float32Array, count: number): AsyncGenerator<InkImage> {
  const size = points.length / count;
  for (let start = 0; start < count; start += DRAWN_AT_ONCE) {
    const end = Math.min(count, start + DRAWN_AT_ONCE);
    const part = points.subarray(start * size, end * size);
    const tensor = tf.tensor3d(part, [end - start, size / 4, 4]);
    try {
      yield* await renderPoints(tensor, SIZE);
    } finally {
      tensor.dispose();
    }
  }
}

async function synthesize(
  seed: number,
  count: number,
  reporter: Reporter,
): Promise<SignatureDataset> {
  return await synthesizeDataset({
    ...SIZE,
    writers: count,
    signaturesPerWriter: 1,
    seed,
    onProgress: (done, total) => reporter.progress("writing signatures", done, total),
  });
}

function pictures(dataset: SignatureDataset): EvaluationPictures {
  const count = dataset.names.length;
  return { images: eachImage(dataset), count, writers: dataset.writers };
}

function* eachImage(dataset: SignatureDataset): Generator<InkImage> {
  for (let i = 0; i < dataset.names.length; i++) yield toInkImage(dataset, i);
}
