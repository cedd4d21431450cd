/**
 * A tfjs backend for machines without a GPU: WebAssembly kernels with SIMD on all cores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { SimdBackend } from "./backend.ts";
import { findBlas } from "./blas.ts";
import { Engine, hasRelaxedSimd } from "./engine.ts";
import { ADAM_KERNELS } from "./kernels/adam.ts";
import { CAUSAL_KERNELS } from "./kernels/causal.ts";
import { CONVOLUTION_KERNELS } from "./kernels/convolution.ts";
import { ELEMENTWISE_KERNELS } from "./kernels/elementwise.ts";
import { BACKEND_NAME, registerKernels } from "./kernels/kernel.ts";
import { LAYOUT_KERNELS } from "./kernels/layout.ts";
import { MATMUL_KERNELS } from "./kernels/matmul.ts";
import { NETWORK_KERNELS } from "./kernels/network.ts";
import { POINT_LIKELIHOOD_KERNELS } from "./kernels/point_likelihood.ts";
import { REDUCTION_KERNELS } from "./kernels/reduction.ts";
import { SAMPLING_KERNELS } from "./kernels/sampling.ts";

/** How the backend shall work. */
export interface SimdBackendOptions {
  /** Threads that compute, the calling one included; the machine's cores where it is not given. */
  readonly threads?: number;
  /** Whether to use relaxed SIMD; where the machine has it, if not given. */
  readonly relaxedSimd?: boolean;
  /**
   * What computes matrix products: `none` for WebAssembly; the path of a BLAS library; `auto` for
   * OpenBLAS or Accelerate where one is found and `--allow-ffi` was granted, else WebAssembly.
   */
  readonly blas?: string;
}

/** How the backend works. */
export interface SimdBackendInfo {
  /** Threads that compute, the calling one included. */
  readonly threads: number;
  /** Whether the kernels use relaxed SIMD, that is fused multiply-add. */
  readonly relaxedSimd: boolean;
  /** What computes matrix products and why, for people to read. */
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
 * It starts from the cpu backend of tfjs, so every op works, and replaces the kernels that training
 * spends its time in. Results do not depend on the number of threads, but on who computes matrix
 * products. Workers start when there is
 * enough work for them, need no permission and end with the program. If the backend is registered
 * already, nothing changes and the existing one is described.
 *
 * It adds a kernel `AdamStep`, called through `tf.engine().runKernel` with the tensors `parameter`,
 * `gradient`, `firstMoment`, `secondMoment` and `gradientScale` (a scalar) and the numbers
 * `learningRate`, `beta1`, `beta2`, `epsilon` and `step` (from 1), which updates the parameter and
 * its moments in place. `kernels/network.ts`, `kernels/causal.ts`, `kernels/point_likelihood.ts` and
 * `kernels/sampling.ts` describe the others that tfjs does not have: `GlobalNorm`, `LayerNorm`,
 * `Silu`, `ResidualBlock`, `BiasRelu`, `CausalBlock`, their gradients, `PointLikelihood` and `SamplePoints`.
 *
 * @param options How the backend shall work.
 * @returns How it works.
 * @throws {RangeError} If `threads` is not a whole number from 1 on.
 * @throws {BackendUnavailableError} If the machine's WebAssembly has no SIMD or no shared memory, or the BLAS library
 * that was asked for cannot be used.
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
  options: SimdBackendOptions = {},
): Promise<SimdBackendInfo> {
  const threads = options.threads ?? navigator.hardwareConcurrency;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `Cannot work with ${threads} threads: a whole number from 1 on is wanted`,
    );
  }
  const { relaxedSimd = hasRelaxedSimd(), blas = "auto" } = options;
  registration ??= register(threads, relaxedSimd, blas);
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
  const search = blas === "none" ? { reason: "asked for" } : findBlas(blas);
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
    ...NETWORK_KERNELS,
    ...CAUSAL_KERNELS,
    ...POINT_LIKELIHOOD_KERNELS,
    ...SAMPLING_KERNELS,
  });
  tf.registerBackend(BACKEND_NAME, () => new SimdBackend(engine), 0);
  return { engine, info: { threads, relaxedSimd, products } };
}

/**
 * Removes the backend and ends its workers. Tensors on it become invalid. Programs need not call
 * this: workers end with the program.
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
