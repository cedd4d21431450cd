/**
 * Operations with a fused kernel on some backends, and operations with a custom gradient.
 *
 * A model's layers are composed of tfjs operations. A backend may register a kernel that computes
 * such a composition, and its gradient, in one pass over the values (see
 * `lib/backend/simd/kernels`).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

type NamedTensors = Readonly<Record<string, tf.Tensor>>;

/** Arguments of a kernel that are not tensors. */
export type KernelAttributes = NonNullable<
  Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2]
>;

/** A composition of tfjs operations, and the kernel that replaces it where the backend has it. */
export interface FusedOperation<Value extends tf.Tensor> {
  /** The kernel's name. */
  readonly kernel: string;
  /** The kernel's tensors by name. The gradient has one result for each, in this order. */
  readonly inputs: NamedTensors;
  /** Other arguments, of the kernel and of that for its gradient. */
  readonly attributes?: KernelAttributes;
  /** Names of the kernel's results; the first is the operation's value. */
  readonly results: readonly string[];
  /** The inputs and results that the gradient needs; left out if there is no gradient. */
  readonly saved?: readonly string[];
  /**
   * The gradients with respect to the inputs from that of the value, `dy`; where it is left out,
   * the kernel named `${kernel}Grad` computes them from `dy` and the saved tensors.
   */
  readonly gradient?: (dy: tf.Tensor, saved: NamedTensors) => tf.Tensor[];
  /** The definition of the operation: what runs on backends without the kernel. */
  readonly compose: () => Value;
}

/**
 * Runs an operation by its fused kernel where the backend in use has one, else as composed.
 *
 * @param operation The composition, its kernel and its gradient.
 * @returns The operation's value.
 */
export function withFusedKernel<Value extends tf.Tensor>(operation: FusedOperation<Value>): Value {
  const { kernel, inputs, attributes = {}, results, saved, compose } = operation;
  if (!hasKernel(kernel)) return tf.tidy(compose);
  const run = () => [tf.engine().runKernel(kernel, inputs, attributes)].flat() as tf.Tensor[];
  if (saved === undefined) return run()[0] as Value;
  return withGradient({
    inputs: Object.values(inputs),
    forward: () => {
      const outputs = run();
      const named: Record<string, tf.Tensor> = { ...inputs };
      results.forEach((name, i) => named[name] = outputs[i]!);
      return {
        value: outputs[0] as Value,
        saved: Object.fromEntries(saved.map((name) => [name, named[name]!])),
      };
    },
    gradient: operation.gradient ??
      ((dy, saved) => tf.engine().runKernel(`${kernel}Grad`, { dy, ...saved }, attributes)),
  });
}

/** An operation whose gradient is not that of its composition. */
export interface DifferentiableOperation<Value extends tf.Tensor, Saved extends NamedTensors> {
  /** The requested gradients. */
  readonly inputs: readonly tf.Tensor[];
  /** Computes the value, and the tensors that the gradient needs. */
  readonly forward: () => { value: Value; saved: Saved };
  /** The gradient with respect to each input from that of the value, `dy`. */
  readonly gradient: (dy: Value, saved: Saved) => tf.Tensor | tf.Tensor[];
}

/**
 * Runs an operation with a custom gradient: `tf.customGrad` with names and types.
 *
 * @param operation The inputs, the value and the gradient.
 * @returns The operation's value.
 */
export function withGradient<Value extends tf.Tensor, Saved extends NamedTensors>(
  { inputs, forward, gradient }: DifferentiableOperation<Value, Saved>,
): Value {
  return tf.customGrad<Value>((...args) => {
    const save = args.at(-1) as (tensors: tf.Tensor[]) => void;
    const { value, saved } = forward();
    const names = Object.keys(saved);
    save(Object.values(saved));
    const gradFunc = (dy: Value, tensors: tf.Tensor | tf.Tensor[]) =>
      gradient(
        dy,
        Object.fromEntries([tensors].flat().map((tensor, i) => [names[i], tensor])) as Saved,
      );
    return { value, gradFunc };
  })(...inputs);
}

/**
 * Whether the backend in use has a kernel.
 *
 * @param name The kernel's name.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}
