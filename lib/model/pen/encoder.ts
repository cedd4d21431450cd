/**
 * The pen model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PenVAEConfig } from "../config.ts";
import { encoderConvolutions } from "../convolutions.ts";
import { dense, type Features, residualBlocks, silu } from "../layers.ts";
import type { ParameterList } from "../parameters.ts";
import type { PenPlanes } from "./points.ts";
import { RASTER, rasterize } from "./rasterize.ts";

/** Number of residual blocks. */
const BLOCKS = 2;

/** Number of convolutions; each halves the raster. */
const LEVELS = 4;

/** Ratio of the hidden width to the channels of the first convolution; the others have twice as many. */
const HIDDEN_PER_CHANNEL = 12;

/**
 * Builds the encoder of q(z|x): it rasterizes the trajectory, see {@linkcode rasterize}, then applies
 * strided convolutions, a dense layer, residual blocks, and a dense layer.
 *
 * @returns A function from planes `[batch, 4, points]` to `[batch, 2 * latentDim]`: the means of
 * q(z|x), then its log-variances.
 */
export function createEncoder(
  { hidden, latentDim }: PenVAEConfig,
  list: ParameterList,
): (planes: PenPlanes) => Features {
  const first = Math.ceil(hidden / HIDDEN_PER_CHANNEL);
  const channels = [RASTER.channels, first, 2 * first, 2 * first, 2 * first];
  const convolve = encoderConvolutions(list, channels);
  const features = (RASTER.rows >> LEVELS) * (RASTER.columns >> LEVELS) * channels[LEVELS]!;
  const input = dense(list, "encoder.input", features, hidden);
  const blocks = residualBlocks(list, "encoder.block", BLOCKS, hidden);
  const moments = dense(list, "encoder.moments", hidden, 2 * latentDim, 0.3);
  return (planes) =>
    tf.tidy(() => {
      const maps = convolve(rasterize(planes)).reshape<Features>([planes.shape[0], features]);
      return moments(silu(blocks(input(maps))));
    });
}
