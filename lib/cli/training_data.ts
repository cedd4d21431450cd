/**
 * Finding and loading what a run trains on.
 *
 * @module
 */
import { join } from "node:path";
import { DEFAULT_AUGMENT_OPTIONS } from "../dataset/augment.ts";
import { ImageBatches } from "../dataset/batches.ts";
import type { SignatureDataset } from "../dataset/dataset.ts";
import { loadFolder } from "../dataset/load_folder.ts";
import { splitByWriter } from "../dataset/split.ts";
import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
import { IMAGE_EXTENSIONS } from "../image/decode.ts";
import type { DataConfig } from "../training/run_folder.ts";
import type { Reporter } from "./reporter.ts";

/** What to train on. */
export interface DataRequest extends Omit<DataConfig, "images" | "sha256"> {
  /** Pixels per column of the prepared images. */
  readonly height: number;
  /** Pixels per row of the prepared images. */
  readonly width: number;
  /** Names every random choice. */
  readonly seed: number;
  /** Where prepared images are kept for the next start; left out, they are not. */
  readonly cacheDirectory?: string;
  /** Larger images are refused before they are decoded. */
  readonly maxMegapixels?: number;
}

/** Writers of the built-in data, each with ten signatures. */
export const DEFAULT_WRITERS = 400;

/** Where a user drops images. */
export const DATA_DIRECTORY = "data";

const SIGNATURES_PER_WRITER = 10;
const MOST_NAMED_SKIPS = 20;

/**
 * The folder to train on where the user named none: `data`, if there is an image in it.
 *
 * @returns Its path, or `null` for the built-in data.
 */
export async function findDataDirectory(): Promise<string | null> {
  return await holdsImage(DATA_DIRECTORY, 4) ? DATA_DIRECTORY : null;
}

/**
 * Loads images, tells the user what was found and skipped, and makes batches of them.
 *
 * @param request What to train on.
 * @param reporter Where messages go.
 * @returns The batches, and the request with what was found.
 * @throws {Error} If there is no readable image.
 */
export async function loadTrainingData(
  request: DataRequest,
  reporter: Reporter,
): Promise<{ batches: ImageBatches; data: DataConfig }> {
  const dataset = request.directory === null
    ? await loadBuiltIn(request, reporter)
    : await loadDirectory(request.directory, request, reporter);
  const { seed, validationFraction, directory, limit, writers, augment } = request;
  const split = splitByWriter(dataset, { validationFraction, seed });
  const writerCount = new Set(dataset.writers).size;
  reporter.info(
    `  ${count(split.training.length, "image")} to train on, ${split.validation.length} held out ` +
      (split.byWriter
        ? `(${count(writerCount, "writer")}, none in both)`
        : "(one writer only, so the same hand is in both)"),
  );
  const batches = new ImageBatches(dataset, split, {
    seed,
    ...(augment ? { augmentation: DEFAULT_AUGMENT_OPTIONS } : {}),
  });
  const images = dataset.names.length;
  const sha256 = await fingerprint(dataset);
  return {
    batches,
    data: { directory, limit, writers, validationFraction, augment, images, sha256 },
  };
}

async function loadBuiltIn(request: DataRequest, reporter: Reporter): Promise<SignatureDataset> {
  const { height, width, seed, cacheDirectory } = request;
  const writers = request.writers ?? DEFAULT_WRITERS;
  reporter.info(
    `data: built-in procedural signatures, nobody's handwriting: ${count(writers, "writer")} x ` +
      `${SIGNATURES_PER_WRITER}, seed ${seed}`,
  );
  return await synthesizeDataset({
    height,
    width,
    writers,
    signaturesPerWriter: SIGNATURES_PER_WRITER,
    seed,
    onProgress: (done, total) => reporter.progress("writing signatures", done, total),
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
  });
}

async function loadDirectory(
  directory: string,
  request: DataRequest,
  reporter: Reporter,
): Promise<SignatureDataset> {
  const { height, width, seed, limit, cacheDirectory, maxMegapixels } = request;
  const start = performance.now();
  const { dataset, skipped, found, fromCache } = await loadFolder(directory, {
    height,
    width,
    seed,
    onProgress: (done, total) => reporter.progress("reading images", done, total),
    ...(limit === null ? {} : { limit }),
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    ...(maxMegapixels === undefined ? {} : { maxMegapixels }),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const used = dataset.names.length;
  reporter.info(
    `data: "${directory}", ${count(used, "image")}` +
      (limit !== null && found > used ? ` of ${found}` : "") +
      `, read in ${seconds} s` + (fromCache > 0 ? ` (${fromCache} from the cache)` : ""),
  );
  reportSkipped(skipped, reporter);
  return dataset;
}

function reportSkipped(
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

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

async function fingerprint({ images }: SignatureDataset): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", images as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
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
