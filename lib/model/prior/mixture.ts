/**
 * A prior that is a mixture of normal distributions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, PerExample } from "../../types.ts";
import type { TensorData } from "../safetensors.ts";
import { invertLowerTriangular, logDeterminant } from "./cholesky.ts";
import type { Prior } from "./prior.ts";
import { readFactor, readTensor } from "./read_tensor.ts";
import { WeightsError } from "../weights_error.ts";

/** A mixture of `count` normal distributions `N(mean, factor factor^T)`. */
export interface Mixture {
  /** Weight of each component: positive values that add up to 1, `[count]`. */
  readonly weights: Float32Array;
  /** Means, `[count, latentDim]`. */
  readonly means: Float32Array;
  /** Cholesky factors: lower triangular with positive diagonals, `[count, latentDim, latentDim]`. */
  readonly factors: Float32Array;
}

/** Minimum length of a latent vector: its angle in the first two dimensions selects the component. */
export const MIN_MIXTURE_LATENT_DIM = 2;

/** Prefix of the names of the tensors. */
const PREFIX = "prior.mixture.";

/**
 * Creates a mixture prior.
 *
 * Its transform is a deterministic function of epsilon, and exact. The angle of the first two values
 * of epsilon is uniform and independent of their radius. Each component owns an arc of the circle in
 * proportion to its weight, and the arc that contains the angle selects the component. The position
 * within the arc, stretched to the whole circle, is again a uniform angle, independent of the
 * component; it replaces the first angle, and epsilon is noise from N(0, I) again. The temperature of
 * epsilon therefore changes the spread within components, never the choice of the component. The
 * transform is discontinuous where arcs meet.
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
      `Cannot make a mixture: latentDim is ${latentDim}, expected at least ${MIN_MIXTURE_LATENT_DIM}`,
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
 * Reads the mixture of a model file.
 *
 * @param tensors The tensors of the file.
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
    throw new WeightsError(
      `"${name}" has values that are not positive or do not add up to 1`,
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
  const starts = new Float32Array(count); // of arcs, in fractions of the circle
  for (let i = 1; i < count; i++) starts[i] = starts[i - 1]! + weights[i - 1]!;
  const ends = Float32Array.from(starts, (_, i) => starts[i + 1] ?? 1);
  const lowest = starts.slice();
  const highest = ends.slice();
  lowest[0] = -1; // rounding may put an angle just outside [0, 1)
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
      const fraction = tf.atan2(y, x).div(2 * Math.PI).add(0.5);
      // A product with a one-hot row is the fastest way to gather a component.
      const chosen = fraction.greaterEqual(lowerBounds).logicalAnd(fraction.less(upperBounds))
        .cast("float32") as tf.Tensor2D;
      const position = fraction.sub(tf.matMul(chosen, startColumn)).div(
        tf.matMul(chosen, lengthColumn),
      );
      const angle = position.mul(2 * Math.PI);
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
