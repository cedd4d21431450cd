/**
 * A folder of signature images as a data set.
 *
 * @module
 */
import { stratifiedSample } from "./stratified_sample.ts";
import type { SignatureDataset } from "./dataset.ts";
import { type FileState, FolderCache, type Outcome, outcomeSize } from "./folder_cache.ts";
import { availableThreads, ImageWorkerPool, ThreadError } from "./image_worker_pool.ts";
import { nameWriters } from "./name_writers.ts";
import type { PenDataset } from "./pen_dataset.ts";
import { sha256 } from "./packed_file.ts";
import { type FolderScan, reasonOf, scanFolder, type SkippedFile } from "./scan_folder.ts";

/** How {@linkcode loadFolder} loads. */
export interface LoadOptions {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** How many images to load, spread over the writers; all if left out. */
  readonly limit?: number | undefined;
  /** Names the choice that `limit` makes. */
  readonly seed: number;
  /** How many threads decode; 0 decodes in the calling thread; as many as cores if left out. */
  readonly threads?: number | undefined;
  /** Where results are kept for the next time; nowhere if left out. */
  readonly cacheDirectory?: string | undefined;
  /** Seconds after which the results so far are kept too, for a start after an interruption. */
  readonly secondsPerSave: number;
  /** Larger images, in millions of pixels, are skipped. */
  readonly maxMegapixels: number;
  /** Called after each image. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How {@linkcode loadFolder} loads unless told otherwise. */
export const DEFAULT_LOAD_OPTIONS: LoadOptions = {
  height: 64,
  width: 128,
  seed: 0,
  secondsPerSave: 10,
  /** The largest scanners and phones stay below; the decoded image takes as many megabytes. */
  maxMegapixels: 64,
};

/** What {@linkcode loadFolder} or {@linkcode loadPenFolder} made of a folder. */
export interface LoadResult<Dataset = SignatureDataset> {
  /** The images that could be read, in the order of their names. */
  readonly dataset: Dataset;
  /** The images that could not, in the same order. */
  readonly skipped: readonly SkippedFile[];
  /** How many of all these were not decoded because their result was known. */
  readonly fromCache: number;
  /** How many images the folder has, those beyond `limit` included. */
  readonly found: number;
}

/** A file this much larger than its pixels is not read at all. */
const BYTES_PER_PIXEL = 8;
const SPARE_BYTES = 16e6;
/** Files that each thread decodes or has at hand. */
const FILES_PER_THREAD = 2;
/** Files in work beyond those: they are being read. */
const FILES_AHEAD = 4;

/**
 * Loads the signatures of a folder: decodes, cleans and crops them, on all cores.
 *
 * The subfolder right below the folder names the writer; {@linkcode nameWriters} says how images
 * without one are told apart. Images that cannot be read are skipped and named in the result. With
 * a `cacheDirectory`, a second start decodes only what is new.
 *
 * @param directory The folder: PNG, JPEG, BMP or TIFF images, at any depth.
 * @param options Size of the images and how to load them.
 * @returns The data set, and what was skipped.
 * @throws {Error} If the folder is missing, is a file, or has no image that can be read.
 * @throws {RangeError} If `height`, `width` or `limit` is no positive integer, or `threads` no integer from 0.
 */
export async function loadFolder(
  directory: string,
  options: Partial<LoadOptions> = {},
): Promise<LoadResult> {
  const settings = { ...DEFAULT_LOAD_OPTIONS, ...options };
  const { bytes, ...result } = await loadOutcomes(directory, settings);
  const { height, width } = settings;
  const { writers, names } = result.dataset;
  return { ...result, dataset: { height, width, images: bytes, writers, names } };
}

/** How {@linkcode loadPenFolder} loads. */
export interface PenLoadOptions extends Omit<LoadOptions, "height" | "width"> {
  /** Points of each trajectory. */
  readonly pointCount: number;
}

/**
 * Loads the signatures of a folder as the way of the pen: like {@linkcode loadFolder}, and each
 * cleaned image is traced.
 *
 * @param directory The folder: PNG, JPEG, BMP or TIFF images, at any depth.
 * @param options Points of each trajectory and how to load them.
 * @returns The data set, and what was skipped.
 * @throws {Error} If the folder is missing, is a file, or has no image that can be read.
 * @throws {RangeError} If `pointCount` is no integer from 4, or an option is out of range.
 */
export async function loadPenFolder(
  directory: string,
  options: Partial<PenLoadOptions> = {},
): Promise<LoadResult<PenDataset>> {
  const settings = { ...DEFAULT_LOAD_OPTIONS, pointCount: 128, ...options };
  const { pointCount } = settings;
  if (!Number.isSafeInteger(pointCount) || pointCount < 4) {
    throw new RangeError(
      `Cannot load images: pointCount is ${pointCount}, an integer of at least 4 is wanted`,
    );
  }
  const { bytes, ...result } = await loadOutcomes(directory, settings);
  const points = new Float32Array(bytes.buffer);
  return { ...result, dataset: { ...result.dataset, pointCount, points } };
}

interface FolderSettings extends LoadOptions {
  readonly pointCount?: number | undefined;
}

/** Loads images or trajectories, one after the other as bytes. */
async function loadOutcomes(
  directory: string,
  settings: FolderSettings,
): Promise<
  LoadResult<Pick<SignatureDataset, "writers" | "names">> & { bytes: Uint8Array<ArrayBuffer> }
> {
  checkSize(settings);
  const scan = await scanFolder(directory);
  if (scan.images.length === 0) throw noImageError(directory, scan);
  const root = await Deno.realPath(directory);
  const writers = nameWriters(scan.images, root.split(/[\\/]/).findLast(Boolean) ?? "writer");
  const { limit = scan.images.length, seed } = settings;
  const chosen = stratifiedSample(writers, limit, seed);
  const { cacheDirectory, threads = availableThreads() } = settings;
  using pool = new ImageWorkerPool({ threads });
  const isCached = cacheDirectory !== undefined &&
    await FolderCache.exists(cacheDirectory, root, settings);
  // Threads get ready while the cache is opened, which may need no thread if there is one.
  if (!isCached) await pool.start(chosen.length);
  const cache = cacheDirectory === undefined
    ? undefined
    : await FolderCache.open(cacheDirectory, root, settings);
  const saver = new Saver(cache, scan.images, settings.secondsPerSave);
  const lanes = threads * FILES_PER_THREAD + FILES_AHEAD;
  const loader = new Loader(directory, settings, cache, saver, pool, lanes);
  const outcomes = await loader.load(chosen.map((index) => scan.images[index]!));
  await saver.finish();
  const files = chosen.map((index) => ({ path: scan.images[index]!, writer: writers[index]! }));
  const { bytes, failed, ...dataset } = collect(files, outcomes, outcomeSize(settings));
  if (dataset.names.length === 0) throw unreadableError(directory, failed);
  const skipped = [...scan.skipped, ...failed];
  const { fromCache } = loader;
  return { dataset, bytes, skipped, fromCache, found: scan.images.length };
}

function checkSize({ height, width }: LoadOptions): void {
  for (const [name, value] of Object.entries({ height, width })) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(
        `Cannot load images: ${name} is ${value}, a positive integer is wanted`,
      );
    }
  }
}

