/**
 * The report of a comparison of models.
 *
 * @module
 */
import { join } from "node:path";
import { classifierCells } from "../evaluation/compare_by_classifier.ts";
import { statisticCells } from "../evaluation/compare_statistics.ts";
import { type ComparisonPage, renderComparisonPage } from "../report/comparison_page.ts";
import type { ComparisonRow } from "../report/sections/comparisons.ts";
import { REPORT_FILE } from "../training/run_folder.ts";
import { writeFileAtomically } from "../training/write_file_atomically.ts";
import { commandLine, VERSION } from "./application.ts";
import type { CompareRequest } from "./compare_request.ts";
import { formatFlag } from "./run_commands.ts";

/** What a comparison found. */
export type ComparisonResults = Pick<ComparisonPage, "models" | "rows" | "verdicts" | "sets">;

/**
 * Writes `comparison.md`, `comparison.json` and `report.html`.
 *
 * @param request What was compared.
 * @param results What was found.
 * @param trained Folders that the models were trained on.
 * @returns What `comparison.json` has.
 */
export async function writeComparison(
  request: CompareRequest,
  results: ComparisonResults,
  trained: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const { out, seed, count, temperature, heldOut, compare, data } = request;
  const { models, rows } = results;
  const settings = { models, seed, samples: count, temperature, heldOut };
  const report = { version: VERSION, ...settings, comparisons: rows };
  const page = renderComparisonPage({
    ...results,
    folders: [...data ?? [], ...trained],
    commands: [
      { label: "Compare the same again", command: comparisonCommand(request, models) },
    ],
    settings: { ...settings, compare, data: data ?? null },
    version: VERSION,
    written: new Date(),
  });
  await Deno.mkdir(out, { recursive: true });
  await writeFileAtomically(join(out, "comparison.md"), comparisonMarkdown(models, rows));
  await writeFileAtomically(
    join(out, "comparison.json"),
    JSON.stringify(report, null, 2) + "\n",
  );
  await writeFileAtomically(join(out, REPORT_FILE), page);
  return report;
}

/**
 * A comparison in words, such as `"a" is nearer to "images" than "b": its distance (MMD^2 x1000) is
 * smaller by 4.7 +- 1.2 (40 writers)`.
 *
 * @param models The models that are one model, cross-validated.
 * @param row The comparison.
 */
export function describeRow(models: readonly string[], row: ComparisonRow): string {
  const { model, difference, standardError, verdict, writers } = row;
  const data = describeFolders(row.data);
  const first = models.join('" and "');
  if (difference === 0 && standardError === 0) {
    return `"${first}" and "${model}" generate the same signatures, equally near to ${data} ` +
      `(${writers} writers)`;
  }
  const figures = `${Math.abs(difference).toFixed(1)} +- ${standardError.toFixed(1)}`;
  const [near, far] = difference > 0 ? [first, model] : [model, first];
  const claim = verdict === "no significant difference"
    ? `no significant difference between "${first}" and "${model}": the distances (MMD^2 x1000) to ` +
      `${data} differ by`
    : `"${near}" is nearer to ${data} than "${far}": its distance (MMD^2 x1000) is smaller by`;
  return `${claim} ${figures} (${writers} writers)`;
}

/**
 * A classifier two-sample test in words, such as `a classifier tells samples of "a" from "images" with an
 * AUC of 0.86, of "b" with 0.89: "a" is nearer by 0.03 +- 0.01`.
 *
 * @param models The models that are one model, cross-validated.
 * @param row The comparison.
 */
export function describeClassifier(
  models: readonly string[],
  { model, data, classifier }: ComparisonRow,
): string {
  const { first, second, difference, standardError, verdict } = classifier;
  const name = models.join('" and "');
  const near = difference > 0 ? name : model;
  const figures = `${Math.abs(difference).toFixed(3)} +- ${standardError.toFixed(3)}`;
  const claims: Record<string, string> = {
    "no significant difference": `no significant difference, ${figures}`,
    "too far to rank": "both are too far from it for this measure to rank them",
  };
  const claim = claims[verdict] ?? `"${near}" is nearer by ${figures}`;
  return `a classifier tells samples of "${name}" from ${describeFolders(data)} with an AUC of ` +
    `${first.toFixed(3)}, of "${model}" with ${second.toFixed(3)}: ${claim}`;
}

