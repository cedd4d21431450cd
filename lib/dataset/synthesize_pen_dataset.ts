/**
 * The built-in data set as trajectories, which procedural signatures consist of.
 *
 * @module
 */
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { runImageJob, type SynthesizePointsJob } from "./image_job.ts";
import { sha256 } from "../sha256.ts";
import type { PenDataset } from "./pen_dataset.ts";
import {
  checkSize,
  nameSignatures,
  type ProceduralDatasetOptions,
  runCached,
  type SynthesisTask,
} from "./procedural_dataset.ts";

/** Options of {@linkcode synthesizePenDataset}. */
export interface PenSynthesisOptions extends ProceduralDatasetOptions {
  /** Points of each trajectory. */
  readonly pointCount: number;
}

/** Defaults. */
export const DEFAULT_PEN_SYNTHESIS_OPTIONS: PenSynthesisOptions = {
  pointCount: 128,
  writers: 30000, // the decoder learns letters from many writers, not from many signatures of a few
  signaturesPerWriter: 1,
  seed: 0,
  script: "latin",
};

/** Writers of one task: enough to make its overhead small, few enough to show progress. */
const WRITERS_PER_TASK = 100;

/** Number of writers whose signatures identify the code in the name of the cache. */
const PROBED_WRITERS = 4;

/**
 * Synthesizes signatures of procedural writers as trajectories.
 *
 * The same options give the same points on any number of threads.
 *
 * @param options Overrides of {@linkcode DEFAULT_PEN_SYNTHESIS_OPTIONS}.
 * @returns Trajectories ordered by writer, named `writer-0001/signature-01` and so on.
 * @throws {RangeError} If a number is not a positive integer, there are fewer than 4 points, or the
 * trajectories take more than 4 GiB.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const options = { writers: 2, signaturesPerWriter: 1, pointCount: 32, threads: 0 };
 * const { names, points } = await synthesizePenDataset(options);
 * assert.deepEqual(names, ["writer-0001/signature-01", "writer-0002/signature-01"]);
 * assert.equal(points.length, 2 * 32 * 4);
 * ```
 */
export async function synthesizePenDataset(
  options: Partial<PenSynthesisOptions> = {},
): Promise<PenDataset> {
  const settings = { ...DEFAULT_PEN_SYNTHESIS_OPTIONS, ...options };
  checkOptions(settings);
  const { pointCount } = settings;
  const path = await cachePath(settings);
  const header = { kind: "pen", pointCount };
  const tasks = planTasks(settings);
  const body = await runCached({ path, header }, tasks, byteCount(settings), settings);
  return { pointCount, points: toFloats(body), ...nameSignatures(settings) };
}

function checkOptions(settings: PenSynthesisOptions): void {
  const { pointCount, writers, signaturesPerWriter, seed } = settings;
  const minima = { pointCount: 4, writers: 1, signaturesPerWriter: 1, seed: -Infinity };
  for (const [name, min] of Object.entries(minima)) {
    const value = settings[name as keyof typeof minima];
    if (Number.isSafeInteger(value) && value >= min) continue;
    throw new RangeError(
      `Cannot synthesize trajectories: ${name} is ${value}, expected an integer` +
        (min === -Infinity ? "" : ` of at least ${min}`),
    );
  }
  checkSize(
    `${writers * signaturesPerWriter} trajectories of ${pointCount} points with seed ${seed}`,
    byteCount(settings),
  );
}

function byteCount({ pointCount, writers, signaturesPerWriter }: PenSynthesisOptions): number {
  return writers * signaturesPerWriter * pointCount * POINT_SIZE * Float32Array.BYTES_PER_ELEMENT;
}

/** Tasks of up to {@linkcode WRITERS_PER_TASK} writers. */
function* planTasks(settings: PenSynthesisOptions): Generator<SynthesisTask> {
  const { seed, writers, script, signaturesPerWriter: signatures, pointCount } = settings;
  const bytesPerWriter = byteCount(settings) / writers;
  for (let writer = 0; writer < writers; writer += WRITERS_PER_TASK) {
    const count = Math.min(WRITERS_PER_TASK, writers - writer);
    const job: SynthesizePointsJob = {
      kind: "synthesize-points",
      seed,
      writer,
      writers: count,
      script,
      signatures,
      pointCount,
    };
    yield { job, offset: writer * bytesPerWriter, signatures: count * signatures };
  }
}

/** Converts bytes at any address to floats, which need an address that is a multiple of 4. */
function toFloats(body: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const aligned = body.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? body : body.slice();
  return new Float32Array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.length / Float32Array.BYTES_PER_ELEMENT,
  );
}

/** The cache file of this data set; a few signatures in its name identify the code that made them. */
async function cachePath(settings: PenSynthesisOptions): Promise<string | undefined> {
  const { pointCount, writers, signaturesPerWriter, seed, script, cacheDirectory } = settings;
  if (cacheDirectory === undefined) return undefined;
  const job: SynthesizePointsJob = {
    kind: "synthesize-points",
    seed,
    writer: 0,
    writers: PROBED_WRITERS,
    script,
    signatures: 1,
    pointCount,
  };
  const probe = await sha256((await runImageJob(job)).bytes);
  const key = JSON.stringify([pointCount, writers, signaturesPerWriter, seed, probe]);
  return `${cacheDirectory}/synthetic-pen-${(await sha256(key)).slice(0, 32)}.pack`;
}
