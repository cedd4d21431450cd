/**
 * How a model uses its latent space.
 *
 * @module
 */
import { Matrix } from "ml-matrix";
import { symmetricEigen } from "./symmetric_eigen.ts";

/** The posteriors q(z|x) of many observations, as plain data. */
export interface PosteriorValues {
  /** Number of observations. */
  readonly count: number;
  /** Length of a latent vector. */
  readonly latentDim: number;
  /** Means, `[count, latentDim]`, row-major. */
  readonly mean: Float32Array;
  /** Natural logarithms of the variances, `[count, latentDim]`, row-major. */
  readonly logVar: Float32Array;
}

/** What {@linkcode measureLatentSpace} finds. */
export interface LatentSpace {
  /** Number of latent dimensions. */
  readonly latentDim: number;
  /**
   * Number of active units: dimensions whose posterior mean has a variance above 0.01 over the
   * observations (Burda et al. 2016, section 4.2). The others carry nothing about the observation.
   */
  readonly activeUnits: number;
  /**
   * KL divergence from N(0, I) of the normal distribution with the mean and covariance of the
   * aggregated posterior q(z), in nats. 0 where both are those of N(0, I).
   */
  readonly aggregatedKl: number;
}

const MIN_ACTIVE_VARIANCE = 0.01;

/**
 * Counts active units and compares the aggregated posterior, the mean of q(z|x) over the
 * observations, with the prior N(0, I) by its moments.
 *
 * The moments are exact for these observations; with few of them, the divergence is too large by about
 * `latentDim * (latentDim + 3) / (4 count)` times the fraction of variance that the means have.
 *
 * @param posterior The posteriors of at least two observations.
 * @throws {RangeError} If there are fewer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * // Means of variance 0.75 and variances of 0.25 add up to N(0, 1).
 * const mean = Float32Array.of(-Math.sqrt(0.75), Math.sqrt(0.75));
 * const logVar = new Float32Array(2).fill(Math.log(0.25));
 * const { activeUnits, aggregatedKl } = measureLatentSpace({ count: 2, latentDim: 1, mean, logVar });
 * assert.equal(activeUnits, 1);
 * assert.ok(Math.abs(aggregatedKl) < 1e-6);
 * ```
 */
export function measureLatentSpace(posterior: PosteriorValues): LatentSpace {
  const { count, latentDim } = posterior;
  if (count < 2) {
    throw new RangeError(
      `Cannot measure a latent space by ${count} observations, expected at least 2`,
    );
  }
  const mean = meanOf(posterior);
  const covariance = covarianceOfMeans(posterior, mean);
  const variances = covariance.diagonal();
  addMeanVariances(covariance, posterior);
  const squaredMean = mean.reduce((sum, value) => sum + value * value, 0);
  const { values } = symmetricEigen(covariance);
  const terms = Array.from(values, (value) => value - 1 - Math.log(value));
  return {
    latentDim,
    activeUnits: variances.filter((variance) => variance > MIN_ACTIVE_VARIANCE).length,
    aggregatedKl: (squaredMean + terms.reduce((sum, term) => sum + term, 0)) / 2,
  };
}

function meanOf({ count, latentDim, mean }: PosteriorValues): Float64Array {
  const result = new Float64Array(latentDim);
  for (let i = 0; i < mean.length; i++) result[i % latentDim]! += mean[i]! / count;
  return result;
}

function covarianceOfMeans(
  { count, latentDim, mean }: PosteriorValues,
  centre: Float64Array,
): Matrix {
  const centred = new Matrix(count, latentDim);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < latentDim; k++) {
      centred.set(i, k, mean[i * latentDim + k]! - centre[k]!);
    }
  }
  return centred.transpose().mmul(centred).div(count);
}

/** By the law of total variance, the covariance of q(z) is that of the means plus the mean variance. */
function addMeanVariances(
  covariance: Matrix,
  { count, latentDim, logVar }: PosteriorValues,
): void {
  for (let i = 0; i < logVar.length; i++) {
    const k = i % latentDim;
    covariance.set(k, k, covariance.get(k, k) + Math.exp(logVar[i]!) / count);
  }
}
