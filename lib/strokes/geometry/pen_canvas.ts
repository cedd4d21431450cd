/**
 * The canvas that trajectories are written on.
 *
 * @module
 */

/** Its size, in pixels. */
export const PEN_CANVAS = { height: 64, width: 128 } as const;
