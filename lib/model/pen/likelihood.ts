/**
 * The distribution of the next point, given z and all points before it.
 *
 * The offset to it has a mixture of bivariate normal distributions, whether the pen then stays down
 * has a Bernoulli distribution (Graves 2013, Ha & Eck 2018), and the change of the logarithm of the
 * width has a Laplace distribution. Their product over all points is p(x|z).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PerExample } from "../../types.ts";
import { withFusedKernel, withGradient } from "../fused_kernel.ts";
import type { Features } from "../layers.ts";
import { binaryCrossEntropy, laplaceNll } from "../likelihoods.ts";
import { columns, momentum, type PenStates, type PointValues } from "./states.ts";

/** Distance of a mean from the momentum, in pixels, for a network output of 1. */
export const MEAN_UNIT = 2;

/**
 * Bounds of the natural logarithms of standard deviations in pixels. The lower one is the precision to
 * which handwriting is known; without it the likelihood would be unbounded. It is observation noise,
 * not motor noise, so sampling leaves it out (`sample_points.ts`).
 */
export const LOG_DEVIATION_RANGE: readonly [number, number] = [Math.log(0.1), Math.log(60)];

/**
 * Initial standard deviations of the components of the mixture, in pixels, from those of short offsets
 * to those of pen-up movements.
 */
const INITIAL_DEVIATIONS = [0.3, 0.6, 1, 1.7, 3, 6, 12, 24] as const;

/** Bound of the absolute value of correlations, so that covariances stay positive definite. */
export const MAX_CORRELATION = 0.95;

/** Bounds of the natural logarithm of the scale of the change of the logarithm of the width. */
const LOG_WIDTH_SCALE_RANGE = [Math.log(0.02), Math.log(4)] as const;

/**
 * The size of a point's distribution: the number of parameters that define it.
 *
 * @param components Normal distributions in the mixture; each has a log-odds, two means, two
 * logarithms of standard deviations, and a correlation.
 */
export function distributionSize(components: number): number {
  return 6 * components + 3;
}

/**
 * The number of components of a mixture; the inverse of {@linkcode distributionSize}.
 *
 * @param outputs `[rows, distributionSize(components)]`.
 */
function componentCount({ shape: [, size] }: Features): number {
  return (size - 3) / 6;
}

/**
 * Natural logarithms of the initial standard deviations of the components.
 *
 * @param components Number of components; other numbers than 8 are interpolated.
 */
export function initialLogDeviations(components: number): number[] {
  const logs = INITIAL_DEVIATIONS.map(Math.log);
  return Array.from({ length: components }, (_, i) => {
    const position = i * (logs.length - 1) / (components - 1);
    const left = Math.min(Math.floor(position), logs.length - 2);
    return logs[left]! * (1 - (position - left)) + logs[left + 1]! * (position - left);
  });
}

/** The distributions of the next points, one row per example and point. */
export interface PointDistributions {
  /** Log-odds of the components, up to a constant, `[rows, components]`. */
  readonly logits: Features;
  /** Means of the offset along x and y in pixels, `[rows, components]` each. */
  readonly mean: readonly [x: Features, y: Features];
  /** Natural logarithms of the standard deviations along x and y, `[rows, components]` each. */
  readonly logDeviation: readonly [x: Features, y: Features];
  /** Correlations of x and y, `[rows, components]`. */
  readonly correlation: Features;
  /** Log-odds of the pen being down after the point, `[rows, 1]`. */
  readonly pen: Features;
  /** Median of the change of the logarithm of the width, `[rows, 1]`. */
  readonly widthChange: Features;
  /** Natural logarithm of the scale of that change, `[rows, 1]`. */
  readonly logWidthScale: Features;
}

/**
 * Reads the parameters of the distributions from the decoder's outputs. Call it within `tf.tidy`.
 *
 * @param outputs `[rows, distributionSize(components)]`.
 * @param states The states before the points, one row each.
 */
