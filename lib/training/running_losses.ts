/**
 * Mean losses of an epoch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { NonFiniteLossError } from "../errors.ts";
import type { Scalar, Tensor } from "../types.ts";

/** What a step reports, in the order of the sums in checkpoints. */
const LOSSES = ["loss", "reconstruction", "kl", "gradientNorm"] as const;

/** Name of something that a step reports. */
export type LossName = typeof LOSSES[number];

/** Names for messages. */
const LABELS: Readonly<Record<LossName, string>> = {
  loss: "loss",
  reconstruction: "reconstruction",
  kl: "KL",
  gradientNorm: "gradient norm",
};

const MAX_PENDING_STEPS = 10;
const MAX_PENDING_MILLISECONDS = 200;

/**
 * The losses of a step as one tensor, for {@linkcode RunningLosses.push}.
 *
 * @param losses Scalars.
 * @returns `[4]`.
 */
export function stackLosses(losses: Readonly<Record<LossName, Scalar>>): Tensor {
  return tf.stack(LOSSES.map((name) => losses[name]));
}

/**
 * Adds up the losses of steps. They stay on the backend for a few steps, because the backend would
 * have to wait for each value that is read back.
 */
export class RunningLosses {
  /** The sum of each loss over the steps so far, in a fixed order. */
  sums: readonly number[] = LOSSES.map(() => 0);
  #pending: Tensor[] = [];
  #lastFlush = performance.now();

  /**
   * Whether numbers of a file can be `sums`.
   *
   * @param sums Any value.
   */
  static areSums(sums: unknown): sums is readonly number[] {
    return Array.isArray(sums) && sums.length === LOSSES.length && sums.every(Number.isFinite);
  }

  /**
   * The means over a number of steps.
   *
   * @param steps The number of steps that were flushed.
   */
  means(steps: number): Record<LossName, number> {
    const entries = LOSSES.map((name, i) => [name, this.sums[i]! / steps]);
    return Object.fromEntries(entries) as Record<LossName, number>;
  }

  /**
   * Adds a step.
   *
   * @param losses What {@linkcode stackLosses} returned; it is disposed here.
   */
  push(losses: Tensor): void {
    this.#pending.push(losses);
  }

  /** Frees the losses that were not read back. */
  dispose(): void {
    tf.dispose(this.#pending);
    this.#pending = [];
  }

  /** Whether enough steps, or a step of long enough ago, have not been read back. */
  get isFlushDue(): boolean {
    return this.#pending.length >= MAX_PENDING_STEPS ||
      performance.now() - this.#lastFlush > MAX_PENDING_MILLISECONDS;
  }

  /**
   * Reads the pending steps back.
   *
   * @param epoch Number of the epoch, for the error.
   * @returns Whether there were any.
   * @throws {NonFiniteLossError} If a value is not finite.
   */
  async flush(epoch: number): Promise<boolean> {
    const steps = this.#pending;
    this.#pending = [];
    this.#lastFlush = performance.now();
    if (steps.length === 0) return false;
    const stacked = tf.stack(steps);
    const values = await stacked.data();
    tf.dispose([stacked, ...steps]);
    const sums = [...this.sums];
    values.forEach((value, i) => {
      const part = i % LOSSES.length;
      if (!Number.isFinite(value)) {
        throw new NonFiniteLossError(
          `Cannot continue training: ${LABELS[LOSSES[part]!]} is ${value} in epoch ${epoch}, ` +
            "expected a finite number (a lower learning rate or gradient clipping helps)",
        );
      }
      sums[part]! += value;
    });
    this.sums = sums;
    return true;
  }
}
