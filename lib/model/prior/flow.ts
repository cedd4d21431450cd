/**
 * A prior that is a normalizing flow: RealNVP (Dinh et al. 2017) on whitened latent vectors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../random.ts";
import type { Latents, Parameters, PerExample } from "../../types.ts";
import {
  type Initializer,
  ParameterList,
  randomInitializer,
  readParameters,
  savedInitializer,
} from "../parameters.ts";
import type { TensorData } from "../safetensors.ts";
import { type AffineMap, createAffineMap, type Gaussian, readGaussian } from "./gaussian.ts";
import { standardNormalNll } from "./normal.ts";
import type { Prior } from "./prior.ts";
import { readTensor } from "./read_tensor.ts";

/** Size of a flow. */
export interface FlowConfig {
  /** Blocks of two coupling layers each; the first transforms one half of a vector, the second the other. */
  readonly blocks: number;
  /** Width of the two hidden layers of each coupling layer's network. */
  readonly hidden: number;
}

/** Defaults: ten coupling layers; twice the width is not better after the same time. */
export const DEFAULT_FLOW_CONFIG: FlowConfig = { blocks: 5, hidden: 128 };

/** A flow with the state for fitting it. */
export interface FlowPrior extends Prior {
  /** The trainable tensors by their names in model files. */
  readonly parameters: Parameters;
  /**
   * The inverse of {@linkcode Prior.transform}.
   *
   * @param z Latent vectors, `[batch, latentDim]`.
   * @returns Their noise, `[batch, latentDim]`, and the log determinant of the Jacobian
   * d epsilon / d z, `[batch]`.
   */
  normalize(z: Latents): { epsilon: Latents; logDeterminant: PerExample };
}

/** Minimum length of a latent vector: coupling layers need two halves. */
export const MIN_FLOW_LATENT_DIM = 2;

/** Prefix of the names of the tensors. */
const PREFIX = "prior.flow.";
const WHITENING_PREFIX = `${PREFIX}whitening.`;

/** Two halves of vectors, `[batch, ceil(latentDim / 2)]` and `[batch, floor(latentDim / 2)]`. */
type Halves = readonly [Latents, Latents];

/**
 * Creates a flow that equals the normal distribution of the whitening: its networks are initialized to
 * output zeros.
 *
 * @param whitening The normal distribution of the latent vectors.
 * @param seed The same seed gives the same flow.
 * @param config Size of the flow.
 * @throws {RangeError} If latent vectors have fewer than 2 values.
 */
export function createFlowPrior(
  whitening: Gaussian,
  seed: number,
  config: FlowConfig = DEFAULT_FLOW_CONFIG,
): FlowPrior {
  const latentDim = whitening.mean.length;
  checkLatentDim(latentDim);
  const dimensions = Array.from({ length: latentDim }, (_, i) => i);
  const orders = Array.from(
    { length: config.blocks },
    (_, i) => new Random(seed, "flow order", i).shuffle(dimensions),
  );
  const initializer = randomInitializer(new Random(seed, "flow weights"));
  return buildFlow(whitening, orders, config.hidden, initializer);
}

/**
 * Reads the flow of a model file.
 *
 * @param tensors The tensors of the file.
 * @param latentDim Length of a latent vector.
 * @throws {RangeError} If a tensor is missing or does not fit.
 */
export function readFlowPrior(
  tensors: ReadonlyMap<string, TensorData>,
  latentDim: number,
): FlowPrior {
  checkLatentDim(latentDim);
  const whitening = readGaussian(tensors, latentDim, WHITENING_PREFIX);
  const orders: number[][] = [];
  while (tensors.has(orderName(orders.length))) {
    orders.push(readOrder(tensors, orderName(orders.length), latentDim));
  }
  const hidden = tensors.get(`${layerName(0, 0)}.hidden1.bias`)?.shape[0] ?? 0;
  return buildFlow(whitening, orders, hidden, savedInitializer(tensors));
}

function checkLatentDim(latentDim: number): void {
  if (latentDim < MIN_FLOW_LATENT_DIM) {
    throw new RangeError(
      `Cannot make a flow: latentDim is ${latentDim}, expected at least ${MIN_FLOW_LATENT_DIM}`,
    );
  }
}

const orderName = (block: number): string => `${PREFIX}${block}.order`;
const layerName = (block: number, half: number): string => `${PREFIX}${block}.${"ab"[half]}`;

function readOrder(
  tensors: ReadonlyMap<string, TensorData>,
  name: string,
  latentDim: number,
): number[] {
  const order = [...readTensor(tensors, name, [latentDim])];
  const seen = new Set(order.filter((i) => Number.isInteger(i) && i >= 0 && i < latentDim));
  if (seen.size !== latentDim) {
    throw new RangeError(
      `Cannot load weights: "${name}" is not a permutation of the numbers from 0 to ${
        latentDim - 1
      }`,
    );
  }
  return order;
}

