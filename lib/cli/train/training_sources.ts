/**
 * Where training data come from: the user's folder, or the built-in data.
 *
 * @module
 */
import type { SignatureDataset } from "../../dataset/dataset.ts";
import type { LoadOptions, LoadResult } from "../../dataset/load_folder.ts";
import type { PenDataset } from "../../dataset/pen_dataset.ts";
import type { ProceduralDatasetOptions } from "../../dataset/procedural_dataset.ts";
import type { SkippedFile } from "../../dataset/scan_folder.ts";
import { type Script, SCRIPTS } from "../../strokes/procedural/scripts.ts";
import { commandLine } from "../application.ts";
import { reportDoubtful, reportSkipped } from "../report_files.ts";
import { reportWriters } from "../report_writers.ts";
import { count, type Reporter } from "../reporter.ts";
import type { DataRequest } from "./data_request.ts";
import { BUILT_IN_DATA } from "./train_defaults.ts";

/** Folders of fewer images get a warning: each image is then a large part of what is learned. */
const FEW_IMAGES = 10;

/** What a folder held. */
export interface LoadedFolder<Dataset> {
  /** The signatures. */
  readonly dataset: Dataset;
  /** Files that were read, and should be reviewed. */
  readonly doubtful: readonly SkippedFile[];
}

/**
 * Reports which built-in data are requested, and gives the options that synthesize them.
 *
 * @param request The kind of model and the seed.
 * @param writers How many writers, and what they write.
 * @param reporter Prints messages.
 */
export function builtInOptions(
  { model, seed, cacheDirectory }: DataRequest,
  { writers, script }: { readonly writers: number; readonly script: Script },
  reporter: Reporter,
): ProceduralDatasetOptions {
  const { signatures } = BUILT_IN_DATA[model.model];
  reporter.info(
    `data: built-in procedural signatures${
      script === "latin" ? "" : ` in ${SCRIPTS[script].label}`
    }: ` +
      `${count(writers, "writer")} x ${signatures}, seed ${seed}`,
  );
  return {
    writers,
    signaturesPerWriter: signatures,
    seed,
    script,
    cacheDirectory,
    onProgress: (done: number, total: number) =>
      reporter.progress("synthesizing signatures", done, total),
  };
}

/**
 * Loads the user's folder and reports what was found.
 *
 * @param request Which folder, and what of it.
 * @param reporter Prints messages.
 * @param load Loads the folder with the options that it is given.
 * @throws {Error} If there is no readable image.
 */
export async function loadUserFolder<Dataset extends SignatureDataset | PenDataset>(
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
  if (used < FEW_IMAGES) reporter.warn(describeFew(used));
  reportSkipped(skipped, reporter);
  reportDoubtful(doubtful, reporter);
  return { dataset, doubtful };
}

function describeFew(images: number): string {
  return `warning: only ${
    count(images, "image")
  }, too few to learn from: expect signatures like those of ` +
    `the initial weights; ${commandLine("generate --like FILE")} writes variants of a signature`;
}

/** The limit that the request sets for images, if any. */
export function limits({ maxMegapixels }: DataRequest): { maxMegapixels?: number } {
  return maxMegapixels === undefined ? {} : { maxMegapixels };
}
