/**
 * Smooth random functions of one variable.
 *
 * @module
 */
import type { Random } from "../../random.ts";

/**
 * Normally distributed noise that is smooth along a path: one-dimensional value noise, cosine
 * interpolation between independent normal numbers at even positions.
 */
export class SmoothNoise {
  readonly #random: Random;
  readonly #deviation: number;
  readonly #knotDistance: number;
  #knot = 0;
  #left: number;
  #right: number;

  /**
   * Starts a noise.
   *
   * @param random Random generator.
   * @param deviation Standard deviation at every position.
   * @param knotDistance Distance between the independent values.
   */
  constructor(random: Random, deviation: number, knotDistance: number) {
    this.#random = random;
    this.#deviation = deviation;
    this.#knotDistance = knotDistance;
    this.#left = random.normal();
    this.#right = random.normal();
  }

  /**
   * The value at a position.
   *
   * @param position Distance along the path, from 0, no less than in the calls before.
   */
  at(position: number): number {
    const knot = Math.floor(position / this.#knotDistance);
    for (; this.#knot < knot; this.#knot++) {
      this.#left = this.#right;
      this.#right = this.#random.normal();
    }
    const weight = (1 - Math.cos(Math.PI * (position / this.#knotDistance - knot))) / 2;
    // Keeps the variance of the sum of two independent samples the same everywhere.
    const norm = Math.hypot(1 - weight, weight);
    return this.#deviation * ((1 - weight) * this.#left + weight * this.#right) / norm;
  }
}
