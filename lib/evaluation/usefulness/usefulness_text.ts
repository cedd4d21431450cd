/**
 * The results of an experiment on usefulness as text: for a terminal, and in Markdown.
 *
 * @module
 */
import { markdownTable } from "../markdown_table.ts";
import type { IntervalEstimate } from "./error_rate_bootstrap.ts";
import { REAL_SIGNATURES } from "./training_recipes.ts";
import {
  FORGERY_KINDS,
  type ForgeryKind,
  type SignatureWorth,
  type UsefulnessComparison,
  type UsefulnessReport,
} from "./usefulness_report.ts";

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
  return FORGERY_KINDS.filter((kind) => rows[0]?.rates[kind] !== undefined);
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
  return [
    "# Usefulness",
    "",
    introduction(report),
    "",
    ...ratesTable(report),
    "",
    ...comparisonsTable(report),
    "",
    ...report.worth.map((worth) => `- ${describeWorth(worth)}`),
    "",
    "## How it is measured",
    "",
    ...explanations(report),
    "",
  ].join("\n");
}

function introduction(
  { data, real, synthetic, folds, steps, trainingWriters, seed }: UsefulnessReport,
): string {
  return `The same small verifier is trained on different signatures and tested on writers of ` +
    `\`${data}\` whom it has not seen: ${real.writers} writers, ${real.signatures} genuine ` +
    `signatures, ${real.forgeries} skilled forgeries, in ${folds} folds. Each verifier is trained ` +
    `with ${steps} updates, on ${Math.round(trainingWriters)} real writers, on ` +
    `${synthetic.writers} synthetic ones with ${synthetic.signatures} signatures each (model ` +
    `\`${synthetic.model}\`), or both. Seed ${seed}.`;
}

function ratesTable(report: UsefulnessReport): string[] {
  const kinds = kindsOf(report);
  return markdownTable(
    `l${"r".repeat(kinds.length)}`,
    ["trained on", ...kinds.map((kind) => `${kind} forgeries`)],
    report.rows.map(({ name, rates }) => [
      name,
      ...kinds.map((kind) => describeRate(rates[kind]!)),
    ]),
  );
}

function comparisonsTable({ comparisons }: UsefulnessReport): string[] {
  return markdownTable(
    "lllrl",
    ["first", "second", "forgeries", "first - second, points", "first is"],
    comparisons.map(({ first, second, kind, value, interval: [low, high], verdict }) => [
      first,
      second,
      kind,
      `${signed(value)} (${signed(low)} to ${signed(high)})`,
      verdict,
    ]),
  );
}

function explanations({ references }: UsefulnessReport): string[] {
  return [
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
  ];
}
