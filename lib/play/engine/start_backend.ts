/**
 * The backend of the play page.
 *
 * @module
 */
import { type BackendName, selectBackend } from "../../backend/select.ts";
import { BackendUnavailableError } from "../../errors.ts";

/** Milliseconds after which a graphics driver that does not answer is given up. */
const WEBGPU_PATIENCE = 3000;

/** A link gives the same signature on every machine, and one signature is sampled as fast. */
const PORTABLE = { threads: 1, blas: "none", relaxedSimd: false } as const;

/**
 * Starts the fastest backend for one signature at a time: `simd`, whose kernel samples all points of a
 * signature in one call. WebGPU would dispatch some hundred operations for each of them, so it is tried
 * only where WebAssembly has no SIMD or no shared memory, and plain JavaScript is the last resort.
 *
 * @returns The name of the backend.
 */
export async function startBackend(): Promise<BackendName> {
  const attempts = [
    () => selectBackend("simd", PORTABLE),
    () => inTime(selectBackend("auto", PORTABLE)), // WebGPU, if there is a graphics card
  ];
  for (const attempt of attempts) {
    try {
      return (await attempt()).name;
    } catch {
      // The next one may work.
    }
  }
  return (await selectBackend("cpu")).name;
}

async function inTime<T>(result: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new BackendUnavailableError("Cannot use the webgpu backend: no answer")),
    WEBGPU_PATIENCE,
  );
  return await Promise.race([result, late.promise]).finally(() => clearTimeout(timer));
}
