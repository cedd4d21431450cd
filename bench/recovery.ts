/**
 * `deno task bench recovery [DIR]`: recovery of trajectories by the network against the rules, on
 * built-in signatures that no weights were trained on, drawn and as scans; and how well the redrawn
 * trajectories cover the ink of a folder of real signatures.
 *
 * `--characters=FOLDER` adds names in Chinese characters, in regular and in running script: the only
 * truth that is not of this package. The folder is `node_modules/hanzi-writer-data` after
 * `npm install hanzi-writer-data`.
 *
 * @module
 */
import { decodeImage } from "../lib/image/codecs/decode.ts";
import { prepareSignature } from "../lib/image/cleaning/prepare.ts";
import type { InkImage } from "../lib/image/ink_image.ts";
import { RECOVERY_SCALE, RECOVERY_SIZE } from "../lib/strokes/recovery/recovery_size.ts";
import { chamferDistance } from "../lib/strokes/geometry/chamfer_distance.ts";
import { PEN_CANVAS } from "../lib/strokes/geometry/pen_canvas.ts";
import { fitToCanvas } from "../lib/strokes/geometry/fit_to_canvas.ts";
import { scaleTrajectory } from "../lib/strokes/geometry/scale_trajectory.ts";
import type { Trajectory } from "../lib/strokes/geometry/stroke.ts";
import { createWriter } from "../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../lib/strokes/procedural/synthesize_signature.ts";
import { recoverByRules } from "../lib/strokes/recovery/rules/recover_by_rules.ts";
import { recoverTrajectory } from "../lib/strokes/recovery/recover_trajectory.ts";
import { renderTrajectory } from "../lib/strokes/rendering/render_trajectory.ts";
import { simulateScan } from "../tests/image/cleaning/simulated_scan.ts";
import { CharacterFolder } from "./character_names.ts";
import { type Benchmark, flag, folderArgument, median, wholeNumberFlag } from "./measure.ts";
import { compareTrajectories, type RecoveryMeasures } from "./recovery_measures.ts";

/** Seed of signatures that no weights were trained or tuned on. */
const SEED = 9;

type Recover = (image: InkImage) => Promise<Trajectory>;

const METHODS: Readonly<Record<string, Recover>> = {
  rules: (image) => Promise.resolve(recoverByRules(image)),
  network: async (image) => (await recoverTrajectory(image)).strokes,
};

interface Example {
  readonly image: InkImage;
  /** True strokes in pixels of the canvas. */
  readonly truth: Trajectory;
}

type CreateExample = (index: number) => Example | Promise<Example>;

function drawn(writer: number): Example {
  return draw(synthesizeSignature(createWriter(SEED, writer), 0));
}

function draw(trajectory: Trajectory): Example {
  return {
    image: renderTrajectory(fitToCanvas(trajectory, RECOVERY_SIZE), RECOVERY_SIZE),
    truth: fitToCanvas(trajectory, PEN_CANVAS),
  };
}

/** A scan with any paper, ink, crop, size and noise, cleaned as a folder's images are. */
function scanned(seed: number): Example {
  const { image, strokes } = simulateScan(seed);
  return { image: prepareSignature(image, RECOVERY_SIZE), truth: strokes };
}

/** Intersection over union of the ink and the redrawn trajectory. */
function inkOverlap(image: InkImage, trajectory: Trajectory): number {
  const redrawn = renderTrajectory(trajectory, image);
  let [both, either] = [0, 0];
  redrawn.data.forEach((coverage, i) => {
    both += Math.min(coverage, image.data[i]!);
    either += Math.max(coverage, image.data[i]!);
  });
  return both / Math.max(either, 1e-9);
}

