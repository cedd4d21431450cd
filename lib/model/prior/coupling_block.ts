/**
 * Blocks of affine coupling layers (Dinh et al. 2017), of which a flow is made.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents } from "../../types.ts";
import type { ParameterList } from "../parameters.ts";

/** Two halves of vectors, `[batch, ceil(latentDim / 2)]` and `[batch, floor(latentDim / 2)]`. */
type Halves = readonly [Latents, Latents];

/** A permutation of the dimensions, then two affine coupling layers. */
export interface CouplingBlock {
  /** Permutation matrix, `[latentDim, latentDim]`: its product is exact, fast and differentiable on every backend. */
  readonly permutation: tf.Tensor2D;
  /** Dimensions in the first half. */
  readonly split: number;
  /** The network that transforms the second half given the first, and the reverse. */
  readonly networks: readonly [Network, Network];
}

/** Log scales and shifts, both `[batch, size of the transformed half]`. */
type Network = (given: Latents) => readonly [logScale: Latents, shift: Latents];

/**
 * Creates a block.
 *
 * @param list Gets the parameters of the networks.
 * @param names Prefixes of the names of the parameters of both networks.
 * @param order The permutation: dimension `i` of the result is dimension `order[i]`.
 * @param hidden Width of the hidden layers.
 */
export function createCouplingBlock(
  list: ParameterList,
  names: readonly [string, string],
  order: readonly number[],
  hidden: number,
): CouplingBlock {
  const latentDim = order.length;
  const split = Math.ceil(latentDim / 2);
  const networks = [
    createNetwork(list, names[0], split, hidden, latentDim - split),
    createNetwork(list, names[1], latentDim - split, hidden, split),
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

/**
 * One block in the direction from latent vectors to noise.
 *
 * @param block The block.
 * @param x `[batch, latentDim]`.
 * @param logScales Gets the log scales of both layers, `[batch, size of the transformed half]`.
 * @returns `[batch, latentDim]`.
 */
export function applyBlock(block: CouplingBlock, x: Latents, logScales: Latents[]): Latents {
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
export function invertBlock(block: CouplingBlock, x: Latents): Latents {
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
