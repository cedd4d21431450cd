/**
 * The distribution of the next point, given z and all points before it.
 *
 * The way to it has a mixture of two-dimensional normal distributions, whether the pen then stays
 * down has a Bernoulli distribution (Graves 2013, Ha & Eck 2018), and the change of the logarithm of
 * the width has a Laplace distribution. Their product over all points is p(x|z).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PerExample } from "../../types.ts";
import { hasKernel, type SaveTensors } from "../fused_kernels.ts";
import type { Features } from "./layers.ts";
import { columns, momentum, type PenStates } from "./states.ts";

/** Normal distributions in the mixture. */
export const COMPONENTS: number = 8;

/**
 * Components with less than this share of the chance of the most probable one are never drawn. A
 * mixture that is learned by maximum likelihood spreads a little of its chance over what it cannot
 * rule out, and over 128 points a little is often; the cut is that of language models ("min-p",
 * Nguyen et al., "Turning Up the Heat", 2024).
 */
export const LEAST_SHARE = 0.25;

/** Numbers that define the distribution of a point. */
export const DISTRIBUTION_SIZE: number = 6 * COMPONENTS + 3;

/** Pixels that a mean is away from the momentum where the network says 1. */
export const MEAN_UNIT = 2;

/**
 * Natural logarithms of standard deviations in pixels. Handwriting is not known more exactly than
 * the least of them, and no likelihood is to be had for less. It is a part of what is observed, not
 * of how a hand moves: what is written is drawn without it (`write.ts`).
 */
export const LOG_DEVIATION_RANGE: readonly [number, number] = [Math.log(0.1), Math.log(60)];

/** Standard deviations in pixels of the components before anything is learned: short ways and leaps. */
export const FIRST_DEVIATIONS: readonly number[] = [0.3, 0.6, 1, 1.7, 3, 6, 12, 24];

/** Correlations stay below it, so that distributions stay proper. */
export const MAX_CORRELATION = 0.95;

/** Natural logarithms of the scale of the change of the logarithm of the width. */
const LOG_WIDTH_SCALE_RANGE = [Math.log(0.02), Math.log(4)] as const;

/** The distributions of the next points, one row per example and point. */
export interface PointDistributions {
  /** Log-odds of the components, up to a constant, `[rows, COMPONENTS]`. */
  readonly logits: Features;
  /** Means of the way along x and y, in pixels, `[rows, COMPONENTS]` each. */
  readonly mean: readonly [x: Features, y: Features];
  /** Logarithms of the standard deviations along x and y, `[rows, COMPONENTS]` each. */
  readonly logDeviation: readonly [x: Features, y: Features];
  /** Correlations of x and y, `[rows, COMPONENTS]`. */
  readonly correlation: Features;
  /** Log-odds of the pen being down after the point, `[rows, 1]`. */
  readonly pen: Features;
  /** Median of the change of the logarithm of the width, `[rows, 1]`. */
  readonly widthChange: Features;
  /** Logarithm of the scale of that change, `[rows, 1]`. */
  readonly logWidthScale: Features;
}

/**
 * Reads the numbers that the decoder returned.
 *
 * @param outputs `[rows, DISTRIBUTION_SIZE]`.
 * @param states Where the pen is, as many rows.
 */
export function readDistributions(outputs: Features, states: PenStates): PointDistributions {
  return tf.tidy(() => {
    const part = (i: number) => columns(outputs, i * COMPONENTS, COMPONENTS);
    const single = (i: number) => columns(outputs, 6 * COMPONENTS + i, 1);
    const base = momentum(states);
    const first = tf.tensor2d([...FIRST_DEVIATIONS], [1, COMPONENTS]).log();
    const logDeviation = (axis: 0 | 1) =>
      part(3 + axis).add<Features>(first).clipByValue(...LOG_DEVIATION_RANGE) as Features;
    const mean = (axis: 0 | 1) =>
      part(1 + axis).mul(MEAN_UNIT).add<Features>(columns(base, axis, 1));
    return {
      logits: part(0),
      mean: [mean(0), mean(1)] as const,
      logDeviation: [logDeviation(0), logDeviation(1)] as const,
      correlation: part(5).tanh().mul<Features>(MAX_CORRELATION),
      pen: single(0),
      widthChange: single(1),
      logWidthScale: single(2).clipByValue(...LOG_WIDTH_SCALE_RANGE) as Features,
    };
  }) as unknown as PointDistributions;
}

