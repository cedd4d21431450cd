/**
 * Fitting one normal distribution to the aggregated posterior, in float64.
 *
 * @module
 */
import { choleskyFactor } from "../../model/prior/cholesky.ts";
import type { Gaussian } from "../../model/prior/gaussian.ts";
import { type AggregatedPosterior, type Moments, momentsOf } from "./aggregated_posterior.ts";

/** Fraction of the mean variance that is added to every variance, so that float32 can invert the factor. */
const JITTER = 1e-6;

/**
 * Fits a normal distribution by its moments, with shrunk correlations.
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

/**
 * Mean and covariance of the aggregated posterior, with linear shrinkage of the covariances by
 * `n / (n + latentDim)`: from few examples they are mostly noise, and with fewer examples than
 * dimensions the matrix would be singular.
 *
 * @param posterior The posteriors.
 * @returns Moments with a positive definite covariance.
 */
export function shrunkMoments(posterior: AggregatedPosterior): Moments {
  const { count, latentDim } = posterior;
  const { mean, covariance } = momentsOf(posterior);
  const shrinkage = count / (count + latentDim);
  const jitter = JITTER * Math.max(meanVariance(covariance, latentDim), 1e-6);
  for (let i = 0; i < covariance.length; i++) {
    const isDiagonal = i % (latentDim + 1) === 0;
    covariance[i] = isDiagonal ? covariance[i]! + jitter : covariance[i]! * shrinkage;
  }
  return { mean, covariance };
}

/**
 * Mean of the diagonal of a covariance matrix.
 *
 * @param covariance `[size, size]`, row-major.
 * @param size Number of rows.
 */
export function meanVariance(covariance: Float64Array, size: number): number {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * (size + 1)]!;
  return trace / size;
}
