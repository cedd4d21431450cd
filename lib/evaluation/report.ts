/**
 * What an evaluation found, as data and as a table.
 *
 * @module
 */
import type { Comparison } from "./compare_sets.ts";
import type { SignatureSet, Statistic } from "./signature_set.ts";

/** What was found of one set of signatures. */
export interface EvaluationRow {
  /** What the set is. */
  readonly name: string;
  /** How many signatures. */
  readonly count: number;
  /** How far it is from the reference. */
  readonly comparison: Comparison;
  /** Medians over the set. */
  readonly medians: SignatureSet["medians"];
  /** How many are no drawing of a signature, by what is wrong. */
  readonly degenerate: SignatureSet["degenerate"];
  /** Distance to the training data over that of held-out signatures, where it is known. */
  readonly memorisation?: number | undefined;
}

/** What an evaluation found. */
export interface EvaluationReport {
  /** Version of this package. */
  readonly version: string;
  /** The folder of the reference, or `null` for held-out built-in signatures. */
  readonly reference: string | null;
  /** Signatures and writers of the reference. */
  readonly referenceSize: { readonly signatures: number; readonly writers: number };
  /** The model's file, or `null` where only baselines were compared. */
  readonly model: string | null;
  /** Names the draw. */
  readonly seed: number;
  /** What was found: first the floor, then baselines, then the model. */
  readonly rows: readonly EvaluationRow[];
}

const STATISTIC_COLUMNS: readonly (readonly [string, Statistic, number])[] = [
  ["ink", "inkRatio", 3],
  ["aspect", "aspect", 2],
  ["pieces", "components", 0],
  ["width", "strokeWidth", 2],
  ["length", "skeletonPixels", 0],
  ["branch", "branchPixels", 0],
  ["holes", "holes", 0],
];

const HEADER = [
  "set",
  "KID x1000",
  "+-",
  "Frechet",
  "density",
  "coverage",
  ...STATISTIC_COLUMNS.map(([title]) => title),
  "degenerate %",
  "memorised",
];

/** The lines that say what the columns are. The scale was measured with 500 signatures each. */
const LEGEND: readonly string[] = [
  "KID x1000 (lower is closer; a perfect model scores as the first row, about 0, within the error): " +
  "unbiased kernel distance under (x.y/d + 1)^3, pairs of one writer left out; +- is its standard " +
  "error by the jackknife over writers, most of it common to all rows.",
  "For scale, KID x1000 of damaged built-in signatures against others of 1,000 other writers: 0 +- 4 " +
  "undamaged; a tremor of 1, 2 or 4 pixels 170, 1,300, 8,700; strokes thickened by 1, 2 or 3 pixels " +
  "on each side 900, 5,800, 15,000; blurred by 1, 2 or 3 pixels 2,200, 20,000, 53,000; tiles of 32, 16 " +
  "or 8 pixels shuffled 3,600, 12,000, 36,000.",
  "Frechet (lower is closer), density and coverage (1 and higher are closer; k = 5, neighbourhoods " +
  "reach to other writers): against one half of the reference's writers, with as many samples as " +
  "the other half has, which is the first row.",
  "Medians of the normalised pictures (64 x 128): ink is the share of the picture and width the " +
  "typical stroke in pixels before strokes are brought to one width; pieces of ink; length of the " +
  "skeleton and its branch points in pixels; holes.",
  "degenerate: empty, cut off at the edge of the canvas, or blobs (ink over length above 5 pixels).",
  "memorised: median distance to the nearest training signature over the same of held-out " +
  "signatures; about 1 is as it should be, far below 1 is copying; of built-in training signatures " +
  "1,000 are looked at, of a folder up to 5,000; - where the training data is not known.",
];

/**
 * The table as rows of cells, header first.
 *
 * @param report What was found.
 */
export function reportCells({ rows }: EvaluationReport): string[][] {
  return [
    HEADER,
    ...rows.map(({ name, count, comparison, medians, degenerate, memorisation }) => {
      const { kid, frechet, density, coverage } = comparison;
      const bad = Object.values(degenerate).reduce((sum, number) => sum + number, 0);
      return [
        name,
        kid.value.toFixed(0),
        kid.standardError.toFixed(0),
        frechet.toFixed(0),
        density.toFixed(2),
        coverage.toFixed(2),
        ...STATISTIC_COLUMNS.map(([, statistic, digits]) => medians[statistic].toFixed(digits)),
        (100 * bad / count).toFixed(1),
        memorisation === undefined ? "-" : memorisation.toFixed(2),
      ];
    }),
  ];
}

/**
 * The table for a terminal, in columns.
 *
 * @param report What was found.
 */
export function reportTable(report: EvaluationReport): string {
  const cells = reportCells(report);
  const widths = HEADER.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
    ).join("  ").trimEnd()
  ).join("\n");
}

/**
 * The whole report as Markdown.
 *
 * @param report What was found.
 */
export function reportMarkdown(report: EvaluationReport): string {
  const [header, ...rows] = reportCells(report).map((row) => `| ${row.join(" | ")} |`);
  const rule = `| --- |${" ---: |".repeat(HEADER.length - 1)}`;
  const { signatures, writers } = report.referenceSize;
  return [
    "# Evaluation",
    "",
    `Reference: ${
      report.reference === null ? "held-out built-in signatures" : `\`${report.reference}\``
    }, ${signatures} signatures of ${writers} writers. Model: ${
      report.model === null ? "none" : `\`${report.model}\``
    }. Seed ${report.seed}, version ${report.version}.`,
    "",
    header!,
    rule,
    ...rows,
    "",
    ...LEGEND.map((line) => `- ${line}`),
    "",
  ].join("\n");
}
