/**
 * The coordinate frame of all trajectories.
 *
 * @module
 */

/** Size of the pen canvas, in pixels. */
export const PEN_CANVAS = { height: 64, width: 128 } as const;
