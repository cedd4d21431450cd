/**
 * The sets of signatures that an evaluation compares a model with.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SignatureDataset } from "../../dataset/dataset.ts";
import { loadFolder } from "../../dataset/load_folder.ts";
import { stratifiedSample } from "../../dataset/stratified_sample.ts";
import { synthesizeDataset } from "../../dataset/synthesize_dataset.ts";
import { synthesizePenDataset } from "../../dataset/synthesize_pen_dataset.ts";
import { samplePenBaseline } from "../../evaluation/pen_baseline.ts";
import { toInkImage } from "../../evaluation/to_ink_image.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { renderPoints } from "../../model/pen/render_points.ts";
import { DEFAULT_CACHE } from "../directories.ts";
import { reportDoubtful, reportSkipped } from "../report_files.ts";
import { reportWriters } from "../report_writers.ts";
import { count, type Reporter } from "../reporter.ts";
import type { WriterFlags } from "../writer_flags.ts";

/** Images to measure. */
export interface EvaluationImages {
  /** The images. */
  readonly images: Iterable<InkImage> | AsyncIterable<InkImage>;
  /** Number of images. */
  readonly count: number;
  /** The writer of each image. */
  readonly writers: readonly string[];
}

/** Seeds of procedural signatures; no run trains on them by default. */
export const SEEDS = { reference: 1_000_003, builtIn: 1_000_033, baseline: 1_000_037 };

/** Training set of the baseline. */
const BASELINE_WRITERS = 2000;
const BASELINE_COMPONENTS = 64;
const BASELINE_POINTS = 128;
const SIZE = { height: 64, width: 128 };
const BATCH_SIZE = 50;

/** Options of the reference set. */
export interface ReferenceRequest extends WriterFlags {
  /** The folder of images; built-in data by default. */
  readonly data: string | undefined;
  /** Maximum number of signatures. */
  readonly count: number;
  /** Seed of the choice of signatures. */
  readonly seed: number;
}

/**
 * Loads the reference: signatures of a folder, spread over its writers, or procedural ones that were
 * not trained on.
 *
 * @param request The folder, and the maximum number of signatures.
 * @param reporter Prints messages.
 * @param kept The writers of the folder to take; all by default.
 * @throws {Error} If there is no readable image.
 */
export async function loadReference(
  { data, count: limit, seed, forgeries, writerPattern }: ReferenceRequest,
  reporter: Reporter,
  kept?: ReadonlySet<string>,
): Promise<EvaluationImages> {
  if (data === undefined) {
    reporter.info(`reference: ${limit} held-out built-in signatures, each of its own writer`);
    return toEvaluationImages(await synthesize(SEEDS.reference, limit, reporter));
  }
  const { dataset: all, skipped, doubtful, summary } = await loadFolder(data, {
    ...SIZE,
    limit: kept === undefined ? limit : undefined,
    seed,
    forgeries: forgeries ?? "exclude",
    writerPattern,
    cacheDirectory: DEFAULT_CACHE,
    onProgress: (done, total) => reporter.progress("reading images", done, total),
  });
  const dataset = kept === undefined ? all : selectWriters(all, kept, { count: limit, seed });
  reporter.info(
    `reference: "${data}", ${dataset.names.length} of ${count(summary.images, "signature")}, ` +
      count(new Set(dataset.writers).size, "writer"),
  );
  reportWriters(data, summary, reporter);
  reportSkipped(skipped, reporter);
  reportDoubtful(doubtful, reporter);
  return toEvaluationImages(dataset);
}

/** At most `count` images of some writers, spread over them. */
function selectWriters(
  { height, width, images, writers, names }: SignatureDataset,
  kept: ReadonlySet<string>,
  { count, seed }: { count: number; seed: number },
): SignatureDataset {
  const candidates = writers.flatMap((writer, index) => kept.has(writer) ? [index] : []);
  const chosen = stratifiedSample(candidates.map((index) => writers[index]!), count, seed)
    .map((i) => candidates[i]!);
  const size = height * width;
  const selected = new Uint8Array(chosen.length * size);
  chosen.forEach((index, i) => {
    selected.set(images.subarray(index * size, (index + 1) * size), i * size);
  });
  return {
    height,
    width,
    images: selected,
    writers: chosen.map((index) => writers[index]!),
    names: chosen.map((index) => names[index]!),
  };
}

/**
 * Procedural signatures, other ones than those of the reference.
 *
 * @param count Number of signatures, each of its own writer.
 * @param reporter Shows progress.
 */
export async function synthesizeImages(
  count: number,
  reporter: Reporter,
): Promise<EvaluationImages> {
  return toEvaluationImages(await synthesize(SEEDS.builtIn, count, reporter));
}

/**
 * Signatures sampled from a baseline without a neural network, fitted to procedural ones.
 *
 * @param count Number of signatures.
 * @param seed Random seed.
 * @param reporter Shows progress.
 */
export async function sampleBaseline(
  count: number,
  seed: number,
  reporter: Reporter,
): Promise<Pick<EvaluationImages, "images" | "count">> {
  const dataset = await synthesizePenDataset({
    writers: BASELINE_WRITERS,
    signaturesPerWriter: 1,
    pointCount: BASELINE_POINTS,
    seed: SEEDS.baseline,
    cacheDirectory: DEFAULT_CACHE,
    onProgress: (done, total) => reporter.progress("synthesizing signatures", done, total),
  });
  const points = samplePenBaseline(dataset, { count, seed, components: BASELINE_COMPONENTS });
  return { images: renderBaseline(points, count), count };
}

async function* renderBaseline(points: Float32Array, count: number): AsyncGenerator<InkImage> {
  const size = points.length / count;
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const end = Math.min(count, start + BATCH_SIZE);
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
    onProgress: (done, total) => reporter.progress("synthesizing signatures", done, total),
  });
}

function toEvaluationImages(dataset: SignatureDataset): EvaluationImages {
  const count = dataset.names.length;
  return { images: eachImage(dataset), count, writers: dataset.writers };
}

function* eachImage(dataset: SignatureDataset): Generator<InkImage> {
  for (let i = 0; i < dataset.names.length; i++) yield toInkImage(dataset, i);
}