/**
 * -log p(x|z) of each example in nats, summed over its points. Ways are in pixels of the canvas, so
 * it is a density per square pixel and can be negative.
 *
 * @param outputs What the decoder returned, `[points * batch, DISTRIBUTION_SIZE]`.
 * @param states Where the pen was before each point, as many rows.
 * @param targets The points, `[points * batch, 4]`: x, y, pen, logarithm of the width.
 * @param batch How many examples.
 * @returns `[batch]`.
 */
export function penNegativeLogLikelihood(
  outputs: Features,
  states: PenStates,
  targets: Features,
  batch: number,
): PerExample {
  return tf.tidy(() => {
    const way = columns(targets, 0, 2).sub<Features>(states.position);
    const pen = columns(targets, 2, 1);
    const change = columns(targets, 3, 1).sub<Features>(states.logWidth);
    const perPoint = hasKernel(KERNEL)
      ? pointNllKernel(outputs, tf.concat([momentum(states), way, pen, change], 1))
      : pointNll(readDistributions(outputs, states), way, pen, change);
    return perPoint.reshape([-1, batch]).sum(0) as PerExample;
  });
}

/** -log of the density of each point, `[rows, 1]`. */
function pointNll(
  distributions: PointDistributions,
  way: Features,
  pen: Features,
  change: Features,
): tf.Tensor {
  return wayNll(distributions, way)
    .add(binaryCrossEntropy(pen, distributions.pen))
    .add(widthNll(distributions, change));
}

/** The kernel that computes it and its gradient at once, where the backend has one. */
const KERNEL = "PointLikelihood";

const pointNllKernel = tf.customGrad((...args) => {
  const [outputs, facts, save] = args as [tf.Tensor, tf.Tensor, SaveTensors];
  const [value, gradient] = tf.engine().runKernel(KERNEL, { outputs, facts }, {
    meanUnit: MEAN_UNIT,
    logDeviationRange: LOG_DEVIATION_RANGE,
    firstLogDeviations: FIRST_DEVIATIONS.map(Math.log),
    maxCorrelation: MAX_CORRELATION,
    logWidthScaleRange: LOG_WIDTH_SCALE_RANGE,
  }) as [tf.Tensor, tf.Tensor];
  save([gradient, facts]);
  // The facts are data, to which there is no gradient.
  const gradFunc = (dy: tf.Tensor, [gradient, facts]: tf.Tensor[]) => [
    gradient!.mul(dy.expandDims(1)),
    tf.zerosLike(facts!),
  ];
  return {
    value,
    gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor | tf.Tensor[]) => tf.Tensor[],
  };
});

/** -log of the mixture's density, `[rows, 1]`. */
function wayNll(distributions: PointDistributions, way: Features): Features {
  const { logits, mean, logDeviation, correlation } = distributions;
  const standardize = (axis: 0 | 1) =>
    columns(way, axis, 1).sub(mean[axis]).mul<Features>(logDeviation[axis].neg().exp());
  const [u, v] = [standardize(0), standardize(1)];
  const remaining = tf.sub(1, correlation.square());
  const distance = u.square().add(v.square()).sub(correlation.mul(u).mul(v).mul(2));
  const logDensity = logDeviation[0].add(logDeviation[1]).add(remaining.log().mul(0.5))
    .add(distance.div(remaining).mul(0.5)).add(Math.log(2 * Math.PI)).neg();
  return logSumExp(logits).sub(logSumExp(logits.add<Features>(logDensity)));
}

/** -log of the Laplace density, `[rows, 1]`. */
function widthNll(
  { widthChange, logWidthScale }: PointDistributions,
  change: tf.Tensor,
): tf.Tensor {
  return change.sub(widthChange).abs().mul(logWidthScale.neg().exp())
    .add(logWidthScale).add(Math.LN2);
}

/** From log-odds, as `max(l, 0) - l x + log(1 + exp(-|l|))`. */
function binaryCrossEntropy(target: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const linear = logits.relu().sub(logits.mul(target));
  return linear.add(logits.abs().neg().exp().log1p());
}

/**
 * log(sum(exp(x))) of each row, `[rows, 1]`. Unlike that of tfjs, its gradient is the softmax itself
 * and does not pass through the maximum.
 */
const logSumExp: (x: Features) => Features = tf.customGrad((x, save) => {
  const input = x as Features;
  const most = input.max(1, true);
  const value = input.sub(most).exp().sum(1, true).log().add<Features>(most);
  (save as SaveTensors)([input, value]);
  const gradFunc = (dy: tf.Tensor, [x, value]: tf.Tensor[]) => x!.sub(value!).exp().mul(dy);
  return { value, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});
