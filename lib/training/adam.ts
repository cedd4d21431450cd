/**
 * The Adam optimizer with gradient clipping and a state that can be saved.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { hasKernel } from "../model/fused_kernel.ts";
import { assignParameters, readParameters } from "../model/parameters.ts";
import type { TensorData } from "../model/safetensors.ts";
import type { Parameters, Scalar, Tensor, Variable } from "../types.ts";

/** Hyperparameters of Adam. */
export interface AdamOptions {
  /** Decay rate of the first moment. */
  readonly beta1: number;
  /** Decay rate of the second moment. */
  readonly beta2: number;
  /** Added to the denominator for numerical stability. */
  readonly epsilon: number;
}

/** Defaults, the values of the paper. */
export const DEFAULT_ADAM_OPTIONS: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Backend kernel that does a parameter's whole update in one pass. */
const STEP_KERNEL = "AdamStep";

/** Backend kernel that takes the norm of all gradients at once. */
const NORM_KERNEL = "GlobalNorm";

/** Adam (Kingma & Ba 2015), with gradients clipped by their global norm. */
export class Adam {
  /** Number of updates. */
  step = 0;
  readonly #parameters: Parameters;
  readonly #firstMoments: Map<string, Variable>;
  readonly #secondMoments: Map<string, Variable>;
  readonly #options: AdamOptions;

  /**
   * Initializes the moments to zero.
   *
   * @param parameters The parameters, by name.
   * @param options Hyperparameters.
   */
  constructor(parameters: Parameters, options: AdamOptions = DEFAULT_ADAM_OPTIONS) {
    this.#parameters = parameters;
    this.#options = options;
    this.#firstMoments = zerosLike(parameters);
    this.#secondMoments = zerosLike(parameters);
  }

  /**
   * Updates every parameter once.
   *
   * @param gradients A gradient for each parameter, by name. The caller disposes them.
   * @param learningRate Learning rate.
   * @param clipNorm Maximum global norm; longer gradients are scaled down to it. 0 disables clipping.
   * @returns The global norm before clipping, a scalar.
   */
  update(gradients: ReadonlyMap<string, Tensor>, learningRate: number, clipNorm = 0): Scalar {
    for (const name of this.#parameters.keys()) {
      if (!gradients.has(name)) throw new RangeError(`Cannot update "${name}": it has no gradient`);
    }
    this.step++;
    return tf.tidy(() => {
      const norm = globalNorm([...gradients.values()]);
      const scale: Scalar = clipNorm > 0 ? tf.minimum(1, tf.div(clipNorm, norm)) : tf.scalar(1);
      for (const [name, parameter] of this.#parameters) {
        this.#updateOne(name, parameter, gradients.get(name)!, scale, learningRate);
      }
      return norm;
    });
  }

  #updateOne(
    name: string,
    parameter: Variable,
    gradient: Tensor,
    scale: Scalar,
    learningRate: number,
  ) {
    const firstMoment = this.#firstMoments.get(name)!;
    const secondMoment = this.#secondMoments.get(name)!;
    const { beta1, beta2, epsilon } = this.#options;
    if (hasKernel(STEP_KERNEL)) {
      const inputs = { parameter, gradient, firstMoment, secondMoment, gradientScale: scale };
      const attributes = { learningRate, beta1, beta2, epsilon, step: this.step };
      tf.engine().runKernel(STEP_KERNEL, inputs, attributes);
      return;
    }
    const g = gradient.mul(scale);
    firstMoment.assign(firstMoment.mul(beta1).add(g.mul(1 - beta1)));
    secondMoment.assign(secondMoment.mul(beta2).add(g.square().mul(1 - beta2)));
    const mean = firstMoment.div(1 - beta1 ** this.step);
    const deviation = secondMoment.div(1 - beta2 ** this.step).sqrt().add(epsilon);
    parameter.assign(parameter.sub(mean.div(deviation).mul(learningRate)));
  }

  /**
   * Reads the moments back from the backend.
   *
   * @returns Tensors named `first.<parameter>` and `second.<parameter>`.
   */
  async read(): Promise<Map<string, TensorData>> {
    return await readParameters(this.#state());
  }

  /**
   * Restores a state.
   *
   * @param tensors What {@linkcode Adam.read} returned.
   * @param step Number of updates at that time.
   * @throws {RangeError} If names or shapes differ from those of the parameters.
   */
  restore(tensors: ReadonlyMap<string, TensorData>, step: number): void {
    assignParameters(this.#state(), tensors);
    this.step = step;
  }

  /** Frees the moments. */
  dispose(): void {
    tf.dispose([...this.#state().values()]);
  }

  #state(): Map<string, Variable> {
    const state = new Map<string, Variable>();
    for (const [name, variable] of this.#firstMoments) state.set(`first.${name}`, variable);
    for (const [name, variable] of this.#secondMoments) state.set(`second.${name}`, variable);
    return state;
  }
}

/**
 * The Euclidean norm of all gradients as one vector.
 *
 * @param gradients Tensors of any shape.
 * @returns A scalar.
 */
export function globalNorm(gradients: readonly Tensor[]): Scalar {
  return tf.tidy(() => {
    if (hasKernel(NORM_KERNEL)) {
      return tf.engine().runKernel(NORM_KERNEL, Object.fromEntries(gradients.entries())) as Scalar;
    }
    // Not addN: on webgpu it binds every input at once, and past the device's limit its sum is wrong.
    const squares = tf.stack(gradients.map((gradient) => gradient.square().sum()));
    return squares.sum().sqrt() as Scalar;
  });
}

function zerosLike(parameters: Parameters): Map<string, Variable> {
  const result = new Map<string, Variable>();
  for (const [name, parameter] of parameters) {
    const zeros = tf.zerosLike(parameter);
    result.set(name, tf.variable(zeros, false));
    zeros.dispose();
  }
  return result;
}
