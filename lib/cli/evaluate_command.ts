/**
 * The command that evaluates a model.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { selectBackend } from "../backend/select.ts";
import { classifierAuc, classifyHalves } from "../evaluation/classifier_auc.ts";
import {
  compareHalves,
  compareWithReference,
  memorizationRatio,
  type ReferenceSet,
  splitReference,
} from "../evaluation/compare_sets.ts";
import { compareSheet, type SheetRow } from "../evaluation/compare_sheet.ts";
import type { EvaluationReport, EvaluationRow, Likelihood } from "../evaluation/report.ts";
import { reportMarkdown, reportTable } from "../evaluation/report_text.ts";
import { measureSet, type SignatureSet } from "../evaluation/signature_set.ts";
import { encodeColorPng } from "../image/codecs/encode.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../generation/generate_signatures.ts";
import { loadModel, PRETRAINED } from "../generation/load_model.ts";
import { generateImages } from "../model/generate.ts";
import type { TrainedModel } from "../model/model_file.ts";
import { createNormalPrior } from "../model/prior/normal.ts";
import type { Prior } from "../model/prior/prior.ts";
import { checkVacant } from "../training/check_vacant.ts";
import { fitPrior } from "../training/prior/fit_prior.ts";
import { REPORT_FILE } from "../training/run_folder.ts";
import { writeFileAtomically } from "../training/write_file_atomically.ts";
import { VERSION } from "./application.ts";
import { OUTPUT_DIRECTORY, timestamp } from "./directories.ts";
import {
  type EvaluationImages,
  loadReference,
  type ReferenceRequest,
  sampleBaseline,
  synthesizeImages,
} from "./evaluation_data.ts";
import { checkOutput } from "./check_output.ts";
import { compareModels } from "./compare_models.ts";
import { checkUsefulness, evaluateUsefulness, usefulnessFlags } from "./evaluate_usefulness.ts";
import { type FlagValues, optional, repeatable, toggle } from "./flags.ts";
import { isTrainedOn } from "./held_out_writers.ts";
import { measureLikelihood } from "./measure_likelihood.ts";
import { viewModel, writeEvaluationPage } from "./evaluation_report.ts";
import { findModel, findNewestModel, modelFlag } from "./model_source.ts";
import { path, realNumber, wholeNumber } from "./parsers.ts";
import { createReporter, duration, type Reporter } from "./reporter.ts";
import { backendFlags, backendOptions, outputFlags } from "./shared_flags.ts";
import { writerFlags, writerSettings } from "./writer_flags.ts";
import { loadTrainingReference, type TrainingReference } from "./training_reference.ts";

const DEFAULTS = { count: 1000, seed: 1 };
/** Time grows with the square of the number of signatures. */
const MAX_SIGNATURES = 5000;
const SHEET_FILE = "compare.png";
const SHEET_COLUMNS = 8;
/** Pairs of reference and model rows on the sheet. */
const SHEET_PAIRS = 4;

const evaluateFlags = {
  model: { ...modelFlag, variadic: true },
  compare: repeatable(
    path,
    "DIR",
    "Compare --model with this model, and say which is nearer to --data; may be repeated",
  ),
  data: repeatable(
    path,
    "DIR",
    "Reference: a folder of images, with one subfolder per writer (default built-in signatures); " +
      "with --compare several are pooled",
  ),
  heldOut: toggle("With --compare: only writers of --data that none of the models was trained on"),
  ...usefulnessFlags,
  ...writerFlags,
  count: optional(
    wholeNumber(20, MAX_SIGNATURES),
    "N",
    `Number of signatures per set (default ${DEFAULTS.count})`,
  ),
  seed: optional(wholeNumber(0), "N", `Random seed (default ${DEFAULTS.seed})`),
  temperature: optional(
    realNumber(0, 100),
    "X",
    `Sampling temperature (default ${DEFAULT_GENERATE_OPTIONS.temperature})`,
  ),
  out: optional(
    path,
    "DIR",
    `Folder for the report (default ${OUTPUT_DIRECTORY}/evaluation-<date and time>)`,
  ),
  ...backendFlags,
  ...outputFlags,
} as const;

/** `evaluate`: how close a model's signatures are to a reference. */
export const evaluateCommand: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Evaluate generated signatures against a reference",
    fullDescription:
      "Compares a model's signatures, procedural ones and a baseline without a neural network with " +
      "a folder of signatures, or with procedural ones that were not trained on: kernel and " +
      "Frechet distance of fixed features, density, coverage, stroke statistics, memorization of the " +
      "training data, bounds on the likelihood and the use of the latent space. With --compare, " +
      "says which model is nearer to the folder. With --usefulness, says how well verifiers that are " +
      "trained on synthetic signatures work on real writers, against those trained on real ones. " +
      `Writes ${REPORT_FILE}, evaluation.json, evaluation.md and ${SHEET_FILE}, ` +
      `or with --compare ${REPORT_FILE}, comparison.json and comparison.md, ` +
      "or with --usefulness usefulness.json and usefulness.md.",
  },
  parameters: { flags: evaluateFlags },
  func: evaluate,
});

