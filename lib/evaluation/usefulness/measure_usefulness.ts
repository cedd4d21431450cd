/**
 * Are synthetic signatures useful? Verifiers are trained on them and tested on real writers.
 *
 * @module
 */
import { splitByWriter } from "../../dataset/split.ts";
import {
  bootstrapErrorRates,
  type BootstrapOptions,
  type ErrorRates,
  RESAMPLES,
  type TestedFold,
} from "./error_rate_bootstrap.ts";
import { DEFAULT_REFERENCES } from "../verification.ts";
import { type ScoresByKind, scoreWriters, type TestWriter } from "./score_writers.ts";
import {
  DEFAULT_VERIFIER_TRAINING_OPTIONS,
  trainVerifier,
  type WriterImages,
} from "./train_verifier.ts";
import {
  type RealWriter,
  RECIPES,
  type TrainingRecipe,
  trainingSources,
} from "./training_recipes.ts";
import { embedSignatures, type VerifierNetwork } from "./verifier_network.ts";
import { sortScores } from "./weighted_error_rate.ts";

/** Options of {@linkcode measureUsefulness}. */
export interface UsefulnessOptions {
  /** Seed of folds, networks and bootstrap. */
  readonly seed: number;
  /** Number of folds: each real writer is tested in one of them, and trained on in the others. */
  readonly folds: number;
  /** Updates of each verifier. */
  readonly steps: number;
  /** References of a writer, at most. */
  readonly references: number;
  /** Called after each update of all verifiers together. */
  readonly onProgress?: ((done: number, total: number, verifier: string) => void) | undefined;
  /** Called after each verifier, with its equal error rate against random forgeries in this fold. */
  readonly onVerifier?: ((recipe: TrainingRecipe, fold: number, rate: number) => void) | undefined;
}

/** Defaults. */
export const DEFAULT_USEFULNESS_OPTIONS: UsefulnessOptions = {
  seed: 1,
  /** Leaves two thirds of the writers to train on. */
  folds: 3,
  steps: DEFAULT_VERIFIER_TRAINING_OPTIONS.steps,
  references: DEFAULT_REFERENCES,
};

/** Minimum number of real writers of a fold: below, there are too few for an interval. */
export const MIN_FOLD_WRITERS = 4;

/** Error rates of a recipe. */
export interface RecipeResult {
  /** The recipe. */
  readonly recipe: TrainingRecipe;
  /** Number of real training writers, the mean over folds. */
  readonly realWriters: number;
  /** Equal error rates against random forgeries. */
  readonly random: ErrorRates;
  /** Equal error rates against skilled forgeries, if there are any. */
  readonly skilled: ErrorRates | undefined;
}

/** A part of a cross-validation: indices of real writers. */
export interface WriterFold {
  /** To train on. */
  readonly training: readonly number[];
  /** To test. */
  readonly test: readonly number[];
}

/**
 * Deals writers to folds.
 *
 * @param names Names of the writers.
 * @param folds Number of folds.
 * @param seed Seed of the order.
 * @returns One part per fold; each writer is tested in one fold.
 */
export function foldsOfWriters(
  names: readonly string[],
  folds: number,
  seed: number,
): WriterFold[] {
  return Array.from({ length: folds }, (_, i) => {
    const fold = { number: i + 1, count: folds };
    const { training, validation } = splitByWriter({ writers: names }, { fold, seed });
    return { training, test: validation };
  });
}

/**
 * Trains the same verifier on different data, and measures its equal error rates on real writers that
 * it has not seen, by a cross-validation over writers.
 *
 * @param real Real writers, each with at least two genuine signatures.
 * @param synthetic Synthetic writers.
 * @param options Overrides of {@linkcode DEFAULT_USEFULNESS_OPTIONS}.
 * @returns One result per recipe, in the order of {@linkcode RECIPES}.
 * @throws {RangeError} If there are too few writers, or one has too few signatures.
 */
