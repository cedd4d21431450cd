/**
 * The command that measures generated signatures.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { selectBackend } from "../backend/select.ts";
import {
  compareHalves,
  compareWithReference,
  memorisationRatio,
  type ReferenceSet,
  splitReference,
} from "../evaluation/compare_sets.ts";
import { compareSheet, type SheetRow } from "../evaluation/compare_sheet.ts";
import {
  type EvaluationReport,
  type EvaluationRow,
  reportMarkdown,
  reportTable,
} from "../evaluation/report.ts";
import { measureSet, type SignatureSet } from "../evaluation/signature_set.ts";
import { encodeColorPng } from "../image/codecs/encode.ts";
import { DEFAULT_GENERATE_OPTIONS, generateImages } from "../model/generate.ts";
import { decodeModel, type TrainedModel } from "../model/model_file.ts";
import { createNormalPrior } from "../model/prior/normal.ts";
import type { Prior } from "../model/prior/prior.ts";
import { fitPrior } from "../training/fit_prior.ts";
import { checkVacant } from "../training/run_folder.ts";
import { writeFileAtomically } from "../training/write_file.ts";
import { VERSION } from "./application.ts";
import {
  drawBaseline,
  type EvaluationPictures,
  loadReference,
  type ReferenceRequest,
  synthesizePictures,
} from "./evaluation_data.ts";
import { findModel, findNewestModel, modelFlag, PRETRAINED, readModel } from "./model_source.ts";
import { optional, path, realNumber, wholeNumber } from "./parsers.ts";
import { createReporter, duration, type Reporter } from "./reporter.ts";
import {
  type BackendFlags,
  backendFlags,
  backendOptions,
  OUTPUT_DIRECTORY,
  type OutputFlags,
  outputFlags,
} from "./shared_flags.ts";
import { loadSeenData, type SeenData } from "./seen_data.ts";
import { timestamp } from "./train_plan.ts";
import { type WriterFlags, writerFlags, writerSettings } from "./writer_flags.ts";

interface EvaluateFlags extends BackendFlags, OutputFlags, WriterFlags {
  readonly model?: string;
  readonly data?: string;
  readonly count?: number;
  readonly seed?: number;
  readonly temperature?: number;
  readonly out?: string;
}

const DEFAULTS = { count: 1000, seed: 1 };
/** Kernel and distances are of every pair. */
const MOST_SIGNATURES = 5000;
const SHEET_FILE = "compare.png";
const SHEET_COLUMNS = 8;
/** How often reference and model alternate on the sheet. */
const SHEET_PAIRS = 4;

/** `evaluate`: how far a model's signatures are from a reference. */
export const evaluateCommand: Command<CommandContext> = buildCommand<EvaluateFlags>({
  docs: {
    brief: "Measure how close generated signatures are to others",
    fullDescription:
      "Compares a model's signatures, built-in ones and a baseline without a neural network with a " +
      "folder of signatures, or with held-out built-in ones: kernel and Frechet distance on fixed " +
      "features, density, coverage, counts of strokes, and how close they come to the training " +
      `data. Writes evaluation.json, evaluation.md and ${SHEET_FILE}.`,
  },
  parameters: {
    flags: {
      model: modelFlag,
      data: optional(
        path,
        "DIR",
        "The reference: a folder of images, one subfolder per writer (default built-in signatures)",
      ),
      ...writerFlags,
      count: optional(
        wholeNumber(20, MOST_SIGNATURES),
        "N",
        `Signatures of each set (default ${DEFAULTS.count})`,
      ),
      seed: optional(wholeNumber(0), "N", `Names the draw (default ${DEFAULTS.seed})`),
      temperature: optional(
        realNumber(0, 100),
        "X",
        `Standard deviation of what is drawn (default ${DEFAULT_GENERATE_OPTIONS.temperature})`,
      ),
      out: optional(
        path,
        "DIR",
        `Where the report goes (default ${OUTPUT_DIRECTORY}/evaluation-<date and time>)`,
      ),
      ...backendFlags,
      ...outputFlags,
    },
  },
  func: evaluate,
});

/** A set that was measured, before and after it is compared. */
interface MeasuredRow {
  readonly row: EvaluationRow;
  readonly set: SignatureSet;
}

