/**
 * The choice between the prior of a run and that of the weights it started from.
 *
 * @module
 */
import { join } from "node:path";
import type { Examples } from "../../dataset/batches.ts";
import {
  MIN_WRITERS,
  type PairedComparison,
  pairedComparison,
} from "../../evaluation/paired_comparison.ts";
import { measureSet } from "../../evaluation/signature_set.ts";
import { loadModel, saveModel } from "../../generation/load_model.ts";
import { SignatureModel } from "../../generation/signature_model.ts";
import { generateImages } from "../../model/generate.ts";
import { renderObservations } from "../../model/reconstruct_images.ts";
import type { Prior } from "../../model/prior/prior.ts";
import type { VAE } from "../../model/vae.ts";
import { MODEL_FILE } from "../../training/run/run_folder.ts";
import type { RecordedRun } from "../../training/run/run_listeners.ts";
import { findModel } from "../model_source.ts";
import { count, type Reporter } from "../reporter.ts";
import { evenSubset } from "./even_subset.ts";

/** Number of samples of each prior: the standard error then comes from the writers. */
const SAMPLES = 400;

/** Maximum number of held-out signatures that are measured. */
const MAX_HELD_OUT = 400;

/**
 * Keeps the prior of the weights that a run started from, if its samples are nearer to the held-out
 * writers than those of the run's own prior, by a significant difference.
 *
 * A prior that was fitted to a few dozen writers repeats them. That pays for a script that the weights
 * have never seen, and costs variety where they already write signatures of that kind.
 *
 * @param recorded The run, whose prior has been fitted.
 * @param init The model that it started from.
 * @param reporter Says what was chosen, and why.
 * @returns The same.
 */
export async function keepNearerPrior(
  recorded: RecordedRun,
  init: string,
  reporter: Reporter,
): Promise<string> {
  const choice = await chooseNearerPrior(recorded, init);
  reporter.info(choice);
  return choice;
}

async function chooseNearerPrior(
  { run, trainer, data }: RecordedRun,
  init: string,
): Promise<string> {
  const examples = data.examples?.("validation");
  const writers = new Set(examples?.writers).size;
  if (examples === undefined || writers < MIN_WRITERS) {
    const total = writers + new Set(data.examples?.("training").writers).size;
    return `prior: fitted to the folder, ${describeTooFew(writers, total, init)}`;
  }
  const file = join(run.path, MODEL_FILE);
  using fitted = await loadModel(file);
  using initial = await loadModel((await findModel(init)).name);
  const reference = await measureHeldOut(fitted.vae, examples);
  const measure = (prior: Prior) => measureSamples(fitted.vae, prior, trainer.options.seed);
  const comparison = pairedComparison([
    { reference, first: await measure(initial.prior), second: await measure(fitted.prior) },
  ]);
  if (comparison.verdict === "first is nearer") {
    await saveModel(new SignatureModel(fitted.vae, initial.prior), file);
  }
  return `prior: ${describeChoice(comparison, init)}`;
}

/**
 * Says that the priors were not compared, and how they can be.
 *
 * @param heldOut Number of held-out writers.
 * @param total Number of writers of the folder.
 * @param init The model that the run started from.
 */
export function describeTooFew(heldOut: number, total: number, init: string): string {
  const state = `not compared with that of "${init}": ${count(heldOut, "writer")} ` +
    `${heldOut === 1 ? "is" : "are"} held out, expected at least ${MIN_WRITERS}`;
  // At least as many writers have to be left to learn from.
  if (total < 2 * MIN_WRITERS) return `${state}, and the folder has ${total}`;
  const fraction = Math.ceil(100 * MIN_WRITERS / total) / 100;
  return `${state} (--validation-fraction ${fraction} holds out about ${MIN_WRITERS} of ${total})`;
}

/** Which prior was kept, and by which distance. */
function describeChoice(
  { verdict, difference, standardError, writers }: PairedComparison,
  init: string,
): string {
  const figures = `${Math.abs(difference).toFixed(1)} +- ${standardError.toFixed(1)}`;
  const distance = `${figures} in MMD^2 x1000`;
  switch (verdict) {
    case "first is nearer":
      return `that of "${init}" is kept, its samples are nearer to the ${writers} held-out writers ` +
        `by ${distance} (--prior mixture takes the folder's)`;
    case "second is nearer":
      return `fitted to the folder, its samples are nearer to the ${writers} held-out writers than ` +
        `those of the prior of "${init}", by ${distance}`;
    case "no significant difference":
      return `fitted to the folder; against that of "${init}", no significant difference on ` +
        `${writers} held-out writers (${distance})`;
  }
}

async function measureHeldOut(vae: VAE, { names, writers, take }: Examples) {
  const chosen = evenSubset([...names.keys()], MAX_HELD_OUT);
  const images = await renderObservations(vae, take(chosen), chosen.length);
  const groups = chosen.map((i) => writers[i]!);
  return (await measureSet(images, { groups })).vectors;
}

async function measureSamples(vae: VAE, prior: Prior, seed: number) {
  const images = generateImages({ vae, prior }, { count: SAMPLES, seed, temperature: 1 });
  return (await measureSet(images)).vectors;
}
