/**
 * Loading the training data of a run.
 *
 * @module
 */
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
import type { SkippedFile } from "../dataset/scan_folder.ts";
import { type DatasetSplit, splitByWriter } from "../dataset/split.ts";
import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
import { synthesizePenDataset } from "../dataset/synthesize_pen_dataset.ts";
import { imitatedWriter } from "../dataset/writers/assign_writers.ts";
import type { ColorImage } from "../image/codecs/encode.ts";
import type { PenVAEConfig, PixelVAEConfig, VAEConfig } from "../model/config.ts";
import { sha256 } from "../sha256.ts";
import type { DataConfig } from "../training/run_config.ts";
import { readFold } from "./parsers.ts";
import { reportWriters } from "./report_writers.ts";
import { count, type Reporter } from "./reporter.ts";
import { BUILT_IN_DATA } from "./train_defaults.ts";

/** Which data to train on. */
export interface DataRequest extends Omit<DataConfig, "images" | "sha256" | "heldOutWriters"> {
  /** Settings of the model that is trained on it. */
  readonly model: VAEConfig;
  /** Seed of every random choice. */
  readonly seed: number;
  /** Cache folder of prepared images; no cache by default. */
  readonly cacheDirectory?: string;
}

/** Fraction of an epoch from the user's folder, where built-in signatures are mixed in. */
const OWN_FRACTION = 0.3;

/** Maximum number of skipped files that are named. */
const MAX_NAMED_FILES = 20;

/** The training data of a run. */
export interface TrainingData {
  /** The batches. */
  readonly batches: BatchSource;
  /** The same without built-in signatures mixed in: what samples should resemble. */
  readonly own: BatchSource;
  /** What `config.json` records about it. */
  readonly data: DataConfig;
  /** Renders trajectories recovered from some of the user's images, if there are any. */
  readonly renderRecoverySheet: (() => Promise<ColorImage | undefined>) | undefined;
}

/**
 * Loads training data and reports found and skipped files.
 *
 * @param request Which data.
 * @param reporter Where messages go.
 * @returns Batches, a record of the data, and a way to inspect it.
 * @throws {Error} If there is no readable image.
 */
export async function loadTrainingData(
  request: DataRequest,
  reporter: Reporter,
): Promise<TrainingData> {
  const { model } = request;
  const { batches, own, renderRecoverySheet, ...loaded } = model.model === "pen"
    ? await loadTrajectories(model, request, reporter)
    : await loadImages(model, request, reporter);
  return {
    batches,
    own: own ?? batches,
    data: dataConfig(request, loaded),
    renderRecoverySheet,
  };
}

/**
 * What `config.json` records about the data.
 *
 * @param request Which data.
 * @param loaded What is known once they have been loaded.
 */
export function dataConfig(
  request: DataRequest,
  loaded: Pick<DataConfig, "images" | "sha256" | "heldOutWriters"> = { images: 0, sha256: "" },
): DataConfig {
  const { directory, limit, writers, forgeries, writerPattern, maxMegapixels } = request;
  const { validationFraction, fold, augment } = request;
  return {
    directory,
    limit,
    writers,
    forgeries,
    writerPattern,
    maxMegapixels,
    validationFraction,
    fold,
    augment,
    ...loaded,
  };
}

interface LoadedData extends Pick<DataConfig, "images" | "sha256" | "heldOutWriters"> {
  readonly batches: BatchSource;
  readonly own?: BatchSource;
  readonly renderRecoverySheet?: TrainingData["renderRecoverySheet"];
}

