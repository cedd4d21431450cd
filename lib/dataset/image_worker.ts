/**
 * A thread that does {@linkcode ImageJob}s.
 *
 * The thread runs this same module: of a program bundled into one file, that file. Bundled, modules
 * that come after this one are never reached in the thread, so the program does not start again.
 *
 * @module
 */
import { type ImageJob, type ImageJobResult, runImageJob } from "./image_job.ts";

/** The thread's name, by which this module knows that it is inside. */
const WORKER_NAME = "signature-vae-image";

/** What a thread says: once that it is ready, then one result per job. */
export type ImageWorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly result: ImageJobResult }
  | { readonly kind: "failed"; readonly message: string };

/** The part of a worker's global scope that is used, which the types of the main thread lack. */
interface WorkerScope {
  readonly name?: string;
  onmessage: ((event: MessageEvent<ImageJob>) => void) | null;
  postMessage?(message: ImageWorkerMessage, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

/**
 * Whether the code runs inside a thread that {@linkcode startImageWorker} started.
 *
 * A script that imports this package lazily and is bundled asks this before it does anything else,
 * as the bundle is what the thread runs.
 */
export function isImageWorker(): boolean {
  return scope.name === WORKER_NAME && typeof scope.postMessage === "function";
}

/**
 * Starts a thread that does image jobs, one at a time in the order of the messages.
 *
 * @returns The thread, or `undefined` where the program may not start one: run from source, it
 * needs to be allowed to read its own code.
 */
export async function startImageWorker(): Promise<Worker | undefined> {
  if (isImageWorker() || typeof Worker === "undefined") return undefined;
  const url = new URL(import.meta.url);
  if (url.protocol === "file:") {
    // Asked first because a thread that may not start prints an error of its own.
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
    scope.postMessage!({ kind: "failed", message }, []);
  }
}

if (isImageWorker()) {
  // The next job may have come before the one at hand is done.
  let last = Promise.resolve();
  scope.onmessage = (event) => void (last = last.then(() => answer(event.data)));
  scope.postMessage!({ kind: "ready" }, []);
  // Of a bundle, the rest is the program that started this thread.
  await new Promise<never>(() => {});
}
