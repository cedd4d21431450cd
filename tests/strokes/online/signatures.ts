/** Signatures as a pen model has them: strokes without times. */
import { fromPoints } from "../../../lib/strokes/geometry/from_points.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { toPoints } from "../../../lib/strokes/geometry/to_points.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

/** The signature of writer `index`, in pixels of 64 x 128. */
export function untimedSignature(index: number): Trajectory {
  return fromPoints(toPoints(synthesizeSignature(createWriter(31, index), 0), 128));
}
