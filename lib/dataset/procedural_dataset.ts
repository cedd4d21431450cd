/**
 * Shared parts of the built-in data sets of images and of trajectories.
 *
 * @module
 */
import type { ImageJob } from "./image_job.ts";
import { availableThreads, ImageWorkerPool } from "./image_worker_pool.ts";
import type { Script } from "../strokes/procedural/scripts.ts";
import { readPackedFile, writePackedFile } from "./packed_file.ts";

/** Options of a data set of procedural signatures. */
export interface ProceduralDatasetOptions {
  /** Number of writers. */
  readonly writers: number;
  /** Number of signatures of each writer. */
  readonly signaturesPerWriter: number;
  /** Seed of the writers. */
  readonly seed: number;
  /** What they write. */
  readonly script: Script;
  /** Number of threads; 0 runs in the calling thread; the number of cores if left out. */
  readonly threads?: number | undefined;
  /** Folder of the cache; no cache if left out. */
  readonly cacheDirectory?: string | undefined;
  /** Called with numbers of signatures as the work progresses. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A job and the place of its result. */
export interface SynthesisTask {
  /** What to synthesize. */
  readonly job: ImageJob;
  /** Index of the first byte of the result in the whole. */
  readonly offset: number;
  /** Number of signatures. */
  readonly signatures: number;
}

/** Maximum size of a data set in memory. */
const MAX_BYTES = 2 ** 32;

/**
 * Refuses data sets that do not fit into memory.
 *
 * @param what What is synthesized, for the message.
 * @param bytes Size of the data set.
 * @throws {RangeError} If it is more than 4 GiB.
 */
export function checkSize(what: string, bytes: number): void {
  if (bytes <= MAX_BYTES) return;
  throw new RangeError(
    `Cannot synthesize ${what}: they take ${(bytes / 2 ** 30).toFixed(1)} GiB, ` +
      "expected at most 4 GiB",
  );
}

/**
 * The names of writers and signatures, such as `writer-0001` and `writer-0001/signature-01`.
 *
 * @param options Numbers of writers and of signatures of each.
 * @returns Writer and name of each signature, ordered by writer.
 */
export function nameSignatures(
  options: Pick<ProceduralDatasetOptions, "writers" | "signaturesPerWriter">,
): { writers: string[]; names: string[] } {
  const writers: string[] = [];
  const names: string[] = [];
  for (let writer = 1; writer <= options.writers; writer++) {
    const writerName = `writer-${String(writer).padStart(4, "0")}`;
    for (let sample = 1; sample <= options.signaturesPerWriter; sample++) {
      writers.push(writerName);
      names.push(`${writerName}/signature-${String(sample).padStart(2, "0")}`);
    }
  }
  return { writers, names };
}

/**
 * Reads the results of tasks from a cache, or runs them on threads and writes the cache.
 *
 * @param cache File of the cache, none if `undefined`, and the header to write.
 * @param tasks The tasks; they are taken one by one as threads become free.
 * @param size Bytes of all results.
 * @param options Threads, listener of the progress, and the numbers that give its total.
 * @returns The results, each at its offset.
 */
export async function runCached(
  { path, header }: { readonly path: string | undefined; readonly header: unknown },
  tasks: Iterable<SynthesisTask>,
  size: number,
  options: ProceduralDatasetOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = path === undefined ? undefined : await readPackedFile(path);
  if (file?.body.length === size) {
    const total = options.writers * options.signaturesPerWriter;
    options.onProgress?.(total, total);
    return file.body;
  }
  const body = await runTasks(tasks, size, options);
  // Without a cache only the next start is slower.
  if (path !== undefined) await writePackedFile(path, { header, body }).catch(() => {});
  return body;
}

async function runTasks(
  tasks: Iterable<SynthesisTask>,
  size: number,
  options: ProceduralDatasetOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const threads = options.threads ?? availableThreads();
  const total = options.writers * options.signaturesPerWriter;
  using pool = new ImageWorkerPool({ threads });
  const body = new Uint8Array(size);
  const queue = tasks[Symbol.iterator]();
  let done = 0;
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const { job, offset, signatures } = next.value;
      body.set((await pool.run(job)).bytes, offset);
      done += signatures;
      options.onProgress?.(done, total);
    }
  };
  await Promise.all(Array.from({ length: threads + 1 }, lane));
  return body;
}
