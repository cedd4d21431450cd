/**
 * Decodes and cleans the files of a folder on all cores, as far as the cache does not hold them.
 *
 * @module
 */
import { ImageFormatError } from "../errors.ts";
import { sha256 } from "../sha256.ts";
import type { CacheSettings } from "./cache_settings.ts";
import { type FileState, FolderCache, type Outcome } from "./folder_cache.ts";
import { availableThreads, ImageWorkerPool, ThreadError } from "./image_worker_pool.ts";
import { reasonOf } from "./scan_folder.ts";

/** How files are loaded. */
export interface OutcomeSettings extends CacheSettings {
  /** Number of threads; 0 decodes in the calling thread; the number of cores if left out. */
  readonly threads?: number | undefined;
  /** Folder of the cache; no cache if left out. */
  readonly cacheDirectory?: string | undefined;
  /** Interval at which the cache is written during loading, in seconds. */
  readonly secondsPerSave: number;
  /** Called after each file. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Which files are loaded, and how. */
export interface OutcomeRequest {
  /** Path of the folder. */
  readonly directory: string;
  /** Paths below it of the files to load. */
  readonly paths: readonly string[];
  /** Paths below it of all images; the cache forgets others. */
  readonly present: readonly string[];
  /** How they are loaded. */
  readonly settings: OutcomeSettings;
}

/** The result of {@linkcode loadOutcomes}. */
export interface LoadedOutcomes {
  /** The outcome of each file, in the order of the request. */
  readonly outcomes: readonly Outcome[];
  /** Number of outcomes that came from the cache. */
  readonly fromCache: number;
}

/** Maximum size of a file, in bytes per pixel of the largest allowed image. */
const BYTES_PER_PIXEL = 8;
const SPARE_BYTES = 16e6;
/** Files per thread that are decoded or queued. */
const FILES_PER_THREAD = 2;
/** Further files that are read ahead. */
const FILES_AHEAD = 4;

/**
 * Loads files of a folder.
 *
 * @param request The files, and how they are loaded.
 * @returns The outcomes; a file that cannot be used has its reason.
 */
export async function loadOutcomes(request: OutcomeRequest): Promise<LoadedOutcomes> {
  const { directory, paths, present, settings } = request;
  const { cacheDirectory, threads = availableThreads(), onProgress } = settings;
  const root = await Deno.realPath(directory);
  using pool = new ImageWorkerPool({ threads });
  const isCached = cacheDirectory !== undefined &&
    await FolderCache.exists(cacheDirectory, root, settings);
  // Without a cache, threads are needed and can start early. A cache may make them unnecessary.
  if (!isCached) await pool.start(paths.length);
  const cache = cacheDirectory === undefined
    ? undefined
    : await FolderCache.open(cacheDirectory, root, settings);
  const saver = new Saver(cache, present, settings.secondsPerSave);
  const loader = new Loader(request, cache, pool);
  const lanes = threads * FILES_PER_THREAD + FILES_AHEAD;
  const outcomes = await loader.load(paths, lanes, (done) => {
    saver.saveIfDue();
    onProgress?.(done, paths.length);
  });
  await saver.finish();
  return { outcomes, fromCache: loader.fromCache };
}

/** Gets the outcome of each file from the cache or from a thread. */
class Loader {
  fromCache = 0;
  readonly #directory: string;
  readonly #settings: OutcomeSettings;
  readonly #cache: FolderCache | undefined;
  readonly #pool: ImageWorkerPool;

  constructor(
    { directory, settings }: OutcomeRequest,
    cache: FolderCache | undefined,
    pool: ImageWorkerPool,
  ) {
    this.#directory = directory;
    this.#settings = settings;
    this.#cache = cache;
    this.#pool = pool;
  }

  /** Loads files, `lanes` of them at a time; `onOutcome` is called with the number that is done. */
  async load(
    paths: readonly string[],
    lanes: number,
    onOutcome: (done: number) => void,
  ): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(paths.length);
    let next = 0;
    let done = 0;
    const lane = async () => {
      while (next < paths.length) {
        const index = next++;
        outcomes[index] = await this.#outcomeOf(paths[index]!);
        onOutcome(++done);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return outcomes;
  }

  async #outcomeOf(path: string): Promise<Outcome> {
    try {
      const { size, mtime, isFile } = await Deno.stat(`${this.#directory}/${path}`);
      if (!isFile) return { reason: "it is not a regular file" };
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
    const maxBytes = this.#settings.maxMegapixels * 1e6 * BYTES_PER_PIXEL + SPARE_BYTES;
    if (state.size > maxBytes) {
      const megabytes = (bytes: number) => Math.round(bytes / 1e6);
      return {
        reason: `it has ${megabytes(state.size)} MB, expected at most ${megabytes(maxBytes)} MB`,
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
      const { bytes: ink, warnings } = await this.#pool.run({
        kind: "prepare",
        bytes,
        height,
        width,
        maxMegapixels,
        pointCount,
      });
      return { outcome: { ink, warnings }, lasting: true };
    } catch (error) {
      const { found } = error instanceof ImageFormatError ? error : {};
      const outcome = { reason: reasonOf(error), ...(found === undefined ? {} : { found }) };
      return { outcome, lasting: !(error instanceof ThreadError) };
    }
  }
}

/** Writes the cache periodically. Failures are ignored: they only make the next start slower. */
class Saver {
  readonly #cache: FolderCache | undefined;
  readonly #present: readonly string[];
  readonly #seconds: number;
  #due: number;
  #saving: Promise<void> | undefined;

  /** @param present All files of the folder. */
  constructor(cache: FolderCache | undefined, present: readonly string[], seconds: number) {
    this.#cache = cache;
    this.#present = present;
    this.#seconds = seconds;
    this.#due = performance.now() + 1000 * seconds;
  }

  /** Starts to write the cache if it is due. */
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

  /** Writes the cache. */
  async finish(): Promise<void> {
    await this.#saving;
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.#cache?.save(this.#present).catch(() => {});
  }
}
