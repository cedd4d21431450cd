/**
 * Training and validation parts that share no writer.
 *
 * @module
 */
import { Random } from "../random.ts";
import type { SignatureDataset } from "./dataset.ts";

/** How {@linkcode splitByWriter} divides. */
export interface SplitOptions {
  /** Share of the images to hold out, at least 0 and below 1; .1 if left out. */
  readonly validationFraction?: number;
  /** Names the choice of writers. */
  readonly seed: number;
}

/** Which images to train on and which to hold out. */
export interface DatasetSplit {
  /** Indices of the images to train on, ascending. */
  readonly training: readonly number[];
  /** Indices of the images held out, ascending. */
  readonly validation: readonly number[];
  /** False where all images are of one writer, who is then in both parts. */
  readonly byWriter: boolean;
}

/** Held out unless told otherwise. */
const DEFAULT_VALIDATION_FRACTION = 0.1;

/**
 * Holds out whole writers for validation: the images of one writer look alike, so a split by image
 * would measure memory.
 *
 * Writers are taken in a seeded order while they fit into the share asked for, and the smallest one
 * where none does, so that validation is never empty with two writers or more (unless a fraction of
 * 0 asks for that). The images of a single writer are split one by one, and `byWriter` is false.
 *
 * @param dataset The writer of each image.
 * @param options Share and seed.
 * @returns Both parts; each image is in one of them.
 * @throws {RangeError} If `validationFraction` is not in `[0, 1)`.
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
  const { validationFraction = DEFAULT_VALIDATION_FRACTION, seed } = options;
  if (!(validationFraction >= 0 && validationFraction < 1)) {
    throw new RangeError(
      `Cannot split the data set: validationFraction is ${validationFraction}, ` +
        `at least 0 and less than 1 is wanted`,
    );
  }
  const groups = indicesByWriter(dataset.writers);
  const byWriter = groups.length !== 1;
  const units = byWriter ? groups : groups[0]!.map((index) => [index]);
  const wanted = validationFraction === 0
    ? 0
    : Math.max(1, Math.round(validationFraction * dataset.writers.length));
  const heldOut = new Set(chooseUnits(units, wanted, new Random(seed, "split")));
  const training: number[] = [];
  const validation: number[] = [];
  for (const unit of units) {
    const part = heldOut.has(unit) ? validation : training;
    for (const index of unit) part.push(index);
  }
  const ascending = (a: number, b: number) => a - b;
  return { training: training.sort(ascending), validation: validation.sort(ascending), byWriter };
}

/** The images of each writer; sorted by name, so that the order of the images has no influence. */
function indicesByWriter(writers: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  writers.forEach((writer, index) => {
    const group = groups.get(writer);
    if (group === undefined) groups.set(writer, [index]);
    else group.push(index);
  });
  return [...groups.keys()].sort().map((writer) => groups.get(writer)!);
}

function chooseUnits(
  units: readonly (readonly number[])[],
  wanted: number,
  random: Random,
): (readonly number[])[] {
  if (wanted === 0 || units.length < 2) return [];
  const chosen: (readonly number[])[] = [];
  let count = 0;
  const shuffled = random.shuffle(units);
  for (const unit of shuffled) {
    if (count + unit.length > wanted || chosen.length === units.length - 1) continue;
    chosen.push(unit);
    count += unit.length;
  }
  if (chosen.length > 0) return chosen;
  return [shuffled.reduce((least, unit) => unit.length < least.length ? unit : least)];
}
