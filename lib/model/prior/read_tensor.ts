/**
 * Checked reading of a prior's tensors.
 *
 * @module
 */
import { savedInitializer } from "../parameters.ts";
import type { TensorData } from "../safetensors.ts";
import { isCholeskyFactor } from "./cholesky.ts";

/**
 * A copy of a tensor's values.
 *
 * @param tensors What a file holds.
 * @param name The tensor's name.
 * @param shape The shape wanted.
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
 * A copy of one or many square matrices that must be lower triangular with a positive diagonal.
 *
 * @param tensors What a file holds.
 * @param name The tensor's name.
 * @param shape The shape wanted, `[..., size, size]`.
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
      throw new RangeError(
        `Cannot load weights: "${name}" is not lower triangular with a positive diagonal`,
      );
    }
  }
  return values;
}
