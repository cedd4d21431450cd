/**
 * The results of an experiment on usefulness.
 *
 * @module
 */
import type { Interval } from "../confidence_interval.ts";
import {
  type IntervalEstimate,
  pairedDifference,
  withInterval,
  worthInSignatures,
} from "./error_rate_bootstrap.ts";
import type { RecipeResult } from "./measure_usefulness.ts";
import { BOTH, fewSignatures, REAL, REAL_SIGNATURES, SYNTHETIC } from "./training_recipes.ts";

/** All kinds of forgeries. */
export const FORGERY_KINDS = ["random", "skilled"] as const;

/** Kinds of forgeries. */
export type ForgeryKind = typeof FORGERY_KINDS[number];

/** The error rates of one recipe. */
export interface UsefulnessRow {
  /** Identifies the recipe. */
  readonly id: string;
  /** What the verifier was trained on. */
  readonly name: string;
  /** Equal error rates, 0 to 1; without forgeries of a kind, absent. */
  readonly rates: Readonly<Partial<Record<ForgeryKind, IntervalEstimate>>>;
}

/** What a comparison of two recipes says. */
export type UsefulnessVerdict = "better" | "worse" | "no significant difference";

/** A comparison of two recipes. */
export interface UsefulnessComparison extends IntervalEstimate {
  /** Name of the first recipe. */
  readonly first: string;
  /** Name of the second recipe. */
  readonly second: string;
  /** Kind of forgeries. */
  readonly kind: ForgeryKind;
  /** Whether the first is better, where the interval excludes 0. */
  readonly verdict: UsefulnessVerdict;
}

/** How many real signatures a writer others are worth. */
export interface SignatureWorth extends IntervalEstimate {
  /** Real signatures of a writer, with variants. */
  readonly signatures: number;
}

/** What was measured on what. */
export interface UsefulnessSettings {
  /** Version of this package. */
  readonly version: string;
  /** The folder of real signatures. */
  readonly data: string;
  /** Writers, genuine signatures and skilled forgeries of the folder. */
  readonly real: {
    readonly writers: number;
    readonly signatures: number;
    readonly forgeries: number;
  };
  /** The model that generated the synthetic writers, how many, signatures of each, temperature. */
  readonly synthetic: {
    readonly model: string;
    readonly writers: number;
    readonly signatures: number;
    readonly temperature: number;
  };
  /** Seed of everything. */
  readonly seed: number;
  /** Number of folds. */
  readonly folds: number;
  /** Updates of each verifier. */
  readonly steps: number;
  /** References of a writer, at most. */
  readonly references: number;
}

/** The results of an experiment. */
export interface UsefulnessReport extends UsefulnessSettings {
  /** Mean number of real writers that a verifier is trained on. */
  readonly trainingWriters: number;
  /** Error rates of each recipe. */
  readonly rows: readonly UsefulnessRow[];
  /** Paired differences: first minus second, negative where the first is better. */
  readonly comparisons: readonly UsefulnessComparison[];
  /** What signatures with variants are worth, by random forgeries. */
  readonly worth: readonly SignatureWorth[];
}

/** Pairs of recipes that are compared. */
const COMPARED = [
  [SYNTHETIC, REAL],
  [BOTH, REAL],
  ...REAL_SIGNATURES.map((count) => [fewSignatures(count, true), fewSignatures(count, false)]),
  [fewSignatures(1, true), fewSignatures(3, false)],
] as const;

/**
 * Draws conclusions from the error rates.
 *
 * @param settings What was measured.
 * @param results Error rates of each recipe.
 */
export function reportUsefulness(
  settings: UsefulnessSettings,
  results: readonly RecipeResult[],
): UsefulnessReport {
  const byId = new Map(results.map((result) => [result.recipe.id, result]));
  const kinds = FORGERY_KINDS.filter((kind) =>
    results.every((result) => result[kind] !== undefined)
  );
  const curve = REAL_SIGNATURES.map((signatures) => ({
    signatures,
    rates: byId.get(fewSignatures(signatures, false).id)!.random,
  }));
  return {
    ...settings,
    trainingWriters: byId.get(REAL.id)!.realWriters,
    rows: results.map((result) => ({
      id: result.recipe.id,
      name: result.recipe.name,
      rates: Object.fromEntries(kinds.map((kind) => [kind, withInterval(result[kind]!)])),
    })),
    comparisons: kinds.flatMap((kind) =>
      COMPARED.map(([first, second]): UsefulnessComparison => {
        const rates = [byId.get(first!.id)![kind]!, byId.get(second!.id)![kind]!] as const;
        const difference = pairedDifference(...rates);
        const verdict = usefulnessVerdict(difference.interval);
        return { first: first!.name, second: second!.name, kind, ...difference, verdict };
      })
    ),
    worth: REAL_SIGNATURES.map((signatures) => ({
      signatures,
      ...worthInSignatures(byId.get(fewSignatures(signatures, true).id)!.random, curve),
    })),
  };
}

function usefulnessVerdict([low, high]: Interval): UsefulnessVerdict {
  if (high < 0) return "better";
  return low > 0 ? "worse" : "no significant difference";
}
