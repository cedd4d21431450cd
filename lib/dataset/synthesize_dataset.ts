/**
 * The built-in data set: procedural signatures, endless and nobody's.
 *
 * @module
 */
import type { SignatureDataset } from "./dataset.ts";
import { runImageJob } from "./image_job.ts";
import { availableThreads, ImageWorkerPool } from "./image_worker_pool.ts";
import { readPackedFile, sha256, writePackedFile } from "./packed_file.ts";

/** What {@linkcode synthesizeDataset} makes. */
export interface SynthesisOptions {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** How many writers. */
  readonly writers: number;
  /** How many signatures of each. */
  readonly signaturesPerWriter: number;
  /** Names the data set. */
  readonly seed: number;
  /** How many threads; 0 works in the calling thread; as many as cores if left out. */
  readonly threads?: number | undefined;
  /** Where the result is kept for the next time; nowhere if left out. */
  readonly cacheDirectory?: string | undefined;
  /** Called after each writer, with numbers of signatures. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What {@linkcode synthesizeDataset} makes unless told otherwise. */
export const DEFAULT_SYNTHESIS_OPTIONS: SynthesisOptions = {
  height: 64,
  width: 128,
  /** Many hands with few signatures each: a model learns handwriting from how hands differ. */
  writers: 400,
  signaturesPerWriter: 10,
  seed: 0,
};

/** More would need more memory than machines have. */
const MAX_BYTES = 2 ** 32;

/**
 * Makes signatures of invented writers; the same options give the same images on any number of
 * threads.
 *
 * @param options How many, and how large.
 * @returns Images ordered by writer, named `writer-0001/signature-01` and so on.
 * @throws {RangeError} If a size or number is no positive integer, or all is more than 4 GiB.
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
  const path = await cachePath(settings);
  const images = await readImages(path, settings) ?? await synthesizeImages(settings);
  if (path !== undefined && !images.cached) {
    const header = { kind: "synthetic", height: settings.height, width: settings.width };
    // Without a cache the next start is slower, and that is all.
    await writePackedFile(path, { header, body: images.body }).catch(() => {});
  }
  const total = settings.writers * settings.signaturesPerWriter;
  if (images.cached) settings.onProgress?.(total, total);
  return { height: settings.height, width: settings.width, images: images.body, ...name(settings) };
}

function checkOptions(settings: SynthesisOptions): void {
  const { height, width, writers, signaturesPerWriter, seed } = settings;
  for (const [name, value] of Object.entries({ height, width, writers, signaturesPerWriter })) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(
        `Cannot synthesize signatures: ${name} is ${value}, a positive integer is wanted`,
      );
    }
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(
      `Cannot synthesize signatures: seed is ${seed}, an integer is wanted`,
    );
  }
  const bytes = height * width * writers * signaturesPerWriter;
  if (bytes > MAX_BYTES) {
    throw new RangeError(
      `Cannot synthesize ${writers * signaturesPerWriter} signatures of ${height} x ${width}: ` +
        `they take ${(bytes / 2 ** 30).toFixed(1)} GiB, at most 4 GiB are wanted`,
    );
  }
}

function name(settings: SynthesisOptions): Pick<SignatureDataset, "writers" | "names"> {
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

type Images = { readonly body: Uint8Array<ArrayBuffer>; readonly cached: boolean };

async function synthesizeImages(settings: SynthesisOptions): Promise<Images> {
  const { height, width, writers, signaturesPerWriter: signatures, seed, onProgress } = settings;
  const threads = settings.threads ?? availableThreads();
  using pool = new ImageWorkerPool({ threads });
  const size = signatures * height * width;
  const body = new Uint8Array(writers * size);
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < writers) {
      const writer = next++;
      body.set(
        await pool.run({ kind: "synthesize", seed, writer, signatures, height, width }),
        writer * size,
      );
      onProgress?.(++done * signatures, writers * signatures);
    }
  };
  await Promise.all(Array.from({ length: threads + 1 }, lane));
  return { body, cached: false };
}

/** The file of this data set; a few of its signatures stand in the name for the code that draws them. */
async function cachePath(settings: SynthesisOptions): Promise<string | undefined> {
  const { height, width, writers, signaturesPerWriter, seed, cacheDirectory } = settings;
  if (cacheDirectory === undefined) return undefined;
  const drawn: string[] = [];
  for (let writer = 0; writer < 4; writer++) {
    const job = { kind: "synthesize", seed, writer, signatures: 1, height, width } as const;
    drawn.push(await sha256(await runImageJob(job)));
  }
  const key = JSON.stringify([height, width, writers, signaturesPerWriter, seed, drawn]);
  return `${cacheDirectory}/synthetic-${(await sha256(key)).slice(0, 32)}.pack`;
}

async function readImages(
  path: string | undefined,
  settings: SynthesisOptions,
): Promise<Images | undefined> {
  const file = path === undefined ? undefined : await readPackedFile(path);
  const { height, width, writers, signaturesPerWriter } = settings;
  if (file?.body.length !== height * width * writers * signaturesPerWriter) return undefined;
  return { body: file.body, cached: true };
}
