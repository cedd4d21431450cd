/**
 * A thread that runs {@linkcode ImageJob}s.
 *
 * The thread runs this same module, or the bundle that contains it. In a bundle, the modules after
 * this one are never evaluated in the thread, so the program does not start again.
 *
 * @module
 */
import { serveJobs, startWorkerThread } from "../worker_thread.ts";
import { runImageJob } from "./image_job.ts";

const KIND = "image";

/**
 * Starts a thread that runs image jobs, one at a time in the order of the messages.
 *
 * @returns The thread; `undefined` if the program may not start one: from source, that takes
 * permission to read its own code.
 */
export function startImageWorker(): Promise<Worker | undefined> {
  return startWorkerThread(KIND, import.meta.url);
}

await serveJobs(KIND, { run: runImageJob, transfer: ({ bytes }) => [bytes.buffer] });
