/**
 * The pen model's decoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents } from "../../types.ts";
import type { PenVAEConfig } from "../config.ts";
import type { ParameterList } from "../parameters.ts";
import { dense, residualBlocks, silu } from "./layers.ts";
import type { PenPlanes } from "./points.ts";

const BLOCKS = 3;

/** Log-odds of a pen that is down, before anything is learned. */
const INITIAL_PEN = 2;

/** Logarithm of the width in pixels, before anything is learned. */
const INITIAL_LOG_WIDTH = 0.2;

/**
 * Builds the decoder: a dense layer, residual blocks, a dense layer for all points at once, and a
 * linear way around all of them.
 *
 * @returns A function from `z` `[batch, latentDim]` to planes `[batch, 4, points]`: positions in
 * units of the networks, log-odds of the pen, logarithm of the width.
 */
export function createDecoder(
  { points, hidden, latentDim }: PenVAEConfig,
  list: ParameterList,
): (z: Latents) => PenPlanes {
  const input = dense(list, "decoder.input", latentDim, hidden);
  const blocks = residualBlocks(list, "decoder.block", BLOCKS, hidden);
  const output = dense(list, "decoder.output", hidden, 4 * points, 0.2);
  const skip = list.weight<tf.Rank.R2>(
    "decoder.skip.weight",
    [latentDim, 4 * points],
    latentDim,
    0.3,
  );
  const start = straightLine(points);
  return (z) =>
    tf.tidy(() => {
      const around = tf.fused.matMul({ a: z, b: skip, bias: tf.tensor1d(start) });
      const planes = output(silu(blocks(input(z)))).add(around);
      return planes.reshape([z.shape[0], 4, points]);
    });
}

/** The planes of a line from left to right, written in one go. */
function straightLine(points: number): Float32Array {
  const planes = new Float32Array(4 * points);
  for (let i = 0; i < points; i++) planes[i] = 2 * i / (points - 1) - 1;
  planes.fill(INITIAL_PEN, 2 * points, 3 * points);
  planes.fill(INITIAL_LOG_WIDTH, 3 * points);
  return planes;
}
