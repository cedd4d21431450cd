/**
 * Reading a computed tensor back from the backend.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Computes a tensor, reads it, and disposes it with everything in between.
 *
 * @param compute Computes the tensor.
 * @param read Reads it.
 * @returns What `read` returns.
 */
export async function readAndDispose<T>(
  compute: () => tf.Tensor,
  read: (tensor: tf.Tensor) => Promise<T>,
): Promise<T> {
  const tensor = tf.tidy(compute);
  try {
    return await read(tensor);
  } finally {
    tensor.dispose();
  }
}
