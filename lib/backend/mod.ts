/**
 * Engines for tensor operations: WebGPU, WebAssembly on all cores, plain JavaScript.
 *
 * `loadModel` selects the best one. Select one here before training, or to set options.
 *
 * ```ts
 * import { BackendUnavailableError, selectBackend } from "@signature-vae/signature-vae/backend";
 *
 * try {
 *   await selectBackend("webgpu");
 * } catch (error) {
 *   if (!(error instanceof BackendUnavailableError)) throw error;
 *   await selectBackend("simd", { threads: 2 });
 * }
 * ```
 *
 * @module
 */
export { BackendUnavailableError } from "../errors.ts";
export {
  type BackendChoice,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  BACKENDS,
  selectBackend,
} from "./select.ts";