function buildFlow(
  whitening: Gaussian,
  orders: readonly (readonly number[])[],
  hidden: number,
  initializer: Initializer,
): FlowPrior {
  const latentDim = whitening.mean.length;
  const list = new ParameterList(initializer);
  const blocks: CouplingBlock[] = [];
  try {
    orders.forEach((order, i) => blocks.push(createBlock(list, i, order, hidden)));
  } catch (error) {
    list.dispose();
    blocks.forEach((block) => block.permutation.dispose());
    throw error;
  }
  const map = createAffineMap(whitening);
  const normalize = (z: Latents) => tf.tidy(() => normalizeLatents(map, blocks, z));
  return {
    kind: "flow",
    latentDim,
    parameters: list.parameters,
    transform: (epsilon) =>
      tf.tidy(() =>
        map.transform(blocks.reduceRight((x, block) => invertBlock(block, x), epsilon))
      ),
    inverse: (z) => tf.tidy(() => normalizeLatents(map, blocks, z).epsilon),
    normalize,
    negativeLogLikelihood: (z) =>
      tf.tidy(() => {
        const { epsilon, logDeterminant } = normalize(z);
        return standardNormalNll(epsilon).sub(logDeterminant);
      }),
    tensors: async () => {
      const tensors = map.tensors(WHITENING_PREFIX);
      orders.forEach((order, i) =>
        tensors.set(orderName(i), { shape: [latentDim], data: Float32Array.from(order) })
      );
      for (const [name, data] of await readParameters(list.parameters)) tensors.set(name, data);
      return tensors;
    },
    dispose: () => {
      map.dispose();
      list.dispose();
      tf.dispose(blocks.map((block) => block.permutation));
    },
  };
}

function normalizeLatents(map: AffineMap, blocks: readonly CouplingBlock[], z: Latents) {
  let x = map.whiten(z);
  const logScales: Latents[] = [];
  for (const block of blocks) x = applyBlock(block, x, logScales);
  const logDeterminant = logScales
    .map((logScale) => logScale.sum<tf.Tensor1D>(1))
    .reduce((sum, part) => sum.add(part), tf.fill([z.shape[0]], -map.logDeterminant));
  return { epsilon: x, logDeterminant: logDeterminant as PerExample };
}

/** A permutation of the dimensions, then two affine coupling layers. */
interface CouplingBlock {
  /** Permutation matrix, `[latentDim, latentDim]`: its product is exact, fast and differentiable on every backend. */
  readonly permutation: tf.Tensor2D;
  /** Dimensions in the first half. */
  readonly split: number;
  /** The network that transforms the second half given the first, and the reverse. */
  readonly networks: readonly [Network, Network];
}

/** Log scales and shifts, both `[batch, size of the transformed half]`. */
type Network = (given: Latents) => readonly [logScale: Latents, shift: Latents];

function createBlock(
  list: ParameterList,
  index: number,
  order: readonly number[],
  hidden: number,
): CouplingBlock {
  const latentDim = order.length;
  const split = Math.ceil(latentDim / 2);
  const networks = [
    createNetwork(list, layerName(index, 0), split, hidden, latentDim - split),
    createNetwork(list, layerName(index, 1), latentDim - split, hidden, split),
  ] as const;
  const permutation = new Float32Array(latentDim * latentDim);
  order.forEach((from, to) => permutation[from * latentDim + to] = 1);
  return { permutation: tf.tensor2d(permutation, [latentDim, latentDim]), split, networks };
}

/**
 * A multilayer perceptron. `tanh` keeps log scales in (-1, 1), so that no layer can make a vector
 * explode.
 */
function createNetwork(
  list: ParameterList,
  name: string,
  inputs: number,
  hidden: number,
  outputs: number,
): Network {
  const dense = (part: string, from: number, to: number, gain?: number) => {
    const weight = list.weight<tf.Rank.R2>(`${name}.${part}.weight`, [from, to], from, gain);
    const bias = list.bias(`${name}.${part}.bias`, to);
    return (x: Latents): Latents => tf.fused.matMul({ a: x, b: weight, bias }) as Latents;
  };
  const hidden1 = dense("hidden1", inputs, hidden);
  const hidden2 = dense("hidden2", hidden, hidden);
  const output = dense("output", hidden, 2 * outputs, 0);
  return (given) => {
    const moments = output(tf.relu(hidden2(tf.relu(hidden1(given)))));
    const [logScale, shift] = halve(moments, outputs);
    return [tf.tanh(logScale), shift];
  };
}

/** One block in the direction from latent vectors to noise; appends its log scales. */
function applyBlock(block: CouplingBlock, x: Latents, logScales: Latents[]): Latents {
  const [first, second] = halve(tf.matMul(x, block.permutation), block.split);
  const couple = (network: Network, given: Latents, half: Latents): Latents => {
    const [logScale, shift] = network(given);
    logScales.push(logScale);
    return half.add<tf.Tensor2D>(shift).mul(logScale.exp());
  };
  const newSecond = couple(block.networks[0], first, second);
  const newFirst = couple(block.networks[1], newSecond, first);
  return join(newFirst, newSecond);
}

/** The inverse of {@linkcode applyBlock}. */
function invertBlock(block: CouplingBlock, x: Latents): Latents {
  const [newFirst, newSecond] = halve(x, block.split);
  const uncouple = (network: Network, given: Latents, half: Latents): Latents => {
    const [logScale, shift] = network(given);
    return half.mul<tf.Tensor2D>(logScale.neg().exp()).sub(shift);
  };
  const first = uncouple(block.networks[1], newSecond, newFirst);
  const second = uncouple(block.networks[0], first, newSecond);
  return tf.matMul(join(first, second), block.permutation, false, true);
}

function halve(x: Latents, split: number): Halves {
  const [batch, size] = x.shape;
  return [tf.slice2d(x, [0, 0], [batch, split]), tf.slice2d(x, [0, split], [batch, size - split])];
}

/** Joins two halves. The gradient of `concat` uses `split`, which is slow on some backends. */
function join(first: Latents, second: Latents): Latents {
  const split = first.shape[1];
  const concat = tf.customGrad((a, b) => ({
    value: tf.concat([a as tf.Tensor, b as tf.Tensor], 1),
    gradFunc: (gradient) => [...halve(gradient as Latents, split)],
  }));
  return concat(first, second) as Latents;
}
