/**
 * Recovers a given signature from a scan or photo.
 *
 * @module
 */
import { prepareSignature } from "../image/cleaning/prepare.ts";
import type { ScannedImage } from "../image/ink_image.ts";
import { trajectoryBounds } from "../strokes/geometry/bounds.ts";
import { canvasPlacement, type Placement } from "../strokes/geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../strokes/geometry/pen_canvas.ts";
import { placeTrajectory } from "../strokes/geometry/place_trajectory.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { BY_RULES_WARNING, recoverTrajectory } from "../strokes/recovery/recover_trajectory.ts";
import { RECOVERY_SCALE, RECOVERY_SIZE } from "../strokes/recovery/recovery_size.ts";

/**
 * Thin strokes are kept thin, while training data are thickened to 1.6 pixels of 64 rows: strokes that
 * are close stay apart. On 30 real signatures the redrawn ink is half as far from the original.
 */
const RECOVERY_STROKE_WIDTH = [0.8, 2.4] as const;

/** Minimum width of ink, as a fraction of the typical one. */
const MIN_WIDTH_FRACTION = 0.3;

/** A given signature as its writer's pen would have written it. */
export interface GivenSignature {
  /**
   * The strokes in the order of writing, in pixels of a canvas of 64 x 128 that they fill up to a
   * margin of 4. Widths are those of the ink in the image, on the same scale.
   */
  readonly trajectory: Trajectory;
  /** Where the canvas lies in the image: positions on it times `scale`, plus `x` or `y`. */
  readonly placement: Placement;
  /** Fraction of the ink whose direction is expected to be right, see `recoverTrajectory`. */
  readonly confidence: number;
  /** Reasons to review the image; each completes a sentence that starts with the file name. */
  readonly warnings: readonly string[];
}

/**
 * Cleans a scan or photo of a signature and recovers its trajectory, with its proportions and the
 * widths of its ink.
 *
 * @param image The image, 0 black to 255 white.
 * @returns The trajectory, and what cleaning and recovery warn of.
 * @throws {RangeError} If the image shows no signature.
 */
export async function recoverSignature(image: ScannedImage): Promise<GivenSignature> {
  const ink = prepareSignature(image, { ...RECOVERY_SIZE, strokeWidth: RECOVERY_STROKE_WIDTH });
  const { strokes, confidence, isByRules } = await recoverTrajectory(ink);
  if (strokes.length === 0) {
    throw new RangeError("Cannot recover a trajectory: the ink has no strokes");
  }
  const recovered = restoreWidths(strokes, ink.strokeWidth);
  const placement = canvasPlacement(trajectoryBounds(recovered), PEN_CANVAS);
  return {
    trajectory: placeTrajectory(recovered, placement),
    placement: compose(ink.placement, invert(placement)),
    confidence,
    warnings: isByRules ? [...ink.warnings, BY_RULES_WARNING] : ink.warnings,
  };
}

/** Moves the outlines of all strokes back to where they were before cleaning adjusted them. */
function restoreWidths(trajectory: Trajectory, typicalWidth: number): Trajectory {
  const [min, max] = RECOVERY_STROKE_WIDTH.map((width) => width * RECOVERY_SCALE) as [
    number,
    number,
  ];
  const change = typicalWidth - Math.min(Math.max(typicalWidth, min), max);
  const minWidth = MIN_WIDTH_FRACTION * typicalWidth;
  return trajectory.map((stroke) => ({
    ...stroke,
    width: stroke.width.map((width) => Math.max(width + change, minWidth)),
  }));
}

function invert({ scale, x, y }: Placement): Placement {
  return { scale: 1 / scale, x: -x / scale, y: -y / scale };
}

/** First `inner`, then `outer`. */
function compose(outer: Placement, inner: Placement): Placement {
  return {
    scale: outer.scale * inner.scale,
    x: outer.scale * inner.x + outer.x,
    y: outer.scale * inner.y + outer.y,
  };
}
