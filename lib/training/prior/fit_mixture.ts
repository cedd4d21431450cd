/**
 * Fitting a mixture of normal distributions to the aggregated posterior, in float64.
 *
 * @module
 */
import {
  choleskyFactor,
  invertLowerTriangular,
  logDeterminant,
} from "../../model/prior/cholesky.ts";
import type { Mixture } from "../../model/prior/mixture.ts";
import { Random } from "../../random.ts";
import { type AggregatedPosterior, type Moments, momentsOf } from "./aggregated_posterior.ts";
import { meanVariance, shrunkMoments } from "./fit_gaussian.ts";
import { kMeans } from "./k_means.ts";

/** Settings of a fit. */
export interface MixtureFitOptions {
  /** The same seed gives the same mixture. */
  readonly seed: number;
  /** Maximum number of components; few examples get fewer. */
  readonly components: number;
  /** Iterations of k-means. */
  readonly clusterRounds: number;
  /** Iterations of expectation maximization after k-means. */
  readonly rounds: number;
}

/** Defaults. */
export const DEFAULT_MIXTURE_FIT_OPTIONS: MixtureFitOptions = {
  seed: 1,
  components: 100,
  clusterRounds: 10,
  rounds: 3,
};

/** Minimum mean number of examples per component, so that components describe groups of examples. */
const EXAMPLES_PER_COMPONENT = 25;
/** A component with fewer examples than this is dropped: it would only reproduce them. */
const MIN_EXAMPLES = 5;
/** Components less likely than the best by more than this many nats are ignored for an example. */
const NEGLIGIBLE_NATS = 10;

/** A component and the quantities that its density needs. */
interface Component {
  readonly weight: number;
  readonly mean: Float64Array;
  /** Cholesky factor of the covariance. */
  readonly factor: Float64Array;
  /** Diagonal of the inverse covariance. */
  readonly precisions: Float64Array;
  readonly logConstant: number;
}

/** The examples of a component and its responsibility for each. */
interface Membership {
  readonly members: number[];
  readonly responsibilities: number[];
}

/**
 * Fits a mixture: k-means on the means of the posteriors, then expectation maximization over the
 * whole posteriors. A component's covariance is the blend `a own + (1 - a) global`, the global one
 * scaled to the same trace, with `a = n / (n + latentDim)` for `n` examples.
 *
 * @param posterior The posteriors.
 * @param options Settings; missing ones are {@linkcode DEFAULT_MIXTURE_FIT_OPTIONS}.
 */
export function fitMixture(
  posterior: AggregatedPosterior,
  options: Partial<MixtureFitOptions> = {},
): Mixture {
  const { seed, components, clusterRounds, rounds } = {
    ...DEFAULT_MIXTURE_FIT_OPTIONS,
    ...options,
  };
  const affordable = Math.floor(posterior.count / EXAMPLES_PER_COMPONENT);
  const count = Math.max(1, Math.min(components, affordable));
  const global = shrunkMoments(posterior);
  const labels = kMeans(posterior.mean, {
    size: posterior.latentDim,
    clusters: count,
    rounds: clusterRounds,
    random: new Random(seed, "mixture"),
  });
  let mixture = maximize(posterior, membershipsOf(labels, count), global);
  for (let round = 0; round < rounds; round++) {
    mixture = maximize(posterior, expect(posterior, mixture), global);
  }
  return toMixture(mixture, posterior.latentDim);
}

function membershipsOf(labels: Int32Array, clusters: number): Membership[] {
  const memberships = emptyMemberships(clusters);
  labels.forEach((label, i) => {
    memberships[label]!.members.push(i);
    memberships[label]!.responsibilities.push(1);
  });
  return memberships;
}

function emptyMemberships(count: number): Membership[] {
  return Array.from({ length: count }, () => ({ members: [], responsibilities: [] }));
}

