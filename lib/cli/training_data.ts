/**
 * Finding and loading what a run trains on.
 *
 * @module
 */
import { join } from "node:path";
import { DEFAULT_AUGMENT_OPTIONS } from "../dataset/augment.ts";
import { type BatchSource, ImageBatches } from "../dataset/batches.ts";
import type { SignatureDataset } from "../dataset/dataset.ts";
import { renderRecoverySheet } from "../dataset/render_recovery_sheet.ts";
import {
  loadFolder,
  type LoadOptions,
  loadPenFolder,
  type LoadResult,
} from "../dataset/load_folder.ts";
import { DEFAULT_PEN_AUGMENT_OPTIONS } from "../dataset/augment_points.ts";
import { mixPenDatasets } from "../dataset/mix_pen_datasets.ts";
import { PenBatches } from "../dataset/pen_batches.ts";
import type { PenDataset } from "../dataset/pen_dataset.ts";
import { type DatasetSplit, splitByWriter } from "../dataset/split.ts";
import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
import { synthesizePenDataset } from "../dataset/synthesize_pen_dataset.ts";
import { imitatedWriter } from "../dataset/writers/assign_writers.ts";
import { IMAGE_EXTENSIONS } from "../image/codecs/decode.ts";
import type { ColorImage } from "../image/codecs/encode.ts";
import type { PenVAEConfig, PixelVAEConfig, VAEConfig } from "../model/config.ts";
import type { DataConfig } from "../training/run_folder.ts";
import { reportWriters } from "./report_writers.ts";
import { count, type Reporter } from "./reporter.ts";

/** What to train on. */
export interface DataRequest extends Omit<DataConfig, "images" | "sha256"> {
  /** The model that is trained on it. */
  readonly model: VAEConfig;
  /** Names every random choice. */
  readonly seed: number;
  /** Where prepared images are kept for the next start; left out, they are not. */
  readonly cacheDirectory?: string;
  /** Larger images are refused before they are decoded. */
  readonly maxMegapixels?: number;
}

/** Writers of the built-in data and signatures of each, by the kind of model. */
export const BUILT_IN_DATA = {
  pen: { writers: 20000, signatures: 1 }, // letters are learned from many hands
  pixel: { writers: 400, signatures: 10 }, // an image costs more memory than the way of the pen
} as const;

/** Where a user drops images. */
export const DATA_DIRECTORY = "data";

/** Share of an epoch that is of the user's folder, where built-in signatures are mixed in. */
const OWN_SHARE = 0.3;

/** Share of those whose points are as tracing finds them: the language of the user's. */
const RECOVERED_FRACTION = 0.5;

const MOST_NAMED_SKIPS = 20;

/**
 * The folder to train on where the user named none: `data`, if there is an image in it.
 *
 * @returns Its path, or `null` for the built-in data.
 */
export async function findDataDirectory(): Promise<string | null> {
  return await holdsImage(DATA_DIRECTORY, 4) ? DATA_DIRECTORY : null;
}

/** What a run trains on. */
export interface TrainingData {
  /** The batches. */
  readonly batches: BatchSource;
  /** The same without the built-in signatures that were mixed into the user's: what samples are to be like. */
  readonly own: BatchSource;
  /** The request with what was found. */
  readonly data: DataConfig;
  /** Draws some of the user's signatures as they were traced, where they were. */
  readonly renderRecoverySheet: (() => Promise<ColorImage | undefined>) | undefined;
}

/**
 * Loads images, tells the user what was found and skipped, and makes batches of them.
 *
 * @param request What to train on.
 * @param reporter Where messages go.
 * @returns The batches, the request with what was found, and a way to look at it.
 * @throws {Error} If there is no readable image.
 */
export async function loadTrainingData(
  request: DataRequest,
  reporter: Reporter,
): Promise<TrainingData> {
  const { model, validationFraction, directory, limit, writers, augment } = request;
  const { forgeries, writerPattern } = request;
  const { batches, own, images, sha256, renderRecoverySheet } = model.model === "pen"
    ? await loadTrajectories(model, request, reporter)
    : await loadImages(model, request, reporter);
  return {
    batches,
    own: own ?? batches,
    data: {
      directory,
      limit,
      writers,
      forgeries,
      writerPattern,
      validationFraction,
      augment,
      images,
      sha256,
    },
    renderRecoverySheet,
  };
}

interface LoadedData {
  readonly batches: BatchSource;
  readonly own?: BatchSource;
  readonly images: number;
  readonly sha256: string;
  readonly renderRecoverySheet?: TrainingData["renderRecoverySheet"];
}

