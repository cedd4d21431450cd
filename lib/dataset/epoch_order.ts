/**
 * The order of the training set in an epoch.
 *
 * @module
 */
import { Random } from "../random.ts";

/** A shuffled order for each epoch, which depends on seed and epoch alone. */
export class EpochOrder {
  readonly #indices: readonly number[];
  readonly #seed: number;
  #epoch = -1;
  #order: readonly number[] = [];

  /**
   * Prepares orders; that of the latest epoch is cached.
   *
   * @param indices What to shuffle.
   * @param seed Seed of the shuffles.
   */
  constructor(indices: readonly number[], seed: number) {
    this.#indices = indices;
    this.#seed = seed;
  }

  /**
   * The index at a position of an epoch; past the end it continues with the first.
   *
   * @param epoch Number of the epoch.
   * @param position Position in the epoch, from 0.
   */
  at(epoch: number, position: number): number {
    if (epoch !== this.#epoch) {
      this.#order = new Random(this.#seed, "order", epoch).shuffle(this.#indices);
      this.#epoch = epoch;
    }
    return this.#order[position % this.#order.length]!;
  }
}
