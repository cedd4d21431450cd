/**
 * Splits a data set into training and validation parts by writer.
 *
 * @module
 */
import { Random } from "../random.ts";
import type { SignatureDataset } from "./dataset.ts";

/** One part of a cross-validation. */
export interface Fold {
  /** Its number, from 1. */
  readonly number: number;
  /** Number of folds. */
  readonly count: number;
}

/** Options of {@linkcode splitByWriter}. */
export interface SplitOptions {
  /** Fraction of the images to hold out, in `[0, 1)`; 0.1 by default. */
  readonly validationFraction?: number;
  /**
   * The fold to hold out instead of a fraction. The folds of one seed share no writer, and together
   * have all of them.
   */
  readonly fold?: Fold | undefined;
  /** Seed of the choice of writers. */
  readonly seed: number;
}

/** Training and validation parts of a data set. */
export interface DatasetSplit {
  /** Indices of the training images, ascending. */
  readonly training: readonly number[];
  /** Indices of the held-out images, ascending. */
  readonly validation: readonly number[];
  /** False if all images are of one writer, who is then in both parts. */
  readonly byWriter: boolean;
}

/** Default of `validationFraction`. */
const DEFAULT_VALIDATION_FRACTION = 0.1;

/**
 * Holds out whole writers for validation: images of one writer are alike, so a split by image would
 * measure memorization.
 *
 * Takes writers in a seeded order while they fit into the requested fraction, or the smallest
 * writer if none fits: with two or more writers, validation is empty only if the fraction is 0.
 * Splits the images of a single writer one by one; `byWriter` is then false.
 *
 * @param dataset The writer of each image.
 * @param options Fraction and seed.
 * @returns Both parts; each image is in one of them.
 * @throws {RangeError} If `validationFraction` is not in `[0, 1)`, or there are fewer writers than
 * folds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const split = splitByWriter({ writers: ["ann", "bob", "ann", "bob"] }, { seed: 1 });
 * assert.equal(split.validation.length, 2);
 * assert.equal(split.byWriter, true);
 * ```
 */
export function splitByWriter(
  dataset: Pick<SignatureDataset, "writers">,
  options: SplitOptions,
): DatasetSplit {
  const { validationFraction = DEFAULT_VALIDATION_FRACTION, fold, seed } = options;
  if (!(validationFraction >= 0 && validationFraction < 1)) {
    throw new RangeError(
      `Cannot split the data set: validationFraction is ${validationFraction}, ` +
        `expected at least 0 and less than 1`,
    );
  }
  const groups = indicesByWriter(dataset.writers);
  const byWriter = groups.length !== 1;
  const units = byWriter ? groups : groups[0]!.map((index) => [index]);
  const target = validationFraction === 0
    ? 0
    : Math.max(1, Math.round(validationFraction * dataset.writers.length));
  const heldOut = new Set(
    fold === undefined
      ? chooseUnits(units, target, new Random(seed, "split"))
      : chooseFold(units, fold, new Random(seed, "folds")),
  );
  const training: number[] = [];
  const validation: number[] = [];
  for (const unit of units) {
    const part = heldOut.has(unit) ? validation : training;
    for (const index of unit) part.push(index);
  }
  const ascending = (a: number, b: number) => a - b;
  return { training: training.sort(ascending), validation: validation.sort(ascending), byWriter };
}

/** Groups the images by writer, sorted by name so that the order of the images has no influence. */
function indicesByWriter(writers: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  writers.forEach((writer, index) => {
    const group = groups.get(writer);
    if (group === undefined) groups.set(writer, [index]);
    else group.push(index);
  });
  return [...groups.keys()].sort().map((writer) => groups.get(writer)!);
}

/** Deals the units to the folds, each to the one with the fewest images so far. */
function chooseFold(
  units: readonly (readonly number[])[],
  { number, count }: Fold,
  random: Random,
): (readonly number[])[] {
  if (units.length < count) {
    throw new RangeError(
      `Cannot split the data set into ${count} folds: it has ${units.length} writers`,
    );
  }
  const folds = Array.from(
    { length: count },
    () => ({ units: [] as (readonly number[])[], size: 0 }),
  );
  for (const unit of random.shuffle(units)) {
    const smallest = folds.reduce((least, fold) => fold.size < least.size ? fold : least);
    smallest.units.push(unit);
    smallest.size += unit.length;
  }
  return folds[number - 1]!.units;
}

function chooseUnits(
  units: readonly (readonly number[])[],
  target: number,
  random: Random,
): (readonly number[])[] {
  if (target === 0 || units.length < 2) return [];
  const chosen: (readonly number[])[] = [];
  let count = 0;
  const shuffled = random.shuffle(units);
  for (const unit of shuffled) {
    if (count + unit.length > target || chosen.length === units.length - 1) continue;
    chosen.push(unit);
    count += unit.length;
  }
  if (chosen.length > 0) return chosen;
  return [shuffled.reduce((least, unit) => unit.length < least.length ? unit : least)];
}