/** A measured set and its row in the report. */
interface MeasuredRow {
  readonly row: EvaluationRow;
  readonly set: SignatureSet;
}

async function evaluate(flags: FlagValues<typeof evaluateFlags>): Promise<void> {
  // Scripts get one record, which has everything.
  const reporter: Reporter = { ...createReporter(flags), event: () => {} };
  const start = performance.now();
  const directory = flags.data?.[0];
  writerSettings(flags, directory ?? null);
  checkUsefulness(flags);
  checkCompared(flags);
  const out = await checkOutput(flags.out, join(OUTPUT_DIRECTORY, `evaluation-${timestamp()}`));
  await checkVacant(out);
  const count = flags.count ?? DEFAULTS.count;
  const seed = flags.seed ?? DEFAULTS.seed;
  const temperature = flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature;
  if (flags.usefulness) {
    return await evaluateUsefulness({ ...flags, out, seed, temperature }, reporter);
  }
  if (flags.compare?.length) {
    return await compareModels({ ...flags, out, count, seed, temperature }, reporter);
  }
  const source = flags.model?.[0] === undefined
    ? await findNewestModel()
    : await findModel(flags.model[0]);
  const backend = await selectBackend(flags.backend, backendOptions(flags));
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const model = await loadModel(source.name);
  reporter.info(
    `model: ${source.description}, ${model.vae.config.model} VAE, ${model.prior.kind} prior`,
  );
  const { forgeries, writerPattern } = flags;
  const bench = await Bench.prepare(
    { data: directory, count, seed, forgeries, writerPattern },
    reporter,
  );
  const rows = [bench.floor(), ...await bench.measureBaselines()];
  const trained = source.name === PRETRAINED
    ? undefined // its training data is not shipped
    : await loadTrainingReference(source.folder, model.vae, count, reporter);
  if (directory !== undefined && await isTrainedOn(source, directory)) {
    reporter.warn(
      `warning: the model was trained on "${directory}", so its scores are optimistic; ` +
        "evaluate it on other writers",
    );
  }
  rows.push(...await bench.measureModel(model, trained, temperature));
  const likelihood = await bench.measureLikelihood(model);
  const viewed = await viewModel(model, seed, trained?.data);
  model.dispose();
  const report: EvaluationReport = {
    version: VERSION,
    reference: directory ?? null,
    referenceSize: bench.size,
    model: source.name,
    seed,
    rows: rows.map(({ row }) => row),
    likelihood,
  };
  await writeReport(out, report, rows);
  await writeEvaluationPage(out, {
    report,
    sets: rows.map(({ row, set }) => ({ label: row.name, images: set.examples })),
    views: viewed,
    trainedOn: trained?.directory,
    runFolder: source.name === PRETRAINED ? undefined : source.folder,
    settings: { count, temperature, backend: backend.name },
  });
  const seconds = (performance.now() - start) / 1000;
  reporter.result(
    [
      reportTable(report),
      "",
      `evaluated in ${duration(seconds)}`,
      `  report  ${join(out, "evaluation.md")} (explains the columns)`,
      `  sheet   ${join(out, SHEET_FILE)}`,
      `  page    ${join(out, REPORT_FILE)} (everything, to open in a browser)`,
    ].join("\n"),
    { event: "done", out, backend: backend.name, ...report },
  );
}

/** Compares sets with one reference. */
class Bench {
  readonly #request: ReferenceRequest;
  readonly #reference: ReferenceSet;
  readonly #set: SignatureSet;
  readonly #reporter: Reporter;

  private constructor(request: ReferenceRequest, set: SignatureSet, reporter: Reporter) {
    this.#request = request;
    this.#set = set;
    this.#reference = splitReference(set.vectors, request.seed);
    this.#reporter = reporter;
  }

  static async prepare(request: ReferenceRequest, reporter: Reporter): Promise<Bench> {
    const { images, writers, count } = await loadReference(request, reporter);
    const onProgress = (done: number) => reporter.progress("measuring the reference", done, count);
    const set = await measureSet(images, { groups: writers, onProgress });
    return new Bench(request, set, reporter);
  }

  get size(): EvaluationReport["referenceSize"] {
    const { count, groups } = this.#set.vectors;
    return { signatures: count, writers: new Set(groups).size };
  }

