/**
 * Fitting a normalizing flow to the aggregated posterior.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assignParameters, readParameters } from "../../model/parameters.ts";
import {
  createFlowPrior,
  DEFAULT_FLOW_CONFIG,
  type FlowConfig,
  type FlowPrior,
} from "../../model/prior/flow.ts";
import type { Prior } from "../../model/prior/prior.ts";
import { Random } from "../../random.ts";
import type { Latents, Scalar } from "../../types.ts";
import { Adam } from "../adam.ts";
import { learningRateAt } from "../schedule.ts";
import { valueAndGradients } from "../value_and_gradients.ts";
import { type AggregatedPosterior, samplePosteriors } from "./aggregated_posterior.ts";
import { fitGaussian } from "./fit_gaussian.ts";

/** Settings of a fit. */
export interface FlowFitOptions extends FlowConfig {
  /** The same seed gives the same flow. */
  readonly seed: number;
  /** Maximum number of steps. */
  readonly steps: number;
  /** Latent vectors per step. */
  readonly batchSize: number;
  /** Peak learning rate of Adam. */
  readonly learningRate: number;
  /** Maximum norm of a gradient. */
  readonly clipNorm: number;
  /** Steps between two validations. */
  readonly validationSteps: number;
  /** Validations without improvement after which the fit stops. */
  readonly patience: number;
}

/** Defaults. */
export const DEFAULT_FLOW_FIT_OPTIONS: Omit<FlowFitOptions, "steps"> = {
  ...DEFAULT_FLOW_CONFIG,
  seed: 1,
  batchSize: 256,
  learningRate: 3e-3,
  clipNorm: 5,
  validationSteps: 50,
  patience: 10,
};

/** The default number of steps samples each posterior this many times, within {@linkcode STEPS}. */
const PASSES = 50;
const STEPS = { min: 1200, max: 4000 } as const;

/** Progress of a fit. */
export interface FlowFitMetrics {
  /** Steps taken. */
  readonly step: number;
  /** Maximum number of steps. */
  readonly steps: number;
  /** -log p(z) of held-out latent vectors, in nats. At step 0 it is that of the normal distribution. */
  readonly validationNll: number;
  /** Lowest validation loss so far. */
  readonly bestNll: number;
}

/** Observe and stop a fit. */
export interface FlowFitListeners {
  /** Called at each validation, the first one before any step. */
  readonly onStep?: ((metrics: FlowFitMetrics) => void) | undefined;
  /** Stops the fit early; the result is the best flow so far. */
  readonly signal?: AbortSignal | undefined;
}

/** Maximum number of held-out vectors that are evaluated. */
const MAX_VALIDATION = 2048;
/** Steps between two yields to the event loop, so that signals and timers are handled. */
const YIELD_STEPS = 5;
const WARMUP_STEPS = 20;

/**
 * Fits a flow by maximum likelihood to latent vectors, which are resampled at each step, and keeps the
 * weights with the lowest validation loss. On held-out vectors the result is never worse than the
 * normal distribution that it starts from.
 *
 * @param posterior The posteriors to fit to.
 * @param validation Held-out posteriors.
 * @param options Settings; missing ones are {@linkcode DEFAULT_FLOW_FIT_OPTIONS}. By default the
 * number of steps samples each posterior 50 times, within 1,200 and 4,000.
 * @param listeners Observe and stop the fit.
 * @returns The flow.
 */
export async function fitFlow(
  posterior: AggregatedPosterior,
  validation: AggregatedPosterior,
  options: Partial<FlowFitOptions> = {},
  listeners: FlowFitListeners = {},
): Promise<FlowPrior> {
  const settings = withDefaults(options, posterior.count);
  const { seed, steps, validationSteps, patience } = settings;
  const flow = createFlowPrior(fitGaussian(posterior), seed, settings);
  const adam = new Adam(flow.parameters);
  const heldOut = sampleValidation(validation, seed);
  try {
    let bestNll = Infinity;
    let best = await readParameters(flow.parameters);
    const isOver = (step: number) => step === steps || listeners.signal?.aborted;
    for (let step = 0, validationsSinceBest = 0;; step++) {
      if (step % validationSteps === 0 || isOver(step)) {
        const validationNll = await meanNll(flow, heldOut, settings.batchSize);
        validationsSinceBest++;
        if (validationNll < bestNll) {
          validationsSinceBest = 0;
          bestNll = validationNll;
          if (step > 0) best = await readParameters(flow.parameters);
        }
        listeners.onStep?.({ step, steps, validationNll, bestNll });
        if (isOver(step) || validationsSinceBest >= patience) break;
      }
      fitStep(flow, adam, posterior, settings, step);
      if (step % YIELD_STEPS === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    assignParameters(flow.parameters, best);
    return flow;
  } catch (error) {
    flow.dispose();
    throw error;
  } finally {
    adam.dispose();
    heldOut.dispose();
  }
}

function withDefaults(options: Partial<FlowFitOptions>, count: number): FlowFitOptions {
  const settings = { ...DEFAULT_FLOW_FIT_OPTIONS, ...options };
  const steps = Math.round(PASSES * count / settings.batchSize);
  return { steps: Math.min(Math.max(steps, STEPS.min), STEPS.max), ...settings };
}

function sampleValidation(validation: AggregatedPosterior, seed: number): Latents {
  const count = Math.min(validation.count, MAX_VALIDATION);
  const random = new Random(seed, "flow validation");
  const indices = random.shuffle(Array.from({ length: validation.count }, (_, i) => i));
  const values = samplePosteriors(validation, indices.slice(0, count), random);
  return tf.tensor2d(values, [count, validation.latentDim]);
}

/**
 * Mean of -log p(z) over latent vectors, in nats.
 *
 * @param prior The density p.
 * @param z Latent vectors, `[count, latentDim]`.
 * @param batchSize Vectors per evaluation.
 */
export async function meanNll(prior: Prior, z: Latents, batchSize = 256): Promise<number> {
  const [count] = z.shape;
  const sum = tf.tidy(() => {
    const sums: Scalar[] = [];
    for (let start = 0; start < count; start += batchSize) {
      const batch = tf.slice2d(z, [start, 0], [Math.min(batchSize, count - start), -1]);
      sums.push(tf.tidy(() => prior.negativeLogLikelihood(batch).sum<Scalar>()));
    }
    return tf.stack(sums).sum();
  });
  const [value] = await sum.data();
  sum.dispose();
  return value! / count;
}

function fitStep(
  flow: FlowPrior,
  adam: Adam,
  posterior: AggregatedPosterior,
  options: FlowFitOptions,
  step: number,
): void {
  const { seed, steps, batchSize, learningRate, clipNorm } = options;
  const random = new Random(seed, "flow batch", step);
  const indices = Array.from(
    { length: batchSize },
    () => random.integer(0, posterior.count - 1),
  );
  const values = samplePosteriors(posterior, indices, random);
  const schedule = { learningRate, warmupSteps: WARMUP_STEPS, finalLearningRateFraction: 0 };
  tf.tidy(() => {
    const z: Latents = tf.tensor2d(values, [batchSize, posterior.latentDim]);
    const { gradients } = valueAndGradients(
      flow.parameters,
      () => flow.negativeLogLikelihood(z).mean<Scalar>(),
    );
    adam.update(gradients, learningRateAt(step, steps, schedule), clipNorm);
  });
}
