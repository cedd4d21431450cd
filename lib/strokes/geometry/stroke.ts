/**
 * Pen trajectories as plain arrays.
 *
 * @module
 */

/** What the pen wrote between touching the paper and leaving it. */
export interface Stroke {
  /** Horizontal positions, growing to the right. */
  readonly x: Float32Array;
  /** Vertical positions, growing downwards as in an image. */
  readonly y: Float32Array;
  /** Width of the ink at each point, in the unit of `x` and `y`. */
  readonly width: Float32Array;
  /** Seconds since the first stroke began, where known. */
  readonly time?: Float32Array;
}

/** A whole signature: its strokes in the order they were written. */
export type Trajectory = readonly Stroke[];
