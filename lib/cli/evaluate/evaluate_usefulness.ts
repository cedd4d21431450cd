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
import {
  reportUsefulness,
  usefulnessMarkdown,
  type UsefulnessReport,
  type UsefulnessSettings,
  usefulnessTable,
} from "../../evaluation/usefulness/usefulness_report.ts";
import type { RealWriter } from "../../evaluation/usefulness/training_recipes.ts";
import { loadModel } from "../../generation/load_model.ts";
import { writeFileAtomically } from "../../training/write_file_atomically.ts";
import { VERSION } from "../application.ts";
import { type FlagValues, optional, toggle } from "../flags.ts";
import { isTrainedOn } from "./held_out_writers.ts";
import { findModel, type ModelSource } from "../model_source.ts";
import { wholeNumber } from "../parsers.ts";
import { count, duration, type Reporter } from "../reporter.ts";
import { type BackendFlags, startBackend } from "../shared_flags.ts";
import { generateWriters, loadRealWriters, type UsefulnessRequest } from "./usefulness_data.ts";

const DEFAULTS = { writers: 2000, signatures: 6 };
const MARKDOWN_FILE = "usefulness.md";

/** Flags of `evaluate --usefulness`. */
export const usefulnessFlags = {
  usefulness: toggle(
    "Train verifiers on synthetic and real signatures, and test them on unseen writers of --data",
  ),
  writers: optional(
    wholeNumber(2, 100_000),
    "N",
    `With --usefulness: synthetic writers (default ${DEFAULTS.writers})`,
  ),
  signatures: optional(
    wholeNumber(1, 100),
    "N",
    `With --usefulness: signatures of each synthetic writer (default ${DEFAULTS.signatures})`,
  ),
  folds: optional(
    wholeNumber(2, 20),
    "N",
    `With --usefulness: folds of the cross-validation over the writers of --data (default ${DEFAULT_USEFULNESS_OPTIONS.folds})`,
  ),
  steps: optional(
    wholeNumber(1, 1_000_000),
    "N",
    `With --usefulness: updates of each verifier (default ${DEFAULT_USEFULNESS_OPTIONS.steps})`,
  ),
} as const;

/** Names of the flags that `--usefulness` alone understands. */
const OWN_FLAGS = ["writers", "signatures", "folds", "steps"] as const;

/** An experiment on usefulness. */
export interface UsefulnessCommand extends FlagValues<typeof usefulnessFlags>, BackendFlags {
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
 * Checks the flags that belong to experiments on usefulness.
 *
 * @throws {RangeError} If one is given without `--usefulness`, or it lacks one folder.
 */
export function checkUsefulness(
  flags: FlagValues<typeof usefulnessFlags> & {
    readonly data?: readonly string[] | undefined;
    readonly model?: readonly string[] | undefined;
    readonly compare?: readonly string[] | undefined;
    readonly forgeries?: string | undefined;
    readonly count?: number | undefined;
  },
): void {
  if (!flags.usefulness) {
    const given = OWN_FLAGS.find((name) => flags[name] !== undefined);
    if (given !== undefined) {
      throw new RangeError(`Cannot use --${given} alone, expected --usefulness`);
    }
    return;
  }
  if (flags.data?.length !== 1) {
    throw new RangeError("Cannot measure usefulness without real writers, expected one --data");
  }
  if (flags.compare?.length || (flags.model?.length ?? 0) > 1) {
    throw new RangeError("Cannot measure the usefulness of several models, expected one --model");
  }
  if (flags.count !== undefined) {
    throw new RangeError(
      "Cannot use --count with --usefulness, expected --writers and --signatures",
    );
  }
  if (flags.forgeries !== undefined) {
    throw new RangeError(
      "Cannot use --forgeries with --usefulness: forgeries are always tested, and never trained on",
    );
  }
}

/**
 * Trains verifiers on synthetic and on real signatures, tests them on unseen real writers, and writes
 * `usefulness.json` and `usefulness.md`.
 *
 * @param command Data, model and settings.
 * @param reporter Prints messages.
 */
export async function evaluateUsefulness(
  command: UsefulnessCommand,
  reporter: Reporter,
): Promise<void> {
  const start = performance.now();
  const { out, seed, temperature, writerPattern } = command;
  const {
    writers = DEFAULTS.writers,
    signatures = DEFAULTS.signatures,
    folds = DEFAULT_USEFULNESS_OPTIONS.folds,
    steps = DEFAULT_USEFULNESS_OPTIONS.steps,
  } = command;
  const data = command.data![0]!;
  const source = await findModel(command.model?.[0]);
  await warnIfTrainedOn(source, data, reporter);
  const request = { data, writerPattern, seed, temperature, writers, signatures, folds };
  const real = await loadRealWriters(request, reporter);
  const backend = await startBackend(command, reporter);
  const synthetic = await generateSynthetic(source, request, reporter);
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
  await writeReport(out, report);
  const seconds = (performance.now() - start) / 1000;
  reporter.result(describeResult(report, out, seconds), {
    event: "done",
    out,
    backend: backend.name,
    ...report,
  });
}

function describeResult(report: UsefulnessReport, out: string, seconds: number): string {
  return [
    usefulnessTable(report),
    "",
    `measured in ${duration(seconds)}`,
    `  report  ${join(out, MARKDOWN_FILE)} (explains the figures)`,
  ].join("\n");
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
  request: UsefulnessRequest,
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
