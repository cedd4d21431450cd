/**
 * One normal distribution with full covariance as the prior.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, PerExample } from "../../types.ts";
import type { TensorData } from "../safetensors.ts";
import { type AggregatedPosterior, type Moments, momentsOf } from "./aggregated_posterior.ts";
import { choleskyFactor, invertLowerTriangular, logDeterminant } from "./cholesky.ts";
import { standardNormalNll } from "./normal.ts";
import type { Prior } from "./prior.ts";
import { readFactor, readTensor } from "./read_tensor.ts";

/** A normal distribution `N(mean, factor factor^T)`. */
export interface Gaussian {
  /** `latentDim` values. */
  readonly mean: Float32Array;
  /** Lower triangular with a positive diagonal, `latentDim * latentDim` values. */
  readonly factor: Float32Array;
}

/** Part of the mean variance that is added to every variance, so that float32 can invert the factor. */
const JITTER = 1e-6;

/**
 * Mean and covariance of the aggregated posterior, correlations shrunk by `n / (n + latentDim)`: few
 * examples cannot tell chance from correlation, and fewer than dimensions would leave it singular.
 *
 * @param posterior The posteriors.
 * @returns Moments with a positive definite covariance.
 */
export function shrunkMoments(posterior: AggregatedPosterior): Moments {
  const { count, latentDim } = posterior;
  const { mean, covariance } = momentsOf(posterior);
  const kept = count / (count + latentDim);
  const jitter = JITTER * Math.max(meanVariance(covariance, latentDim), 1e-6);
  for (let i = 0; i < covariance.length; i++) {
    const isDiagonal = i % (latentDim + 1) === 0;
    covariance[i] = isDiagonal ? covariance[i]! + jitter : covariance[i]! * kept;
  }
  return { mean, covariance };
}

/** Mean of a covariance matrix's diagonal. */
export function meanVariance(covariance: Float64Array, size: number): number {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * (size + 1)]!;
  return trace / size;
}

/**
 * The normal distribution with the moments of the aggregated posterior.
 *
 * @param posterior The posteriors.
 */
export function fitGaussian(posterior: AggregatedPosterior): Gaussian {
  const { mean, covariance } = shrunkMoments(posterior);
  return {
    mean: Float32Array.from(mean),
    factor: Float32Array.from(choleskyFactor(covariance, posterior.latentDim)),
  };
}

/** A normal distribution as a map between noise and vectors, in the backend. */
export interface AffineMap {
  /** `mean + factor epsilon`, `[batch, latentDim]`. */
  transform(epsilon: Latents): Latents;
  /** The inverse of {@linkcode AffineMap.transform}. */
  whiten(z: Latents): Latents;
  /** Logarithm of the determinant of `factor`. */
  readonly logDeterminant: number;
  /** Tensors for a file; their names begin with `prefix`. */
  tensors(prefix: string): Map<string, TensorData>;
  /** Frees its tensors. */
  dispose(): void;
}

/**
 * Puts a normal distribution into the backend.
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

/** What the names of the tensors begin with. */
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
    negativeLogLikelihood: (z: Latents): PerExample =>
      tf.tidy(() => standardNormalNll(map.whiten(z)).add(map.logDeterminant)),
    tensors: () => Promise.resolve(map.tensors(PREFIX)),
    dispose: map.dispose,
  };
}

/**
 * The normal distribution of a file.
 *
 * @param tensors What the file holds.
 * @param latentDim Length of a latent vector.
 * @param prefix What the names of its tensors begin with.
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
