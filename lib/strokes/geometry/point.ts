/**
 * Points of the plane.
 *
 * @module
 */

/** A point of the plane; angles are measured from `x` towards `y`. */
export interface Point {
  /** First coordinate, growing to the right. */
  readonly x: number;
  /** Second coordinate: upwards in a pen plan, downwards in an image. */
  readonly y: number;
}

/** The points of a curve as one array per coordinate. */
export interface Polyline {
  /** Horizontal positions. */
  readonly x: ArrayLike<number>;
  /** Vertical positions, the same number. */
  readonly y: ArrayLike<number>;
}