async function evaluate(flags: EvaluateFlags): Promise<void> {
  // Scripts get one record, which has everything.
  const reporter: Reporter = { ...createReporter(flags), event: () => {} };
  const start = performance.now();
  writerSettings(flags, flags.data ?? null);
  const out = flags.out ?? join(OUTPUT_DIRECTORY, `evaluation-${timestamp()}`);
  await checkVacant(out, "write to", "");
  const source = flags.model === undefined ? await findNewestModel() : await findModel(flags.model);
  const backend = await selectBackend(flags.backend, backendOptions(flags));
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const model = await readModel(source, decodeModel);
  reporter.info(
    `model: ${source.description}, ${model.vae.config.model} VAE, ${model.prior.kind} prior`,
  );
  const count = flags.count ?? DEFAULTS.count;
  const seed = flags.seed ?? DEFAULTS.seed;
  const { data, forgeries, writerPattern } = flags;
  const bench = await Bench.prepare(
    { data, count, seed, forgeries, writerPattern },
    reporter,
  );
  const rows = [bench.floor(), ...await bench.measureBaselines()];
  const seen = source.name === PRETRAINED
    ? undefined // its training data is not here
    : await loadSeenData(source.folder, model.vae, count, reporter);
  if (await isSameFolder(seen?.directory, flags.data)) {
    reporter.warn(
      `warning: the model was trained on signatures of "${flags.data}", which flatters it: ` +
        `a reference of other writers was wanted`,
    );
  }
  rows.push(...await bench.measureModel(model, seen, flags.temperature));
  model.vae.dispose();
  model.prior.dispose();
  const report: EvaluationReport = {
    version: VERSION,
    reference: flags.data ?? null,
    referenceSize: bench.size,
    model: source.name,
    seed,
    rows: rows.map(({ row }) => row),
  };
  await writeReport(out, report, rows);
  const seconds = (performance.now() - start) / 1000;
  reporter.result(
    [
      reportTable(report),
      "",
      `evaluated in ${duration(seconds)}`,
      `  report  ${join(out, "evaluation.md")} (says what the columns are)`,
      `  sheet   ${join(out, SHEET_FILE)}`,
    ].join("\n"),
    { event: "done", out, backend: backend.name, ...report },
  );
}

/** Measures sets against one reference. */
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

  /** The reference, one half of its writers against the other. */
  floor(): MeasuredRow {
    const { medians, degenerate, vectors } = this.#set;
    const comparison = compareHalves(this.#reference);
    const name = "reference, half against half";
    return {
      row: { name, count: vectors.count, comparison, medians, degenerate },
      set: this.#set,
    };
  }

  async measureBaselines(): Promise<MeasuredRow[]> {
    const { count, seed } = this.#request;
    return [
      await this.#measure("built-in signatures", await synthesizePictures(count, this.#reporter)),
      await this.#measure(
        "PCA-64 + Gaussian, pen points",
        await drawBaseline(count, seed, this.#reporter),
      ),
    ];
  }

  async measureModel(
    { vae, prior }: TrainedModel,
    seen: SeenData | undefined,
    temperature: number | undefined,
  ): Promise<MeasuredRow[]> {
    const { count, seed } = this.#request;
    const rows: MeasuredRow[] = [];
    const draw = async (name: string, prior: Prior) => {
      const tau = temperature ?? DEFAULT_GENERATE_OPTIONS.temperature;
      const images = generateImages(vae, { count, seed, temperature: tau, prior });
      rows.push(await this.#measure(`${name}, temperature ${tau}`, { images, count }, seen));
    };
    await draw(`${vae.config.model} VAE, ${prior.kind} prior`, prior);
    for (const kind of ["gaussian", "mixture"] as const) {
      if (seen === undefined || prior.kind === kind) continue;
      const fitted = await fitPrior(kind, seen.posterior, { seed });
      await draw(`${vae.config.model} VAE, ${kind} prior fitted here`, fitted);
      fitted.dispose();
    }
    if (prior.kind !== "normal") {
      const normal = createNormalPrior(vae.config.latentDim);
      await draw(`${vae.config.model} VAE, N(0, I)`, normal);
    }
    return rows;
  }

  async #measure(
    name: string,
    { images, count }: Pick<EvaluationPictures, "images" | "count">,
    seen?: SeenData,
  ): Promise<MeasuredRow> {
    const onProgress = (done: number) => this.#reporter.progress(`measuring ${name}`, done, count);
    const set = await measureSet(images, { onProgress });
    const { medians, degenerate, vectors } = set;
    const comparison = compareWithReference(this.#reference, vectors);
    const memorisation = seen === undefined
      ? undefined
      : memorisationRatio(vectors, seen.training, seen.heldOut);
    return { row: { name, count, comparison, medians, degenerate, memorisation }, set };
  }
}

async function isSameFolder(
  trained: string | null | undefined,
  reference: string | undefined,
): Promise<boolean> {
  if (!trained || reference === undefined) return false;
  return await Deno.realPath(trained) === await Deno.realPath(reference);
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

/** Reference and the model's own prior in turn, then one row of each of the others. */
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
