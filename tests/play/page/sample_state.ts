/** States of the play page, of every kind. */
import { MAX_KEPT_PARTS } from "../../../lib/play/play_engine.ts";
import {
  MAX_COORDINATE,
  MAX_KEEP,
  MAX_SEED,
  type PlayState,
  roundCoordinate,
  roundFraction,
  VARIANTS,
} from "../../../lib/play/page/play_state.ts";
import type { Random } from "../../../lib/random.ts";

const LETTERS = "ABCXYZabcxyz0189_-";

/** Samples a state that the page can be in. */
export function sampleState(random: Random): PlayState {
  const coordinates = list(
    random,
    9,
    () =>
      random.bernoulli(0.4)
        ? undefined
        : roundCoordinate(random.uniform(-MAX_COORDINATE, MAX_COORDINATE)),
  );
  while (coordinates.length > 0 && coordinates.at(-1) === undefined) coordinates.pop();
  const fractions = list(
    random,
    MAX_KEPT_PARTS,
    () => roundFraction(random.uniform(0.01, MAX_KEEP)),
  );
  return {
    style: sampleSeed(random),
    coordinates,
    noise: sampleSeed(random),
    temperature: roundFraction(random.uniform()),
    kept: ascending(fractions).map((fraction) => ({ fraction, noise: sampleSeed(random) })),
    locked: ascending(list(random, 5, () => random.integer(0, 9))),
    keep: random.bernoulli(0.5) ? 0 : roundFraction(random.uniform(0, MAX_KEEP), MAX_KEEP),
    ...(random.bernoulli(0.3)
      ? {
        given: Array.from({ length: 70 }, () => LETTERS[random.integer(0, LETTERS.length - 1)])
          .join(
            "",
          ),
      }
      : {}),
    ...(random.bernoulli(0.3) ? { variant: random.integer(0, VARIANTS - 1) } : {}),
  };
}

function sampleSeed(random: Random): number {
  const seeds = [0, 1, MAX_SEED, Math.floor(random.uniform(0, MAX_SEED))];
  return seeds[random.integer(0, seeds.length - 1)]!;
}

function list<T>(random: Random, maxLength: number, sample: () => T): T[] {
  return Array.from({ length: random.integer(0, maxLength) }, sample);
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