function noImageError(directory: string, { others, skipped }: FolderScan): Error {
  const count = [...others.values()].reduce((sum, number) => sum + number, 0);
  const kinds = [...others].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([kind, number]) => `${number} ${kind}`).join(", ");
  const unread = skipped.filter(({ reason }) => !reason.includes("is wanted"))
    .map(({ file, reason }) => `; "${file}": ${reason}`).slice(0, 3).join("");
  const state = count === 0
    ? "there is no file in it"
    : `no image among ${count} file${count === 1 ? "" : "s"} (${kinds})`;
  return new Error(
    `Cannot load "${directory}": ${state}${unread}, PNG, JPEG, BMP or TIFF images are wanted`,
  );
}

function unreadableError(directory: string, failed: readonly SkippedFile[]): Error {
  const examples = failed.slice(0, 3).map(({ file, reason }) => `\n  ${file}: ${reason}`).join("");
  const more = failed.length > 3 ? `\n  and ${failed.length - 3} more` : "";
  return new Error(
    `Cannot load "${directory}": none of its ${failed.length} images can be read${examples}${more}`,
  );
}

/** Writes the cache now and then; without a cache the next start is slower, and that is all. */
class Saver {
  readonly #cache: FolderCache | undefined;
  readonly #present: readonly string[];
  readonly #seconds: number;
  #due: number;
  #saving: Promise<void> | undefined;

  /** @param present All files that the folder has. */
  constructor(cache: FolderCache | undefined, present: readonly string[], seconds: number) {
    this.#cache = cache;
    this.#present = present;
    this.#seconds = seconds;
    this.#due = performance.now() + 1000 * seconds;
  }