export function readDistributions(outputs: Features, states: PenStates): PointDistributions {
  const components = componentCount(outputs);
  const part = (i: number) => columns(outputs, i * components, components);
  const single = (i: number) => columns(outputs, 6 * components + i, 1);
  const base = momentum(states);
  const initial = tf.tensor2d(initialLogDeviations(components), [1, components]);
  const mean = (axis: 0 | 1) => part(1 + axis).mul(MEAN_UNIT).add<Features>(columns(base, axis, 1));
  const logDeviation = (axis: 0 | 1) =>
    tf.clipByValue(part(3 + axis).add<Features>(initial), ...LOG_DEVIATION_RANGE);
  return {
    logits: part(0),
    mean: [mean(0), mean(1)],
    logDeviation: [logDeviation(0), logDeviation(1)],
    correlation: part(5).tanh().mul<Features>(MAX_CORRELATION),
    pen: single(0),
    widthChange: single(1),
    logWidthScale: tf.clipByValue(single(2), ...LOG_WIDTH_SCALE_RANGE),
  };
}

/**
 * -log p(x|z) of each trajectory in nats, summed over its points. Offsets are in pixels of the
 * canvas, so it is a density per square pixel and can be negative.
 *
 * @param outputs Of the decoder, `[points * batch, distributionSize(components)]`.
 * @param states The state before each point, one row each.
 * @param targets The values of the points, one row each.
 * @param batch Number of examples.
 * @returns `[batch]`.
 */
export function trajectoryNll(
  outputs: Features,
  states: PenStates,
  { position, pen, logWidth }: PointValues,
  batch: number,
): PerExample {
  return tf.tidy(() => {
    const offset = position.sub<Features>(states.position);
    const widthChange = logWidth.sub<Features>(states.logWidth);
    const perPoint = withFusedKernel({
      kernel: "PointLikelihood",
      inputs: { outputs, targets: tf.concat([momentum(states), offset, pen, widthChange], 1) },
      attributes: {
        meanUnit: MEAN_UNIT,
        logDeviationRange: LOG_DEVIATION_RANGE,
        initialLogDeviations: initialLogDeviations(componentCount(outputs)),
        maxCorrelation: MAX_CORRELATION,
        logWidthScaleRange: LOG_WIDTH_SCALE_RANGE,
      },
      results: ["nll", "gradient"], // the gradient costs little in addition
      saved: ["gradient", "targets"],
      gradient: (dy, { gradient, targets }) => [
        gradient!.mul(dy.expandDims(1)),
        tf.zerosLike(targets!), // data
      ],
      compose: () => pointNll(readDistributions(outputs, states), offset, pen, widthChange),
    });
    return perPoint.reshape([-1, batch]).sum(0) as PerExample;
  });
}

/** -log of the density of each point, `[rows, 1]`. */
function pointNll(
  distributions: PointDistributions,
  offset: Features,
  pen: Features,
  widthChange: Features,
): tf.Tensor {
  return mixtureNll(distributions, offset)
    .add(binaryCrossEntropy(pen, distributions.pen))
    .add(laplaceNll(widthChange, distributions.widthChange, distributions.logWidthScale));
}

/**
 * -log of the density of a mixture of bivariate normal distributions:
 * `-log(sum over k of weight_k N(offset; mean_k, covariance_k))` (Graves 2013, equations 23 to 26).
 *
 * @param distributions The parameters of the mixture.
 * @param offset `[rows, 2]`.
 * @returns `[rows, 1]`.
 */
function mixtureNll(distributions: PointDistributions, offset: Features): Features {
  const { logits, mean, logDeviation, correlation } = distributions;
  const standardize = (axis: 0 | 1) =>
    columns(offset, axis, 1).sub(mean[axis]).mul<Features>(logDeviation[axis].neg().exp());
  const [u, v] = [standardize(0), standardize(1)];
  const uncorrelated = tf.sub(1, correlation.square());
  const distance = u.square().add(v.square()).sub(correlation.mul(u).mul(v).mul(2));
  const logDensity = logDeviation[0].add(logDeviation[1]).add(uncorrelated.log().mul(0.5))
    .add(distance.div(uncorrelated).mul(0.5)).add(Math.log(2 * Math.PI)).neg();
  return logSumExp(logits).sub(logSumExp(logits.add<Features>(logDensity)));
}

/**
 * log(sum(exp(x))) of each row, `[rows, 1]`. Unlike that of tfjs, its gradient is the softmax itself
 * and does not pass through the maximum.
 */
function logSumExp(x: Features): Features {
  return withGradient({
    inputs: [x],
    forward: () => {
      const max = x.max(1, true);
      const value = x.sub(max).exp().sum(1, true).log().add<Features>(max);
      return { value, saved: { x, value } };
    },
    gradient: (dy, { x, value }) => x.sub(value).exp().mul(dy),
  });
}
