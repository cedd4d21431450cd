/**
 * A loss and its gradients.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Parameters, Scalar, Tensor } from "../types.ts";

/** The value of a loss, and its gradient with respect to each parameter. */
export interface ValueAndGradients {
  /** The loss. */
  readonly value: Scalar;
  /** Gradients by parameter name, in the shapes of the parameters. */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/**
 * Computes a loss and its gradients: `tf.variableGrads` by the names that parameters have in files.
 *
 * @param parameters The trainable tensors.
 * @param loss Computes the loss; called once.
 */
export function valueAndGradients(parameters: Parameters, loss: () => Scalar): ValueAndGradients {
  const { value, grads } = tf.variableGrads(loss, [...parameters.values()]);
  const gradients = new Map<string, Tensor>();
  for (const [name, variable] of parameters) gradients.set(name, grads[variable.name]!);
  return { value, gradients };
}
