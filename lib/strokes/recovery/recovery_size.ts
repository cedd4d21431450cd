/**
 * The size of images that trajectories are recovered from.
 *
 * @module
 */
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";

/** Its scale relative to the pen canvas. */
export const RECOVERY_SCALE = 3;

/** Rows and columns. */
export const RECOVERY_SIZE = {
  height: RECOVERY_SCALE * PEN_CANVAS.height,
  width: RECOVERY_SCALE * PEN_CANVAS.width,
} as const;
