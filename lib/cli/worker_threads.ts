/**
 * The modules of all kinds of threads. A script imports this module first: in a bundle, a thread then
 * evaluates nothing but what its jobs need.
 *
 * @module
 */
import "../dataset/image_worker.ts";
import "../generation/encode_worker.ts";

export { isWorkerThread } from "../worker_thread.ts";