  /** The reference floor: one half of its writers against the other. */
  floor(): MeasuredRow {
    const { medians, degenerate, vectors } = this.#set;
    const comparison = compareHalves(this.#reference);
    const classifier = classifyHalves(this.#reference, { seed: this.#request.seed });
    const name = "reference, half against half";
    return {
      row: { name, count: vectors.count, comparison, classifier, medians, degenerate },
      set: this.#set,
    };
  }

  async measureBaselines(): Promise<MeasuredRow[]> {
    const { count, seed } = this.#request;
    return [
      await this.#measure("built-in signatures", await synthesizeImages(count, this.#reporter)),
      await this.#measure(
        "PCA-64 + Gaussian, pen points",
        await sampleBaseline(count, seed, this.#reporter),
      ),
    ];
  }

  async measureLikelihood(model: TrainedModel): Promise<Likelihood> {
    return await measureLikelihood(model, this.#request, this.#reporter);
  }

  async measureModel(
    { vae, prior }: TrainedModel,
    trained: TrainingReference | undefined,
    temperature: number,
  ): Promise<MeasuredRow[]> {
    const { count, seed } = this.#request;
    const rows: MeasuredRow[] = [];
    const sample = async (name: string, prior: Prior) => {
      const images = generateImages({ vae, prior }, { count, seed, temperature });
      rows.push(
        await this.#measure(`${name}, temperature ${temperature}`, { images, count }, trained),
      );
    };
    await sample(`${vae.config.model} VAE, ${prior.kind} prior`, prior);
    for (const kind of ["gaussian", "mixture"] as const) {
      if (trained === undefined || prior.kind === kind) continue;
      const fitted = await fitPrior(kind, trained.posterior, { seed });
      await sample(`${vae.config.model} VAE, ${kind} prior fitted here`, fitted);
      fitted.dispose();
    }
    if (prior.kind !== "normal") {
      const normal = createNormalPrior(vae.config.latentDim);
      await sample(`${vae.config.model} VAE, N(0, I)`, normal);
    }
    return rows;
  }

  async #measure(
    name: string,
    { images, count }: Pick<EvaluationImages, "images" | "count">,
    trained?: TrainingReference,
  ): Promise<MeasuredRow> {
    const onProgress = (done: number) => this.#reporter.progress(`measuring ${name}`, done, count);
    const set = await measureSet(images, { onProgress });
    const { medians, degenerate, vectors } = set;
    const comparison = compareWithReference(this.#reference, vectors);
    const classifier = classifierAuc(this.#set.vectors, vectors, { seed: this.#request.seed });
    const memorization = trained === undefined
      ? undefined
      : memorizationRatio(vectors, trained.training, trained.heldOut);
    return { row: { name, count, comparison, classifier, medians, degenerate, memorization }, set };
  }
}

/** Checks the flags that belong to comparisons of models. */
function checkCompared({ model, compare, data, heldOut }: FlagValues<typeof evaluateFlags>): void {
  if (!compare?.length && data !== undefined && data.length > 1) {
    throw new RangeError("Cannot pool several folders without --compare: expected one --data");
  }
  if (model !== undefined && model.length > 1 && !(compare?.length && heldOut)) {
    throw new RangeError(
      "Cannot evaluate several models at once, expected one --model; those of a cross-validation need " +
        "--compare and --held-out",
    );
  }
  if (heldOut && (!compare?.length || !data?.length)) {
    throw new RangeError("Cannot use --held-out alone, expected --compare and --data");
  }
}

async function writeReport(
  out: string,
  report: EvaluationReport,
  rows: readonly MeasuredRow[],
): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  const sheet = compareSheet(sheetRows(rows), SHEET_COLUMNS);
  await writeFileAtomically(join(out, SHEET_FILE), encodeColorPng(sheet));
  await writeFileAtomically(join(out, "evaluation.md"), reportMarkdown(report));
  await writeFileAtomically(
    join(out, "evaluation.json"),
    JSON.stringify(report, null, 2) + "\n",
  );
}

/** Rows of the reference and of the model with its own prior alternate, then one row of each other set. */
function sheetRows(rows: readonly MeasuredRow[]): SheetRow[] {
  const [reference, ...others] = rows;
  const model = others[2] ?? others[0]!;
  const take = ({ row, set }: MeasuredRow, number: number): SheetRow => ({
    label: row === reference!.row ? "reference" : row.name,
    images: set.examples.slice(number * SHEET_COLUMNS, (number + 1) * SHEET_COLUMNS),
  });
  const pairs = Array.from({ length: SHEET_PAIRS }, (_, i) => [
    take(reference!, i),
    take(model, i),
  ]);
  return [
    ...pairs.flat(),
    ...others.filter((row) => row !== model).map((row) => take(row, 0)),
  ].filter(({ images }) => images.length > 0);
}
