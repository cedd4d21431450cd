/**
 * The pen model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PenVAEConfig } from "../config.ts";
import { encoderConvolutions } from "../convolutions.ts";
import type { ParameterList } from "../parameters.ts";
import { dense, type Features, residualBlocks, silu } from "./layers.ts";
import type { PenPlanes } from "./points.ts";
import { SKETCH, sketch } from "./sketch.ts";

const BLOCKS = 2;

/** How many times convolutions halve the sketch. */
const LEVELS = 4;

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
  const look = encoderConvolutions(list, channels);
  const features = (SKETCH.rows >> LEVELS) * (SKETCH.columns >> LEVELS) * channels[LEVELS]!;
  const input = dense(list, "encoder.input", features, hidden);
  const blocks = residualBlocks(list, "encoder.block", BLOCKS, hidden);
  const moments = dense(list, "encoder.moments", hidden, 2 * latentDim, 0.3);
  return (planes) =>
    tf.tidy(() => {
      const seen = look(sketch(planes)).reshape<Features>([planes.shape[0], features]);
      return moments(silu(blocks(input(seen))));
    });
}
