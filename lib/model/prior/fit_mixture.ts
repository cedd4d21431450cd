/**
 * Fitting a mixture of normal distributions to the aggregated posterior, in float64.
 *
 * @module
 */
import { Random } from "../../random.ts";
import { type AggregatedPosterior, type Moments, momentsOf } from "./aggregated_posterior.ts";
import { choleskyFactor, invertLowerTriangular, logDeterminant } from "./cholesky.ts";
import { meanVariance, shrunkMoments } from "./gaussian.ts";
import type { Mixture } from "./mixture.ts";

/** Settings of a fit. */
export interface MixtureFitOptions {
  /** The same seed gives the same mixture. */
  readonly seed: number;
  /** Most components; fewer where examples are few. */
  readonly components: number;
  /** Rounds of k-means. */
  readonly clusterRounds: number;
  /** Rounds of expectation and maximization after them. */
  readonly rounds: number;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_MIXTURE_FIT_OPTIONS: MixtureFitOptions = {
  seed: 1,
  components: 100,
  clusterRounds: 10,
  rounds: 3,
};

/** Examples that a component wants, so that it describes a group of them and not one. */
const EXAMPLES_PER_COMPONENT = 25;
/** A component with fewer examples than this is dropped: it would only give copies of them. */
const MIN_EXAMPLES = 5;
/** Components less likely than the best by this many nats do not count for an example. */
const NEGLIGIBLE_NATS = 10;

/** A component and what its density needs. */
interface Component {
  readonly weight: number;
  readonly mean: Float64Array;
  readonly factor: Float64Array;
  /** Diagonal of the inverse covariance. */
  readonly precisions: Float64Array;
  readonly logConstant: number;
}

/** Which examples belong to a component, and how much. */
interface Membership {
  readonly members: number[];
  readonly shares: number[];
}

/**
 * Fits a mixture: k-means on the means of the posteriors, then expectation and maximization with the
 * whole posteriors. A component's covariance is a blend `a own + (1 - a) global`, the global one
 * scaled to the same trace, with `a = n / (n + latentDim)` for `n` examples.
 *
 * @param posterior The posteriors.
 * @param options Settings; what is left out is {@linkcode DEFAULT_MIXTURE_FIT_OPTIONS}.
 */
export function fitMixture(
  posterior: AggregatedPosterior,
  options: Partial<MixtureFitOptions> = {},
): Mixture {
  const { seed, components, clusterRounds, rounds } = {
    ...DEFAULT_MIXTURE_FIT_OPTIONS,
    ...options,
  };
  const wanted = Math.floor(posterior.count / EXAMPLES_PER_COMPONENT);
  const count = Math.max(1, Math.min(components, wanted));
  const shape = shrunkMoments(posterior);
  const labels = cluster(posterior, count, clusterRounds, new Random(seed, "mixture"));
  let mixture = maximize(posterior, membershipsOf(labels, count), shape);
  for (let round = 0; round < rounds; round++) {
    mixture = maximize(posterior, expect(posterior, mixture), shape);
  }
  return toMixture(mixture, posterior.latentDim);
}

/** k-means (Lloyd) from a k-means++ start (Arthur & Vassilvitskii 2007). */
function cluster(
  { mean, count, latentDim }: AggregatedPosterior,
  clusters: number,
  rounds: number,
  random: Random,
): Int32Array {
  const centres = new Float64Array(clusters * latentDim);
  const nearest = new Float64Array(count).fill(Infinity);
  const labels = new Int32Array(count);
  const distance = (example: number, k: number) => {
    let sum = 0;
    for (let j = 0; j < latentDim; j++) {
      sum += (mean[example * latentDim + j]! - centres[k * latentDim + j]!) ** 2;
    }
    return sum;
  };
  for (let k = 0; k < clusters; k++) {
    const chosen = k === 0 ? random.integer(0, count - 1) : chooseBy(nearest, random);
    centres.set(mean.subarray(chosen * latentDim, (chosen + 1) * latentDim), k * latentDim);
    for (let i = 0; i < count; i++) {
      const squared = distance(i, k);
      if (squared < nearest[i]!) [nearest[i], labels[i]] = [squared, k];
    }
  }
  for (let round = 0; round < rounds; round++) {
    moveCentres(centres, mean, labels, latentDim);
    nearest.fill(Infinity);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < clusters; k++) {
        const squared = distance(i, k);
        if (squared < nearest[i]!) [nearest[i], labels[i]] = [squared, k];
      }
    }
  }
  return labels;
}

