/**
 * Measures how close a model's signatures are to a reference.
 *
 * @module
 */
import type { EvaluationReport } from "../../evaluation/report.ts";
import { reportTable } from "../../evaluation/report_text.ts";
import { PRETRAINED } from "../../generation/load_model.ts";
import { generateImages } from "../../model/generate.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import { createNormalPrior } from "../../model/prior/normal.ts";
import type { Prior } from "../../model/prior/prior.ts";
import { fitPrior } from "../../training/prior/fit_prior.ts";
import { REPORT_FILE } from "../../training/run/run_folder.ts";
import { VERSION } from "../application.ts";
import { findModel, type ModelSource, openModel } from "../model_source.ts";
import type { Reporter } from "../reporter.ts";
import { type BackendFlags, startBackend } from "../shared_flags.ts";
import { type ReferenceRequest, sampleBaseline, synthesizeImages } from "./evaluation_data.ts";
import { MARKDOWN_FILE, SHEET_FILE, viewModel, writeEvaluation } from "./evaluation_report.ts";
import { isTrainedOn } from "./held_out_writers.ts";
import { measureLikelihood } from "./measure_likelihood.ts";
import { MeasuredReference, type MeasuredRow } from "./measured_reference.ts";
import { reportResult, writeFiles } from "./report_result.ts";
import { loadTrainingReference, type TrainingReference } from "./training_reference.ts";

/** Which model is evaluated, and how. */
export interface EvaluateRequest extends ReferenceRequest, BackendFlags {
  /** The model; the newest run by default. */
  readonly model: string | undefined;
  /** Temperature of sampling. */
  readonly temperature: number;
  /** Folder for the report. */
  readonly out: string;
}

/**
 * Compares a model's signatures, procedural ones and a baseline with a reference, and writes
 * `evaluation.json`, `evaluation.md`, `compare.png` and `report.html`.
 *
 * @param request Model, reference and options.
 * @param reporter Prints messages.
 */
export async function evaluateModel(request: EvaluateRequest, reporter: Reporter): Promise<void> {
  const start = performance.now();
  const { data, count, seed, temperature, out } = request;
  const source = await findModel(request.model);
  const backend = await startBackend(request, reporter);
  using model = await openModel(source, reporter);
  const reference = await MeasuredReference.load(request, reporter);
  const rows = [reference.floor(), ...await compareBaselines(reference, request, reporter)];
  const trained = source.name === PRETRAINED
    ? undefined // its training data is not shipped
    : await loadTrainingReference(source.folder, model.vae, count, reporter);
  await warnIfTrainedOn(source, data, reporter);
  rows.push(...await compareModel(reference, model, trained, request));
  const report: EvaluationReport = {
    version: VERSION,
    reference: data ?? null,
    referenceSize: reference.size,
    model: source.name,
    seed,
    rows: rows.map(({ row }) => row),
    likelihood: await measureLikelihood(model, request, reporter),
  };
  const results = {
    report,
    sets: rows.map(({ row, set }) => ({ label: row.name, images: set.examples })),
    views: await viewModel(model, seed, trained?.data),
    trainedOn: trained?.directory,
    runFolder: source.name === PRETRAINED ? undefined : source.folder,
    settings: { count, temperature, backend: backend.name },
  };
  const summary = reportTable(report);
  await writeFiles(summary, reporter, () => writeEvaluation(out, results));
  reportResult({
    summary,
    verb: "evaluated",
    start,
    out,
    files: [
      ["report", MARKDOWN_FILE, "explains the columns"],
      ["sheet", SHEET_FILE],
      ["page", REPORT_FILE, "everything, to open in a browser"],
    ],
    report,
    backend: backend.name,
  }, reporter);
}

async function compareBaselines(
  reference: MeasuredReference,
  { count, seed }: EvaluateRequest,
  reporter: Reporter,
): Promise<MeasuredRow[]> {
  const compare = (name: string, images: Parameters<MeasuredReference["compare"]>[1]) =>
    reference.compare({ kind: "baseline", name }, images);
  return [
    await compare("built-in signatures", await synthesizeImages(count, reporter)),
    await compare("PCA-64 + Gaussian, pen points", await sampleBaseline(count, seed, reporter)),
  ];
}

/** The model with its own prior, with others that are fitted to its training data, and with N(0, I). */
async function compareModel(
  reference: MeasuredReference,
  { vae, prior }: TrainedModel,
  trained: TrainingReference | undefined,
  { count, seed, temperature }: EvaluateRequest,
): Promise<MeasuredRow[]> {
  const rows: MeasuredRow[] = [];
  const compare = async (name: string, prior: Prior) => {
    const images = generateImages({ vae, prior }, { count, seed, temperature });
    const label = `${vae.config.model} VAE, ${name}, temperature ${temperature}`;
    rows.push(await reference.compare({ kind: "model", name: label }, { images, count }, trained));
  };
  await compare(`${prior.kind} prior`, prior);
  for (const kind of ["gaussian", "mixture"] as const) {
    if (trained === undefined || prior.kind === kind) continue;
    const fitted = await fitPrior(kind, trained.posterior, { seed });
    await compare(`${kind} prior fitted here`, fitted);
    fitted.dispose();
  }
  if (prior.kind !== "normal") {
    await compare("N(0, I)", createNormalPrior(vae.config.latentDim));
  }
  return rows;
}

async function warnIfTrainedOn(
  source: ModelSource,
  directory: string | undefined,
  reporter: Reporter,
): Promise<void> {
  if (directory === undefined || !await isTrainedOn(source, directory)) return;
  reporter.warn(
    `warning: the model was trained on "${directory}", so its scores are optimistic; ` +
      "evaluate it on other writers",
  );
}
