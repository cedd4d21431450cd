/**
 * Bias and activation of a fused kernel, in place.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Binary, Unary } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { runBinary, runUnary } from "./elementwise.ts";
import type { Attributes } from "./kernel.ts";

const ACTIVATIONS = new Map<string, Unary>([
  ["relu", Unary.Relu],
  ["relu6", Unary.Relu6],
  ["elu", Unary.Elu],
  ["sigmoid", Unary.Sigmoid],
  ["leakyrelu", Unary.LeakyRelu],
]);

/** Adds a bias to `y`; false if these kernels do not support it. */
export function addBias(
  backend: SimdBackend,
  y: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
): boolean {
  if (bias === undefined || bias === null) return true;
  return backend.isFloat(bias) && runBinary(backend, Binary.Add, y, bias, y);
}

/** Applies the activation of a fused kernel; false if these kernels do not support it. */
export function activate(
  backend: SimdBackend,
  y: tf.TensorInfo,
  { activation, leakyreluAlpha }: Attributes,
): boolean {
  if (activation === undefined || activation === null || activation === "linear") return true;
  const operation = ACTIVATIONS.get(activation as string);
  if (operation === undefined) return false;
  runUnary(backend, operation, y, y, (leakyreluAlpha as number | undefined) ?? 0);
  return true;
}
