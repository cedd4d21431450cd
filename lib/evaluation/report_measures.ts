/**
 * The measures of an evaluation as cells of tables, with their explanations.
 *
 * @module
 */
import { NEIGHBOURS } from "./compare_sets.ts";
import type { EvaluationReport, EvaluationRow, Likelihood, MeanEstimate } from "./report.ts";
import { STATISTICS } from "./statistics.ts";

/** A column of the report. */
interface Column {
  readonly heading: string;
  /** What it is, in Markdown; starts in lower case, no final period. */
  readonly explanation?: string;
  readonly cell: (row: EvaluationRow) => string;
}

/**
 * The columns of the report. A measurement of single signatures is a `Statistic` instead, which
 * becomes a column automatically.
 */
const COLUMNS: readonly Column[] = [
  { heading: "set", cell: ({ name }) => name },
  {
    heading: "KID x1000",
    explanation:
      "kernel distance to the reference, times 1,000: the unbiased squared maximum mean discrepancy " +
      "of the feature vectors under the kernel (x·y/d + 1)^3, without pairs by the same writer. " +
      "Lower is better; a perfect model scores like the first row, 0 within the error",
    cell: ({ comparison }) => comparison.kid.value.toFixed(0),
  },
  {
    heading: "+-",
    explanation:
      "standard error of the KID, by the jackknife over writers; most of it is common to " +
      "all rows",
    cell: ({ comparison }) => comparison.kid.standardError.toFixed(0),
  },
  {
    heading: "Frechet",
    explanation:
      "squared Frechet distance of normal distributions fitted to the feature vectors. " +
      "Lower is better",
    cell: ({ comparison }) => comparison.frechet.toFixed(0),
  },
  {
    heading: "density",
    explanation:
      `number of reference neighbourhoods (k = ${NEIGHBOURS}, other writers only) that a ` +
      "signature lies in, relative to the expectation: fidelity. 1 is ideal",
    cell: ({ comparison }) => comparison.density.toFixed(2),
  },
  {
    heading: "coverage",
    explanation: "fraction of the reference neighbourhoods that hold a signature of the set: " +
      "diversity. Higher is better",
    cell: ({ comparison }) => comparison.coverage.toFixed(2),
  },
  {
    heading: "AUC",
    explanation:
      "how well a linear classifier of the feature vectors tells a signature of the set from one of " +
      "the reference: the probability that it ranks the two right, for writers and samples that it " +
      "was not trained on. About 0.5, or less with few writers, where it cannot tell them apart, 1 where " +
      "it always can. It also sees " +
      "how ink is rendered: recovered from images and rendered again, signatures of the same writers " +
      "have 0.72; - where the reference has too few writers",
    cell: ({ classifier }) => classifier === undefined ? "-" : classifier.auc.toFixed(3),
  },
  {
    heading: "AUC +-",
    explanation: "its standard error, by the jackknife over folds of writers",
    cell: ({ classifier }) => classifier === undefined ? "-" : classifier.standardError.toFixed(3),
  },
  ...STATISTICS.map(({ name, heading, explanation, unit, digits }) => ({
    heading,
    explanation: `${explanation}${unit === undefined ? "" : `, in ${unit}`}; median over the set`,
    cell: ({ medians }: EvaluationRow) => medians[name]!.toFixed(digits),
  })),
  {
    heading: "degenerate %",
    explanation:
      "percentage of images that are empty, cut off at the edge of the canvas, or blobs " +
      "(more than 5 pixels of ink per pixel of the skeleton)",
    cell: ({ count, degenerate }) => {
      const total = Object.values(degenerate).reduce((sum, number) => sum + number, 0);
      return (100 * total / count).toFixed(1);
    },
  },
  {
    heading: "memorization",
    explanation: "median distance to the nearest training signature, over that of held-out " +
      "signatures. 1 is ideal; far below 1, the model copies. It is measured against up to 1,000 " +
      "built-in training signatures, or up to 5,000 of a folder; - where the training data is unknown",
    cell: ({ memorization }) => memorization === undefined ? "-" : memorization.toFixed(2),
  },
];

