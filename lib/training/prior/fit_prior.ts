/**
 * Fitting a prior to the posteriors of the training data.
 *
 * @module
 */
import { MIN_FLOW_LATENT_DIM } from "../../model/prior/flow.ts";
import { createGaussianPrior } from "../../model/prior/gaussian.ts";
import { createMixturePrior, MIN_MIXTURE_LATENT_DIM } from "../../model/prior/mixture.ts";
import { createNormalPrior } from "../../model/prior/normal.ts";
import type { Prior, PriorKind } from "../../model/prior/prior.ts";
import { Random } from "../../random.ts";
import {
  type AggregatedPosterior,
  checkAggregatedPosterior,
  selectExamples,
} from "./aggregated_posterior.ts";
import { fitFlow, type FlowFitListeners, type FlowFitOptions } from "./fit_flow.ts";
import { fitGaussian } from "./fit_gaussian.ts";
import { fitMixture } from "./fit_mixture.ts";

/** How a prior is fitted. */
export interface PriorFitOptions extends FlowFitListeners {
  /** The same seed gives the same prior. */
  readonly seed: number;
  /** Held-out posteriors for the early stopping of a flow; by default a tenth of the others. */
  readonly validation?: AggregatedPosterior | undefined;
  /** Settings of a flow. */
  readonly flow?: Partial<Omit<FlowFitOptions, "seed">> | undefined;
}

/** Fraction of the posteriors that is held out where there is no validation set. */
const VALIDATION_FRACTION = 0.1;

/**
 * Fits a prior to the aggregated posterior of the training data.
 *
 * Mixtures and flows need latent vectors of at least two values, and flows at least two examples. With
 * fewer the result is a `gaussian` prior.
 *
 * @param kind Kind of the prior.
 * @param posterior The posteriors of the training data.
 * @param options Seed, held-out posteriors and listeners.
 * @returns The prior, on the current backend.
 * @throws {RangeError} If there is no example, sizes disagree, or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const mean = Float32Array.of(1, 5, 3, 5, 2, 5, 2, 5);
 * const logVar = new Float32Array(8).fill(-4);
 * const prior = await fitPrior("gaussian", { mean, logVar, count: 4, latentDim: 2 }, { seed: 1 });
 * const z = prior.transform(tf.zeros([1, 2]));
 * assert.deepEqual([...await z.data()], [2, 5]);
 * ```
 */
export async function fitPrior(
  kind: PriorKind,
  posterior: AggregatedPosterior,
  options: PriorFitOptions,
): Promise<Prior> {
  checkAggregatedPosterior(posterior);
  if (options.validation !== undefined) checkValidation(options.validation, posterior.latentDim);
  return await FITS[kind](posterior, options);
}

type Fit = (posterior: AggregatedPosterior, options: PriorFitOptions) => Prior | Promise<Prior>;

const FITS: Readonly<Record<PriorKind, Fit>> = {
  normal: ({ latentDim }) => createNormalPrior(latentDim),
  gaussian: fitGaussianPrior,
  mixture: (posterior, { seed }) =>
    posterior.latentDim < MIN_MIXTURE_LATENT_DIM
      ? fitGaussianPrior(posterior)
      : createMixturePrior(fitMixture(posterior, { seed })),
  flow: (posterior, options) => {
    const [training, validation] = holdOut(posterior, options);
    return posterior.latentDim < MIN_FLOW_LATENT_DIM || validation.count === 0
      ? fitGaussianPrior(posterior)
      : fitFlow(training, validation, { ...options.flow, seed: options.seed }, options);
  },
};

function fitGaussianPrior(posterior: AggregatedPosterior): Prior {
  return createGaussianPrior(fitGaussian(posterior));
}

function checkValidation(validation: AggregatedPosterior, latentDim: number): void {
  checkAggregatedPosterior(validation);
  if (validation.latentDim !== latentDim) {
    throw new RangeError(
      `Cannot fit a prior: held-out latent vectors have ${validation.latentDim} values, ` +
        `expected ${latentDim}`,
    );
  }
}

function holdOut(
  posterior: AggregatedPosterior,
  { validation, seed }: PriorFitOptions,
): [training: AggregatedPosterior, validation: AggregatedPosterior] {
  if (validation !== undefined) return [posterior, validation];
  const { count } = posterior;
  const indices = Array.from({ length: count }, (_, i) => i);
  const order = new Random(seed, "flow held out").shuffle(indices);
  const heldOut = count === 1 ? 0 : Math.ceil(count * VALIDATION_FRACTION);
  return [
    selectExamples(posterior, order.slice(heldOut)),
    selectExamples(posterior, order.slice(0, heldOut)),
  ];
}
