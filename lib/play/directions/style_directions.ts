/**
 * Directions of the latent space, as a file beside a model.
 *
 * @module
 */
import type { LatentDirection } from "../play_engine.ts";

/** A direction and its measured effect. */
export interface StyleDirection extends LatentDirection {
  /**
   * Change of the visible property for one standard deviation along the direction, in standard
   * deviations of the property over generated signatures.
   */
  readonly effect: number;
  /** The unit vector, in the space of the prior's noise epsilon, `[latentDim]`. */
  readonly axis: readonly number[];
}

/** Directions of one model; their axes are orthonormal. */
export interface StyleDirections {
  /** SHA-256 of the model file that they were fitted to. */
  readonly modelSha256: string;
  /** Number of generated signatures that they were fitted to. */
  readonly samples: number;
  /** The directions, the most visible first. */
  readonly directions: readonly StyleDirection[];
}

/**
 * The coordinates of epsilon along directions.
 *
 * @param epsilon Noise of the prior, `[latentDim]`.
 * @param directions Directions with orthonormal axes.
 * @returns One value for each direction, in standard deviations.
 */
export function coordinatesOf(
  epsilon: ArrayLike<number>,
  directions: readonly StyleDirection[],
): number[] {
  return directions.map(({ axis }) => axis.reduce((sum, value, i) => sum + value * epsilon[i]!, 0));
}

/**
 * Moves epsilon along directions to given coordinates; what is orthogonal to them stays.
 *
 * @param epsilon Noise of the prior, `[latentDim]`.
 * @param directions Directions with orthonormal axes.
 * @param coordinates One for each direction; `undefined`, or a missing one, leaves it as it is.
 * @returns The moved vector.
 */
export function moveTo(
  epsilon: Float32Array,
  directions: readonly StyleDirection[],
  coordinates: readonly (number | undefined)[],
): Float32Array {
  const moved = Float64Array.from(epsilon);
  coordinatesOf(epsilon, directions).forEach((current, k) => {
    const coordinate = coordinates[k];
    if (coordinate === undefined) return;
    directions[k]!.axis.forEach((value, i) => moved[i]! += (coordinate - current) * value);
  });
  return Float32Array.from(moved);
}