async function loadImages(
  { height, width }: PixelVAEConfig,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedData> {
  const { directory, seed, augment } = request;
  const dataset = directory === null
    ? await synthesizeDataset({ height, width, ...builtIn(request, reporter) })
    : await loadDirectory(
      request,
      reporter,
      (options) => loadFolder(directory, { ...options, height, width }),
    );
  const split = splitByHand(dataset, request);
  reportSplit(split, dataset, reporter);
  const batches = new ImageBatches(dataset, split, {
    seed,
    ...(augment ? { augmentation: DEFAULT_AUGMENT_OPTIONS } : {}),
  });
  return { batches, images: dataset.names.length, sha256: await fingerprint(dataset.images) };
}

async function loadTrajectories(
  { points: pointCount }: PenVAEConfig,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedData> {
  const { directory, seed, augment, writers } = request;
  const own = directory === null
    ? await synthesizePenDataset({ pointCount, ...builtIn(request, reporter) })
    : await loadDirectory(
      request,
      reporter,
      (options) => loadPenFolder(directory, { ...options, pointCount }),
    );
  const ownSplit = splitByHand(own, request);
  reportSplit(ownSplit, own, reporter);
  let mixed = { dataset: own, split: ownSplit };
  if (directory !== null && writers !== null && writers > 0) {
    reporter.info(
      "  mixed with built-in signatures, of which the model learns what handwriting is",
    );
    const others = await synthesizePenDataset({
      pointCount,
      recoveredWriters: Math.floor(RECOVERED_FRACTION * writers),
      ...builtIn(request, reporter),
    });
    mixed = mixPenDatasets(own, ownSplit, others, OWN_SHARE);
  }
  const options = { seed, ...(augment ? { augmentation: DEFAULT_PEN_AUGMENT_OPTIONS } : {}) };
  return {
    batches: new PenBatches(mixed.dataset, mixed.split, options),
    own: new PenBatches(own, ownSplit, options),
    images: mixed.dataset.names.length,
    sha256: await fingerprint(mixed.dataset.points),
    ...(directory === null
      ? {}
      : { renderRecoverySheet: () => renderRecoverySheet(directory, own, limits(request)) }),
  };
}

/** Holds out writers, and forgeries with the signatures that they imitate. */
function splitByHand(
  { writers }: SignatureDataset | PenDataset,
  request: DataRequest,
): DatasetSplit {
  return splitByWriter({ writers: writers.map(imitatedWriter) }, request);
}

function limits({ maxMegapixels }: DataRequest): { maxMegapixels?: number } {
  return maxMegapixels === undefined ? {} : { maxMegapixels };
}

function reportSplit(
  { training, validation, byWriter }: DatasetSplit,
  { writers }: SignatureDataset | PenDataset,
  reporter: Reporter,
): void {
  reporter.info(
    `  ${count(training.length, "signature")} to train on, ${validation.length} held out ` +
      (byWriter
        ? `(${count(new Set(writers).size, "writer")}, none in both)`
        : "(one writer only, so the same hand is in both)"),
  );
}

/** Says what the built-in data is, and asks for it. */
function builtIn({ model, writers, seed, cacheDirectory }: DataRequest, reporter: Reporter) {
  const { signatures, writers: defaultWriters } = BUILT_IN_DATA[model.model];
  const writerCount = writers ?? defaultWriters;
  reporter.info(
    `data: built-in procedural signatures, nobody's handwriting: ${
      count(writerCount, "writer")
    } x ` +
      `${signatures}, seed ${seed}`,
  );
  return {
    writers: writerCount,
    signaturesPerWriter: signatures,
    seed,
    cacheDirectory,
    onProgress: (done: number, total: number) =>
      reporter.progress("writing signatures", done, total),
  };
}

/** Loads a folder and tells what was found in it. */
async function loadDirectory<Dataset extends SignatureDataset | PenDataset>(
  request: DataRequest,
  reporter: Reporter,
  load: (options: Partial<LoadOptions>) => Promise<LoadResult<Dataset>>,
): Promise<Dataset> {
  const { directory, limit, seed, cacheDirectory } = request;
  const start = performance.now();
  const { dataset, skipped, found, fromCache, summary } = await load({
    seed,
    cacheDirectory,
    limit: limit ?? undefined,
    forgeries: request.forgeries ?? "exclude",
    writerPattern: request.writerPattern ?? undefined,
    onProgress: (done, total) => reporter.progress("reading images", done, total),
    ...limits(request),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const used = dataset.names.length;
  reporter.info(
    `data: "${directory}", ${count(used, "image")}` +
      (limit !== null && found > used ? ` of ${found}` : "") +
      `, read in ${seconds} s` + (fromCache > 0 ? ` (${fromCache} from the cache)` : ""),
  );
  reportWriters(directory!, summary, reporter);
  reportSkipped(skipped, reporter);
  return dataset;
}

/** Names the files that could not be read, the first of many. */
export function reportSkipped(
  skipped: readonly { readonly file: string; readonly reason: string }[],
  reporter: Reporter,
): void {
  if (skipped.length === 0) return;
  reporter.warn(`warning: skipped ${count(skipped.length, "file")}:`);
  for (const { file, reason } of skipped.slice(0, MOST_NAMED_SKIPS)) {
    reporter.warn(`  ${file}: ${reason}`);
  }
  const rest = skipped.length - MOST_NAMED_SKIPS;
  if (rest > 0) reporter.warn(`  and ${rest} more`);
}

async function fingerprint(values: Uint8Array | Float32Array): Promise<string> {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function holdsImage(directory: string, depth: number): Promise<boolean> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(directory));
  } catch {
    return false;
  }
  for (const { name, isDirectory } of entries) {
    if (name.startsWith(".")) continue;
    if (isDirectory && depth > 0 && await holdsImage(join(directory, name), depth - 1)) return true;
    const extension = name.slice(name.lastIndexOf(".")).toLowerCase();
    if (!isDirectory && IMAGE_EXTENSIONS.includes(extension)) return true;
  }
  return false;
}
