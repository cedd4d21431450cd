/**
 * Kernels that tfjs does not have, and a backend may: each does what otherwise takes several
 * operations, and again as many for the gradient.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** How tfjs lets an operation with a gradient of its own keep tensors for it. */
export type SaveTensors = (tensors: tf.Tensor[]) => void;

/**
 * Whether the backend in use has a kernel.
 *
 * @param name Its name.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}