/** The M step: the components with the highest expected log-likelihood, covariances blended. */
function maximize(
  posterior: AggregatedPosterior,
  memberships: readonly Membership[],
  global: Moments,
): Component[] {
  const sizes = memberships.map(({ responsibilities }) =>
    responsibilities.reduce((sum, responsibility) => sum + responsibility, 0)
  );
  const largest = Math.max(...sizes);
  const kept = memberships.flatMap((membership, k) =>
    sizes[k]! >= Math.min(MIN_EXAMPLES, largest) ? [{ ...membership, size: sizes[k]! }] : []
  );
  const total = kept.reduce((sum, { size }) => sum + size, 0);
  return kept.map(({ members, responsibilities, size }) =>
    createComponent(momentsOf(posterior, members, responsibilities), size, size / total, global)
  );
}

function createComponent(
  { mean, covariance }: Moments,
  size: number,
  weight: number,
  global: Moments,
): Component {
  const latentDim = mean.length;
  const own = size / (size + latentDim);
  const scale = meanVariance(covariance, latentDim) / meanVariance(global.covariance, latentDim);
  const blend = covariance.map((value, i) =>
    own * value + (1 - own) * scale * global.covariance[i]!
  );
  const factor = choleskyFactor(blend, latentDim);
  const inverse = invertLowerTriangular(factor, latentDim);
  const precisions = new Float64Array(latentDim);
  inverse.forEach((value, i) => precisions[i % latentDim]! += value * value);
  const logConstant = Math.log(weight) - logDeterminant(factor, latentDim);
  return { weight, mean, factor, precisions, logConstant };
}

/** The E step: the responsibility of each component for each example; negligible ones are dropped. */
function expect(posterior: AggregatedPosterior, components: readonly Component[]): Membership[] {
  const { mean, logVar, count, latentDim } = posterior;
  const memberships = emptyMemberships(components.length);
  const scores = new Float64Array(components.length);
  const scratch = new Float64Array(latentDim);
  let likely = 0; // successive examples are often alike, and a good first guess saves most densities
  for (let i = 0; i < count; i++) {
    const z = mean.subarray(i * latentDim, (i + 1) * latentDim);
    const variances = Float64Array.from(
      logVar.subarray(i * latentDim, (i + 1) * latentDim),
      Math.exp,
    );
    let best = expectedLogDensity(components[likely]!, z, variances, -Infinity, scratch);
    components.forEach((component, k) => {
      scores[k] = expectedLogDensity(component, z, variances, best - NEGLIGIBLE_NATS, scratch);
      if (scores[k]! > best) [best, likely] = [scores[k]!, k];
    });
    let total = 0;
    for (const score of scores) total += Math.exp(score - best);
    scores.forEach((score, k) => {
      const responsibility = Math.exp(score - best) / total;
      if (responsibility < Math.exp(-NEGLIGIBLE_NATS)) return;
      memberships[k]!.members.push(i);
      memberships[k]!.responsibilities.push(responsibility);
    });
  }
  return memberships;
}

/**
 * The expectation under a posterior of a component's weighted log density, up to a constant;
 * -Infinity as soon as it is below `floor`. `whitened` is scratch space, `[latentDim]`.
 */
function expectedLogDensity(
  { mean, factor, precisions, logConstant }: Component,
  z: Float32Array,
  variances: Float64Array,
  floor: number,
  whitened: Float64Array,
): number {
  const size = mean.length;
  let value = logConstant;
  for (let i = 0; i < size; i++) value -= variances[i]! * precisions[i]! / 2;
  for (let row = 0; row < size; row++) {
    if (value < floor) return -Infinity;
    let rest = z[row]! - mean[row]!;
    for (let i = 0; i < row; i++) rest -= factor[row * size + i]! * whitened[i]!;
    whitened[row] = rest / factor[row * size + row]!;
    value -= whitened[row]! ** 2 / 2;
  }
  return value < floor ? -Infinity : value;
}

function toMixture(components: readonly Component[], latentDim: number): Mixture {
  const means = new Float32Array(components.length * latentDim);
  const factors = new Float32Array(components.length * latentDim ** 2);
  components.forEach(({ mean, factor }, k) => {
    means.set(mean, k * latentDim);
    factors.set(factor, k * latentDim ** 2);
  });
  return { weights: Float32Array.from(components, ({ weight }) => weight), means, factors };
}
