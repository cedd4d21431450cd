/** Backends of a given number of threads. */
import * as tf from "@tensorflow/tfjs";
import type { BackendOptions } from "../../../lib/backend/backend_options.ts";
import type { Heap } from "../../../lib/backend/simd/heap.ts";
import type { SimdBackend } from "../../../lib/backend/simd/backend.ts";
import { disposeSimdBackend, registerSimdBackend } from "../../../lib/backend/simd/mod.ts";

tf.env().set("PROD", true);

/**
 * Runs a test on a backend whose threads all take part from the start, and removes it.
 *
 * @param threads Number of threads, or further options. Products are by WebAssembly: a library divides
 * them by their size.
 * @param run The test, with the backend's memory.
 */
export async function withThreads<T>(
  threads: number | BackendOptions,
  run: (heap: Heap) => T | Promise<T>,
): Promise<T> {
  const options = typeof threads === "number" ? { threads } : threads;
  await registerSimdBackend({ ...options, blas: "none" });
  await tf.setBackend("simd");
  const { engine } = tf.backend() as SimdBackend;
  engine.startWorkers();
  try {
    return await run(engine.heap);
  } finally {
    await tf.setBackend("cpu");
    await disposeSimdBackend();
  }
}
