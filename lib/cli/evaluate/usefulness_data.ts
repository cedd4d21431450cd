/**
 * The real and synthetic signatures of an experiment on usefulness.
 *
 * @module
 */
import type { SignatureDataset } from "../../dataset/dataset.ts";
import { loadFolder, loadPenFolder, type LoadResult } from "../../dataset/load_folder.ts";
import { type PenDataset, pointsOf } from "../../dataset/pen_dataset.ts";
import { imitatedWriter } from "../../dataset/writers/assign_writers.ts";
import { MIN_FOLD_WRITERS } from "../../evaluation/usefulness/measure_usefulness.ts";
import { REAL_SIGNATURES, type RealWriter } from "../../evaluation/usefulness/training_recipes.ts";
import { VERIFIER_IMAGE } from "../../evaluation/usefulness/verifier_network.ts";
import type { SignatureModel } from "../../generation/signature_model.ts";
import { HAND_SPREAD, varySignature } from "../../generation/vary_signature.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { renderPenCanvas } from "../../model/pen/render_points.ts";
import { fromPoints } from "../../strokes/geometry/from_points.ts";
import { DEFAULT_CACHE } from "../directories.ts";
import { reportDoubtful, reportSkipped } from "../report_files.ts";
import { reportWriters } from "../report_writers.ts";
import { count, type Reporter } from "../reporter.ts";

/** Which signatures. */
export interface UsefulnessDataRequest {
  /** The folder of real signatures. */
  readonly data: string;
  /** Regular expression for the writer in each path. */
  readonly writerPattern: string | undefined;
  /** Seed of all choices. */
  readonly seed: number;
  /** Number of synthetic writers. */
  readonly writers: number;
  /** Signatures of each. */
  readonly signatures: number;
  /** Sampling temperature. */
  readonly temperature: number;
  /** Folds of the cross-validation over real writers. */
  readonly folds: number;
}

/** Synthetic variants of a real signature. */
const VARIANTS = 10;

/** Real signatures of a writer of which there are variants, at most. */
const VARIED_SIGNATURES = Math.max(...REAL_SIGNATURES);

/** A writer needs a reference and a signature to question. */
const MIN_SIGNATURES = 2;

/**
 * Loads the real writers of a folder, with forgeries, and makes variants of their signatures.
 *
 * Signatures of which there are variants come first. Writers with a single signature are left out.
 *
 * @param request The folder.
 * @param reporter Prints messages.
 * @throws {RangeError} If the folder has too few writers.
 */
export async function loadRealWriters(
  { data, writerPattern, seed, folds }: UsefulnessDataRequest,
  reporter: Reporter,
): Promise<RealWriter[]> {
  const options = { seed, writerPattern, cacheDirectory: DEFAULT_CACHE };
  const loaded = await loadFolder(data, {
    ...options,
    ...VERIFIER_IMAGE,
    forgeries: "include",
    onProgress: (done, total) => reporter.progress("reading images", done, total),
  });
  reporter.info(`real signatures: "${data}", ${count(loaded.dataset.names.length, "image")}`);
  reportWriters(data, loaded.summary, reporter);
  reportSkipped(loaded.skipped, reporter);
  reportDoubtful(loaded.doubtful, reporter);
  const genuine = loaded.dataset.writers.filter((_, i) => isGenuine(loaded, i));
  checkWriterCount(data, genuine, MIN_FOLD_WRITERS * folds);
  const { dataset: pen } = await loadPenFolder(data, {
    ...options,
    // The same number of each writer.
    limit: VARIED_SIGNATURES * new Set(genuine).size,
    onProgress: (done, total) => reporter.progress("recovering trajectories", done, total),
  });
  const writers = groupByWriter(loaded, varyEach(pen, seed));
  const kept = writers.filter(({ genuine }) => genuine.length >= MIN_SIGNATURES);
  if (kept.length < writers.length) {
    reporter.warn(
      `warning: left out ${count(writers.length - kept.length, "writer")} with fewer than ` +
        `${MIN_SIGNATURES} genuine signatures`,
    );
  }
  return kept;
}

/** Checks the writers before the work of minutes that follows. */
function checkWriterCount(data: string, genuine: readonly string[], expected: number): void {
  const groups = Map.groupBy(genuine, (writer) => writer);
  const found = groups.values().filter(({ length }) => length >= MIN_SIGNATURES).toArray().length;
  if (found >= expected) return;
  throw new RangeError(
    `Cannot measure usefulness on "${data}": it has ${count(found, "writer")} with at least ` +
      `${MIN_SIGNATURES} genuine signatures, expected at least ${expected}`,
  );
}

function isGenuine({ kinds }: Pick<LoadResult, "kinds">, index: number): boolean {
  return kinds[index] === "genuine";
}

/** Variants of each trajectory by its name. */
function varyEach(dataset: PenDataset, seed: number): Map<string, Uint8Array[]> {
  return new Map(dataset.names.map((name, i) => {
    const trajectory = fromPoints(pointsOf(dataset, i));
    const variants = trajectory.length === 0 ? [] : Array.from({ length: VARIANTS }, (_, index) =>
      // A seed of its own: the variants of two signatures do not vary alike.
      toBytes(renderPenCanvas(
        varySignature(trajectory, { seed: seed + i, index, spread: HAND_SPREAD }),
        VERIFIER_IMAGE,
      )));
    return [name, variants];
  }));
}

function groupByWriter(
  loaded: LoadResult<SignatureDataset>,
  variants: ReadonlyMap<string, readonly Uint8Array[]>,
): RealWriter[] {
  const { images, writers, names, height, width } = loaded.dataset;
  const image = (i: number) => images.subarray(i * height * width, (i + 1) * height * width);
  const groups = Map.groupBy(names.keys(), (i) => imitatedWriter(writers[i]!));
  return [...groups].sort(([a], [b]) => a < b ? -1 : 1).map(([name, indices]) => {
    const genuine = indices.filter((i) => isGenuine(loaded, i));
    const varied = genuine.filter((i) => variants.has(names[i]!));
    const others = genuine.filter((i) => !variants.has(names[i]!));
    return {
      name,
      genuine: [...varied, ...others].map(image),
      forgeries: indices.filter((i) => loaded.kinds[i] === "forged").map(image),
      variants: varied.map((i) => variants.get(names[i]!)!),
    };
  });
}

/**
 * Generates synthetic writers with several signatures each.
 *
 * @param model The model.
 * @param request How many, and the seed.
 * @param reporter Shows progress.
 */
export async function generateWriters(
  model: SignatureModel,
  { writers, signatures, seed, temperature }: UsefulnessDataRequest,
  reporter: Reporter,
): Promise<Uint8Array[][]> {
  const options = { count: writers, signaturesPerWriter: signatures, seed, temperature };
  const result: Uint8Array[][] = Array.from({ length: writers }, () => []);
  let done = 0;
  for await (const signature of model.generate(options)) {
    result[signature.writer]!.push(toBytes(signature.toImage(VERIFIER_IMAGE)));
    reporter.progress("generating signatures", ++done, writers * signatures);
  }
  return result;
}

function toBytes({ data }: InkImage): Uint8Array {
  return Uint8Array.from(data, (ink) => Math.round(255 * ink));
}