async function measure(
  recover: Recover,
  example: CreateExample,
  count: number,
): Promise<Record<string, string>> {
  const results: (RecoveryMeasures & { overlap: number; milliseconds: number })[] = [];
  for (let i = 0; i < count; i++) {
    let found: Example;
    try {
      found = await example(i);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      continue; // it cannot be prepared, such as where the ink is too small
    }
    const start = performance.now();
    const strokes = await recover(found.image);
    const milliseconds = performance.now() - start;
    const measures = compareTrajectories(
      scaleTrajectory(strokes, 1 / RECOVERY_SCALE),
      found.truth,
    );
    results.push({ ...measures, overlap: inkOverlap(found.image, strokes), milliseconds });
  }
  const mean = (pick: (result: typeof results[0]) => number) =>
    results.reduce((sum, result) => sum + pick(result), 0) / results.length;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const differences = results.map(({ strokeDifference }) => Math.abs(strokeDifference));
  return {
    direction: percent(mean(({ direction }) => direction)),
    "written once": percent(mean(({ singleDirection }) => singleDirection)),
    order: percent(mean(({ order }) => order)),
    "stroke difference": String(median(differences)),
    "within 1": percent(mean(({ strokeDifference }) => Number(Math.abs(strokeDifference) <= 1))),
    LDTW: mean(({ ldtw }) => ldtw).toFixed(2),
    AIoU: mean(({ overlap }) => overlap).toFixed(3),
    covered: percent(mean(({ covered }) => covered)),
    length: mean(({ lengthRatio }) => lengthRatio).toFixed(2),
    ms: median(results.map(({ milliseconds }) => milliseconds)).toFixed(0),
  };
}

/** Chamfer distances of the redrawn trajectories of a folder with one subfolder per writer. */
async function measureFolder(folder: string): Promise<void> {
  const writers: { writer: string; distances: number[] }[] = [];
  let byRules = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    const distances: number[] = [];
    for await (const file of Deno.readDir(`${folder}/${name}`)) {
      if (!/\.(png|jpe?g)$/i.test(file.name)) continue;
      const bytes = await Deno.readFile(`${folder}/${name}/${file.name}`);
      const ink = prepareSignature(await decodeImage(bytes), RECOVERY_SIZE);
      const recovered = await recoverTrajectory(ink);
      if (recovered.isByRules) byRules++;
      const redrawn = renderTrajectory(recovered.strokes, RECOVERY_SIZE);
      distances.push(chamferDistance(redrawn, ink) / RECOVERY_SCALE);
    }
    if (distances.length > 0) writers.push({ writer: name, distances });
  }
  const all = writers.flatMap(({ distances }) => distances);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const worst = Math.max(...writers.map(({ distances }) => mean(distances)));
  console.log(
    `${folder}: ${all.length} signatures of ${writers.length} writers, Chamfer distance ` +
      `${mean(all).toFixed(3)} px, worst writer ${worst.toFixed(3)} px, worst signature ` +
      `${Math.max(...all).toFixed(2)} px; ${byRules} by rules`,
  );
}

/** `deno task bench recovery`. */
export const recovery: Benchmark = {
  usage: "[DIR] [--count=300] [--characters=FOLDER]",
  summary: "Recovery of trajectories by the network against the rules",
  run: main,
};

/** Kinds of examples from `--characters`, if it is given. */
async function characterKinds(): Promise<Record<string, CreateExample>> {
  const path = flag("characters");
  if (path === undefined) return {};
  const characters = await CharacterFolder.open(path);
  return {
    "regular script": async (seed) => draw(await characters.write(seed, false)),
    "running script": async (seed) => draw(await characters.write(seed, true)),
  };
}

async function main(): Promise<void> {
  const folder = folderArgument();
  const count = wholeNumberFlag("count", 300);
  const table: Record<string, Record<string, string>> = {};
  const kinds: Record<string, CreateExample> = { drawn, scanned, ...await characterKinds() };
  for (const [kind, example] of Object.entries(kinds)) {
    for (const [name, recover] of Object.entries(METHODS)) {
      table[`${kind}, ${name}`] = await measure(recover, example, count);
    }
  }
  console.table(table);
  if (folder === undefined) console.log("no folder of real signatures was given: skipped");
  else await measureFolder(folder);
}
