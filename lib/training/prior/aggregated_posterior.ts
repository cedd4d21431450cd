/**
 * The aggregated posterior: the distribution that a prior is fitted to.
 *
 * @module
 */
import type { Random } from "../../random.ts";

/**
 * The posteriors q(z|x) of many examples, as plain data. Their equally weighted mixture is the
 * aggregated posterior q(z) (Makhzani et al. 2016), which a prior is fitted to.
 */
export interface AggregatedPosterior {
  /** Means, `[count, latentDim]`, row-major. */
  readonly mean: Float32Array;
  /** Natural logarithms of the variances, `[count, latentDim]`, row-major. */
  readonly logVar: Float32Array;
  /** Number of examples. */
  readonly count: number;
  /** Length of a latent vector. */
  readonly latentDim: number;
}

/** Mean and covariance of a distribution, in float64. */
export interface Moments {
  /** `[latentDim]`. */
  readonly mean: Float64Array;
  /** `[latentDim, latentDim]`, row-major. */
  readonly covariance: Float64Array;
}

/**
 * Checks that a prior can be fitted to posteriors.
 *
 * @param posterior The posteriors.
 * @throws {RangeError} If there are none, sizes disagree, or a value is not finite.
 */
export function checkAggregatedPosterior(posterior: AggregatedPosterior): void {
  const { mean, logVar, count, latentDim } = posterior;
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(latentDim) || latentDim < 1) {
    throw new RangeError(
      `Cannot fit a prior: there are ${count} latent vectors of ${latentDim} values, ` +
        `expected at least 1 of at least 1`,
    );
  }
  for (const [name, values] of Object.entries({ mean, logVar })) {
    if (values.length !== count * latentDim) {
      throw new RangeError(
        `Cannot fit a prior: ${name} has ${values.length} values, expected ${count * latentDim}`,
      );
    }
    if (!values.every(Number.isFinite)) {
      throw new RangeError(`Cannot fit a prior: ${name} has values that are not finite`);
    }
  }
}

/**
 * The posteriors of some examples.
 *
 * @param posterior The posteriors.
 * @param indices Indices of the examples.
 */
export function selectExamples(
  { mean, logVar, latentDim }: AggregatedPosterior,
  indices: readonly number[],
): AggregatedPosterior {
  const size = indices.length * latentDim;
  const selected = { mean: new Float32Array(size), logVar: new Float32Array(size) };
  indices.forEach((index, i) => {
    const [start, end] = [index * latentDim, (index + 1) * latentDim];
    selected.mean.set(mean.subarray(start, end), i * latentDim);
    selected.logVar.set(logVar.subarray(start, end), i * latentDim);
  });
  return { ...selected, count: indices.length, latentDim };
}

/**
 * Samples one latent vector from the posterior of each given example:
 * `mean + exp(logVar / 2) * epsilon`.
 *
 * @param posterior The posteriors.
 * @param indices Indices of the examples.
 * @param random Source of epsilon.
 * @returns `[indices.length, latentDim]`, row-major.
 */
export function samplePosteriors(
  { mean, logVar, latentDim }: AggregatedPosterior,
  indices: readonly number[],
  random: Random,
): Float32Array<ArrayBuffer> {
  const z = random.normals(indices.length * latentDim);
  indices.forEach((index, i) => {
    for (let j = 0; j < latentDim; j++) {
      const from = index * latentDim + j;
      const to = i * latentDim + j;
      z[to] = mean[from]! + Math.exp(logVar[from]! / 2) * z[to]!;
    }
  });
  return z;
}

/**
 * Exact mean and covariance of a weighted mixture of posteriors. By the law of total variance the
 * covariance is that of the means plus the mean of the variances.
 *
 * @param posterior The posteriors.
 * @param members Indices of the examples in the mixture; all by default.
 * @param weights A positive weight for each member; equal by default.
 */
export function momentsOf(
  { mean: means, logVar, count, latentDim }: AggregatedPosterior,
  members: readonly number[] = Array.from({ length: count }, (_, i) => i),
  weights?: readonly number[],
): Moments {
  const mean = new Float64Array(latentDim);
  const covariance = new Float64Array(latentDim * latentDim);
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? members.length;
  members.forEach((member, i) => {
    const weight = (weights?.[i] ?? 1) / total;
    for (let j = 0; j < latentDim; j++) mean[j]! += weight * means[member * latentDim + j]!;
  });
  const centred = new Float64Array(latentDim);
  members.forEach((member, i) => {
    const weight = (weights?.[i] ?? 1) / total;
    const offset = member * latentDim;
    for (let j = 0; j < latentDim; j++) centred[j] = means[offset + j]! - mean[j]!;
    for (let row = 0; row < latentDim; row++) {
      const scaled = weight * centred[row]!;
      const start = row * latentDim;
      for (let column = 0; column <= row; column++) {
        covariance[start + column]! += scaled * centred[column]!;
      }
      covariance[start + row]! += weight * Math.exp(logVar[offset + row]!);
    }
  });
  for (let row = 0; row < latentDim; row++) {
    for (let column = 0; column < row; column++) {
      covariance[column * latentDim + row] = covariance[row * latentDim + column]!;
    }
  }
  return { mean, covariance };
}
