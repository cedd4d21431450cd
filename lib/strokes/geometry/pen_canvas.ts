/**
 * The coordinate frame of all trajectories.
 *
 * @module
 */

/** Size of the pen canvas, in pixels. */
export const PEN_CANVAS = { height: 64, width: 128 } as const;

/**
 * Diagonal of a typical signature on the pen canvas, in pixels. Lengths are relative to it where
 * signatures of any size must be treated alike.
 */
export const TYPICAL_DIAGONAL = 120;
