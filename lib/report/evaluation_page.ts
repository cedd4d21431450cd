/**
 * The page of an evaluation.
 *
 * @module
 */
import { basename } from "node:path";
import type { EvaluationReport } from "../evaluation/report.ts";
import type { EpochMetrics } from "../training/metrics.ts";
import type { RunConfig } from "../training/run/run_config.ts";
import { count, modelName } from "./describe.ts";
import { renderPage } from "./page.ts";
import type { RunImages } from "./run_images.ts";
import {
  type ExampleSet,
  reconstructionSection,
  recoverySection,
  sampleSection,
  setSection,
} from "./sections/images.ts";
import { lossSection } from "./sections/losses.ts";
import { measureSection } from "./sections/measures.ts";
import { modelSections } from "./sections/model.ts";
import { type ReportCommand, reproduceSection } from "./sections/reproduce.ts";
import type { Section } from "./sections/section.ts";
import type { ModelViews } from "./views/model_views.ts";

/** What a page shows of an evaluation. */
export interface EvaluationPage {
  /** The results. */
  readonly report: EvaluationReport;
  /** Examples of each set, as they were measured. */
  readonly sets: readonly ExampleSet[];
  /** Views of the model. */
  readonly views: ModelViews;
  /** The run that trained the model, where it is known. */
  readonly run: EvaluatedRun | undefined;
  /** Folders of signatures that the page shows. */
  readonly folders: readonly string[];
  /** Commands to repeat the evaluation and to use the model. */
  readonly commands: readonly ReportCommand[];
  /** Further settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** When the page is written. */
  readonly written: Date;
}

/** What a run recorded. */
export interface EvaluatedRun {
  /** What its `config.json` records. */
  readonly config: RunConfig;
  /** Records in order of epochs. */
  readonly metrics: readonly EpochMetrics[];
  /** What it has drawn. */
  readonly images: RunImages;
}

const NO_TRAINING = "The training signatures of this model are not known here, so there are none " +
  "to compare its samples with.";

/**
 * Renders the page of an evaluation.
 *
 * @param evaluation What to show.
 * @returns An HTML document.
 */
export function renderEvaluationPage(evaluation: EvaluationPage): string {
  const { report, folders, written } = evaluation;
  return renderPage({
    kind: "Evaluation",
    name: report.model === null ? "baselines" : modelName(report.model),
    status: { kind: "done", text: "Measured", detail: describeReference(report) },
    facts: factsOf(report),
    sections: sectionsOf(evaluation),
    privateFolders: [...new Set(folders)],
    version: report.version,
    written,
  });
}

function describeReference({ reference, referenceSize }: EvaluationReport): string {
  const { signatures, writers } = referenceSize;
  const what = reference === null ? "held-out built-in signatures" : basename(reference);
  return `against ${what}: ${count(signatures, "signature")} of ${count(writers, "writer")}`;
}

function factsOf({ rows, seed }: EvaluationReport): (readonly [string, string])[] {
  const floor = rows.find(({ kind }) => kind === "reference");
  const model = rows.find(({ kind }) => kind === "model");
  if (model === undefined) return [["seed", String(seed)]];
  const { kid, density, coverage } = model.comparison;
  return [
    ["KID x1000", `${kid.value.toFixed(0)} ± ${kid.standardError.toFixed(0)}`],
    ...floor === undefined
      ? []
      : [["reference floor", floor.comparison.kid.value.toFixed(0)] as const],
    ["density", density.toFixed(2)],
    ["coverage", coverage.toFixed(2)],
    ...model.memorization === undefined
      ? []
      : [["memorization", model.memorization.toFixed(2)] as const],
    ["signatures per set", String(model.count)],
  ];
}

function sectionsOf({ report, sets, views, run, commands, settings }: EvaluationPage): Section[] {
  const { rows: _rows, likelihood: _likelihood, referenceSize, ...described } = report;
  return [
    measureSection(report),
    setSection(sets),
    ...modelSections(views, NO_TRAINING),
    ...run === undefined ? [] : runSections(run),
    reproduceSection(commands, {
      ...described,
      ...settings,
      "size of the reference": referenceSize,
      ...(run === undefined ? {} : {
        "the model's run": {
          prior: run.config.prior,
          init: run.config.init,
          backend: run.config.backend,
        },
        "its model": run.config.model,
        training: run.config.training,
        data: run.config.data,
      }),
    }),
  ];
}

/** What the run of the model recorded. */
function runSections({ metrics, images, config }: EvaluatedRun): Section[] {
  const { samples, reconstructions, recoverySheet } = images;
  const areHeldOut = config.data.validationFraction > 0;
  return [
    ...metrics.length === 0 ? [] : [lossSection(metrics)],
    ...samples === undefined ? [] : [sampleSection(samples)],
    ...reconstructions === undefined ? [] : [reconstructionSection(reconstructions, areHeldOut)],
    ...recoverySheet === undefined ? [] : [recoverySection(recoverySheet)],
  ];
}
