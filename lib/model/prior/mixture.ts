/**
 * A mixture of normal distributions as the prior.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, PerExample } from "../../types.ts";
import type { TensorData } from "../safetensors.ts";
import { invertLowerTriangular, logDeterminant } from "./cholesky.ts";
import type { Prior } from "./prior.ts";
import { readFactor, readTensor } from "./read_tensor.ts";

/** A mixture of `count` normal distributions `N(mean, factor factor^T)`. */
export interface Mixture {
  /** Share of each component, `count` positive values that add up to 1. */
  readonly weights: Float32Array;
  /** Means, `count * latentDim` values. */
  readonly means: Float32Array;
  /** Lower triangular matrices with positive diagonals, `count * latentDim * latentDim` values. */
  readonly factors: Float32Array;
}

/** Shortest vectors whose direction can choose a component. */
export const MIN_MIXTURE_LATENT_DIM = 2;

/** What the names of the tensors begin with. */
const PREFIX = "prior.mixture.";

/**
 * The prior that is a mixture.
 *
 * Its transform is a function of epsilon alone, and exact: the angle of the first two values of
 * epsilon is uniform whatever their distance from 0 is. Each component owns an arc of the circle as
 * long as its weight. The arc that the angle lies in chooses the component; the place within the arc,
 * stretched to the whole circle, is again a uniform angle that knows nothing of the choice, so it
 * takes the first angle's place, and epsilon is noise from N(0, I) again. The temperature of epsilon
 * therefore changes the spread within components and never the choice. Where arcs meet, the transform
 * jumps.
 *
 * @param mixture Weights, means and factors.
 * @throws {RangeError} If latent vectors have fewer than 2 values.
 */
export function createMixturePrior(mixture: Mixture): Prior {
  const { weights, means, factors } = mixture;
  const count = weights.length;
  const latentDim = means.length / count;
  if (latentDim < MIN_MIXTURE_LATENT_DIM) {
    throw new RangeError(
      `Cannot make a mixture: latentDim is ${latentDim}, at least ${MIN_MIXTURE_LATENT_DIM} is wanted`,
    );
  }
  const sampler = createSampler(mixture, latentDim);
  const density = createDensity(mixture, latentDim);
  return {
    kind: "mixture",
    latentDim,
    transform: sampler.transform,
    negativeLogLikelihood: density.negativeLogLikelihood,
    tensors: () =>
      Promise.resolve(
        new Map([
          [`${PREFIX}weights`, { shape: [count], data: weights.slice() }],
          [`${PREFIX}means`, { shape: [count, latentDim], data: means.slice() }],
          [`${PREFIX}factors`, { shape: [count, latentDim, latentDim], data: factors.slice() }],
        ]),
      ),
    dispose: () => {
      sampler.dispose();
      density.dispose();
    },
  };
}

/**
 * The mixture of a file.
 *
 * @param tensors What the file holds.
 * @param latentDim Length of a latent vector.
 * @throws {RangeError} If a tensor is missing or does not fit.
 */
export function readMixture(
  tensors: ReadonlyMap<string, TensorData>,
  latentDim: number,
): Mixture {
  const name = `${PREFIX}weights`;
  const count = tensors.get(name)?.shape[0] ?? 1;
  const weights = readTensor(tensors, name, [count]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!weights.every((weight) => weight > 0) || Math.abs(total - 1) > 0.01) {
    throw new RangeError(
      `Cannot load weights: "${name}" has values that are not positive or do not add up to 1`,
    );
  }
  return {
    weights,
    means: readTensor(tensors, `${PREFIX}means`, [count, latentDim]),
    factors: readFactor(tensors, `${PREFIX}factors`, [count, latentDim, latentDim]),
  };
}

