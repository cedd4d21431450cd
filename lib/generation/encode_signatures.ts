/**
 * Streaming signatures as files, encoded on all cores.
 *
 * @module
 */
import { availableThreads, WorkerPool } from "../worker_pool.ts";
import type { EncodedForm, EncodeOptions } from "./encode_forms.ts";
import { type EncodeJob, runEncodeJob, startEncodeWorker } from "./encode_worker.ts";
import type { GeneratedSignature } from "./generated_signature.ts";

/** Options of {@linkcode encodeSignatures}. */
export interface EncodeStreamOptions extends EncodeOptions {
  /**
   * Number of threads that encode while the calling one samples; by default the number of
   * cores. 0 encodes in the calling thread.
   */
  readonly threads?: number | undefined;
  /** Ends the stream early, and its threads: it then throws the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** A signature and its files. */
export interface EncodedSignature {
  /** Number of its writer, from 0. */
  readonly writer: number;
  /** Its number among the genuine signatures of the writer or among the forgeries of them, from 0. */
  readonly sample: number;
  /** Number of the forger among those of the writer, from 0; `undefined` if it is genuine. */
  readonly forger: number | undefined;
  /** One file for each format, in the order of the formats. */
  readonly files: readonly EncodedForm[];
}

/**
 * Number of signatures that are shared out to the threads at a time: those that a model samples at
 * once. While it samples, each thread has two jobs to work on.
 */
const SIGNATURES_PER_ROUND = 128;
const JOBS_PER_THREAD = 2;

/** Maximum number of rounds of signatures that are in memory. */
const MAX_ROUNDS = 2;

/** Duration of encoding before threads are worth starting, in milliseconds. */
const PATIENCE = 200;

/** Signatures that are encoded at a time until then: few, as an image may take long. */
const SIGNATURES_BEFORE_THREADS = 8;

/**
 * Encodes a stream of signatures, in its order. Rendering and encoding run in threads, so they overlap
 * with sampling. Memory does not grow with the length of the stream: signatures are taken only as
 * results are.
 *
 * @param signatures Where the signatures come from, such as `model.generate`.
 * @param options Formats, size, ink, number of threads. Results do not depend on the threads.
 * @returns The files of each signature, for a folder, an archive, or an upload.
 * @throws {TypeError} If a format needs strokes and a pixel model generated the signatures.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadModel } from "./load_model.ts";
 *
 * using model = await loadModel("pretrained");
 * const names: string[] = [];
 * const signatures = model.generate({ count: 3, seed: 1 });
 * for await (const { writer, files } of encodeSignatures(signatures, { formats: ["png", "svg"] })) {
 *   for (const { extension, bytes } of files) {
 *     assert.ok(bytes.length > 100);
 *     names.push(`${writer}.${extension}`);
 *   }
 * }
 * assert.deepEqual(names, ["0.png", "0.svg", "1.png", "1.svg", "2.png", "2.svg"]);
 * ```
 */
export async function* encodeSignatures(
  signatures: AsyncIterable<GeneratedSignature> | Iterable<GeneratedSignature>,
  { threads = availableThreads(), signal, ...options }: EncodeStreamOptions,
): AsyncGenerator<EncodedSignature> {
  const runner = { startWorker: startEncodeWorker, run: runEncodeJob };
  using pool = new WorkerPool<EncodeJob, EncodedForm[][]>({ threads }, runner);
  const jobSize = Math.ceil(SIGNATURES_PER_ROUND / (JOBS_PER_THREAD * Math.max(1, threads)));
  const maxJobs = MAX_ROUNDS * Math.ceil(SIGNATURES_PER_ROUND / jobSize);
  const pending: EncodeTask[] = [];
  let milliseconds = 0;
  const isHere = () => threads === 0 || milliseconds < PATIENCE;
  const size = () => isHere() ? Math.min(SIGNATURES_BEFORE_THREADS, jobSize) : jobSize;
  for await (const batch of batches(signatures, size)) {
    if (isHere()) {
      const start = performance.now();
      pending.push(new EncodeTask(encodeHere(batch, options)));
      milliseconds += performance.now() - start;
    } else pending.push(new EncodeTask(encodeInThread(pool, batch, options)));
    // Results of threads arrive, and files are written, between tasks of the event loop.
    await nextTask();
    signal?.throwIfAborted();
    while (pending[0]?.isDone || pending.length >= maxJobs) yield* await pending.shift()!.result;
  }
  for (const { result } of pending) {
    signal?.throwIfAborted();
    yield* await result;
  }
}

/** A job, and whether it has ended. */
class EncodeTask {
  readonly result: Promise<EncodedSignature[]>;
  isDone = false;

  constructor(result: EncodedSignature[] | Promise<EncodedSignature[]>) {
    this.result = Promise.resolve(result);
    const end = () => this.isDone = true;
    // If the stream ends before a job is awaited, nobody handles its failure.
    this.result.then(end, end);
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function* batches<T>(
  values: AsyncIterable<T> | Iterable<T>,
  size: () => number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const value of values) {
    batch.push(value);
    if (batch.length < size()) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function encodeHere(
  batch: readonly GeneratedSignature[],
  options: EncodeOptions,
): EncodedSignature[] {
  return numbered(batch, runEncodeJob({ signatures: contents(batch), options }));
}

function encodeInThread(
  pool: WorkerPool<EncodeJob, EncodedForm[][]>,
  batch: readonly GeneratedSignature[],
  options: EncodeOptions,
): Promise<EncodedSignature[]> {
  return pool.run({ signatures: contents(batch), options })
    .then((files) => numbered(batch, files));
}

function contents(batch: readonly GeneratedSignature[]) {
  return batch.map((signature) => signature.content);
}

function numbered(
  batch: readonly GeneratedSignature[],
  files: readonly EncodedForm[][],
): EncodedSignature[] {
  return batch.map(({ writer, sample, forger }, i) => ({
    writer,
    sample,
    forger,
    files: files[i]!,
  }));
}