function describeFolders(data: ComparisonRow["data"]): string {
  return data.map((name) => name === null ? "built-in signatures" : `"${name}"`).join(" and ");
}

function comparisonMarkdown(models: readonly string[], rows: readonly ComparisonRow[]): string {
  const cells = rows.map(({ model, data, difference, standardError, interval, ...row }) => [
    `\`${model}\``,
    data.map((name) => name === null ? "held-out built-in signatures" : `\`${name}\``).join(", "),
    String(row.writers),
    difference.toFixed(2),
    standardError.toFixed(2),
    interval.map((end) => end.toFixed(2)).join(" to "),
    { "first is nearer": "model", "second is nearer": "other model" }[row.verdict as string] ??
      row.verdict,
  ]);
  const header = ["other model", "reference", "writers", "difference", "+-", "95 %", "nearer"];
  return [
    "# Comparison",
    "",
    `Model: ${models.map((name) => `\`${name}\``).join(", ")}.` +
    (models.length > 1
      ? " Cross-validated: each is compared by the writers that it held out."
      : ""),
    "",
    ...[header, ["---", "---", "---:", "---:", "---:", "---:", "---"], ...cells]
      .map((row) => `| ${row.join(" | ")} |`),
    "",
    "- **difference**: squared maximum mean discrepancy of the other model to the reference minus " +
    "that of the model, times 1,000, under the kernel exp(-|x - y|^2 / d) of feature vectors. " +
    "Positive where the model is nearer to the reference. Each writer counts once.",
    "- **+-**: its standard error, by a bootstrap over writers and samples, paired: both models are " +
    "compared with the same resampled writers, and their samples come from the same noise.",
    "- **95 %**: confidence interval, with Student's t for the number of writers.",
    "- **nearer**: which one is nearer, where the interval excludes 0.",
    "",
    ...classifierMarkdown(rows),
    ...rows.flatMap(statisticsMarkdown),
  ].join("\n");
}

function classifierMarkdown(rows: readonly ComparisonRow[]): string[] {
  const header = ["other model", "reference", "model", "other model", "difference", "+-", "95 %"];
  const cells = rows.map(({ model, data, classifier }) => [
    `\`${model}\``,
    data.map((name) => name === null ? "held-out built-in signatures" : `\`${name}\``).join(", "),
    ...classifierCells(classifier),
  ]);
  return [
    "## Classifier two-sample test",
    "",
    ...[header, ["---", "---", "---:", "---:", "---:", "---:", "---:"], ...cells]
      .map((row) => `| ${row.join(" | ")} |`),
    "",
    "A linear classifier of the feature vectors is trained to tell samples of both models from real " +
    "signatures, and tested on writers and samples that it has not seen (Lopez-Paz & Oquab 2017). The " +
    "AUC is the probability that it finds a real signature more real than a sample: about 0.5, or " +
    "less with few writers, where it cannot tell them apart, 1 where it always can. The difference is positive where the model is " +
    "nearer to the reference; its standard error is over writers and samples (DeLong et " +
    "al. 1988). Where both AUCs are close to 1, they do not say which model is nearer.",
    "",
  ];
}

function statisticsMarkdown({ model, data, statistics }: ComparisonRow): string[] {
  const header = ["statistic", "model", "other model", "difference", "95 %"];
  const cells = statistics.map(statisticCells);
  const folders = data.map((name) => name ?? "held-out built-in signatures").join(", ");
  return [
    `## Stroke statistics: ${model}, on ${folders}`,
    "",
    ...[header, ["---", "---:", "---:", "---:", "---:"], ...cells]
      .map((row) => `| ${row.join(" | ")} |`),
    "",
    "Wasserstein-1 distance of the distribution of each statistic to that of the reference, in the " +
    "unit of the statistic; lower is better.",
    "",
  ];
}

/** The command that repeats a comparison. */
function comparisonCommand(
  { compare, data, heldOut, count, seed, temperature, forgeries, writerPattern }: CompareRequest,
  models: readonly string[],
): string {
  const each = (name: string, values: readonly string[] = []) =>
    values.flatMap((value) => formatFlag(name, value));
  const flags = { count, seed, temperature, forgeries, writerPattern };
  return commandLine([
    "evaluate",
    ...each("model", models),
    ...each("compare", compare),
    ...each("data", data),
    ...formatFlag("heldOut", heldOut || undefined),
    ...Object.entries(flags).flatMap(([name, value]) => formatFlag(name, value)),
  ].join(" "));
}
