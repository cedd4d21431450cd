/**
 * Recovers the trajectory of the pen from the image of a signature.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import type { Trajectory } from "../geometry/stroke.ts";
import { fitToNetwork } from "./network/fit_to_network.ts";
import { loadCueNetwork } from "./network/load_cue_network.ts";
import { recoverByNetwork } from "./search/recover_by_network.ts";
import { recoverByRules } from "./rules/recover_by_rules.ts";

/** Says of an image that the rules had to take the place of the network. */
export const BY_RULES_WARNING =
  "its strokes are unlike those that recovery was trained on; their order and direction are guessed";

/** A trajectory recovered from an image, and how sure its recovery is. */
export interface RecoveredTrajectory {
  /**
   * The strokes in pixels of the image, in the order of writing, without times; none for an empty
   * image. A dot is a stroke of one point.
   */
  readonly strokes: Trajectory;
  /**
   * Fraction of the ink's lines whose direction the network expects to be right, from about
   * 0.5 to 1. The built-in signatures have 0.92 on average.
   */
  readonly confidence: number;
  /** Whether the rules of {@linkcode recoverByRules} found the strokes, since the network could not. */
  readonly isByRules: boolean;
}

/** Below this confidence the network knows no more of the directions than the rules. */
const MIN_CONFIDENCE = 0.55;

/**
 * Recovers the strokes that a signature was written with: order, direction, pen lifts, crossings and
 * retraced lines.
 *
 * The ink is skeletonized; a network that was trained on procedural signatures reads direction, order
 * and lifts from it; a search finds the strokes that explain these cues best and cover every line
 * once, or more often where the pen went along it again; then they are fitted to the ink. Where the
 * network is unsure of most directions, as with scripts that it has never seen, {@linkcode
 * recoverByRules} takes its place.
 *
 * @param image Ink on paper, any size; best is a signature prepared at 192 x 384, with stroke widths
 * of 5 to 8 pixels.
 * @returns The strokes and how sure they are.
 * @throws {RangeError} If the image does not have `height * width` pixels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { renderTrajectory } from "../rendering/render_trajectory.ts";
 * const line = { x: Float32Array.of(60, 320), y: Float32Array.of(90, 110), width: Float32Array.of(6, 6) };
 * const image = renderTrajectory([line], { height: 192, width: 384 });
 * const { strokes: [stroke] } = await recoverTrajectory(image);
 * assert.ok(Math.abs(stroke!.x[0]! - 60) < 1 && Math.abs(stroke!.width[40]! - 6) < 0.5);
 * ```
 */
export async function recoverTrajectory(image: InkImage): Promise<RecoveredTrajectory> {
  const { height, width, data } = image;
  if (data.length !== height * width) {
    throw new RangeError(
      `Cannot recover a trajectory: the image has ${data.length} pixels, ` +
        `expected ${height} x ${width}`,
    );
  }
  const network = await loadCueNetwork();
  const { image: fitted, restore } = fitToNetwork(image);
  const { strokes, confidence } = recoverByNetwork(fitted, network);
  const isByRules = confidence < MIN_CONFIDENCE;
  return {
    strokes: isByRules ? recoverByRules(image) : restore(strokes),
    confidence,
    isByRules,
  };
}
