/**
 * The layout of pen points: trajectories as a fixed number of points, which pen models read and
 * write.
 *
 * An array of `[points, 4]` holds for each point x and y, the pen (1 where the line to the next point
 * is drawn, 0 on the last point of a stroke) and the stroke width.
 *
 * @module
 */

/** Index of each value of a point. */
export const POINT = { x: 0, y: 1, pen: 2, width: 3 } as const;

/** Number of values of a point. */
export const POINT_SIZE: number = Object.keys(POINT).length;