/** How to read the table as a whole. The scale was measured with 500 signatures per set. */
const NOTES: readonly string[] = [
  "The first row compares one half of the reference's writers with the other half.",
  "Statistics of images are of normalized ones, 64 x 128 pixels.",
  "Frechet, density and coverage depend on the number of signatures. Each set is therefore compared " +
  "with one half of the reference, with as many signatures as the other half has.",
  "For scale, the KID x1000 of damaged built-in signatures against those of 1,000 other writers: " +
  "undamaged, 0 +- 4; a tremor of 1, 2 or 4 pixels, 170, 1,300 or 8,700; strokes thickened by 1, 2 or " +
  "3 pixels on each side, 900, 5,800 or 15,000; blurred by 1, 2 or 3 pixels, 2,200, 20,000 or 53,000; " +
  "tiles of 32, 16 or 8 pixels shuffled, 3,600, 12,000 or 36,000.",
];

/**
 * The table as rows of cells, header first.
 *
 * @param report The results.
 */
export function reportCells({ rows }: EvaluationReport): string[][] {
  return [
    COLUMNS.map(({ heading }) => heading),
    ...rows.map((row) => COLUMNS.map(({ cell }) => cell(row))),
  ];
}

/** What the report says beside its table. */
export interface ReportExplanations {
  /** The columns that need one; an explanation starts in lower case, without a final period. */
  readonly columns: readonly { readonly heading: string; readonly explanation: string }[];
  /** How to read the table as a whole. */
  readonly notes: readonly string[];
}

/** The explanations of the table. */
export function reportExplanations(): ReportExplanations {
  return {
    columns: COLUMNS.flatMap(({ heading, explanation }) =>
      explanation === undefined ? [] : [{ heading, explanation }]
    ),
    notes: NOTES,
  };
}

/** A measure of the model itself, formatted. */
export interface ModelMeasure {
  /** What it is, with its unit. */
  readonly heading: string;
  /** Its value. */
  readonly value: string;
  /** What it means; starts in lower case, no final period. */
  readonly explanation: string;
}

/**
 * The measures of likelihood and latent space.
 *
 * @param likelihood The results; `undefined` if they were not measured.
 * @returns One measure per line of the report; none without results.
 */
export function likelihoodMeasures(likelihood: Likelihood | undefined): ModelMeasure[] {
  if (likelihood === undefined) return [];
  const { observations, samples, elbo, iwae, iwaeOwnPrior, encoded } = likelihood;
  const nats = ({ value, standardError }: MeanEstimate) =>
    `${value.toFixed(1)} +- ${standardError.toFixed(1)}`;
  const signatures = `mean over ${observations} signatures of the reference and its standard error`;
  return [
    {
      heading: "negative ELBO, nats",
      value: nats(elbo),
      explanation:
        `bound on -log p(x), reconstruction plus KL with the prior N(0, I); ${signatures}. Lower is better`,
    },
    {
      heading: `IWAE-${samples}, nats`,
      value: nats(iwae),
      explanation:
        `importance-weighted bound on -log p(x) with ${samples} samples (Burda et al. 2016), tighter ` +
        "than the negative ELBO",
    },
    ...iwaeOwnPrior === undefined ? [] : [{
      heading: `IWAE-${samples} with its prior`,
      value: nats(iwaeOwnPrior),
      explanation: "the same with the prior that the model generates from in place of N(0, I)",
    }],
    {
      heading: "active units",
      value: `${likelihood.activeUnits} of ${likelihood.latentDim}`,
      explanation: "latent dimensions whose posterior mean has a variance above 0.01 over " +
        `${encoded} signatures of the reference; the others are unused`,
    },
    {
      heading: "aggregated KL, nats",
      value: likelihood.aggregatedKl.toFixed(2),
      explanation:
        "KL divergence from N(0, I) of the normal distribution with the mean and covariance of the " +
        "aggregated posterior of these signatures. Far from 0, samples of N(0, I) are unlike them",
    },
  ];
}
