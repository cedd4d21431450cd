/**
 * A prior that is one normal distribution with full covariance.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, PerExample } from "../../types.ts";
import type { TensorData } from "../safetensors.ts";
import { invertLowerTriangular, logDeterminant } from "./cholesky.ts";
import { standardNormalNll } from "./normal.ts";
import type { Prior } from "./prior.ts";
import { readFactor, readTensor } from "./read_tensor.ts";

/** A normal distribution `N(mean, factor factor^T)`. */
export interface Gaussian {
  /** `[latentDim]`. */
  readonly mean: Float32Array;
  /** Cholesky factor of the covariance: lower triangular with a positive diagonal, `[latentDim, latentDim]`. */
  readonly factor: Float32Array;
}

/** A normal distribution as an affine map between noise and latent vectors, on the backend. */
export interface AffineMap {
  /** `mean + factor epsilon`, `[batch, latentDim]`. */
  transform(epsilon: Latents): Latents;
  /** The inverse of {@linkcode AffineMap.transform}. */
  whiten(z: Latents): Latents;
  /** Logarithm of the determinant of `factor`. */
  readonly logDeterminant: number;
  /** Tensors for a model file; their names begin with `prefix`. */
  tensors(prefix: string): Map<string, TensorData>;
  /** Frees its tensors. */
  dispose(): void;
}

/**
 * Copies a normal distribution to the backend.
 *
 * @param gaussian Mean and factor.
 */
export function createAffineMap({ mean, factor }: Gaussian): AffineMap {
  const size = mean.length;
  const inverse = Float32Array.from(invertLowerTriangular(factor, size));
  const centre = tf.tensor2d(mean.slice(), [1, size]);
  const scale = tf.tensor2d(factor.slice(), [size, size]);
  const unscale = tf.tensor2d(inverse, [size, size]);
  return {
    transform: (epsilon) => tf.tidy(() => tf.matMul(epsilon, scale, false, true).add(centre)),
    whiten: (z) => tf.tidy(() => tf.matMul(z.sub<tf.Tensor2D>(centre), unscale, false, true)),
    logDeterminant: logDeterminant(factor, size),
    tensors: (prefix) =>
      new Map([
        [`${prefix}mean`, { shape: [size], data: mean.slice() }],
        [`${prefix}factor`, { shape: [size, size], data: factor.slice() }],
      ]),
    dispose: () => tf.dispose([centre, scale, unscale]),
  };
}

/** Prefix of the names of the tensors. */
const PREFIX = "prior.gaussian.";

/**
 * The prior `z = mean + factor epsilon`.
 *
 * @param gaussian Mean and factor.
 */
export function createGaussianPrior(gaussian: Gaussian): Prior {
  const map = createAffineMap(gaussian);
  return {
    kind: "gaussian",
    latentDim: gaussian.mean.length,
    transform: map.transform,
    inverse: map.whiten,
    negativeLogLikelihood: (z: Latents): PerExample =>
      tf.tidy(() => standardNormalNll(map.whiten(z)).add(map.logDeterminant)),
    tensors: () => Promise.resolve(map.tensors(PREFIX)),
    dispose: map.dispose,
  };
}

/**
 * The normal distribution of a file.
 *
 * @param tensors Tensors of the file.
 * @param latentDim Length of a latent vector.
 * @param prefix Prefix of the names of its tensors.
 * @throws {RangeError} If a tensor is missing or does not fit.
 */
export function readGaussian(
  tensors: ReadonlyMap<string, TensorData>,
  latentDim: number,
  prefix: string = PREFIX,
): Gaussian {
  return {
    mean: readTensor(tensors, `${prefix}mean`, [latentDim]),
    factor: readFactor(tensors, `${prefix}factor`, [latentDim, latentDim]),
  };
}
