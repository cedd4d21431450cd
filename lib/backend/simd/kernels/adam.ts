/**
 * One step of the Adam optimizer as one kernel.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Job } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf, floatBits } from "../engine.ts";
import { type Kernel, type Kernels, sizeOf } from "./kernel.ts";

/** Makes a tensor the sole owner of its values, before they change in place. */
function own(backend: SimdBackend, tensor: tf.TensorInfo, name: string): void {
  if (!backend.isFloat(tensor)) {
    throw new TypeError(`Cannot update ${name}: it is ${tensor.dtype}, expected float32`);
  }
  if (backend.refCount(tensor.dataId) <= 1) return;
  if (!(tensor instanceof tf.Variable)) {
    throw new TypeError(
      `Cannot update ${name} in place: other tensors share its values, expected a variable`,
    );
  }
  const copy = backend.allocate(tensor.shape);
  backend.values(copy).set(backend.values(tensor));
  const owned = tf.engine().makeTensorFromTensorInfo(copy, backend);
  tensor.assign(owned);
  owned.dispose();
}

/**
 * Adam (Kingma and Ba, 2015, algorithm 1) on one parameter:
 * `g = gradient * gradientScale`, `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`,
 * `parameter -= learningRate * (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon)`.
 * `parameter`, `firstMoment` and `secondMoment` change in place; there is no result.
 */
const adamStep: Kernel = (backend, inputs, attributes) => {
  const { parameter, gradient, firstMoment, secondMoment, gradientScale } = inputs;
  const { learningRate, beta1, beta2, epsilon, step } = attributes as Record<string, number>;
  own(backend, parameter!, "parameter");
  own(backend, firstMoment!, "firstMoment");
  own(backend, secondMoment!, "secondMoment");
  const length = sizeOf(parameter!.shape);
  const tensors = [parameter!, gradient!, firstMoment!, secondMoment!];
  for (const tensor of [...tensors, gradientScale!]) {
    if (!backend.isFloat(tensor)) return undefined;
  }
  if (tensors.some((tensor) => sizeOf(tensor.shape) !== length)) {
    throw new TypeError(
      `Cannot update a parameter of shape [${parameter!.shape}]: its gradient or moments have ` +
        "another size",
    );
  }
  if (length === 0) return [];
  const chunks = chunksOf(length);
  backend.engine.run(Job.Adam, chunks, [
    ...[length, chunks],
    ...backend.addresses(...tensors, gradientScale!),
    ...[beta1!, beta2!].map(floatBits),
    floatBits(learningRate! / (1 - beta1! ** step!)),
    floatBits(1 / (1 - beta2! ** step!)),
    floatBits(epsilon!),
  ]);
  return [];
};

/** Kernel of the optimizer. */
export const ADAM_KERNELS: Kernels = { AdamStep: adamStep };
