/**
 * Loads a folder of signature images as a data set.
 *
 * @module
 */
import { outcomeSize } from "./cache_settings.ts";
import { collectOutcomes } from "./collect_outcomes.ts";
import type { SignatureDataset } from "./dataset.ts";
import { forgeriesError, noImageError, unreadableError } from "./folder_errors.ts";
import { loadOutcomes } from "./load_outcomes.ts";
import type { PenDataset } from "./pen_dataset.ts";
import { scanFolder, type SkippedFile } from "./scan_folder.ts";
import { stratifiedSample } from "./stratified_sample.ts";
import { type AssignedImage, assignWriters, type WriterOptions } from "./writers/assign_writers.ts";
import type { SignatureKind } from "./writers/read_level.ts";
import { summarizeWriters, type WriterSummary } from "./writers/summarize_writers.ts";

/** Options of {@linkcode loadFolder}. */
export interface LoadOptions extends WriterOptions {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** Maximum number of images, stratified by writer; all if left out. */
  readonly limit?: number | undefined;
  /** Seed of the sample of `limit` images. */
  readonly seed: number;
  /** Number of threads; 0 decodes in the calling thread; the number of cores if left out. */
  readonly threads?: number | undefined;
  /** Folder of the cache; no cache if left out. */
  readonly cacheDirectory?: string | undefined;
  /**
   * Interval at which the cache is written during loading, in seconds; limits the loss of an
   * interruption.
   */
  readonly secondsPerSave: number;
  /** Maximum size of an image, in millions of pixels; larger ones are skipped. */
  readonly maxMegapixels: number;
  /** Called after each image. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Defaults. */
export const DEFAULT_LOAD_OPTIONS: LoadOptions = {
  height: 64,
  width: 128,
  seed: 0,
  /**
   * A forgery is in the hand of its forger and resembles the signature of its victim: it must train
   * neither.
   */
  forgeries: "exclude",
  secondsPerSave: 10,
  /**
   * Images of the largest scanners and phones are smaller; a decoded image takes one MB per
   * megapixel.
   */
  maxMegapixels: 64,
};

/** Result of {@linkcode loadFolder} and {@linkcode loadPenFolder}. */
export interface LoadResult<Dataset = SignatureDataset> {
  /** The images that were read, in the order of their names. */
  readonly dataset: Dataset;
  /** Kind of each image, as far as its path gives it. */
  readonly kinds: readonly SignatureKind[];
  /** Forgeries and questioned signatures of the folder, loaded or not. */
  readonly forgeries: readonly AssignedImage[];
  /** Interpretation of the paths. */
  readonly summary: WriterSummary;
  /** The images that could not be read, in the same order. */
  readonly skipped: readonly SkippedFile[];
  /** Images that were read but should be reviewed, with the reason, in the same order. */
  readonly doubtful: readonly SkippedFile[];
  /** Number of images whose result came from the cache. */
  readonly fromCache: number;
  /**
   * Number of images of the folder, including those beyond `limit`, excluding forgeries that were
   * left out.
   */
  readonly found: number;
}

/**
 * Loads the signatures of a folder: decodes, cleans and crops images on all cores.
 *
 * Writers come from the names of folders and files, see `nameWriters`, or from `writerPattern`.
 * Forgeries are left out unless `forgeries` is `"include"`. Unreadable images are skipped and
 * listed in the result. With a `cacheDirectory`, later calls decode only new images.
 *
 * @param directory The folder; images may be at any depth, in any format of `decodeImage`.
 * @param options Overrides of {@linkcode DEFAULT_LOAD_OPTIONS}.
 * @returns The data set, and what was skipped.
 * @throws {Error} If the folder is missing, is a file, or has no readable image that is not a
 * forgery.
 * @throws {RangeError} If `height`, `width` or `limit` is not a positive integer, `threads` is not
 * an integer of at least 0, or `writerPattern` matches no image.
 * @throws {SyntaxError} If `writerPattern` is not a regular expression with a group.
 */
export async function loadFolder(
  directory: string,
  options: Partial<LoadOptions> = {},
): Promise<LoadResult> {
  const settings = { ...DEFAULT_LOAD_OPTIONS, ...options };
  const { bytes, ...result } = await loadBytes(directory, settings);
  const { height, width } = settings;
  const { writers, names } = result.dataset;
  return { ...result, dataset: { height, width, images: bytes, writers, names } };
}

/** Options of {@linkcode loadPenFolder}. */
export interface PenLoadOptions extends Omit<LoadOptions, "height" | "width"> {
  /** Points of each trajectory. */
  readonly pointCount: number;
}

/**
 * Loads the signatures of a folder as trajectories: like {@linkcode loadFolder}, then recovers the
 * trajectory of each cleaned image.
 *
 * @param directory The folder; images may be at any depth, in any format of `decodeImage`.
 * @param options Points of each trajectory and options of the loading.
 * @returns The data set, and what was skipped.
 * @throws {Error} If the folder is missing, is a file, or has no readable image that is not a
 * forgery.
 * @throws {RangeError} If `pointCount` is not an integer of at least 4, an option is out of range,
 * or `writerPattern` matches no image.
 * @throws {SyntaxError} If `writerPattern` is not a regular expression with a group.
 */
export async function loadPenFolder(
  directory: string,
  options: Partial<PenLoadOptions> = {},
): Promise<LoadResult<PenDataset>> {
  const settings = { ...DEFAULT_LOAD_OPTIONS, pointCount: 128, ...options };
  const { pointCount } = settings;
  if (!Number.isSafeInteger(pointCount) || pointCount < 4) {
    throw new RangeError(
      `Cannot load images: pointCount is ${pointCount}, expected an integer of at least 4`,
    );
  }
  const { bytes, ...result } = await loadBytes(directory, settings);
  const points = new Float32Array(bytes.buffer);
  return { ...result, dataset: { ...result.dataset, pointCount, points } };
}

interface FolderSettings extends LoadOptions {
  readonly pointCount?: number | undefined;
}

/** A data set whose images or trajectories are concatenated bytes. */
type LoadedBytes = LoadResult<Pick<SignatureDataset, "writers" | "names">> & {
  readonly bytes: Uint8Array<ArrayBuffer>;
};

async function loadBytes(directory: string, settings: FolderSettings): Promise<LoadedBytes> {
  checkSize(settings);
  const scan = await scanFolder(directory);
  if (scan.images.length === 0) throw noImageError(directory, scan);
  const root = await Deno.realPath(directory);
  const folder = root.split(/[\\/]/).findLast(Boolean) ?? "writer";
  const assignment = assignWriters(scan.images, folder, settings);
  const { images, forgeries } = assignment;
  if (images.length === 0) throw forgeriesError(directory, forgeries.length);
  const { limit = images.length, seed } = settings;
  const chosen = stratifiedSample(images.map(({ writer }) => writer), limit, seed)
    .map((index) => images[index]!);
  const paths = chosen.map(({ path }) => path);
  const { outcomes, fromCache } = await loadOutcomes({
    directory,
    paths,
    present: scan.images,
    settings,
  });
  const { bytes, kinds, failed, doubtful, ...dataset } = collectOutcomes(
    chosen,
    outcomes,
    outcomeSize(settings),
  );
  if (dataset.names.length === 0) throw unreadableError(directory, failed);
  return {
    dataset,
    bytes,
    kinds,
    forgeries,
    doubtful,
    summary: summarizeWriters({ ...assignment, images: without(images, failed) }),
    skipped: [...scan.skipped, ...failed, ...assignment.unmatched.map(unmatchedFile)],
    fromCache,
    found: images.length,
  };
}

function checkSize({ height, width }: LoadOptions): void {
  for (const [name, value] of Object.entries({ height, width })) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(
        `Cannot load images: ${name} is ${value}, expected a positive integer`,
      );
    }
  }
}

function unmatchedFile(file: string): SkippedFile {
  return { file, reason: "its path does not match the pattern for writers" };
}

/** The images but those that cannot be read: a summary counts what is used. */
function without(images: readonly AssignedImage[], failed: readonly SkippedFile[]) {
  const unreadable = new Set(failed.map(({ file }) => file));
  return images.filter(({ path }) => !unreadable.has(path));
}