  /** Starts to write what is known if it is time for that. */
  saveIfDue(): void {
    const start = performance.now();
    if (this.#saving !== undefined || start < this.#due) return;
    this.#saving = this.#save().finally(() => {
      this.#saving = undefined;
      const end = performance.now();
      // A large cache on a slow disk is written less often.
      this.#due = end + Math.max(1000 * this.#seconds, 10 * (end - start));
    });
  }

  /** Writes what is known. */
  async finish(): Promise<void> {
    await this.#saving;
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.#cache?.save(this.#present).catch(() => {});
  }
}

/** Gets the outcome of each file from the cache or from a thread. */
class Loader {
  fromCache = 0;
  readonly #directory: string;
  readonly #settings: FolderSettings;
  readonly #cache: FolderCache | undefined;
  readonly #saver: Saver;
  readonly #pool: ImageWorkerPool;
  /** How many files are in work at a time. */
  readonly #lanes: number;

  constructor(
    directory: string,
    settings: FolderSettings,
    cache: FolderCache | undefined,
    saver: Saver,
    pool: ImageWorkerPool,
    lanes: number,
  ) {
    this.#directory = directory;
    this.#settings = settings;
    this.#cache = cache;
    this.#saver = saver;
    this.#pool = pool;
    this.#lanes = lanes;
  }

  async load(paths: readonly string[]): Promise<Outcome[]> {
    const { onProgress } = this.#settings;
    const outcomes = new Array<Outcome>(paths.length);
    let next = 0;
    let done = 0;
    const lane = async () => {
      while (next < paths.length) {
        const index = next++;
        outcomes[index] = await this.#outcomeOf(paths[index]!);
        this.#saver.saveIfDue();
        onProgress?.(++done, paths.length);
      }
    };
    await Promise.all(Array.from({ length: this.#lanes }, lane));
    return outcomes;
  }

  async #outcomeOf(path: string): Promise<Outcome> {
    try {
      const { size, mtime, isFile } = await Deno.stat(`${this.#directory}/${path}`);
      if (!isFile) return { reason: "it is no ordinary file" };
      const state = { size, modified: mtime?.getTime() ?? null };
      const known = this.#cache?.findUnchanged(path, state);
      if (known === undefined) return await this.#read(path, state);
      this.fromCache++;
      return known;
    } catch (error) {
      return { reason: reasonOf(error) };
    }
  }

  async #read(path: string, state: FileState): Promise<Outcome> {
    const most = this.#settings.maxMegapixels * 1e6 * BYTES_PER_PIXEL + SPARE_BYTES;
    if (state.size > most) {
      const megabytes = (bytes: number) => Math.round(bytes / 1e6);
      return {
        reason: `it has ${megabytes(state.size)} MB, at most ${megabytes(most)} MB are wanted`,
      };
    }
    const bytes = await Deno.readFile(`${this.#directory}/${path}`);
    if (this.#cache === undefined) return (await this.#prepare(bytes)).outcome;
    const hash = await sha256(bytes);
    const known = this.#cache.findContent(hash);
    if (known !== undefined) {
      this.fromCache++;
      this.#cache.add(path, state, hash, known);
      return known;
    }
    const { outcome, lasting } = await this.#prepare(bytes);
    if (lasting) this.#cache.add(path, state, hash, outcome);
    return outcome;
  }

  async #prepare(
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<{ outcome: Outcome; lasting: boolean }> {
    const { height, width, maxMegapixels, pointCount } = this.#settings;
    try {
      const { bytes: ink } = await this.#pool.run({
        kind: "prepare",
        bytes,
        height,
        width,
        maxMegapixels,
        pointCount,
      });
      return { outcome: { ink }, lasting: true };
    } catch (error) {
      return { outcome: { reason: reasonOf(error) }, lasting: !(error instanceof ThreadError) };
    }
  }
}

function collect(
  files: readonly { readonly path: string; readonly writer: string }[],
  outcomes: readonly Outcome[],
  size: number,
): Pick<SignatureDataset, "writers" | "names"> & {
  bytes: Uint8Array<ArrayBuffer>;
  failed: SkippedFile[];
} {
  const count = outcomes.filter((outcome) => "ink" in outcome).length;
  const bytes = new Uint8Array(count * size);
  const writers: string[] = [];
  const names: string[] = [];
  const failed: SkippedFile[] = [];
  files.forEach(({ path, writer }, index) => {
    const outcome = outcomes[index]!;
    if ("ink" in outcome) {
      bytes.set(outcome.ink, names.length * size);
      names.push(path);
      writers.push(writer);
    } else {
      failed.push({ file: path, reason: outcome.reason });
    }
  });
  return { bytes, writers, names, failed };
}
