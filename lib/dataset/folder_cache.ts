/**
 * Caches the prepared images of a folder on disk.
 *
 * @module
 */
import { cachePath, type CacheSettings, describeSettings, outcomeSize } from "./cache_settings.ts";
import { readPackedFile, writePackedFile } from "./packed_file.ts";

/** State of a file that reveals a change without reading it. */
export interface FileState {
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last change, in milliseconds since 1970; `null` if unknown. */
  readonly modified: number | null;
}

/** Outcome of a file: its ink (or the bytes of its points), or the reason for having none. */
export type Outcome =
  | { readonly ink: Uint8Array; readonly warnings: readonly string[] }
  | UnusableFile;

/** A file that cannot be used. */
export interface UnusableFile {
  /** What is wrong with it. */
  readonly reason: string;
  /** What it is instead of an image; see `ImageFormatError`. */
  readonly found?: string;
}

/** One file of the folder: its content as it was, and the number of its outcome. */
interface FileEntry extends FileState {
  readonly hash: string;
}

/** Header of the cache file. */
interface Header {
  readonly settings: string;
  /** Time of writing, in milliseconds since 1970. */
  readonly written: number;
  readonly files: Readonly<Record<string, FileEntry>>;
  /** Hash of the content of each image in the body. */
  readonly rows: readonly string[];
  /** Hash of the content of each bad file, with the reason. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Hash of the content of each file that is not an image, with what it is instead. */
  readonly found: Readonly<Record<string, string>>;
  /** Hash of the content of each doubtful image, with the reasons. */
  readonly warnings: Readonly<Record<string, readonly string[]>>;
}

/** Version of the cache. Increase it when decoding or recovery changes. */
const VERSION = 18;
/** A file changed more recently than this may change again without a new time stamp. */
const SETTLED_MILLISECONDS = 3000;

/** Outcomes of earlier runs for one folder and one set of settings. */
export class FolderCache {
  readonly #path: string;
  readonly #settings: string;
  readonly #imageSize: number;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #files = new Map<string, FileEntry>();
  #written = 0;
  #changed = false;

  private constructor(path: string, settings: string, imageSize: number) {
    this.#path = path;
    this.#settings = settings;
    this.#imageSize = imageSize;
  }

  /**
   * Whether there is a cache of a folder, usable or not.
   *
   * @param cacheDirectory Folder of the caches.
   * @param folder Full path of the folder of images.
   * @param settings Settings of the outcomes.
   */
  static async exists(
    cacheDirectory: string,
    folder: string,
    settings: CacheSettings,
  ): Promise<boolean> {
    try {
      return (await Deno.stat(await cachePath(cacheDirectory, folder, settings))).isFile;
    } catch {
      return false;
    }
  }

  /**
   * Opens the cache of a folder; an empty one if there is no usable one.
   *
   * @param cacheDirectory Folder of the caches.
   * @param folder Full path of the folder of images.
   * @param settings Settings of the outcomes.
   */
  static async open(
    cacheDirectory: string,
    folder: string,
    settings: CacheSettings,
  ): Promise<FolderCache> {
    const path = await cachePath(cacheDirectory, folder, settings);
    const cache = new FolderCache(
      path,
      await describeSettings(settings, VERSION),
      outcomeSize(settings),
    );
    await cache.#read();
    return cache;
  }

  async #read(): Promise<void> {
    const file = await readPackedFile(this.#path);
    const header = file?.header as Partial<Header> | null | undefined;
    if (!file || !header || header.settings !== this.#settings) return;
    const { files = {}, rows = [], reasons = {}, found = {}, warnings = {}, written = 0 } = header;
    if (!Array.isArray(rows) || rows.length * this.#imageSize !== file.body.length) return;
    rows.forEach((hash, row) => {
      const start = row * this.#imageSize;
      const ink = file.body.subarray(start, start + this.#imageSize);
      this.#outcomes.set(hash, { ink, warnings: warnings[hash] ?? [] });
    });
    for (const [hash, reason] of Object.entries(reasons)) {
      const kind = found[hash];
      this.#outcomes.set(hash, { reason, ...(kind === undefined ? {} : { found: kind }) });
    }
    for (const [path, entry] of Object.entries(files)) this.#files.set(path, entry);
    this.#written = written;
  }

  /**
   * Finds the outcome of a file that has not changed since it was read.
   *
   * @param path Path below the folder.
   * @param state Its current state.
   */
  findUnchanged(path: string, state: FileState): Outcome | undefined {
    const entry = this.#files.get(path);
    if (entry === undefined || state.modified === null) return undefined;
    if (entry.size !== state.size || entry.modified !== state.modified) return undefined;
    if (state.modified > this.#written - SETTLED_MILLISECONDS) return undefined;
    return this.#outcomes.get(entry.hash);
  }

  /**
   * Finds the outcome of a file of this content, under any name.
   *
   * @param hash SHA-256 of the content.
   */
  findContent(hash: string): Outcome | undefined {
    return this.#outcomes.get(hash);
  }

  /**
   * Records the outcome of a file.
   *
   * @param path Path below the folder.
   * @param state Its state when it was read.
   * @param hash SHA-256 of its content.
   * @param outcome Its outcome.
   */
  add(path: string, state: FileState, hash: string, outcome: Outcome): void {
    this.#files.set(path, { size: state.size, modified: state.modified, hash });
    this.#outcomes.set(hash, outcome);
    this.#changed = true;
  }

  /**
   * Writes the cache if it has new outcomes.
   *
   * @param present The files of the folder; entries of others are dropped.
   * @throws {Error} If it cannot be written.
   */
  async save(present: readonly string[]): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const files: Record<string, FileEntry> = {};
    const hashes = new Set<string>();
    for (const path of present) {
      const entry = this.#files.get(path);
      if (entry === undefined || !this.#outcomes.has(entry.hash)) continue;
      // A path such as "__proto__" must become an own property.
      Object.defineProperty(files, path, { value: entry, enumerable: true });
      hashes.add(entry.hash);
    }
    const rows: string[] = [];
    const reasons: Record<string, string> = {};
    const found: Record<string, string> = {};
    const warnings: Record<string, readonly string[]> = {};
    const inks: Uint8Array[] = [];
    for (const hash of hashes) {
      const outcome = this.#outcomes.get(hash)!;
      if ("ink" in outcome) {
        rows.push(hash);
        inks.push(outcome.ink);
        if (outcome.warnings.length > 0) warnings[hash] = outcome.warnings;
      } else {
        reasons[hash] = outcome.reason;
        if (outcome.found !== undefined) found[hash] = outcome.found;
      }
    }
    const body = new Uint8Array(rows.length * this.#imageSize);
    inks.forEach((ink, row) => body.set(ink, row * this.#imageSize));
    const settings = this.#settings;
    const written = Date.now();
    const header: Header = { settings, written, files, rows, reasons, found, warnings };
    try {
      await writePackedFile(this.#path, { header, body });
    } catch (error) {
      this.#changed = true;
      throw error;
    }
  }
}
