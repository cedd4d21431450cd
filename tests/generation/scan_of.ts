/** Scans of signatures whose strokes are known. */
import { inkToGray } from "../../lib/image/codecs/encode.ts";
import type { ScannedImage } from "../../lib/image/ink_image.ts";
import type { Placement } from "../../lib/strokes/geometry/fit_to_canvas.ts";
import { placeTrajectory } from "../../lib/strokes/geometry/place_trajectory.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";

/** A procedural signature, on a canvas of 64 x 128. */
export function signatureOf(writer: number): Trajectory {
  return synthesizeSignature(createWriter(11, writer), 0);
}

/** A page with a signature, which lies where `placement` puts the canvas. */
export function scanOf(
  signature: Trajectory,
  placement: Placement,
  page = { height: 400, width: 700 },
): ScannedImage {
  return inkToGray(renderTrajectory(placeTrajectory(signature, placement), page));
}