async function loadImages(
  { height, width }: PixelVAEConfig,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedData> {
  const { directory, seed, augment } = request;
  const { dataset } = directory === null
    ? { dataset: await synthesizeDataset({ height, width, ...builtIn(request, reporter) }) }
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
  return {
    batches,
    images: dataset.names.length,
    sha256: await fingerprint(dataset.images),
    ...heldOutWriters(dataset, split, request),
  };
}

async function loadTrajectories(
  { points: pointCount }: PenVAEConfig,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedData> {
  const { directory, seed, augment, writers } = request;
  const { dataset: own, doubtful } = directory === null
    ? {
      dataset: await synthesizePenDataset({ pointCount, ...builtIn(request, reporter) }),
      doubtful: [],
    }
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
      "  mixed with built-in signatures, which teach the model handwriting in general",
    );
    const others = await synthesizePenDataset({
      pointCount,
      ...builtIn(request, reporter),
    });
    mixed = mixPenDatasets(own, ownSplit, others, OWN_FRACTION);
  }
  const options = { seed, ...(augment ? { augmentation: DEFAULT_PEN_AUGMENT_OPTIONS } : {}) };
  return {
    batches: new PenBatches(mixed.dataset, mixed.split, options),
    own: new PenBatches(own, ownSplit, options),
    images: mixed.dataset.names.length,
    sha256: await fingerprint(mixed.dataset.points),
    ...heldOutWriters(own, ownSplit, request),
    ...(directory === null ? {} : {
      renderRecoverySheet: () =>
        renderRecoverySheet(directory, own, {
          ...limits(request),
          doubtful: new Set(doubtful.map(({ file }) => file)),
        }),
    }),
  };
}

/** Holds out writers, and forgeries with the signatures that they imitate. */
function splitByHand(
  { writers }: SignatureDataset | PenDataset,
  request: DataRequest,
): DatasetSplit {
  const { validationFraction, seed } = request;
  const fold = request.fold === undefined ? undefined : readFold(request.fold);
  return splitByWriter({ writers: writers.map(imitatedWriter) }, {
    validationFraction,
    fold,
    seed,
  });
}

/** The held-out writers of a folder, for `config.json`. */
function heldOutWriters(
  { writers }: SignatureDataset | PenDataset,
  { validation, byWriter }: DatasetSplit,
  { directory }: DataRequest,
): Pick<DataConfig, "heldOutWriters"> {
  if (directory === null || !byWriter) return {};
  return { heldOutWriters: [...new Set(validation.map((index) => writers[index]!))] };
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
        : "(of the same writer: there is only one)"),
  );
}

/** The request for built-in data, which is reported. */
function builtIn({ model, writers, seed, cacheDirectory }: DataRequest, reporter: Reporter) {
  const { signatures, writers: defaultWriters } = BUILT_IN_DATA[model.model];
  const writerCount = writers ?? defaultWriters;
  reporter.info(
    `data: built-in procedural signatures: ${count(writerCount, "writer")} x ` +
      `${signatures}, seed ${seed}`,
  );
  return {
    writers: writerCount,
    signaturesPerWriter: signatures,
    seed,
    cacheDirectory,
    onProgress: (done: number, total: number) =>
      reporter.progress("synthesizing signatures", done, total),
  };
}

/** Loads a folder and reports what was found. */
async function loadDirectory<Dataset extends SignatureDataset | PenDataset>(
  request: DataRequest,
  reporter: Reporter,
  load: (options: Partial<LoadOptions>) => Promise<LoadResult<Dataset>>,
): Promise<LoadedFolder<Dataset>> {
  const { directory, limit, seed, cacheDirectory } = request;
  const start = performance.now();
  const { dataset, skipped, doubtful, found, fromCache, summary } = await load({
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
  reportDoubtful(doubtful, reporter);
  return { dataset, doubtful };
}

/** What a folder held. */
interface LoadedFolder<Dataset> {
  readonly dataset: Dataset;
  readonly doubtful: readonly SkippedFile[];
}

/** Reports the images that were read but may show more than a signature. */
export function reportDoubtful(doubtful: readonly SkippedFile[], reporter: Reporter): void {
  if (doubtful.length === 0) return;
  reporter.warn(`warning: read ${count(doubtful.length, "file")} that should be reviewed:`);
  nameFiles(doubtful, reporter);
}

/** Reports the files that could not be read; of many, names the first ones. */
export function reportSkipped(skipped: readonly SkippedFile[], reporter: Reporter): void {
  if (skipped.length === 0) return;
  reporter.warn(`warning: skipped ${count(skipped.length, "file")}:`);
  nameFiles(skipped, reporter);
}

function nameFiles(files: readonly SkippedFile[], reporter: Reporter): void {
  for (const { file, reason } of files.slice(0, MAX_NAMED_FILES)) {
    reporter.warn(`  ${file}: ${reason}`);
  }
  const rest = files.length - MAX_NAMED_FILES;
  if (rest > 0) reporter.warn(`  and ${rest} more`);
}

async function fingerprint(values: Uint8Array | Float32Array): Promise<string> {
  const { buffer, byteOffset, byteLength } = values;
  return await sha256(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
}
