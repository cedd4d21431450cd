/**
 * The built-in data set as images: procedural signatures of writers who do not exist.
 *
 * @module
 */
import type { SignatureDataset } from "./dataset.ts";
import { runImageJob } from "./image_job.ts";
import { sha256 } from "../sha256.ts";
import {
  checkSize,
  nameSignatures,
  type ProceduralDatasetOptions,
  runCached,
  type SynthesisTask,
} from "./procedural_dataset.ts";

/** Options of {@linkcode synthesizeDataset}. */
export interface SynthesisOptions extends ProceduralDatasetOptions {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
}

/** Defaults. */
export const DEFAULT_SYNTHESIS_OPTIONS: SynthesisOptions = {
  height: 64,
  width: 128,
  writers: 400, // many writers with few signatures: a model learns from how writers differ
  signaturesPerWriter: 10,
  seed: 0,
  script: "latin",
};

/** Number of writers whose signatures identify the code in the name of the cache. */
const PROBED_WRITERS = 4;

/**
 * Synthesizes signatures of procedural writers as images.
 *
 * The same options give the same images on any number of threads.
 *
 * @param options Overrides of {@linkcode DEFAULT_SYNTHESIS_OPTIONS}.
 * @returns Images ordered by writer, named `writer-0001/signature-01` and so on.
 * @throws {RangeError} If a size or number is not a positive integer, or the images take more than
 * 4 GiB.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { names } = await synthesizeDataset({ writers: 1, signaturesPerWriter: 2, threads: 0 });
 * assert.deepEqual(names, ["writer-0001/signature-01", "writer-0001/signature-02"]);
 * ```
 */
export async function synthesizeDataset(
  options: Partial<SynthesisOptions> = {},
): Promise<SignatureDataset> {
  const settings = { ...DEFAULT_SYNTHESIS_OPTIONS, ...options };
  checkOptions(settings);
  const { height, width } = settings;
  const path = await cachePath(settings);
  const header = { kind: "synthetic", height, width };
  const tasks = planTasks(settings);
  const images = await runCached({ path, header }, tasks, byteCount(settings), settings);
  return { height, width, images, ...nameSignatures(settings) };
}

function checkOptions(settings: SynthesisOptions): void {
  const { height, width, writers, signaturesPerWriter, seed } = settings;
  for (const [name, value] of Object.entries({ height, width, writers, signaturesPerWriter })) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(
        `Cannot synthesize signatures: ${name} is ${value}, expected a positive integer`,
      );
    }
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot synthesize signatures: seed is ${seed}, expected an integer`);
  }
  checkSize(
    `${writers * signaturesPerWriter} signatures of ${height} x ${width}`,
    byteCount(settings),
  );
}

function byteCount({ height, width, writers, signaturesPerWriter }: SynthesisOptions): number {
  return height * width * writers * signaturesPerWriter;
}

/** One task per writer. */
function* planTasks(settings: SynthesisOptions): Generator<SynthesisTask> {
  const { height, width, writers, signaturesPerWriter: signatures, seed, script } = settings;
  for (let writer = 0; writer < writers; writer++) {
    const job = { kind: "synthesize", seed, writer, script, signatures, height, width } as const;
    yield { job, offset: writer * signatures * height * width, signatures };
  }
}

/** The cache file of this data set; a few signatures in its name identify the code that made them. */
async function cachePath(settings: SynthesisOptions): Promise<string | undefined> {
  const { height, width, writers, signaturesPerWriter, seed, script, cacheDirectory } = settings;
  if (cacheDirectory === undefined) return undefined;
  const hashes: string[] = [];
  for (let writer = 0; writer < PROBED_WRITERS; writer++) {
    const job = { kind: "synthesize", seed, writer, script, signatures: 1, height, width } as const;
    hashes.push(await sha256((await runImageJob(job)).bytes));
  }
  const key = JSON.stringify([height, width, writers, signaturesPerWriter, seed, hashes]);
  return `${cacheDirectory}/synthetic-${(await sha256(key)).slice(0, 32)}.pack`;
}
