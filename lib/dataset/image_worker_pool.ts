/**
 * A pool of threads for image jobs.
 *
 * @module
 */
import { type PoolOptions, WorkerPool } from "../worker_pool.ts";
import { type ImageJob, type ImageJobResult, runImageJob } from "./image_job.ts";
import { startImageWorker } from "./image_worker.ts";

export { availableThreads, type PoolOptions, ThreadError } from "../worker_pool.ts";

/** Runs image jobs in parallel. Results do not depend on the number of threads. */
export class ImageWorkerPool extends WorkerPool<ImageJob, ImageJobResult> {
  /**
   * Creates a pool; threads start with the first job.
   *
   * @param options Number of threads and time limit of a job.
   * @throws {RangeError} If `threads` is not an integer of at least 0.
   */
  constructor(options: PoolOptions) {
    super(options, { startWorker: startImageWorker, run: runImageJob });
  }
}
