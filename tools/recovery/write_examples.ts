/**
 * Writes images with their true trajectories, from which `train.py` trains the cue network:
 * `deno run --allow-read --allow-write tools/recovery/write_examples.ts --seed 31 --first 0
 * --count 12000 --augment --out outputs/recovery/train-0`. With `--scans`, the images are scans of any
 * paper, size and noise, cleaned as those of a folder are.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { prepareSignature } from "../../lib/image/cleaning/prepare.ts";
import type { InkImage, ScannedImage } from "../../lib/image/ink_image.ts";
import { scaleTrajectory } from "../../lib/strokes/geometry/scale_trajectory.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { NETWORK_IMAGE } from "../../lib/strokes/recovery/network/architecture.ts";
import { RECOVERY_SCALE, RECOVERY_SIZE } from "../../lib/strokes/recovery/recovery_size.ts";
import { simulateScan } from "../../tests/image/cleaning/simulated_scan.ts";
import { Random } from "../../lib/random.ts";
import { alignPoints } from "./align_points.ts";
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

/**
 * Creates examples from simulated scans, one by one. Scans that cannot be prepared, and those that lost
 * ink, are left out.
 *
 * @param first Seed of the first scan.
 * @param count Number of scans.
 * @param characterFraction Fraction of them whose writers write block characters.
 */
export function* createScanExamples(
  first: number,
  count: number,
  characterFraction: number,
): Generator<Example> {
  for (let seed = first; seed < first + count; seed++) {
    const random = new Random("recovery scan", seed);
    const script = random.bernoulli(characterFraction) ? "characters" : "latin";
    const { image: scan, strokes } = simulateScan(seed, undefined, script);
    const image = tryPrepare(scan);
    if (image === undefined) continue;
    const points = alignPoints(samplePoints(scaleTrajectory(strokes, RECOVERY_SCALE)), image);
    if (points !== undefined) yield { image, points };
  }
}

function tryPrepare(scan: ScannedImage): InkImage | undefined {
  try {
    return prepareSignature(scan, RECOVERY_SIZE);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // too small, for example
    throw error;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      scans: { type: "boolean", default: false },
      first: { type: "string", default: "0" },
      count: { type: "string" },
      characters: { type: "string", default: "0" },
      augment: { type: "boolean", default: false },
      out: { type: "string" },
    },
  });
  const [first, count] = [integerFlag(values, "first"), integerFlag(values, "count")];
  const out = requiredFlag(values, "out");
  const examples = values.scans
    ? createScanExamples(first, count, Number(values.characters))
    : createExamples(integerFlag(values, "seed"), first, count, values.augment);
  const written = await writeExampleFiles(out, examples);
  console.log(`${out}.img, ${out}.pts: ${written} examples`);
}

if (import.meta.main) await main();