/** An index, with probabilities in proportion to the values. */
function chooseBy(values: Float64Array, random: Random): number {
  let remaining = random.uniform() * values.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < values.length; i++) {
    remaining -= values[i]!;
    if (remaining < 0) return i;
  }
  return values.length - 1;
}

/** Moves centres to the mean of what is nearest to them; one without examples stays. */
function moveCentres(
  centres: Float64Array,
  values: Float32Array,
  labels: Int32Array,
  size: number,
): void {
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(centres.length / size);
  labels.forEach((label, i) => {
    counts[label]!++;
    for (let j = 0; j < size; j++) sums[label * size + j]! += values[i * size + j]!;
  });
  for (let i = 0; i < centres.length; i++) {
    const members = counts[Math.floor(i / size)]!;
    if (members > 0) centres[i] = sums[i]! / members;
  }
}

function membershipsOf(labels: Int32Array, clusters: number): Membership[] {
  const memberships = emptyMemberships(clusters);
  labels.forEach((label, i) => {
    memberships[label]!.members.push(i);
    memberships[label]!.shares.push(1);
  });
  return memberships;
}

function emptyMemberships(count: number): Membership[] {
  return Array.from({ length: count }, () => ({ members: [], shares: [] }));
}

/** Components that describe their examples best. */
function maximize(
  posterior: AggregatedPosterior,
  memberships: readonly Membership[],
  shape: Moments,
): Component[] {
  const sizes = memberships.map(({ shares }) => shares.reduce((sum, share) => sum + share, 0));
  const largest = Math.max(...sizes);
  const kept = memberships.flatMap((membership, k) =>
    sizes[k]! >= Math.min(MIN_EXAMPLES, largest) ? [{ ...membership, size: sizes[k]! }] : []
  );
  const total = kept.reduce((sum, { size }) => sum + size, 0);
  return kept.map(({ members, shares, size }) =>
    createComponent(momentsOf(posterior, members, shares), size, size / total, shape)
  );
}

function createComponent(
  { mean, covariance }: Moments,
  size: number,
  weight: number,
  shape: Moments,
): Component {
  const latentDim = mean.length;
  const own = size / (size + latentDim);
  const scale = meanVariance(covariance, latentDim) / meanVariance(shape.covariance, latentDim);
  const blend = covariance.map((value, i) =>
    own * value + (1 - own) * scale * shape.covariance[i]!
  );
  const factor = choleskyFactor(blend, latentDim);
  const inverse = invertLowerTriangular(factor, latentDim);
  const precisions = new Float64Array(latentDim);
  inverse.forEach((value, i) => precisions[i % latentDim]! += value * value);
  const logConstant = Math.log(weight) - logDeterminant(factor, latentDim);
  return { weight, mean, factor, precisions, logConstant };
}

/** How much of each example each component explains; what is negligible is left out. */
function expect(posterior: AggregatedPosterior, components: readonly Component[]): Membership[] {
  const { mean, logVar, count, latentDim } = posterior;
  const memberships = emptyMemberships(components.length);
  const scores = new Float64Array(components.length);
  const scratch = new Float64Array(latentDim);
  let likely = 0; // neighbours are often alike, and a good first guess cuts the others short
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
      const share = Math.exp(score - best) / total;
      if (share < Math.exp(-NEGLIGIBLE_NATS)) return;
      memberships[k]!.members.push(i);
      memberships[k]!.shares.push(share);
    });
  }
  return memberships;
}

/**
 * The expectation under a posterior of a component's log density and weight, but for a constant;
 * -Infinity as soon as it is known to be below the floor. `whitened` is room to work in.
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
