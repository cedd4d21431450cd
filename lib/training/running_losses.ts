/**
 * Sums of the losses of an epoch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { NonFiniteLossError } from "../errors.ts";
import type { Tensor } from "../types.ts";

/** What each step reports, in this order. */
const NAMES = ["loss", "reconstruction", "KL", "gradient norm"] as const;
const MAX_PENDING_STEPS = 10;
const MAX_PENDING_MILLISECONDS = 200;

/**
 * Adds up the losses of steps. They stay on the backend for a few steps: reading each one back would
 * make the backend wait.
 */
export class RunningLosses {
  /** Sums of loss, reconstruction, KL and gradient norm. */
  sums: readonly number[] = NAMES.map(() => 0);
  #pending: Tensor[] = [];
  #lastFlush = performance.now();

  /**
   * Adds a step.
   *
   * @param losses Loss, reconstruction, KL and gradient norm, `[4]`. It is disposed here.
   */
  push(losses: Tensor): void {
    this.#pending.push(losses);
  }

  /** Frees the steps that were not read back. */
  dispose(): void {
    tf.dispose(this.#pending);
    this.#pending = [];
  }

  /** Whether enough steps, or old ones, wait to be read back. */
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
      const part = i % NAMES.length;
      if (!Number.isFinite(value)) {
        throw new NonFiniteLossError(
          `Cannot continue training: ${NAMES[part]} is ${value} in epoch ${epoch}, ` +
            "expected a finite number (a lower learning rate or gradient clipping helps)",
        );
      }
      sums[part]! += value;
    });
    this.sums = sums;
    return true;
  }
}
