/**
 * Fitting a normalizing flow to the aggregated posterior.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type AggregatedPosterior, drawLatents } from "../model/prior/aggregated_posterior.ts";
import {
  createFlowPrior,
  DEFAULT_FLOW_CONFIG,
  type FlowConfig,
  type FlowPrior,
} from "../model/prior/flow.ts";
import { fitGaussian } from "../model/prior/gaussian.ts";
import type { Prior } from "../model/prior/prior.ts";
import { assignParameters, readParameters } from "../model/parameters.ts";
import { Random } from "../random.ts";
import type { Latents, Scalar, Tensor } from "../types.ts";
import { Adam } from "./adam.ts";
import { learningRateAt } from "./schedule.ts";

/** Settings of a fit. */
export interface FlowFitOptions extends FlowConfig {
  /** The same seed gives the same flow. */
  readonly seed: number;
  /** Most steps. */
  readonly steps: number;
  /** Latent vectors of a step. */
  readonly batchSize: number;
  /** Highest step size of Adam. */
  readonly learningRate: number;
  /** Largest norm of a gradient. */
  readonly clipNorm: number;
  /** Steps between two looks at the held-out vectors. */
  readonly validationSteps: number;
  /** Looks without progress after which it stops. */
  readonly patience: number;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_FLOW_FIT_OPTIONS: Omit<FlowFitOptions, "steps"> = {
  ...DEFAULT_FLOW_CONFIG,
  seed: 1,
  batchSize: 256,
  learningRate: 3e-3,
  clipNorm: 5,
  validationSteps: 50,
  patience: 10,
};

/** Where steps are not asked for: how often each posterior is drawn from. */
const PASSES = 50;
/** The least and the most that this comes to. */
const STEPS = { least: 1200, most: 4000 } as const;

/** Where a fit stands. */
export interface FlowFitMetrics {
  /** Steps taken. */
  readonly step: number;
  /** Most steps that will be taken. */
  readonly steps: number;
  /** -log p(z) of held-out latent vectors, in nats. At step 0 it is that of the normal distribution. */
  readonly validationNll: number;
  /** The lowest so far. */
  readonly bestNll: number;
}

/** What watches and ends a fit. */
export interface FlowFitListeners {
  /** Called at each look at the held-out vectors, the first before any step. */
  readonly onStep?: ((metrics: FlowFitMetrics) => void) | undefined;
  /** Ends the fit early; the best flow so far is the result. */
  readonly signal?: AbortSignal | undefined;
}

/** Most held-out vectors that are looked at. */
const MAX_VALIDATION = 2048;
/** Steps between two pauses that let signals and timers in. */
const YIELD_STEPS = 5;

/**
 * Fits a flow by maximum likelihood to vectors drawn from the posteriors, redrawn at each step, and
 * keeps the weights that were best for vectors drawn from held-out posteriors. The result is never
 * worse on those than the normal distribution it starts from.
 *
 * @param posterior The posteriors to fit to.
 * @param validation Held-out posteriors.
 * @param options Settings; what is left out is {@linkcode DEFAULT_FLOW_FIT_OPTIONS}, and steps are
 * as many as draw from each posterior 50 times, within 1,200 and 4,000.
 * @param listeners What watches and ends the fit.
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
  const heldOut = drawValidation(validation, seed);
  try {
    let bestNll = Infinity;
    let best = await readParameters(flow.parameters);
    for (let step = 0, looks = 0;; step++) {
      if (step % validationSteps === 0 || step === steps || listeners.signal?.aborted) {
        const validationNll = await meanNll(flow, heldOut, settings.batchSize);
        looks++;
        if (validationNll < bestNll) {
          looks = 0;
          bestNll = validationNll;
          if (step > 0) best = await readParameters(flow.parameters);
        }
        listeners.onStep?.({ step, steps, validationNll, bestNll });
        if (step === steps || looks >= patience || listeners.signal?.aborted) break;
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
  return { steps: Math.min(Math.max(steps, STEPS.least), STEPS.most), ...settings };
}

function drawValidation(validation: AggregatedPosterior, seed: number): Latents {
  const count = Math.min(validation.count, MAX_VALIDATION);
  const random = new Random(seed, "flow validation");
  const indices = random.shuffle(Array.from({ length: validation.count }, (_, i) => i));
  const values = drawLatents(validation, indices.slice(0, count), random);
  return tf.tensor2d(values, [count, validation.latentDim]);
}

/**
 * Mean of -log p(z) over latent vectors, in nats.
 *
 * @param prior What gives p.
 * @param z Latent vectors, `[count, latentDim]`.
 * @param batchSize How many at a time.
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
  const { seed, steps, batchSize, clipNorm } = options;
  const random = new Random(seed, "flow batch", step);
  const indices = Array.from(
    { length: batchSize },
    () => random.integer(0, posterior.count - 1),
  );
  const values = drawLatents(posterior, indices, random);
  tf.tidy(() => {
    const z: Latents = tf.tensor2d(values, [batchSize, posterior.latentDim]);
    const { grads } = tf.variableGrads(
      () => flow.negativeLogLikelihood(z).mean<Scalar>(),
      [...flow.parameters.values()],
    );
    const gradients = new Map<string, Tensor>();
    for (const [name, variable] of flow.parameters) gradients.set(name, grads[variable.name]!);
    const rate = learningRateAt(step, steps, { ...options, warmupSteps: 20, finalLearningRate: 0 });
    adam.update(gradients, rate, clipNorm);
  });
}
