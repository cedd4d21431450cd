/**
 * Measures whether synthetic signatures are useful for training verifiers.
 *
 * @module
 */
import { join } from "node:path";
import {
  DEFAULT_USEFULNESS_OPTIONS,
  measureUsefulness,
  type UsefulnessOptions,
} from "../../evaluation/usefulness/measure_usefulness.ts";
import type { RealWriter } from "../../evaluation/usefulness/training_recipes.ts";
import {
  reportUsefulness,
  type UsefulnessReport,
  type UsefulnessSettings,
} from "../../evaluation/usefulness/usefulness_report.ts";
import {
  usefulnessMarkdown,
  usefulnessTable,
} from "../../evaluation/usefulness/usefulness_text.ts";
import { loadModel } from "../../generation/load_model.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import { VERSION } from "../application.ts";
import type { FlagValues } from "../flags.ts";
import { findModel, type ModelSource } from "../model_source.ts";
import { count, duration, type Reporter } from "../reporter.ts";
import { type BackendFlags, startBackend } from "../shared_flags.ts";
import { isTrainedOn } from "./held_out_writers.ts";
import { reportResult, writeFiles } from "./report_result.ts";
import { generateWriters, loadRealWriters, type UsefulnessDataRequest } from "./usefulness_data.ts";
import { USEFULNESS_DEFAULTS, type usefulnessFlags } from "./usefulness_flags.ts";

const MARKDOWN_FILE = "usefulness.md";

/** An experiment on usefulness. */
export interface UsefulnessRequest extends FlagValues<typeof usefulnessFlags>, BackendFlags {
  /** The model; the newest run by default. */
  readonly model?: readonly string[] | undefined;
  /** The folder of real signatures. */
  readonly data?: readonly string[] | undefined;
  /** Regular expression for the writer in each path. */
  readonly writerPattern?: string | undefined;
  /** Seed of everything. */
  readonly seed: number;
  /** Sampling temperature of the synthetic writers. */
  readonly temperature: number;
  /** Folder for the report. */
  readonly out: string;
}

/**
 * Trains verifiers on synthetic and on real signatures, tests them on unseen real writers, and writes
 * `usefulness.json` and `usefulness.md`.
 *
 * @param request Data, model and settings.
 * @param reporter Prints messages.
 */
export async function evaluateUsefulness(
  request: UsefulnessRequest,
  reporter: Reporter,
): Promise<void> {
  const start = performance.now();
  const { out, seed, temperature, writerPattern } = request;
  const {
    writers = USEFULNESS_DEFAULTS.writers,
    signatures = USEFULNESS_DEFAULTS.signatures,
    folds = DEFAULT_USEFULNESS_OPTIONS.folds,
    steps = DEFAULT_USEFULNESS_OPTIONS.steps,
  } = request;
  const data = request.data![0]!;
  const source = await findModel(request.model?.[0]);
  await warnIfTrainedOn(source, data, reporter);
  const dataRequest = { data, writerPattern, seed, temperature, writers, signatures, folds };
  const real = await loadRealWriters(dataRequest, reporter);
  const backend = await startBackend(request, reporter);
  const synthetic = await generateSynthetic(source, dataRequest, reporter);
  const settings = { seed, folds, steps, references: DEFAULT_USEFULNESS_OPTIONS.references };
  const results = await measureUsefulness(real, synthetic, {
    ...settings,
    ...progressOf(folds, reporter),
  });
  const report = reportUsefulness({
    version: VERSION,
    data,
    real: countReal(real),
    synthetic: { model: source.name, writers, signatures, temperature },
    ...settings,
  }, results);
  const summary = usefulnessTable(report);
  await writeFiles(summary, reporter, () => writeReport(out, report));
  reportResult({
    summary,
    verb: "measured",
    start,
    out,
    files: [["report", MARKDOWN_FILE, "explains the figures"]],
    report,
    backend: backend.name,
  }, reporter);
}

async function warnIfTrainedOn(
  source: ModelSource,
  data: string,
  reporter: Reporter,
): Promise<void> {
  if (!await isTrainedOn(source, data)) return;
  reporter.warn(
    `warning: the model was trained on "${data}", so synthetic writers may resemble those who are ` +
      "tested; measure on other writers",
  );
}

async function generateSynthetic(
  source: ModelSource,
  request: UsefulnessDataRequest,
  reporter: Reporter,
): Promise<Uint8Array[][]> {
  const { writers, signatures, seed } = request;
  using model = await loadModel(source.name);
  reporter.info(
    `synthetic signatures: ${count(writers, "writer")} x ${signatures}, seed ${seed}, of ` +
      source.description,
  );
  return await generateWriters(model, request, reporter);
}

/** Shows progress with the time left, and the error rate of each verifier. */
function progressOf(
  folds: number,
  reporter: Reporter,
): Pick<UsefulnessOptions, "onProgress" | "onVerifier"> {
  const start = performance.now();
  return {
    onProgress: (done, total, verifier) => {
      const seconds = (performance.now() - start) / 1000 * (total - done) / done;
      const left = `${duration(seconds)} left, ${verifier}`;
      reporter.progress("training verifiers", done, total, left);
    },
    onVerifier: ({ name }, fold, rate) =>
      reporter.info(`  ${name}, fold ${fold + 1}/${folds}: ${(100 * rate).toFixed(1)} %`),
  };
}

function countReal(real: readonly RealWriter[]): UsefulnessSettings["real"] {
  return {
    writers: real.length,
    signatures: real.reduce((sum, { genuine }) => sum + genuine.length, 0),
    forgeries: real.reduce((sum, { forgeries }) => sum + forgeries.length, 0),
  };
}

async function writeReport(out: string, report: UsefulnessReport): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  await writeFileAtomically(join(out, MARKDOWN_FILE), usefulnessMarkdown(report));
  await writeFileAtomically(
    join(out, "usefulness.json"),
    JSON.stringify(report, null, 2) + "\n",
  );
}
