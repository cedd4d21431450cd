/**
 * Replaces kernels of the cpu backend.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SimdBackend } from "../backend.ts";

/** The name under which the backend is registered. */
export const BACKEND_NAME = "simd";

/** A kernel's tensors by name. */
export type Inputs = Record<string, tf.TensorInfo>;

/** A kernel's attributes by name. */
export type Attributes = Record<string, unknown>;

/** A kernel; returns `undefined` to run the kernel of the cpu backend instead. */
export type Kernel = (
  backend: SimdBackend,
  inputs: Inputs,
  attributes: Attributes,
) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/** Kernels by the names that tfjs gives them. */
export type Kernels = Record<string, Kernel>;

/** Registers kernels in place of those that were copied from the cpu backend. */
export function registerKernels(kernels: Kernels): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const general = tf.getKernel(kernelName, "cpu");
    if (tf.getKernel(kernelName, BACKEND_NAME) !== undefined) {
      tf.unregisterKernel(kernelName, BACKEND_NAME);
    }
    tf.registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: (call) => {
        const { inputs, backend, attrs } = call as unknown as {
          inputs: Inputs;
          backend: SimdBackend;
          attrs: Attributes;
        };
        const result = kernel(backend, inputs, attrs ?? {});
        if (result !== undefined) return result;
        if (general === undefined) {
          throw new TypeError(`Cannot run ${kernelName}: its tensors are not float32`);
        }
        return general.kernelFunc(call);
      },
    });
  }
}

/** Number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Rows and columns of a matrix, or of a tensor seen as one with all but the last axis as rows. */
export function matrixOf({ shape }: tf.TensorInfo): [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [sizeOf(shape.slice(0, -1)), columns];
}

/**
 * Refuses inputs that are not float32, for kernels that tfjs does not have: there is no general one
 * to fall back on.
 *
 * @throws {TypeError} If one is of another type.
 */
export function requireFloats(backend: SimdBackend, inputs: Inputs): void {
  for (const [name, tensor] of Object.entries(inputs)) {
    if (!backend.isFloat(tensor)) {
      throw new TypeError(`Cannot compute with ${name}: it is ${tensor.dtype}, expected float32`);
    }
  }
}

/** A tensor of another shape that shares the values and counts as a reference to them. */
export function reshaped(
  backend: SimdBackend,
  tensor: tf.TensorInfo,
  shape: number[],
): tf.TensorInfo {
  backend.incRef(tensor.dataId);
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}