export async function measureUsefulness(
  real: readonly RealWriter[],
  synthetic: WriterImages,
  options: Partial<UsefulnessOptions> = {},
): Promise<RecipeResult[]> {
  const settings = { ...DEFAULT_USEFULNESS_OPTIONS, ...options };
  checkWriters(real, settings.folds);
  const folds = foldsOfWriters(real.map(({ name }) => name), settings.folds, settings.seed);
  const experiment: Experiment = { real, synthetic, folds, settings };
  const results: RecipeResult[] = [];
  for (const recipe of RECIPES) {
    const scores: TestScores[] = [];
    for (const fold of folds.keys()) scores.push(await testRecipe(experiment, recipe, fold));
    const bootstrap = { seed: settings.seed, resamples: RESAMPLES };
    results.push({
      recipe,
      realWriters: recipe.realSignatures === 0 ? 0 : meanTrainingWriters(folds),
      random: ratesOf(scores, "random", bootstrap)!,
      skilled: ratesOf(scores, "skilled", bootstrap),
    });
  }
  return results;
}

/** What all verifiers of an experiment have in common. */
interface Experiment {
  readonly real: readonly RealWriter[];
  readonly synthetic: WriterImages;
  readonly folds: readonly WriterFold[];
  readonly settings: UsefulnessOptions;
}

/** What a verifier says of the writers of its fold. */
interface TestScores {
  /** Indices of the real writers that it was tested on. */
  readonly test: readonly number[];
  readonly byKind: ScoresByKind;
}

/** Trains a verifier by a recipe on the writers of all folds but one, and tests it on that one. */
async function testRecipe(
  { real, synthetic, folds, settings }: Experiment,
  recipe: TrainingRecipe,
  fold: number,
): Promise<TestScores> {
  const { seed, steps, references, onProgress, onVerifier } = settings;
  const { training, test } = folds[fold]!;
  const total = RECIPES.length * folds.length * steps;
  const done = (RECIPES.indexOf(recipe) * folds.length + fold) * steps;
  const sources = trainingSources(recipe, training.map((i) => real[i]!), synthetic);
  const network = await trainVerifier(sources, {
    // One seed for all recipes: they start from the same weights.
    seed: seed + fold,
    steps,
    onStep: (step) => onProgress?.(done + step, total, recipe.name),
  });
  try {
    const scores = { test, byKind: await testVerifier(network, real, test, references) };
    const { value } = ratesOf([scores], "random", { seed: 0, resamples: 0 })!;
    onVerifier?.(recipe, fold, value);
    return scores;
  } finally {
    network.dispose();
  }
}

function checkWriters(real: readonly RealWriter[], folds: number): void {
  if (real.length < MIN_FOLD_WRITERS * folds) {
    throw new RangeError(
      `Cannot measure usefulness on ${real.length} writers with at least two signatures, expected at ` +
        `least ${MIN_FOLD_WRITERS * folds}: ${MIN_FOLD_WRITERS} for each of ${folds} folds`,
    );
  }
  const lacking = real.find(({ genuine }) => genuine.length < 2);
  if (lacking !== undefined) {
    throw new RangeError(
      `Cannot test on writer "${lacking.name}": expected at least 2 genuine signatures`,
    );
  }
}

function meanTrainingWriters(folds: readonly WriterFold[]): number {
  return folds.reduce((sum, { training }) => sum + training.length, 0) / folds.length;
}

async function testVerifier(
  network: VerifierNetwork,
  real: readonly RealWriter[],
  test: readonly number[],
  references: number,
): Promise<ScoresByKind> {
  const images: Uint8Array[] = [];
  const add = (image: Uint8Array) => images.push(image) - 1;
  const writers: TestWriter[] = test.map((writer) => ({
    writer,
    genuine: real[writer]!.genuine.map(add),
    forgeries: real[writer]!.forgeries.map(add),
  }));
  return scoreWriters(await embedSignatures(network, images), writers, references);
}

function ratesOf(
  scores: readonly TestScores[],
  kind: keyof ScoresByKind,
  bootstrap: BootstrapOptions,
): ErrorRates | undefined {
  const folds = scores.flatMap(({ test, byKind }): TestedFold[] => {
    const found = byKind[kind];
    return found === undefined ? [] : [{ writers: test, sorted: sortScores(found) }];
  });
  return folds.length === 0 ? undefined : bootstrapErrorRates(folds, bootstrap);
}
