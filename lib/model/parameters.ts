/**
 * Creating, naming, saving and restoring trainable tensors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.ts";
import type { Parameters, Variable } from "../types.ts";
import type { TensorData } from "./safetensors.ts";
import { WeightsError } from "./weights_error.ts";

/**
 * The source of a new parameter's initial values.
 *
 * @param name The parameter's name in files.
 * @param shape Its shape.
 * @param mean Mean of the values.
 * @param std Standard deviation of the values.
 */
export type Initializer = (
  name: string,
  shape: readonly number[],
  mean: number,
  std: number,
) => Float32Array;

/** Values from N(mean, std^2), in the order in which parameters are created. */
export function randomInitializer(random: Random): Initializer {
  return (_name, shape, mean, std) => {
    const size = tf.util.sizeFromShape([...shape]);
    if (std === 0) return new Float32Array(size).fill(mean);
    return random.normals(size).map((value) => mean + std * value);
  };
}

/**
 * Values from a file. A parameter that is missing or has another shape is an error before anything is
 * allocated for it, so the size of the file bounds the memory that loading takes.
 *
 * @param tensors Tensors of the file.
 * @throws {RangeError} When called for a parameter that does not fit.
 */
export function savedInitializer(tensors: ReadonlyMap<string, TensorData>): Initializer {
  return (name, shape) => checkTensor(name, shape, tensors.get(name)).data.slice();
}

function checkTensor(name: string, shape: readonly number[], tensor?: TensorData): TensorData {
  if (tensor === undefined) throw new WeightsError(`"${name}" is missing`);
  if (tensor.shape.join() !== shape.join()) {
    throw new WeightsError(
      `"${name}" has shape [${tensor.shape}], expected [${shape}]`,
    );
  }
  if (!areFinite(tensor.data)) {
    throw new WeightsError(`"${name}" has values that are not finite`);
  }
  return tensor;
}

/** Searches take a tenth of the time of a callback for each value. */
function areFinite(values: Float32Array): boolean {
  return ![NaN, Infinity, -Infinity].some((value) => values.includes(value));
}

/** Creates and collects the trainable tensors of a network. */
export class ParameterList {
  /** The parameters by name, in the order of their creation. */
  readonly parameters = new Map<string, Variable>();
  readonly #initializer: Initializer;

  /** @param initializer Where first values come from. */
  constructor(initializer: Initializer) {
    this.#initializer = initializer;
  }

  /**
   * Weights from N(0, `gain`^2 / `fanIn`): with a gain of sqrt(2) the activations of a network of
   * rectified linear units keep their scale through the layers (He et al. 2015).
   *
   * @param name The parameter's name in files.
   * @param shape Its shape.
   * @param fanIn Number of inputs of one output.
   * @param gain Scale of an output over the scale of an input.
   */
  weight<R extends tf.Rank>(
    name: string,
    shape: tf.ShapeMap[R],
    fanIn: number,
    gain: number = Math.SQRT2,
  ): tf.Variable<R> {
    return this.#add(name, shape, 0, gain / Math.sqrt(fanIn));
  }

  /** A vector of `size` equal numbers, zero by default. */
  bias(name: string, size: number, value = 0): tf.Variable<tf.Rank.R1> {
    return this.#add<tf.Rank.R1>(name, [size], value, 0);
  }

  /** Frees all parameters. */
  dispose(): void {
    tf.dispose([...this.parameters.values()]);
    this.parameters.clear();
  }

  #add<R extends tf.Rank>(
    name: string,
    shape: tf.ShapeMap[R],
    mean: number,
    std: number,
  ): tf.Variable<R> {
    const initial = tf.tensor<R>(this.#initializer(name, shape, mean, std), shape);
    const variable = tf.variable<R>(initial);
    initial.dispose();
    this.parameters.set(name, variable);
    return variable;
  }
}

/** The networks of a model, and their parameters. */
export type Networks<Layers> = Layers & {
  /** The parameters of all networks by name. */
  readonly parameters: Parameters;
  /** Frees the parameters. */
  readonly dispose: () => void;
};

/**
 * Builds the networks of a model, and frees their parameters if that fails.
 *
 * @param initializer Where their weights come from.
 * @param create Builds the networks and collects their parameters in the list.
 */
export function createNetworks<Layers>(
  initializer: Initializer,
  create: (list: ParameterList) => Layers,
): Networks<Layers> {
  const list = new ParameterList(initializer);
  try {
    return { ...create(list), parameters: list.parameters, dispose: () => list.dispose() };
  } catch (error) {
    list.dispose();
    throw error;
  }
}

/**
 * Copies parameters out of the backend.
 *
 * @param parameters Trainable tensors by name.
 * @returns Their values by name, in the same order.
 */
export async function readParameters(parameters: Parameters): Promise<Map<string, TensorData>> {
  const result = new Map<string, TensorData>();
  for (const [name, variable] of parameters) {
    const data = (await variable.data<"float32">()).slice();
    result.set(name, { shape: variable.shape, data });
  }
  return result;
}

/**
 * Assigns values to parameters: to all of them, or to none if one does not fit.
 *
 * @param parameters Trainable tensors by name.
 * @param tensors A value of the same shape for each, and no other.
 * @throws {RangeError} If a name is missing or unknown, a shape differs, or a value is not finite.
 */
export function assignParameters(
  parameters: Parameters,
  tensors: ReadonlyMap<string, TensorData>,
): void {
  checkNames(parameters, tensors);
  for (const [name, { shape }] of parameters) checkTensor(name, shape, tensors.get(name));
  for (const [name, variable] of parameters) {
    tf.tidy(() => variable.assign(tf.tensor(tensors.get(name)!.data.slice(), variable.shape)));
  }
}

/**
 * Checks that all tensors of a file belong to a model.
 *
 * @param parameters Trainable tensors by name.
 * @param tensors Tensors of the file.
 * @throws {RangeError} If a name is unknown.
 */
export function checkNames(
  parameters: Parameters,
  tensors: ReadonlyMap<string, TensorData>,
): void {
  for (const name of tensors.keys()) {
    if (!parameters.has(name)) {
      throw new WeightsError(`"${name}" is not of this model`);
    }
  }
}
