/**
 * The pen model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PenVAEConfig } from "../config.ts";
import type { ParameterList } from "../parameters.ts";
import { rectify } from "../rectify.ts";
import { dense, type Features, residualBlocks, silu } from "./layers.ts";
import type { PenPlanes } from "./points.ts";
import { SKETCH, sketch } from "./sketch.ts";

const BLOCKS = 2;

/** How many times convolutions halve the sketch. */
const LEVELS = 4;

/** Side of their kernels: even, so that with stride 2 every cell is covered alike. */
const KERNEL_SIZE = 4;

/** Channels of the first convolution, as a share of the hidden width; the others have twice as many. */
const CHANNEL_SHARE = 12;

/**
 * Builds the encoder. It looks at the drawn signature, see `sketch.ts`: four strided convolutions
 * with rectifiers, a dense layer, residual blocks, a dense layer.
 *
 * @returns A function from planes `[batch, 4, points]` to `[batch, 2 * latentDim]`: the means of
 * q(z|x), then its log-variances.
 */
export function createEncoder(
  { hidden, latentDim }: PenVAEConfig,
  list: ParameterList,
): (planes: PenPlanes) => Features {
  const first = Math.ceil(hidden / CHANNEL_SHARE);
  const channels = [SKETCH.channels, first, 2 * first, 2 * first, 2 * first];
  const convolutions = Array.from({ length: LEVELS }, (_, level) => {
    const [inputs, outputs] = [channels[level]!, channels[level + 1]!];
    return {
      filter: list.weight<tf.Rank.R4>(
        `encoder.conv${level}.weight`,
        [KERNEL_SIZE, KERNEL_SIZE, inputs, outputs],
        KERNEL_SIZE * KERNEL_SIZE * inputs,
      ),
      bias: list.bias(`encoder.conv${level}.bias`, outputs),
    };
  });
  const features = (SKETCH.rows >> LEVELS) * (SKETCH.columns >> LEVELS) * channels[LEVELS]!;
  const input = dense(list, "encoder.input", features, hidden);
  const blocks = residualBlocks(list, "encoder.block", BLOCKS, hidden);
  const moments = dense(list, "encoder.moments", hidden, 2 * latentDim, 0.3);
  return (planes) =>
    tf.tidy(() => {
      let x: tf.Tensor4D = sketch(planes);
      for (const { filter, bias } of convolutions) {
        x = rectify(tf.conv2d(x, filter, 2, "same"), bias);
      }
      return moments(silu(blocks(input(x.reshape([planes.shape[0], features])))));
    });
}
