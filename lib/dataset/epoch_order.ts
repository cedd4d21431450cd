/**
 * The order in which an epoch goes through the training set.
 *
 * @module
 */
import { Random } from "../random.ts";

/** A shuffled order for each epoch, a function of seed and epoch alone. */
export class EpochOrder {
  readonly #indices: readonly number[];
  readonly #seed: number;
  #epoch = -1;
  #order: readonly number[] = [];

  /**
   * Prepares orders; the one in use is kept.
   *
   * @param indices What to shuffle.
   * @param seed Names the orders.
   */
  constructor(indices: readonly number[], seed: number) {
    this.#indices = indices;
    this.#seed = seed;
  }

  /**
   * The index at a place of an epoch; past the end it goes on with the first.
   *
   * @param epoch Number of the epoch.
   * @param position Place in the epoch, from 0.
   */
  at(epoch: number, position: number): number {
    if (epoch !== this.#epoch) {
      this.#order = new Random(this.#seed, "order", epoch).shuffle(this.#indices);
      this.#epoch = epoch;
    }
    return this.#order[position % this.#order.length]!;
  }
}
