/**
 * `deno task bench compare-power DIR`: how often a comparison of models finds
 * the known order, and how often it finds one where there is none, on random halves of the writers of
 * a folder.
 *
 * @module
 */
import { ensureBackend } from "../lib/backend/select.ts";
import { loadFolder } from "../lib/dataset/load_folder.ts";
import { type FeatureVectors, selectVectors } from "../lib/evaluation/feature_vectors.ts";
import type { GroupedVectors } from "../lib/evaluation/grouped_vectors.ts";
import { pairedComparison } from "../lib/evaluation/paired_comparison.ts";
import { measureSet } from "../lib/evaluation/signature_set.ts";
import { toInkImage } from "../lib/evaluation/to_ink_image.ts";
import { loadModel } from "../lib/generation/load_model.ts";
import { generateImages } from "../lib/model/generate.ts";
import { createNormalPrior } from "../lib/model/prior/normal.ts";
import type { Prior } from "../lib/model/prior/prior.ts";
import { Random } from "../lib/random.ts";
import { type Benchmark, realFolder, wholeNumberFlag } from "./measure.ts";

/** Samples of each model, per sample that a draw uses. */
const SURPLUS = 2.5;
const RESAMPLES = 100;

/** Samples of two models; the first is known to be nearer, or both are of one model. */
interface Pair {
  readonly name: string;
  readonly first: FeatureVectors;
  readonly second: FeatureVectors;
}

async function measureFolder(directory: string): Promise<GroupedVectors> {
  const { dataset } = await loadFolder(directory);
  const images = dataset.names.map((_, i) => toInkImage(dataset, i));
  return (await measureSet(images, { groups: dataset.writers })).vectors;
}

async function samplePairs(count: number): Promise<Pair[]> {
  using model = await loadModel("pretrained");
  const { vae } = model;
  const sample = async (prior: Prior, temperature: number, seed: number) =>
    (await measureSet(generateImages({ vae, prior }, { count, seed, temperature }))).vectors;
  const first = await sample(model.prior, 1, 1);
  const pair = async (name: string, prior: Prior, temperature: number, seed: number) => ({
    name,
    first,
    second: await sample(prior, temperature, seed),
  });
  return [
    await pair(
      "pretrained against N(0, I) as prior",
      createNormalPrior(vae.config.latentDim),
      1,
      1,
    ),
    await pair("temperature 1 against .5", model.prior, 0.5, 1),
    await pair("temperature 1 against .8", model.prior, 0.8, 1),
    await pair("temperature 1 against itself, another seed", model.prior, 1, 2),
  ];
}

/** One comparison, with a random half of the writers and random samples. */
function compareHalf(reference: GroupedVectors, { first, second }: Pair, count: number, i: number) {
  const random = new Random("power", i);
  const writers = [...new Set(reference.groups)];
  const half = new Set(random.shuffle(writers).slice(0, writers.length >> 1));
  const kept = reference.groups!.flatMap((writer, index) => half.has(writer) ? [index] : []);
  const samples = random.shuffle([...Array(first.count).keys()]).slice(0, count);
  return pairedComparison([{
    reference: {
      ...selectVectors(reference, kept),
      groups: kept.map((index) => reference.groups![index]!),
    },
    first: selectVectors(first, samples),
    second: selectVectors(second, samples),
  }], { seed: i, resamples: RESAMPLES });
}

/** `deno task bench compare-power`. */
export const comparePower: Benchmark = {
  usage: "DIR [--draws=100] [--count=400]",
  summary: "How small the differences are that evaluate --compare can tell",
  run: main,
};

async function main(): Promise<void> {
  const directory = await realFolder();
  if (directory === undefined) return;
  const draws = wholeNumberFlag("draws", 100);
  const count = wholeNumberFlag("count", 400);
  await ensureBackend();
  const reference = await measureFolder(directory);
  for (const pair of await samplePairs(Math.round(SURPLUS * count))) {
    const verdicts = Array.from(
      { length: draws },
      (_, i) => compareHalf(reference, pair, count, i).verdict,
    );
    const fraction = (verdict: string) =>
      (verdicts.filter((found) => found === verdict).length / draws).toFixed(2);
    console.log(
      `${pair.name}: first nearer ${fraction("first is nearer")}, second nearer ` +
        `${fraction("second is nearer")}`,
    );
  }
}