function createSampler({ weights, means, factors }: Mixture, latentDim: number) {
  const count = weights.length;
  const starts = new Float32Array(count); // of arcs, in turns
  for (let i = 1; i < count; i++) starts[i] = starts[i - 1]! + weights[i - 1]!;
  const ends = Float32Array.from(starts, (_, i) => starts[i + 1] ?? 1);
  const lowest = starts.slice();
  const highest = ends.slice();
  lowest[0] = -1; // rounding may put an angle just outside of [0, 1)
  highest[count - 1] = 2;
  const lowerBounds = tf.tensor2d(lowest, [1, count]);
  const upperBounds = tf.tensor2d(highest, [1, count]);
  const startColumn = tf.tensor2d(starts, [count, 1]);
  const lengthColumn = tf.tensor2d(ends.map((end, i) => end - starts[i]!), [count, 1]);
  const meanRows = tf.tensor2d(means.slice(), [count, latentDim]);
  const factorRows = tf.tensor2d(factors.slice(), [count, latentDim * latentDim]);
  const transform = (epsilon: Latents): Latents =>
    tf.tidy(() => {
      const batch = epsilon.shape[0];
      const x = tf.slice2d(epsilon, [0, 0], [batch, 1]);
      const y = tf.slice2d(epsilon, [0, 1], [batch, 1]);
      const turn = tf.atan2(y, x).div(2 * Math.PI).add(0.5);
      // A product with a one-hot row looks up a component with the fastest op that there is.
      const chosen = turn.greaterEqual(lowerBounds).logicalAnd(turn.less(upperBounds))
        .cast("float32") as tf.Tensor2D;
      const place = turn.sub(tf.matMul(chosen, startColumn)).div(tf.matMul(chosen, lengthColumn));
      const angle = place.mul(2 * Math.PI);
      const radius = x.square().add(y.square()).sqrt();
      const rest = tf.slice2d(epsilon, [0, 2], [batch, latentDim - 2]);
      const noise = tf.concat([radius.mul(angle.cos()), radius.mul(angle.sin()), rest], 1);
      const factor = tf.matMul(chosen, factorRows).reshape([batch, latentDim, latentDim]);
      const spread = tf.matMul(factor, noise.reshape([batch, latentDim, 1]));
      return tf.matMul(chosen, meanRows).add(spread.reshape([batch, latentDim]));
    });
  const tensors = [lowerBounds, upperBounds, startColumn, lengthColumn, meanRows, factorRows];
  return { transform, dispose: () => tf.dispose(tensors) };
}

function createDensity({ weights, means, factors }: Mixture, latentDim: number) {
  const count = weights.length;
  const columns = count * latentDim;
  const whitening = new Float32Array(latentDim * columns);
  const offsets = new Float32Array(columns);
  const constants = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const factor = factors.subarray(k * latentDim ** 2, (k + 1) * latentDim ** 2);
    const inverse = invertLowerTriangular(factor, latentDim);
    for (let row = 0; row < latentDim; row++) {
      for (let column = 0; column <= row; column++) {
        const value = inverse[row * latentDim + column]!;
        whitening[column * columns + k * latentDim + row] = value;
        offsets[k * latentDim + row]! += value * means[k * latentDim + column]!;
      }
    }
    constants[k] = Math.log(weights[k]!) - logDeterminant(factor, latentDim) -
      latentDim * Math.log(2 * Math.PI) / 2;
  }
  const whiteningMatrix = tf.tensor2d(whitening, [latentDim, columns]);
  const offsetRow = tf.tensor2d(offsets, [1, columns]);
  const constantRow = tf.tensor2d(constants, [1, count]);
  const negativeLogLikelihood = (z: Latents): PerExample =>
    tf.tidy(() => {
      const whitened = tf.matMul(z, whiteningMatrix).sub(offsetRow);
      const squares = whitened.square().reshape([z.shape[0], count, latentDim]).sum(2);
      return tf.neg(tf.logSumExp(constantRow.sub(squares.mul(0.5)), 1) as PerExample);
    });
  const tensors = [whiteningMatrix, offsetRow, constantRow];
  return { negativeLogLikelihood, dispose: () => tf.dispose(tensors) };
}
