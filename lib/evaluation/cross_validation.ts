/**
 * Classifiers that tell samples from real signatures, cross-validated over writers.
 *
 * @module
 */
import { Random } from "../random.ts";
import { type GroupedVectors, indicesByGroup } from "./grouped_vectors.ts";
import {
  addClassSums,
  type ClassSums,
  linearDiscriminant,
  sumClass,
} from "./linear_discriminant.ts";
import { MIN_WRITERS } from "./paired_comparison.ts";

/** One fold to test on, one that the jackknife leaves out, and one to train on. */
const MIN_FOLDS = 3;

/** Options of `classifierAuc` and `compareByClassifier`. */
export interface ClassifierTestOptions {
  /** Seed of the folds. */
  readonly seed: number;
  /** Number of folds, at least 3; there are at most as many as writers and as samples. */
  readonly folds: number;
  /** Shrinkage of the classifier's correlations towards 0, above 0 to 1. */
  readonly shrinkage: number;
}

/** Defaults. */
export const DEFAULT_CLASSIFIER_TEST_OPTIONS: ClassifierTestOptions = {
  seed: 1,
  folds: 10,
  /** 0.05 finds differences of models as reliably, 0.5 less so. */
  shrinkage: 0.2,
};

/** Classifiers of one reference and its models, each trained without one or two of the folds. */
export class CrossValidation {
  /** Number of folds. */
  readonly folds: number;
  /** Number of writers. */
  readonly writers: number;
  readonly #shrinkage: number;
  readonly #real: FoldedVectors;
  readonly #models: readonly FoldedVectors[];
  readonly #classifiers = new Map<string, Float64Array>();

  /**
   * Deals writers and samples to folds.
   *
   * @param reference Real signatures with their writers.
   * @param models Samples of each model; sample i of all is in one fold if their numbers are the same.
   * @param options Seed, number of folds and shrinkage.
   * @param key Identifies the deal, in addition to the seed.
   * @throws {RangeError} If there are fewer than four writers or samples, the lengths of vectors
   * differ, or an option is out of range.
   */
  constructor(
    reference: GroupedVectors,
    models: readonly GroupedVectors[],
    { seed, folds, shrinkage }: ClassifierTestOptions,
    key: readonly number[] = [],
  ) {
    checkOptions(folds, shrinkage);
    for (const { size } of models) {
      if (size === reference.size) continue;
      throw new RangeError(
        `Cannot compare vectors: they have ${reference.size} and ${size} values, expected the same ` +
          "length",
      );
    }
    const [writers, ...samples] = [reference, ...models].map(indicesByGroup);
    checkCount(writers!.length, "the reference has", "writers");
    for (const { length } of samples) checkCount(length, "a model has", "samples");
    this.writers = writers!.length;
    this.folds = Math.min(folds, this.writers, ...samples.map(({ length }) => length));
    this.#shrinkage = shrinkage;
    // Samples of all models are dealt in the same order, so that sample i is in one fold.
    const fold = (vectors: GroupedVectors, purpose: "writers" | "samples") =>
      foldVectors(vectors, this.folds, new Random(purpose, seed, ...key));
    this.#real = fold(reference, "writers");
    this.#models = models.map((vectors) => fold(vectors, "samples"));
  }

  /** For each writer of all folds but one, the AUC of each model. */
  writerAucs(omitted?: number): number[][] {
    const tested = [...Array(this.folds).keys()].filter((fold) => fold !== omitted);
    return tested.flatMap((fold) => {
      const { writers, models } = this.scores(fold, omitted);
      const sorted = models.map((values) => values.slice().sort());
      return writers.map((scores) =>
        sorted.map((values) =>
          scores.reduce((sum, score) => sum + fractionBelow(values, score), 0) / scores.length
        )
      );
    });
  }

