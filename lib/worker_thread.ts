/**
 * Threads that run jobs: starting one, and serving jobs inside it.
 *
 * The module of a kind of thread both starts the thread and runs in it. In a bundle, the thread runs
 * the whole bundle up to that module.
 *
 * @module
 */
import { ImageFormatError } from "./errors.ts";

/** The name of each thread starts with it; its kind follows. */
const NAME_PREFIX = "signature-vae-";

/** Messages of a thread: ready once, then one result per job. */
export type WorkerMessage<Result> =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly result: Result }
  | WorkerFailure;

/** A job failed. */
export interface WorkerFailure {
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
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage?(message: WorkerMessage<unknown>, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

/**
 * Whether the code runs inside a thread that {@linkcode startWorkerThread} started.
 *
 * A bundled script must check this before it does anything, because the thread runs the bundle.
 */
export function isWorkerThread(): boolean {
  return typeof scope.postMessage === "function" && scope.name?.startsWith(NAME_PREFIX) === true;
}

/**
 * Starts a thread that runs jobs, one at a time in the order of the messages.
 *
 * @param kind The kind of thread.
 * @param moduleUrl URL of the module that calls {@linkcode serveJobs} with this kind.
 * @returns The thread; `undefined` if the program may not start one: from source, that takes
 * permission to read its own code.
 */
export async function startWorkerThread(
  kind: string,
  moduleUrl: string,
): Promise<Worker | undefined> {
  if (isWorkerThread() || typeof Worker === "undefined") return undefined;
  const url = new URL(moduleUrl);
  if (url.protocol === "file:") {
    // Checked first, because a thread without the permission prints an error itself.
    const { state } = await Deno.permissions.query({ name: "read", path: url });
    if (state !== "granted") return undefined;
  }
  return new Worker(url, { type: "module", name: NAME_PREFIX + kind });
}

/** How a thread runs its jobs. */
export interface JobServer<Job, Result> {
  /** Runs a job. */
  readonly run: (job: Job) => Result | Promise<Result>;
  /** The parts of a result that are moved to the other thread instead of copied. */
  readonly transfer: (result: Result) => Transferable[];
}

/**
 * Serves jobs if the code runs in a thread of a kind.
 *
 * @param kind The kind of thread.
 * @param server How it runs jobs.
 * @returns Resolves at once in any other thread, and never in one of this kind: in a bundle, the rest
 * is the program that started the thread.
 */
export async function serveJobs<Job, Result>(
  kind: string,
  server: JobServer<Job, Result>,
): Promise<void> {
  if (scope.name !== NAME_PREFIX + kind || !isWorkerThread()) return;
  // The next job may arrive before the current one is done.
  let last = Promise.resolve();
  scope.onmessage = (event: MessageEvent<Job>) =>
    void (last = last.then(() => answer(event.data, server)));
  scope.postMessage!({ kind: "ready" }, []);
  await new Promise<never>(() => {});
}

async function answer<Job, Result>(
  job: Job,
  { run, transfer }: JobServer<Job, Result>,
): Promise<void> {
  try {
    const result = await run(job);
    scope.postMessage!({ kind: "done", result }, transfer(result));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { found } = error instanceof ImageFormatError ? error : {};
    scope.postMessage!({ kind: "failed", message, ...(found === undefined ? {} : { found }) }, []);
  }
}
