/**
 * What was made of the images of a folder, kept on disk.
 *
 * @module
 */
import type { GrayImage } from "../image/ink_image.ts";
import { DEFAULT_PREPARE_OPTIONS, prepareSignature } from "../image/cleaning/prepare.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { recoverPoints } from "./image_job.ts";
import { readPackedFile, sha256, writePackedFile } from "./packed_file.ts";

/** What decides, beside a file's content, what is made of it. */
export interface CacheSettings {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** Larger images are refused. */
  readonly maxMegapixels: number;
  /** Points of each signature where it is traced, which then has no image. */
  readonly pointCount?: number | undefined;
}

/** Bytes of what one file becomes. */
export function outcomeSize({ height, width, pointCount }: CacheSettings): number {
  return pointCount === undefined
    ? height * width
    : pointCount * POINT_SIZE * Float32Array.BYTES_PER_ELEMENT;
}

/** What tells without reading it whether a file was changed. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 of the last change, `null` where the system does not say. */
  readonly modified: number | null;
}

/** What a file became: ink (or the bytes of its points), or the reason why there is none. */
export type Outcome = { readonly ink: Uint8Array } | { readonly reason: string };

/** One file of the folder: its content as it was, and the number of its outcome. */
interface FileEntry extends FileState {
  readonly hash: string;
}

/** The description in front of the images. */
interface Header {
  readonly settings: string;
  /** Milliseconds since 1970. */
  readonly written: number;
  readonly files: Readonly<Record<string, FileEntry>>;
  /** Hash of the content of each image in the body. */
  readonly rows: readonly string[];
  /** Hash of the content of each bad file, and what is wrong with it. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** To be raised when files are decoded or traced in another way than before. */
const VERSION = 4;
/** A file changed this shortly before may be changed again with the same time on it. */
const SETTLED_MILLISECONDS = 3000;

/** A small picture with uneven light, ink of several widths, and a speck. */
function probe(): GrayImage {
  const [height, width] = [90, 200];
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.abs(y - 45 - 25 * Math.sin(x / 14)) / (1 + x / 150);
      const ink = x > 20 && x < 170 && distance < 2 || Math.hypot(x - 185, y - 12) < 1.5;
      data[y * width + x] = (ink ? 60 : 200) + (x + y) / 8 + (x * 7 + y * 13) % 9;
    }
  }
  return { height, width, data };
}

/** All that an image depends on beside its file; what cleaning does with a probe stands for its code. */
async function describeSettings(settings: CacheSettings): Promise<string> {
  const { height, width, maxMegapixels, pointCount } = settings;
  const options = { ...DEFAULT_PREPARE_OPTIONS, height, width };
  let cleaned: string;
  try {
    const made = pointCount === undefined
      ? prepareSignature(probe(), options).data.slice()
      : recoverPoints(probe(), pointCount);
    cleaned = await sha256(new Uint8Array(made.buffer));
  } catch (error) {
    cleaned = String(error);
  }
  return JSON.stringify({ version: VERSION, ...options, maxMegapixels, pointCount, cleaned });
}

/** Where the cache of a folder is; what was prepared by other code is replaced there. */
async function cachePath(
  cacheDirectory: string,
  folder: string,
  { height, width, maxMegapixels, pointCount }: CacheSettings,
): Promise<string> {
  const key = await sha256(JSON.stringify([folder, height, width, maxMegapixels, pointCount]));
  return `${cacheDirectory}/folder-${key.slice(0, 32)}.pack`;
}

/** Outcomes of earlier runs for one folder and one way of preparing. */
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
   * Whether there is a cache of a folder, which need not be one that can be used.
   *
   * @param cacheDirectory Where caches are kept.
   * @param folder Full path of the folder of images.
   * @param settings How images are prepared.
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
   * Opens the cache of a folder, an empty one where there is none that can be used.
   *
   * @param cacheDirectory Where caches are kept.
   * @param folder Full path of the folder of images.
   * @param settings How images are prepared.
   */
  static async open(
    cacheDirectory: string,
    folder: string,
    settings: CacheSettings,
  ): Promise<FolderCache> {
    const path = await cachePath(cacheDirectory, folder, settings);
    const cache = new FolderCache(path, await describeSettings(settings), outcomeSize(settings));
    await cache.#read();
    return cache;
  }

  async #read(): Promise<void> {
    const file = await readPackedFile(this.#path);
    const header = file?.header as Partial<Header> | null | undefined;
    if (!file || !header || header.settings !== this.#settings) return;
    const { files = {}, rows = [], reasons = {}, written = 0 } = header;
    if (!Array.isArray(rows) || rows.length * this.#imageSize !== file.body.length) return;
    rows.forEach((hash, row) => {
      const start = row * this.#imageSize;
      this.#outcomes.set(hash, { ink: file.body.subarray(start, start + this.#imageSize) });
    });
    for (const [hash, reason] of Object.entries(reasons)) this.#outcomes.set(hash, { reason });
    for (const [path, entry] of Object.entries(files)) this.#files.set(path, entry);
    this.#written = written;
  }

  /**
   * The outcome of a file that has not been touched since it was last seen.
   *
   * @param path Path below the folder.
   * @param state How it is now.
   */
  findUnchanged(path: string, state: FileState): Outcome | undefined {
    const entry = this.#files.get(path);
    if (entry === undefined || state.modified === null) return undefined;
    if (entry.size !== state.size || entry.modified !== state.modified) return undefined;
    if (state.modified > this.#written - SETTLED_MILLISECONDS) return undefined;
    return this.#outcomes.get(entry.hash);
  }

  /**
   * The outcome of a file of this content, under whatever name.
   *
   * @param hash SHA-256 of the content.
   */
  findContent(hash: string): Outcome | undefined {
    return this.#outcomes.get(hash);
  }

  /**
   * Notes what became of a file.
   *
   * @param path Path below the folder.
   * @param state How it was when it was read.
   * @param hash SHA-256 of its content.
   * @param outcome What became of it.
   */
  add(path: string, state: FileState, hash: string, outcome: Outcome): void {
    this.#files.set(path, { size: state.size, modified: state.modified, hash });
    this.#outcomes.set(hash, outcome);
    this.#changed = true;
  }

  /**
   * Writes the cache if there is anything new.
   *
   * @param present The files that the folder has now; what was known of others is dropped.
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
      // A path such as "__proto__" is a name like any other.
      Object.defineProperty(files, path, { value: entry, enumerable: true });
      hashes.add(entry.hash);
    }
    const rows: string[] = [];
    const reasons: Record<string, string> = {};
    const inks: Uint8Array[] = [];
    for (const hash of hashes) {
      const outcome = this.#outcomes.get(hash)!;
      if ("ink" in outcome) {
        rows.push(hash);
        inks.push(outcome.ink);
      } else {
        reasons[hash] = outcome.reason;
      }
    }
    const body = new Uint8Array(rows.length * this.#imageSize);
    inks.forEach((ink, row) => body.set(ink, row * this.#imageSize));
    const header: Header = { settings: this.#settings, written: Date.now(), files, rows, reasons };
    try {
      await writePackedFile(this.#path, { header, body });
    } catch (error) {
      this.#changed = true;
      throw error;
    }
  }
}