  /**
   * Scores of a fold by a classifier that was not trained on it; higher is more real.
   *
   * @param fold The fold.
   * @param omitted Another fold to leave out of the training.
   */
  scores(fold: number, omitted = fold): FoldScores {
    const classifier = this.#train(fold, omitted);
    const score = (vectors: GroupedVectors, indices: readonly number[]) =>
      Float64Array.from(indices, (index) => project(vectors, index, classifier));
    const samples = this.#models[0]!.members[fold]!.flat();
    return {
      names: this.#real.members[fold]!.map(([index]) =>
        this.#real.vectors.groups?.[index!] ?? String(index)
      ),
      writers: this.#real.members[fold]!.map((indices) => score(this.#real.vectors, indices)),
      models: this.#models.map(({ vectors, members }) => score(vectors, members[fold]!.flat())),
      samples,
    };
  }

  /** The classifier that has seen neither of two folds, which may be the same. */
  #train(a: number, b: number): Float64Array {
    const key = `${Math.min(a, b)}-${Math.max(a, b)}`;
    const known = this.#classifiers.get(key);
    if (known !== undefined) return known;
    const sumsOf = ({ sums }: FoldedVectors) =>
      addClassSums(sums.filter((_, fold) => fold !== a && fold !== b));
    const trained = linearDiscriminant(
      sumsOf(this.#real),
      this.#models.map(sumsOf),
      this.#shrinkage,
    );
    this.#classifiers.set(key, trained);
    return trained;
  }
}

/** Scores of one fold. */
export interface FoldScores {
  /** The writers. */
  readonly names: readonly string[];
  /** Scores of the signatures of each writer. */
  readonly writers: readonly Float64Array[];
  /** Scores of the samples of each model. */
  readonly models: readonly Float64Array[];
  /** Indices of the samples of the first model. */
  readonly samples: readonly number[];
}

function checkOptions(folds: number, shrinkage: number): void {
  if (!Number.isInteger(folds) || folds < MIN_FOLDS) {
    throw new RangeError(
      `Cannot cross-validate with ${folds} folds, expected an integer of at least ${MIN_FOLDS}`,
    );
  }
  if (!(shrinkage > 0 && shrinkage <= 1)) {
    throw new RangeError(
      `Cannot fit a classifier with a shrinkage of ${shrinkage}, expected above 0, up to 1`,
    );
  }
}

function checkCount(count: number, subject: string, noun: string): void {
  if (count >= MIN_WRITERS) return;
  throw new RangeError(
    `Cannot test samples by a classifier: ${subject} ${count} ${noun}, expected at least ` +
      `${MIN_WRITERS}`,
  );
}

/** Vectors in folds; no group is in two of them. */
interface FoldedVectors {
  readonly vectors: GroupedVectors;
  /** By fold: the vectors of each group. */
  readonly members: readonly (readonly (readonly number[])[])[];
  /** By fold: sums in which each group counts once. */
  readonly sums: readonly ClassSums[];
}

function foldVectors(vectors: GroupedVectors, folds: number, random: Random): FoldedVectors {
  const groups = indicesByGroup(vectors);
  const weights = new Float64Array(vectors.count);
  for (const group of groups) for (const index of group) weights[index] = 1 / group.length;
  const shuffled = random.shuffle(groups);
  const members = Array.from(
    { length: folds },
    (_, fold) => shuffled.filter((_, i) => i % folds === fold),
  );
  const sums = members.map((fold) => sumClass(vectors, fold.flat(), weights));
  return { vectors, members, sums };
}

/** The product of a vector with the weights of a classifier. */
function project(
  { size, values }: GroupedVectors,
  index: number,
  classifier: Float64Array,
): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += values[index * size + k]! * classifier[k]!;
  return sum;
}

/** Fraction of sorted values that are below a value; equal ones count half. */
function fractionBelow(sorted: Float64Array, value: number): number {
  let [below, equal] = [0, 0];
  for (const other of sorted) {
    if (other > value) break;
    if (other < value) below++;
    else equal++;
  }
  return (below + equal / 2) / sorted.length;
}
