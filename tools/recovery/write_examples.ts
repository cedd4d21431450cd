/**
 * Writes images with their true trajectories, from which `train.py` trains the cue network:
 * `deno run --allow-read --allow-write tools/recovery/write_examples.ts --seed 31 --first 0
 * --count 12000 --augment --out outputs/recovery/train-0`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { NETWORK_IMAGE } from "../../lib/strokes/recovery/network/architecture.ts";
import { type Example, writeExampleFiles } from "./example_files.ts";
import { integerFlag, requiredFlag } from "./flags.ts";
import { trainingSignature } from "./training_signature.ts";
import { samplePoints } from "./true_points.ts";

/**
 * Creates examples, one by one.
 *
 * @param seed Seed of the random generator.
 * @param first Number of the first writer.
 * @param count Number of writers; each signs once.
 * @param isAugmented As in `trainingSignature`.
 */
export function* createExamples(
  seed: number,
  first: number,
  count: number,
  isAugmented: boolean,
): Generator<Example> {
  for (let writer = first; writer < first + count; writer++) {
    const trajectory = trainingSignature(seed, writer, isAugmented);
    yield {
      image: renderTrajectory(trajectory, NETWORK_IMAGE),
      points: samplePoints(trajectory),
    };
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      first: { type: "string", default: "0" },
      count: { type: "string" },
      augment: { type: "boolean", default: false },
      out: { type: "string" },
    },
  });
  const [seed, first] = [integerFlag(values, "seed"), integerFlag(values, "first")];
  const count = integerFlag(values, "count");
  const out = requiredFlag(values, "out");
  await writeExampleFiles(out, createExamples(seed, first, count, values.augment));
  console.log(`${out}.img, ${out}.pts: ${count} examples`);
}

if (import.meta.main) await main();
