/**
 * The report of a comparison of models.
 *
 * @module
 */
import { join } from "node:path";
import { type ComparisonPage, renderComparisonPage } from "../../report/comparison_page.ts";
import { REPORT_FILE } from "../../training/run/run_folder.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import { commandLine, VERSION } from "../application.ts";
import { formatFlag } from "../train/run_commands.ts";
import type { CompareRequest } from "./compare_request.ts";
import { comparisonMarkdown } from "./comparison_markdown.ts";

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
