/**
 * The signatures that the cue network learns from.
 *
 * @module
 */
import { Random } from "../../lib/random.ts";
import { fitToCanvas } from "../../lib/strokes/geometry/fit_to_canvas.ts";
import { medianWidth } from "../../lib/strokes/geometry/median_width.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { applyStyle } from "../../lib/strokes/procedural/apply_style.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { NETWORK_IMAGE } from "../../lib/strokes/recovery/network/architecture.ts";

/** Fraction of the augmented examples that are in block characters. */
const CHARACTER_FRACTION = 0.3;

/** Stroke widths are given for a canvas of this many rows, as everywhere in the package. */
const CANVAS_HEIGHT = 64;

/** Median stroke widths of examples that are not augmented: what preparing a signature leaves. */
const MIN_WIDTH = 1.6;
const MAX_WIDTH = 2.4;

/**
 * Creates the trajectory of an example.
 *
 * @param seed Seed of the random generator.
 * @param writer Number of the writer, who signs once.
 * @param isAugmented Whether to slant, stretch and rotate it, to vary its stroke width more, and to
 * write some in block characters.
 * @returns The strokes in pixels of `NETWORK_IMAGE`, in the order of writing.
 */
export function trainingSignature(seed: number, writer: number, isAugmented: boolean): Trajectory {
  if (!isAugmented) {
    const signature = synthesizeSignature(createWriter(seed, writer), 0);
    const width = Math.min(Math.max(medianWidth(signature), MIN_WIDTH), MAX_WIDTH);
    return fitToImage(signature, width);
  }
  const random = new Random("recovery dump", seed, writer);
  const script = random.bernoulli(CHARACTER_FRACTION) ? "characters" : "latin";
  const signature = synthesizeSignature(createWriter(seed, writer, script), 0);
  const width = random.uniform(1.25, 2.9);
  return fitToImage(distort(signature, random), width);
}

/** Slants, stretches and rotates at random. */
function distort(trajectory: Trajectory, random: Random): Trajectory {
  const slant = random.normal(0, 0.12);
  const stretch = Math.exp(random.normal(0, 0.15));
  const rotation = random.normal(0, 0.05);
  return applyStyle(trajectory, { slant, rotation, stretch, inkWidth: 1 });
}

/** Fits a trajectory to the image, with a median stroke width for a canvas of 64 rows. */
function fitToImage(trajectory: Trajectory, width: number): Trajectory {
  const scale = NETWORK_IMAGE.height / CANVAS_HEIGHT;
  const widthScale = scale * width / medianWidth(trajectory);
  return fitToCanvas(trajectory, { ...NETWORK_IMAGE, widthScale });
}
