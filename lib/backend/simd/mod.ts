/**
 * A tfjs backend for machines without a GPU: WebAssembly kernels with SIMD on all cores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BackendOptions } from "../backend_options.ts";
import { SimdBackend } from "./backend.ts";
import { findBlas } from "./blas.ts";
import { Engine, HAS_THREADS, hasRelaxedSimd } from "./engine.ts";
import { ADAM_KERNELS } from "./kernels/adam.ts";
import { CAUSAL_KERNELS } from "./kernels/causal_block.ts";
import { CONVOLUTION_KERNELS } from "./kernels/convolution.ts";
import { ELEMENTWISE_KERNELS } from "./kernels/elementwise.ts";
import { BACKEND_NAME, registerKernels } from "./kernels/kernel.ts";
import { LAYER_KERNELS } from "./kernels/layers.ts";
import { LAYOUT_KERNELS } from "./kernels/layout.ts";
import { MATMUL_KERNELS } from "./kernels/matmul.ts";
import { POINT_LIKELIHOOD_KERNELS } from "./kernels/point_likelihood.ts";
import { REDUCTION_KERNELS } from "./kernels/reduction.ts";
import { SAMPLING_KERNELS } from "./kernels/sampling.ts";

/** Configuration of the backend. */
export interface SimdBackendInfo {
  /** Number of threads, including the calling one. */
  readonly threads: number;
  /** Whether the kernels use relaxed SIMD (fused multiply-add). */
  readonly relaxedSimd: boolean;
  /** Engine of matrix products and the reason for it, for display. */
  readonly products: string;
}

interface Registration {
  readonly engine: Engine;
  readonly info: SimdBackendInfo;
}

let registration: Promise<Registration> | undefined;

/**
 * Registers the tfjs backend `simd`; `tf.setBackend("simd")` then selects it.
 *
 * It extends the cpu backend of tfjs, so every operation works, and replaces the kernels that
 * dominate training. Results do not depend on the number of threads, but on the engine of matrix
 * products. Workers start when there is enough work, need no permission and end with the program.
 * If the backend is registered already, nothing changes and the existing configuration is returned.
 *
 * It adds a kernel `AdamStep`, called through `tf.engine().runKernel` with the tensors `parameter`,
 * `gradient`, `firstMoment`, `secondMoment` and `gradientScale` (a scalar) and the numbers
 * `learningRate`, `beta1`, `beta2`, `epsilon` and `step` (from 1), which updates the parameter and
 * its moments in place. Files of `kernels` document further kernels that tfjs lacks: `LayerNorm`,
 * `Silu`, `ResidualBlock`, `BiasRelu`, `CausalBlock`, their gradients, `GlobalNorm`,
 * `PointLikelihood` and `SamplePoints`.
 *
 * @param options Threads, relaxed SIMD and matrix products.
 * @returns The configuration of the backend.
 * @throws {RangeError} If `threads` is not a positive integer.
 * @throws {BackendUnavailableError} If the machine's WebAssembly has no SIMD or no shared memory,
 * or the requested BLAS library cannot be used.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * await registerSimdBackend({ threads: 1 });
 * await tf.setBackend("simd");
 * assert.equal((await tf.ones([2, 3]).sum().data())[0], 6);
 * ```
 */
export async function registerSimdBackend(
  options: BackendOptions = {},
): Promise<SimdBackendInfo> {
  const threads = options.threads ?? navigator.hardwareConcurrency;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `Cannot select the simd backend: threads is ${threads}, expected a positive integer`,
    );
  }
  const { relaxedSimd = hasRelaxedSimd(), blas = "auto" } = options;
  registration ??= register(HAS_THREADS ? threads : 1, relaxedSimd, blas);
  try {
    return (await registration).info;
  } catch (error) {
    registration = undefined;
    throw error;
  }
}

async function register(
  threads: number,
  relaxedSimd: boolean,
  blas: string,
): Promise<Registration> {
  const search = findBlas(blas);
  const { library } = search;
  const products = library ? library.description : `WebAssembly: ${search.reason}`;
  const engine = await Engine.create(threads, relaxedSimd, library);
  tf.copyRegisteredKernels("cpu", BACKEND_NAME);
  registerKernels({
    ...ELEMENTWISE_KERNELS,
    ...REDUCTION_KERNELS,
    ...LAYOUT_KERNELS,
    ...MATMUL_KERNELS,
    ...CONVOLUTION_KERNELS,
    ...ADAM_KERNELS,
    ...LAYER_KERNELS,
    ...CAUSAL_KERNELS,
    ...POINT_LIKELIHOOD_KERNELS,
    ...SAMPLING_KERNELS,
  });
  tf.registerBackend(BACKEND_NAME, () => new SimdBackend(engine), 0);
  return { engine, info: { threads, relaxedSimd, products } };
}

/**
 * Removes the backend and terminates its workers. Its tensors become invalid. Optional, because
 * workers end with the program.
 */
export async function disposeSimdBackend(): Promise<void> {
  if (registration === undefined) return;
  const { engine } = await registration;
  registration = undefined;
  tf.removeBackend(BACKEND_NAME);
  for (const { kernelName } of tf.getKernelsForBackend(BACKEND_NAME)) {
    tf.unregisterKernel(kernelName, BACKEND_NAME);
  }
  await engine.dispose();
}
