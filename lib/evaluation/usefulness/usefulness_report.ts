/**
 * The results of an experiment on usefulness: as data, as a table and as Markdown.
 *
 * @module
 */
import { markdownTable } from "../markdown_table.ts";
import {
  type Interval,
  type IntervalEstimate,
  pairedDifference,
  withInterval,
  worthInSignatures,
} from "./error_rate_bootstrap.ts";
import type { RecipeResult } from "./measure_usefulness.ts";
import { BOTH, fewSignatures, REAL, REAL_SIGNATURES, SYNTHETIC } from "./training_recipes.ts";

/** Kinds of forgeries. */
export type ForgeryKind = "random" | "skilled";

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
  const kinds = (["random", "skilled"] as const)
    .filter((kind) => results.every((result) => result[kind] !== undefined));
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
        const verdict = verdictOf(difference.interval);
        return { first: first!.name, second: second!.name, kind, ...difference, verdict };
      })
    ),
    worth: REAL_SIGNATURES.map((signatures) => ({
      signatures,
      ...worthInSignatures(byId.get(fewSignatures(signatures, true).id)!.random, curve),
    })),
  };
}

function verdictOf([low, high]: Interval): UsefulnessVerdict {
  if (high < 0) return "better";
  return low > 0 ? "worse" : "no significant difference";
}

const NAME_WIDTH = 42;
const RATE_WIDTH = 19;

/**
 * The report as text of at most 80 columns.
 *
 * @param report The report.
 */
export function usefulnessTable(report: UsefulnessReport): string {
  const kinds = kindsOf(report);
  const lines = [
    "equal error rate on real writers whom the verifier has not seen, 95 % interval",
    "",
    "trained on".padEnd(NAME_WIDTH) +
    kinds.map((kind) => `${kind} forgeries`.padStart(RATE_WIDTH)).join(""),
    ...report.rows.map(({ name, rates }) =>
      name.padEnd(NAME_WIDTH) +
      kinds.map((kind) => describeRate(rates[kind]!).padStart(RATE_WIDTH)).join("")
    ),
  ];
  for (const kind of kinds) {
    lines.push("", `differences, ${kind} forgeries, in percentage points`);
    for (const comparison of report.comparisons) {
      if (comparison.kind === kind) lines.push(...describeComparison(comparison));
    }
  }
  lines.push("", ...report.worth.map(describeWorth));
  return lines.join("\n");
}

function kindsOf({ rows }: UsefulnessReport): ForgeryKind[] {
  return (["random", "skilled"] as const).filter((kind) => rows[0]?.rates[kind] !== undefined);
}

/** Such as `4.2 % (3.1-5.6)`. */
function describeRate({ value, interval: [low, high] }: IntervalEstimate): string {
  return `${percent(value)} % (${percent(low)}-${percent(high)})`;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function signed(value: number): string {
  const text = percent(value);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

function describeComparison(comparison: UsefulnessComparison): string[] {
  const { first, second, value, interval: [low, high], verdict } = comparison;
  return [
    `  ${first} - ${second}`,
    `    ${signed(value)} (${signed(low)} to ${signed(high)}): ${verdict}` +
    (verdict === "no significant difference" ? `; worse by at most ${percent(high)}` : ""),
  ];
}

function describeWorth({ signatures, value, interval: [low, high] }: SignatureWorth): string {
  const max = Math.max(...REAL_SIGNATURES);
  const number = (value: number) => value >= max ? `${max} or more` : value.toFixed(1);
  return `${signatures} real + variants is worth ${number(value)} real signatures a writer ` +
    `(${low.toFixed(1)} to ${number(high)})`;
}

/**
 * The report as a Markdown document.
 *
 * @param report The report.
 */
export function usefulnessMarkdown(report: UsefulnessReport): string {
  const { real, synthetic, folds, steps, references, seed, trainingWriters } = report;
  const kinds = kindsOf(report);
  return [
    "# Usefulness",
    "",
    `The same small verifier is trained on different signatures and tested on writers of ` +
    `\`${report.data}\` whom it has not seen: ${real.writers} writers, ${real.signatures} genuine ` +
    `signatures, ${real.forgeries} skilled forgeries, in ${folds} folds. Each verifier is trained ` +
    `with ${steps} updates, on ${Math.round(trainingWriters)} real writers, on ` +
    `${synthetic.writers} synthetic ones with ${synthetic.signatures} signatures each (model ` +
    `\`${synthetic.model}\`), or both. Seed ${seed}.`,
    "",
    ...markdownTable(
      `l${"r".repeat(kinds.length)}`,
      ["trained on", ...kinds.map((kind) => `${kind} forgeries`)],
      report.rows.map(({ name, rates }) => [
        name,
        ...kinds.map((kind) => describeRate(rates[kind]!)),
      ]),
    ),
    "",
    ...markdownTable(
      "lllrl",
      ["first", "second", "forgeries", "first - second, points", "first is"],
      report.comparisons.map(({ first, second, kind, value, interval: [low, high], verdict }) => [
        first,
        second,
        kind,
        `${signed(value)} (${signed(low)} to ${signed(high)})`,
        verdict,
      ]),
    ),
    "",
    ...report.worth.map((worth) => `- ${describeWorth(worth)}`),
    "",
    "## How it is measured",
    "",
    `- **Equal error rate**: genuine signatures are rejected as often as forgeries are accepted, ` +
    `with one threshold for all writers of a fold. The score of a signature is its distance to ` +
    `the nearest of up to ${references} references of the writer. Every writer counts the same.`,
    "- **Random forgeries** are the genuine signatures of the other writers of the fold; **skilled** " +
    "ones are those of the folder. No verifier is trained on forgeries.",
    "- **Intervals** are those of a bootstrap over the writers, 95 %. Differences are paired: both " +
    "verifiers are tested on the same resampled writers. The intervals do not cover how much " +
    "verifiers of other seeds would differ; the folds have a verifier each, so part of it averages " +
    "out.",
    "- **Worth**: the number of real signatures a writer, without variants, that gives the same " +
    "equal error rate, between those that were measured.",
    "",
  ].join("\n");
}
