/**
 * The pen model's reconstruction term, -log p(x|z) but for a constant.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PerExample } from "../../types.ts";
import { LOG_WIDTH_RANGE, type PenPlanes, POSITION, separate } from "./points.ts";

/** Scales of the Laplace distributions, in pixels but for the width: the smaller, the more an error costs. */
export const LAPLACE_SCALES = {
  /** Position of a point. */
  position: 1.5,
  /** Way from a point to the next. */
  step: 0.9,
  /** Change of that way at a point, within a stroke. */
  bend: 4,
  /** Logarithm of the width. */
  logWidth: 4 / 3,
} as const;

/** How much the way counts that the pen takes in the air. */
const WEIGHT_IN_AIR = 0.1;

/**
 * -log p(x|z) of each example in nats, summed over its points, up to a constant: Laplace
 * distributions of the positions, of the ways between neighbouring points, of how these ways change
 * within a stroke, and of the logarithm of the width; a Bernoulli distribution of the pen.
 *
 * Positions alone would allow letters to wobble around the right place; ways and bends make their
 * shapes count. As positions determine ways and bends, the product of these distributions is not
 * normalized.
 *
 * @param target What was written, `[batch, 4, points]`, as `toPlanes` gives it.
 * @param planes What the decoder returned, the same shape.
 * @param differences What {@linkcode differenceMatrix} returned for so many points.
 * @returns `[batch]`, never negative.
 */
export function penNegativeLogLikelihood(
  target: PenPlanes,
  planes: PenPlanes,
  differences: tf.Tensor2D,
): PerExample {
  return tf.tidy(() => {
    const [batch, , points] = target.shape;
    const [position, pen, logWidth] = separate(planes, [2, 1, 1]);
    const [truePosition, truePen, trueLogWidth] = separate(target, [2, 1, 1]);
    const unit = tf.tensor3d([POSITION.unitX, POSITION.unitY], [1, 2, 1]);
    const errors = position!.sub(truePosition!).mul(unit).reshape([2 * batch, points]);
    const size = differences.shape[1];
    const positions = tf.matMul(errors as tf.Tensor2D, differences).abs()
      .reshape([batch, 2, size]).mul(weights(truePen!)).sum([1, 2]);
    const pens = binaryCrossEntropy(truePen!, pen!).sum([1, 2]);
    const widths = logWidth!.clipByValue(...LOG_WIDTH_RANGE).sub(trueLogWidth!).abs().sum([1, 2]);
    return positions.add(pens).add(widths.div(LAPLACE_SCALES.logWidth)) as PerExample;
  });
}

/**
 * A matrix by which errors of positions become, in one product, errors of positions, ways and bends,
 * each in units of its Laplace scale.
 *
 * @param points Points of a trajectory.
 * @returns `[points, 3 * points - 3]`.
 */
export function differenceMatrix(points: number): tf.Tensor2D {
  const columns = 3 * points - 3;
  const matrix = new Float32Array(points * columns);
  const put = (from: number, order: readonly number[], column: number, scale: number) => {
    order.forEach((factor, i) => matrix[(from + i) * columns + column] = factor / scale);
  };
  const { position, step, bend } = LAPLACE_SCALES;
  for (let i = 0; i < points; i++) put(i, [1], i, position);
  for (let i = 0; i < points - 1; i++) put(i, [-1, 1], points + i, step);
  for (let i = 0; i < points - 2; i++) put(i, [1, -2, 1], 2 * points - 1 + i, bend);
  return tf.tensor2d(matrix, [points, columns]);
}

/** How much each column of {@linkcode differenceMatrix} counts, `[batch, 1, 3 * points - 3]`. */
function weights(pen: tf.Tensor): tf.Tensor {
  const [batch, , points] = pen.shape as [number, number, number];
  const first = pen.slice([0, 0, 0], [batch, 1, points - 1]);
  const second = pen.slice([0, 0, 1], [batch, 1, points - 2]);
  const steps = first.mul(1 - WEIGHT_IN_AIR).add(WEIGHT_IN_AIR);
  const bends = first.slice([0, 0, 0], [batch, 1, points - 2]).mul(second);
  return tf.concat([tf.onesLike(pen), steps, bends], 2);
}

/** From log-odds, as `max(l, 0) - l x + log(1 + exp(-|l|))`. */
function binaryCrossEntropy(target: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const linear = logits.relu().sub(logits.mul(target));
  return linear.add(logits.abs().neg().exp().log1p());
}
