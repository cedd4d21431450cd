/**
 * Growing the depth of a trained pen model.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../types.ts";
import { assignParameters } from "../parameters.ts";
import type { TensorData } from "../safetensors.ts";

/** Names of a block's parameters, with its number. */
const BLOCK = /^decoder\.block(\d+)\./;

/**
 * Assigns the weights of a trained pen model to one with at least the same number of blocks. The
 * output layers of the new blocks start at zero, so that each is the identity and the deeper model
 * computes the same as the trained one (Chen et al. 2016, Net2Net).
 *
 * @param parameters Trainable tensors of the deeper model.
 * @param tensors Weights of the trained model.
 * @param blocks Number of blocks of the trained model.
 * @throws {RangeError} If weights do not fit; then nothing is changed.
 */
export function growDepth(
  parameters: Parameters,
  tensors: ReadonlyMap<string, TensorData>,
  blocks: number,
): void {
  const isNew = (name: string) => Number(BLOCK.exec(name)?.[1] ?? -1) >= blocks;
  assignParameters(new Map([...parameters].filter(([name]) => !isNew(name))), tensors);
  for (const [name, variable] of parameters) {
    if (!isNew(name) || !name.endsWith(".output.weight")) continue;
    tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  }
}
