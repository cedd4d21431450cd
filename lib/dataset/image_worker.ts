/**
 * A thread that runs {@linkcode ImageJob}s.
 *
 * The thread runs this same module, or the bundle that contains it. In a bundle, the modules after
 * this one are never evaluated in the thread, so the program does not start again.
 *
 * @module
 */
import { ImageFormatError } from "../errors.ts";
import { type ImageJob, type ImageJobResult, runImageJob } from "./image_job.ts";

/** Name of the thread, by which this module detects that it runs in one. */
const WORKER_NAME = "signature-vae-image";

/** Messages of a thread: ready once, then one result per job. */
export type ImageWorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly result: ImageJobResult }
  | ImageWorkerFailure;

/** A job failed. */
export interface ImageWorkerFailure {
  /** Discriminates messages. */
  readonly kind: "failed";
  /** Message of the error. */
  readonly message: string;
  /** What the file is instead of an image; see {@linkcode ImageFormatError}. */
  readonly found?: string;
}

/** The used part of the global scope of a worker, which the types of the main thread lack. */
interface WorkerScope {
  readonly name?: string;
  onmessage: ((event: MessageEvent<ImageJob>) => void) | null;
  postMessage?(message: ImageWorkerMessage, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

/**
 * Whether the code runs inside a thread that {@linkcode startImageWorker} started.
 *
 * A bundled script that imports this package lazily must check this first, because the thread runs
 * the bundle.
 */
export function isImageWorker(): boolean {
  return scope.name === WORKER_NAME && typeof scope.postMessage === "function";
}

/**
 * Starts a thread that runs image jobs, one at a time in the order of the messages.
 *
 * @returns The thread; `undefined` if the program may not start one: from source, that takes
 * permission to read its own code.
 */
export async function startImageWorker(): Promise<Worker | undefined> {
  if (isImageWorker() || typeof Worker === "undefined") return undefined;
  const url = new URL(import.meta.url);
  if (url.protocol === "file:") {
    // Checked first, because a thread without the permission prints an error itself.
    const { state } = await Deno.permissions.query({ name: "read", path: url });
    if (state !== "granted") return undefined;
  }
  return new Worker(url, { type: "module", name: WORKER_NAME });
}

async function answer(job: ImageJob): Promise<void> {
  try {
    const result = await runImageJob(job);
    scope.postMessage!({ kind: "done", result }, [result.bytes.buffer]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { found } = error instanceof ImageFormatError ? error : {};
    scope.postMessage!({ kind: "failed", message, ...(found === undefined ? {} : { found }) }, []);
  }
}

if (isImageWorker()) {
  // The next job may arrive before the current one is done.
  let last = Promise.resolve();
  scope.onmessage = (event) => void (last = last.then(() => answer(event.data)));
  scope.postMessage!({ kind: "ready" }, []);
  // In a bundle, the rest is the program that started this thread.
  await new Promise<never>(() => {});
}
