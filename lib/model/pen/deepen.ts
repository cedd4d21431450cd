/**
 * Making a trained pen model deeper.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../types.ts";
import { assignParameters } from "../parameters.ts";
import type { TensorData } from "../safetensors.ts";

/** Names of the parameters of a block, with its number. */
const BLOCK = /^decoder\.block(\d+)\./;

/**
 * Puts the weights of a pen model into one that may have more blocks. The blocks that are new begin
 * with an output of zeros, so at first the deeper model does exactly what the other does (Chen et
 * al., "Net2Net", 2016).
 *
 * @param parameters Trainable tensors of the deeper model.
 * @param tensors Weights of the other.
 * @param blocks How many blocks the other has.
 * @throws {RangeError} If weights do not fit; then nothing is changed.
 */
export function assignDeepened(
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
