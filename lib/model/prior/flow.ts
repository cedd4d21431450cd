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
import {
  applyBlock,
  type CouplingBlock,
  createCouplingBlock,
  invertBlock,
} from "./coupling_block.ts";
import { standardNormalNll } from "./normal.ts";
import type { Prior } from "./prior.ts";
import { readTensor } from "./read_tensor.ts";
import { WeightsError } from "../weights_error.ts";

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
    throw new WeightsError(
      `"${name}" is not a permutation of the numbers from 0 to ${latentDim - 1}`,
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
  const blocks = createBlocks(orders, hidden, list);
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

/** The blocks of a flow. If one cannot be made, nothing is left of them and the list. */
function createBlocks(
  orders: readonly (readonly number[])[],
  hidden: number,
  list: ParameterList,
): CouplingBlock[] {
  const blocks: CouplingBlock[] = [];
  try {
    orders.forEach((order, i) => {
      const names = [layerName(i, 0), layerName(i, 1)] as const;
      blocks.push(createCouplingBlock(list, names, order, hidden));
    });
    return blocks;
  } catch (error) {
    list.dispose();
    blocks.forEach((block) => block.permutation.dispose());
    throw error;
  }
}

/** From latent vectors to noise, with the log determinant of the Jacobian. */
function normalizeLatents(map: AffineMap, blocks: readonly CouplingBlock[], z: Latents) {
  let x = map.whiten(z);
  const logScales: Latents[] = [];
  for (const block of blocks) x = applyBlock(block, x, logScales);
  const logDeterminant = logScales
    .map((logScale) => logScale.sum<tf.Tensor1D>(1))
    .reduce((sum, part) => sum.add(part), tf.fill([z.shape[0]], -map.logDeterminant));
  return { epsilon: x, logDeterminant: logDeterminant as PerExample };
}
