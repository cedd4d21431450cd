/**
 * The page of a comparison of models.
 *
 * @module
 */
import { modelName } from "./describe.ts";
import { renderPage } from "./page.ts";
import { type ComparisonRow, comparisonSections } from "./sections/comparisons.ts";
import { type ExampleSet, setSection } from "./sections/images.ts";
import { type ReportCommand, reproduceSection } from "./sections/reproduce.ts";

/** What a page shows of a comparison. */
export interface ComparisonPage {
  /** The models that are one model, cross-validated; mostly one. */
  readonly models: readonly string[];
  /** The results. */
  readonly rows: readonly ComparisonRow[];
  /** The results in words, one sentence for each. */
  readonly verdicts: readonly string[];
  /** Examples of the references and of each model, as they were measured. */
  readonly sets: readonly ExampleSet[];
  /** Folders of signatures that the page shows. */
  readonly folders: readonly string[];
  /** Commands to repeat the comparison. */
  readonly commands: readonly ReportCommand[];
  /** Settings of the comparison. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Version of this package. */
  readonly version: string;
  /** When the page is written. */
  readonly written: Date;
}

/**
 * Renders the page of a comparison.
 *
 * @param comparison What to show.
 * @returns An HTML document.
 */
export function renderComparisonPage(comparison: ComparisonPage): string {
  const { models, rows, verdicts, sets, folders, commands, settings, version, written } =
    comparison;
  const [first] = rows;
  return renderPage({
    kind: "Comparison",
    name: models.map(modelName).join(", "),
    status: {
      kind: "done",
      text: "Compared",
      detail: `with ${[...new Set(rows.map(({ model }) => modelName(model)))].join(", ")}`,
    },
    facts: first === undefined ? [] : [
      ["writers", String(Math.max(...rows.map(({ writers }) => writers)))],
      ["samples of each model", String(first.samples)],
    ],
    sections: [
      ...comparisonSections(rows, verdicts),
      setSection(sets),
      reproduceSection(commands, settings),
    ],
    privateFolders: [...new Set(folders)],
    version,
    written,
  });
}
