/**
 * Reading and validating a prior's tensors.
 *
 * @module
 */
import { savedInitializer } from "../parameters.ts";
import type { TensorData } from "../safetensors.ts";
import { isCholeskyFactor } from "./cholesky.ts";
import { WeightsError } from "../weights_error.ts";

/**
 * Reads a tensor.
 *
 * @param tensors The tensors of a model file.
 * @param name The tensor's name.
 * @param shape The expected shape.
 * @returns A copy of its values.
 * @throws {RangeError} If it is missing, has another shape, or a value is not finite.
 */
export function readTensor(
  tensors: ReadonlyMap<string, TensorData>,
  name: string,
  shape: readonly number[],
): Float32Array {
  return savedInitializer(tensors)(name, shape, 0, 0);
}

/**
 * Reads one or more Cholesky factors: lower triangular matrices with a positive diagonal.
 *
 * @param tensors The tensors of a model file.
 * @param name The tensor's name.
 * @param shape The expected shape, `[..., size, size]`.
 * @returns A copy of their values.
 * @throws {RangeError} If it is missing or does not fit.
 */
export function readFactor(
  tensors: ReadonlyMap<string, TensorData>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const values = readTensor(tensors, name, shape);
  const size = shape.at(-1)!;
  for (let start = 0; start < values.length; start += size * size) {
    if (!isCholeskyFactor(values.subarray(start, start + size * size), size)) {
      throw new WeightsError(
        `"${name}" is not lower triangular with a positive diagonal`,
      );
    }
  }
  return values;
}
