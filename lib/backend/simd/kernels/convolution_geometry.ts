/**
 * The sizes of a convolution, and the memory that its kernels have.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { SCRATCH_BYTES } from "../engine.ts";

/**
 * The sizes of a two-dimensional convolution. Its input is the large image of the kernels, its output
 * the small one.
 */
export type ConvolutionInfo = tf.backend_util.Conv2DInfo;

/** Maximum size of intermediate tiles in the scratch memory of a thread, in bytes. */
export const SCRATCH_LIMIT = SCRATCH_BYTES - (1 << 18);

/** The `geometry` argument of the kernels in `assembly/`. */
export function geometry(info: ConvolutionInfo): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.outChannels],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  ];
}
