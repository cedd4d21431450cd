/**
 * The built-in data set as the way of the pen, which the procedural hand knows without tracing.
 *
 * @module
 */
import { runImageJob } from "./image_job.ts";
import { availableThreads, ImageWorkerPool } from "./image_worker_pool.ts";
import { readPackedFile, sha256, writePackedFile } from "./packed_file.ts";
import type { PenDataset } from "./pen_dataset.ts";

/** What {@linkcode synthesizePenDataset} makes. */
export interface PenSynthesisOptions {
  /** Points of each trajectory. */
  readonly pointCount: number;
  /** How many writers. */
  readonly writers: number;
  /** How many signatures of each. */
  readonly signaturesPerWriter: number;
  /** Names the data set. */
  readonly seed: number;
  /** How many of the writers, the last ones, have points as tracing finds them in pictures. */
  readonly recoveredWriters: number;
  /** How many threads; 0 works in the calling thread; as many as cores if left out. */
  readonly threads?: number | undefined;
  /** Where the result is kept for the next time; nowhere if left out. */
  readonly cacheDirectory?: string | undefined;
  /** Called from time to time, with numbers of signatures. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What {@linkcode synthesizePenDataset} makes unless told otherwise. */
export const DEFAULT_PEN_SYNTHESIS_OPTIONS: PenSynthesisOptions = {
  pointCount: 128,
  writers: 30000, // the decoder learns letters from many hands, not from many signatures of a few
  signaturesPerWriter: 1,
  seed: 0,
  recoveredWriters: 0,
};

/** More would need more memory than machines have. */
const MAX_BYTES = 2 ** 32;

/** Writers of one job: so many that passing the result on costs little, so few that progress shows. */
const WRITERS_PER_JOB = 100;

/**
 * Makes signatures of invented writers as trajectories; the same options give the same points on any
 * number of threads.
 *
 * @param options How many, and of how many points.
 * @returns Trajectories ordered by writer, named `writer-0001/signature-01` and so on.
 * @throws {RangeError} If a number is no positive integer, there are fewer than 4 points, or all is
 * more than 4 GiB.
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
  const { pointCount, writers, signaturesPerWriter, onProgress } = settings;
  const path = await cachePath(settings);
  let body = await readBody(path, settings);
  if (body === undefined) {
    body = await writeSignatures(settings);
    const file = { header: { kind: "pen", pointCount }, body };
    // Without a cache the next start is slower, and that is all.
    if (path !== undefined) await writePackedFile(path, file).catch(() => {});
  } else {
    onProgress?.(writers * signaturesPerWriter, writers * signaturesPerWriter);
  }
  return { pointCount, points: toFloats(body), ...nameAll(settings) };
}

function checkOptions(settings: PenSynthesisOptions): void {
  const { pointCount, writers, signaturesPerWriter, seed, recoveredWriters } = settings;
  const least = {
    pointCount: 4,
    writers: 1,
    signaturesPerWriter: 1,
    seed: -Infinity,
    recoveredWriters: 0,
  };
  for (const [name, low] of Object.entries(least)) {
    const value = settings[name as keyof typeof least];
    if (Number.isSafeInteger(value) && value >= low) continue;
    throw new RangeError(
      `Cannot synthesize trajectories: ${name} is ${value}, an integer ` +
        `${low === -Infinity ? "" : `of at least ${low} `}is wanted`,
    );
  }
  if (recoveredWriters > writers) {
    throw new RangeError(
      `Cannot synthesize trajectories: recoveredWriters is ${recoveredWriters}, at most all ${writers} ` +
        "writers are wanted",
    );
  }
  const bytes = byteCount(settings);
  if (bytes > MAX_BYTES) {
    throw new RangeError(
      `Cannot synthesize ${writers * signaturesPerWriter} trajectories of ${pointCount} points ` +
        `with seed ${seed}: they take ${
          (bytes / 2 ** 30).toFixed(1)
        } GiB, at most 4 GiB are wanted`,
    );
  }
}

function byteCount({ pointCount, writers, signaturesPerWriter }: PenSynthesisOptions): number {
  return writers * signaturesPerWriter * pointCount * 4 * Float32Array.BYTES_PER_ELEMENT;
}

function nameAll(settings: PenSynthesisOptions): Pick<PenDataset, "writers" | "names"> {
  const writers: string[] = [];
  const names: string[] = [];
  for (let writer = 1; writer <= settings.writers; writer++) {
    const writerName = `writer-${String(writer).padStart(4, "0")}`;
    for (let sample = 1; sample <= settings.signaturesPerWriter; sample++) {
      writers.push(writerName);
      names.push(`${writerName}/signature-${String(sample).padStart(2, "0")}`);
    }
  }
  return { writers, names };
}

/** Bytes of a file start at any address; floats need one that is a multiple of four. */
function toFloats(body: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const aligned = body.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? body : body.slice();
  return new Float32Array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.length / Float32Array.BYTES_PER_ELEMENT,
  );
}

async function writeSignatures(settings: PenSynthesisOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { writers, signaturesPerWriter: signatures, recoveredWriters } = settings;
  const { seed, pointCount, onProgress } = settings;
  const threads = settings.threads ?? availableThreads();
  using pool = new ImageWorkerPool({ threads });
  const body = new Uint8Array(byteCount(settings));
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < writers) {
      const writer = next;
      const traced = writer >= writers - recoveredWriters;
      const end = traced ? writers : writers - recoveredWriters;
      const count = Math.min(WRITERS_PER_JOB, end - writer);
      next += count;
      body.set(
        await pool.run({
          kind: "write",
          seed,
          writer,
          writers: count,
          signatures,
          pointCount,
          traced,
        }),
        writer * (body.length / writers),
      );
      done += count;
      onProgress?.(done * signatures, writers * signatures);
    }
  };
  await Promise.all(Array.from({ length: threads + 1 }, lane));
  return body;
}

/** The file of this data set; a few of its signatures stand in the name for the code that writes them. */
async function cachePath(settings: PenSynthesisOptions): Promise<string | undefined> {
  const { pointCount, writers, signaturesPerWriter, seed, recoveredWriters, cacheDirectory } =
    settings;
  if (cacheDirectory === undefined) return undefined;
  const job = { kind: "write", seed, writer: 0, writers: 4, signatures: 1, pointCount } as const;
  const key: unknown[] = [pointCount, writers, signaturesPerWriter, seed];
  key.push(await sha256(await runImageJob(job)));
  if (recoveredWriters > 0) {
    key.push(recoveredWriters, await sha256(await runImageJob({ ...job, traced: true })));
  }
  return `${cacheDirectory}/synthetic-pen-${(await sha256(JSON.stringify(key))).slice(0, 32)}.pack`;
}

async function readBody(
  path: string | undefined,
  settings: PenSynthesisOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = path === undefined ? undefined : await readPackedFile(path);
  return file?.body.length === byteCount(settings) ? file.body : undefined;
}
