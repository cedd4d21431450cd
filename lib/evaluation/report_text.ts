/**
 * The results of an evaluation as text: for a terminal, and in Markdown.
 *
 * @module
 */
import { markdownTable } from "./markdown_table.ts";
import type { EvaluationReport } from "./report.ts";
import { likelihoodMeasures, reportCells, reportExplanations } from "./report_measures.ts";

/**
 * The table for a terminal of 80 columns: one line per measure and one column per set, with the names
 * of the sets above.
 *
 * @param report The results.
 */
export function reportTable(report: EvaluationReport): string {
  const [headings, ...sets] = reportCells(report);
  const letters = sets.map((_, i) => String.fromCharCode("A".charCodeAt(0) + i));
  const [, ...lines] = headings!.map((heading, column) => [
    heading,
    ...sets.map((cells) => cells[column]!),
  ]);
  const table = [["", ...letters], ...lines];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return [
    ...sets.map(([name], i) => `${letters[i]}  ${name}`),
    "",
    ...table.map((row) =>
      row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
      ).join("  ")
    ),
    ...likelihoodLines(report).map((line, i) => i === 0 ? `\n${line}` : line),
  ].join("\n");
}

/** Bounds and latent space as aligned lines; none where they were not measured. */
function likelihoodLines({ likelihood }: EvaluationReport): string[] {
  const measures = likelihoodMeasures(likelihood);
  const headingWidth = Math.max(...measures.map(({ heading }) => heading.length));
  const valueWidth = Math.max(...measures.map(({ value }) => value.length));
  return measures.map(({ heading, value }) =>
    `${heading.padEnd(headingWidth)}  ${value.padStart(valueWidth)}`
  );
}

/**
 * The whole report as Markdown.
 *
 * @param report The results.
 */
export function reportMarkdown(report: EvaluationReport): string {
  const [header, ...rows] = reportCells(report);
  const { columns, notes } = reportExplanations();
  return [
    "# Evaluation",
    "",
    introduction(report),
    "",
    ...markdownTable(`l${"r".repeat(header!.length - 1)}`, header!, rows),
    "",
    ...columns.map(({ heading, explanation }) => `- **${heading}**: ${explanation}.`),
    "",
    ...likelihoodMarkdown(report),
    ...notes.flatMap((note) => [note, ""]),
  ].join("\n");
}

function introduction(
  { reference, referenceSize, model, seed, version }: EvaluationReport,
): string {
  const { signatures, writers } = referenceSize;
  const name = reference === null ? "held-out built-in signatures" : `\`${reference}\``;
  return `Reference: ${name}, ${signatures} signatures of ${writers} writers. Model: ${
    model === null ? "none" : `\`${model}\``
  }. Seed ${seed}, version ${version}.`;
}

function likelihoodMarkdown({ likelihood }: EvaluationReport): string[] {
  const measures = likelihoodMeasures(likelihood);
  if (measures.length === 0) return [];
  return [
    "## Likelihood and latent space",
    "",
    ...markdownTable(
      "lr",
      ["measure", "value"],
      measures.map(({ heading, value }) => [heading, value]),
    ),
    "",
    ...measures.map(({ heading, explanation }) => `- **${heading}**: ${explanation}.`),
    "",
  ];
}
