/**
 * Fitting a prior to what an encoder makes of the training data.
 *
 * @module
 */
import {
  type AggregatedPosterior,
  checkAggregatedPosterior,
  selectExamples,
} from "../model/prior/aggregated_posterior.ts";
import { fitMixture } from "../model/prior/fit_mixture.ts";
import { MIN_FLOW_LATENT_DIM } from "../model/prior/flow.ts";
import { createGaussianPrior, fitGaussian } from "../model/prior/gaussian.ts";
import { createMixturePrior, MIN_MIXTURE_LATENT_DIM } from "../model/prior/mixture.ts";
import { createNormalPrior } from "../model/prior/normal.ts";
import type { Prior, PriorKind } from "../model/prior/prior.ts";
import { Random } from "../random.ts";
import { fitFlow, type FlowFitMetrics, type FlowFitOptions } from "./fit_flow.ts";

/** How a prior is fitted. */
export interface PriorFitOptions {
  /** The same seed gives the same prior. */
  readonly seed: number;
  /** Held-out posteriors, which end the fit of a flow; a tenth of the others where they are left out. */
  readonly validation?: AggregatedPosterior | undefined;
  /** Called from time to time while a flow is fitted. */
  readonly onStep?: ((metrics: FlowFitMetrics) => void) | undefined;
  /** Ends the fit of a flow early; the best one so far is the result. */
  readonly signal?: AbortSignal | undefined;
  /** Settings of a flow. */
  readonly flow?: Partial<Omit<FlowFitOptions, "seed">> | undefined;
}

/** Part of the posteriors that is held out where there is no other validation set. */
const HELD_OUT = 0.1;

/**
 * Fits a prior to the posteriors of the training data.
 *
 * Latent vectors of a single value leave a mixture or a flow nothing to work with, and a single
 * example leaves a flow nothing to hold out: the result is then a `gaussian` prior.
 *
 * @param kind What to fit.
 * @param posterior The posteriors of the training data.
 * @param options Seed, held-out posteriors and listeners.
 * @returns The prior, on the backend that is in use.
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
  const { latentDim } = posterior;
  if (kind === "normal") return createNormalPrior(latentDim);
  if (kind === "mixture" && latentDim >= MIN_MIXTURE_LATENT_DIM) {
    return createMixturePrior(fitMixture(posterior, { seed: options.seed }));
  }
  if (kind === "flow" && latentDim >= MIN_FLOW_LATENT_DIM) {
    const [training, validation] = holdOut(posterior, options);
    if (validation.count > 0) {
      return await fitFlow(training, validation, { ...options.flow, seed: options.seed }, options);
    }
  }
  return createGaussianPrior(fitGaussian(posterior));
}

function checkValidation(validation: AggregatedPosterior, latentDim: number): void {
  checkAggregatedPosterior(validation);
  if (validation.latentDim !== latentDim) {
    throw new RangeError(
      `Cannot fit a prior: held-out latent vectors have ${validation.latentDim} values, ${latentDim} were wanted`,
    );
  }
}

function holdOut(
  posterior: AggregatedPosterior,
  { validation, seed }: PriorFitOptions,
): [AggregatedPosterior, AggregatedPosterior] {
  if (validation !== undefined) return [posterior, validation];
  const { count } = posterior;
  const numbers = Array.from({ length: count }, (_, i) => i);
  const order = new Random(seed, "flow held out").shuffle(numbers);
  const heldOut = count === 1 ? 0 : Math.ceil(count * HELD_OUT);
  return [
    selectExamples(posterior, order.slice(heldOut)),
    selectExamples(posterior, order.slice(0, heldOut)),
  ];
}
