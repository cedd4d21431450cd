/**
 * The results of a comparison of models in Markdown.
 *
 * @module
 */
import { classifierCells, type ClassifierVerdict } from "../../evaluation/compare_by_classifier.ts";
import { statisticCells } from "../../evaluation/compare_statistics.ts";
import { markdownTable } from "../../evaluation/markdown_table.ts";
import type { ComparisonRow } from "../../report/sections/comparisons.ts";

/**
 * The text of `comparison.md`.
 *
 * @param models The models that are one model, cross-validated.
 * @param rows The comparisons.
 */
export function comparisonMarkdown(
  models: readonly string[],
  rows: readonly ComparisonRow[],
): string {
  const crossValidated = models.length > 1
    ? " Cross-validated: each is compared by the writers that it held out."
    : "";
  return [
    "# Comparison",
    "",
    `Model: ${models.map((name) => `\`${name}\``).join(", ")}.${crossValidated}`,
    "",
    ...distanceLines(rows),
    ...classifierLines(rows),
    ...rows.flatMap(statisticLines),
  ].join("\n");
}

function distanceLines(rows: readonly ComparisonRow[]): string[] {
  const cells = rows.map(({ writers, difference, standardError, interval, verdict, ...row }) => [
    ...comparedCells(row),
    String(writers),
    difference.toFixed(2),
    standardError.toFixed(2),
    interval.map((end) => end.toFixed(2)).join(" to "),
    nearerCell(verdict),
  ]);
  const header = ["other model", "reference", "writers", "difference", "+-", "95 %", "nearer"];
  return [
    ...markdownTable("llrrrrl", header, cells),
    "",
    "- **difference**: squared maximum mean discrepancy of the other model to the reference minus " +
    "that of the model, times 1,000, under the kernel exp(-|x - y|^2 / d) of feature vectors. " +
    "Positive where the model is nearer to the reference. Each writer counts once.",
    "- **+-**: its standard error, by a bootstrap over writers and samples, paired: both models are " +
    "compared with the same resampled writers, and their samples come from the same noise.",
    "- **95 %**: confidence interval, with Student's t for the number of writers.",
    "- **nearer**: which one is nearer, where the interval excludes 0.",
    "",
  ];
}

function classifierLines(rows: readonly ComparisonRow[]): string[] {
  const cells = rows.map(({ classifier, ...row }) => [
    ...comparedCells(row),
    ...classifierCells(classifier),
    nearerCell(classifier.verdict),
  ]);
  const aucs = ["model", "other model", "difference", "+-", "95 %"];
  return [
    "## Classifier two-sample test",
    "",
    ...markdownTable("llrrrrrl", ["other model", "reference", ...aucs, "nearer"], cells),
    "",
    "A linear classifier of the feature vectors is trained to tell samples of both models from real " +
    "signatures, and tested on writers and samples that it has not seen (Lopez-Paz & Oquab 2017). The " +
    "AUC is the probability that it finds a real signature more real than a sample: about 0.5, or " +
    "less with few writers, where it cannot tell them apart, 1 where it always can. The difference is " +
    "positive where the AUC of the model is lower; its standard error is over writers and samples " +
    "(DeLong et al. 1988). Where both AUCs are close to 1, or one is below 0.5 and neither " +
    "significantly above, they do not say which model is nearer.",
    "",
  ];
}

function statisticLines({ model, data, statistics }: ComparisonRow): string[] {
  const folders = data.map((name) => name ?? "held-out built-in signatures").join(", ");
  const header = ["statistic", "model", "other model", "difference", "95 %"];
  return [
    `## Stroke statistics: ${model}, on ${folders}`,
    "",
    ...markdownTable("lrrrr", header, statistics.map(statisticCells)),
    "",
    "Wasserstein-1 distance of the distribution of each statistic to that of the reference, in the " +
    "unit of the statistic; lower is better.",
    "",
  ];
}

/** The cells that say what is compared with the model, and on which signatures. */
function comparedCells({ model, data }: Pick<ComparisonRow, "model" | "data">): string[] {
  const folders = data.map((name) =>
    name === null ? "held-out built-in signatures" : `\`${name}\``
  );
  return [`\`${model}\``, folders.join(", ")];
}

/** The cell that says which model is nearer. */
function nearerCell(verdict: ClassifierVerdict): string {
  if (verdict === "first is nearer") return "model";
  return verdict === "second is nearer" ? "other model" : verdict;
}
