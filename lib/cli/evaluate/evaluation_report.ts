/**
 * The files of an evaluation.
 *
 * @module
 */
import { join } from "node:path";
import type { BatchSource } from "../../dataset/batches.ts";
import { compareSheet, type SheetRow } from "../../evaluation/compare_sheet.ts";
import type { EvaluationReport } from "../../evaluation/report.ts";
import { reportMarkdown } from "../../evaluation/report_text.ts";
import { encodeColorPng } from "../../image/codecs/encode.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import { type EvaluationPage, renderEvaluationPage } from "../../report/evaluation_page.ts";
import { RunImageReader } from "../../report/run_images.ts";
import { createModelViews, type ModelViews } from "../../report/views/model_views.ts";
import { NearestTrainingIndex } from "../../report/views/nearest_training.ts";
import { readMetrics, readRunConfig, REPORT_FILE } from "../../training/run/run_folder.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import { commandLine } from "../application.ts";
import { formatFlag, runCommands } from "../train/run_commands.ts";

/** The image of the sets side by side. */
export const SHEET_FILE = "compare.png";
/** The table, with explanations. */
export const MARKDOWN_FILE = "evaluation.md";

const SHEET_COLUMNS = 8;
/** Pairs of reference and model rows on the sheet. */
const SHEET_PAIRS = 4;

/** What an evaluation found; its sets are in the order of the report's rows. */
export interface EvaluationResults extends Pick<EvaluationPage, "report" | "sets" | "views"> {
  /** Folder that the model was trained on; `null` for the built-in data, absent if unknown. */
  readonly trainedOn: string | null | undefined;
  /** The run folder of the model, if it has one. */
  readonly runFolder: string | undefined;
  /** Further settings. */
  readonly settings: Readonly<Record<string, string | number | undefined>>;
}

/**
 * Computes what the page shows of the model.
 *
 * @param model The model.
 * @param seed Seed of the samples.
 * @param data The training data, not augmented, where it is known.
 */
export async function viewModel(
  model: TrainedModel,
  seed: number,
  data: BatchSource | undefined,
): Promise<ModelViews> {
  const index = data && new NearestTrainingIndex(model.vae, data);
  return await createModelViews(model, { seed, data, index });
}

/**
 * Writes `compare.png`, `evaluation.md`, `evaluation.json` and `report.html`.
 *
 * @param out The folder of the evaluation.
 * @param results What was measured.
 */
export async function writeEvaluation(out: string, results: EvaluationResults): Promise<void> {
  const { report } = results;
  await Deno.mkdir(out, { recursive: true });
  const sheet = compareSheet(sheetRows(results), SHEET_COLUMNS);
  await writeFileAtomically(join(out, SHEET_FILE), encodeColorPng(sheet));
  await writeFileAtomically(join(out, MARKDOWN_FILE), reportMarkdown(report));
  await writeFileAtomically(join(out, "evaluation.json"), JSON.stringify(report, null, 2) + "\n");
  await writeFileAtomically(join(out, REPORT_FILE), await renderPage(results));
}

/** Rows of the reference and of the model with its own prior alternate, then one row of each other set. */
function sheetRows({ report, sets }: EvaluationResults): SheetRow[] {
  const [reference, ...others] = sets;
  const model = sets[report.rows.findIndex(({ kind }) => kind === "model")]!;
  const take = (label: string, { images }: typeof model, number: number): SheetRow => ({
    label,
    images: images.slice(number * SHEET_COLUMNS, (number + 1) * SHEET_COLUMNS),
  });
  const pairs = Array.from({ length: SHEET_PAIRS }, (_, i) => [
    take("reference", reference!, i),
    take(model.label, model, i),
  ]);
  return [
    ...pairs.flat(),
    ...others.filter((set) => set !== model).map((set) => take(set.label, set, 0)),
  ].filter(({ images }) => images.length > 0);
}

async function renderPage(
  { report, sets, views, trainedOn, runFolder, settings }: EvaluationResults,
): Promise<string> {
  const run = runFolder === undefined ? undefined : await readRun(runFolder);
  const evaluation = evaluationCommand(report, settings);
  return renderEvaluationPage({
    report,
    sets,
    views,
    run,
    folders: [report.reference, trainedOn].filter((folder) => typeof folder === "string"),
    commands: [
      { label: "Evaluate the same again", command: commandLine(evaluation) },
      ...runFolder === undefined || run === undefined ? [] : runCommands(runFolder, run.config)
        .filter(({ command }) => !/ (--resume|evaluate) /.test(command)),
    ],
    settings,
    written: new Date(),
  });
}

/** What a run has written; `undefined` if the model's folder is not that of a run. */
async function readRun(folder: string): Promise<EvaluationPage["run"]> {
  try {
    const config = await readRunConfig(folder);
    const metrics = await readMetrics(folder);
    const reader = new RunImageReader(folder, config.model);
    return { config, metrics, images: await reader.read(metrics.at(-1)?.epoch ?? 0) };
  } catch {
    return undefined; // the evaluation is of the model file, which was read
  }
}

function evaluationCommand(
  { model, reference, seed }: EvaluationReport,
  { count, temperature }: EvaluationResults["settings"],
): string {
  const flags = {
    model: model ?? undefined,
    data: reference ?? undefined,
    count,
    seed,
    temperature,
  };
  const parts = Object.entries(flags).flatMap(([name, value]) => formatFlag(name, value));
  return ["evaluate", ...parts].join(" ");
}
