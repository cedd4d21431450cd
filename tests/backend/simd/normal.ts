/** Random tensors. */
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/random.ts";

/** A tensor of normal random numbers, the same for the same shape and key. */
export function normal(shape: number[], ...key: (number | string)[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(new Random("test", ...key, ...shape).normals(size), shape);
}
