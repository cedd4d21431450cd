/**
 * Which script of the built-in data a folder of signatures is nearer to.
 *
 * @module
 */
import { type PenDataset, pointsOf } from "../../dataset/pen_dataset.ts";
import { MIN_WRITERS, pairedComparison } from "../../evaluation/paired_comparison.ts";
import { measureSet } from "../../evaluation/signature_set.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { fromPoints } from "../../strokes/geometry/from_points.ts";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { createWriter } from "../../strokes/procedural/create_writer.ts";
import type { Script } from "../../strokes/procedural/scripts.ts";
import { synthesizeSignature } from "../../strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../strokes/rendering/render_trajectory.ts";
import { evenSubset } from "./even_subset.ts";

/** Number of signatures of each set that are compared. */
const COUNT = 150;
/** The standard error is not needed. */
const MIN_RESAMPLES = 2;

/**
 * Compares a folder's signatures with built-in ones of each script, by the maximum mean discrepancy
 * of the features of the evaluation.
 *
 * @param dataset The folder's signatures.
 * @param training Indices of those that may be looked at.
 * @param seed Seed of the built-in writers.
 */
export async function nearestScript(
  dataset: PenDataset,
  training: readonly number[],
  seed: number,
): Promise<Script> {
  const chosen = evenSubset(training, COUNT);
  const writers = chosen.map((index) => dataset.writers[index]!);
  const images = chosen.map((index) => renderSignature(dataset, index));
  // Of fewer writers the signatures count one by one.
  const groups = new Set(writers).size < MIN_WRITERS ? undefined : writers;
  if (groups === undefined && chosen.length < MIN_WRITERS) return "latin";
  const { difference } = pairedComparison([{
    reference: (await measureSet(images, { groups })).vectors,
    first: (await measureSet(builtIn(seed, "latin"))).vectors,
    second: (await measureSet(builtIn(seed, "characters"))).vectors,
  }], { resamples: MIN_RESAMPLES });
  return difference >= 0 ? "latin" : "characters";
}

function renderSignature(dataset: PenDataset, index: number): InkImage {
  return renderTrajectory(fromPoints(pointsOf(dataset, index)), PEN_CANVAS);
}

function* builtIn(seed: number, script: Script): Generator<InkImage> {
  for (let writer = 0; writer < COUNT; writer++) {
    yield renderTrajectory(synthesizeSignature(createWriter(seed, writer, script), 0), PEN_CANVAS);
  }
}
