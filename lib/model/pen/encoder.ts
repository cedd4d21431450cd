/**
 * The pen model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PenVAEConfig } from "../config.ts";
import type { ParameterList } from "../parameters.ts";
import { dense, type Features, residualBlocks, silu } from "./layers.ts";
import { LOG_WIDTH, type PenPlanes, POSITION, separate } from "./points.ts";

const BLOCKS = 2;

/** Values per point that the first layer sees: position, pen, width, and the way to the next point. */
const CHANNELS = 6;

/** A usual step from one point to the next, in pixels. */
const STEP = 4;

/**
 * Builds the encoder: a dense layer over all points at once, residual blocks, a dense layer.
 *
 * @returns A function from planes `[batch, 4, points]` to `[batch, 2 * latentDim]`: the means of
 * q(z|x), then its log-variances.
 */
export function createEncoder(
  { points, hidden, latentDim }: PenVAEConfig,
  list: ParameterList,
): (planes: PenPlanes) => Features {
  const input = dense(list, "encoder.input", CHANNELS * points, hidden);
  const blocks = residualBlocks(list, "encoder.block", BLOCKS, hidden);
  const moments = dense(list, "encoder.moments", hidden, 2 * latentDim, 0.3);
  return (planes) => tf.tidy(() => moments(silu(blocks(input(describePoints(planes))))));
}

/** `[batch, 6 * points]`; the last point has no next one, and the way to it counts as none. */
function describePoints(planes: PenPlanes): Features {
  const [batch, , points] = planes.shape;
  const [positions, pen, logWidth] = separate(planes, [2, 1, 1]);
  const rest: [number, number, number] = [batch, 2, points - 1];
  const steps = positions!.slice([0, 0, 1], rest).sub(positions!.slice([0, 0, 0], rest));
  const unit = tf.tensor3d([POSITION.unitX / STEP, POSITION.unitY / STEP], [1, 2, 1]);
  return tf.concat([
    positions!,
    pen!.mul(2).sub(1),
    logWidth!.sub(LOG_WIDTH.mean).div(LOG_WIDTH.deviation),
    steps.mul(unit).pad([[0, 0], [0, 0], [0, 1]]),
  ], 1).reshape([batch, CHANNELS * points]);
}
