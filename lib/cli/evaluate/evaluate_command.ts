/**
 * The command that evaluates models.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { DEFAULT_GENERATE_OPTIONS } from "../../generation/generate_signatures.ts";
import { checkVacant } from "../../files/check_vacant.ts";
import { REPORT_FILE } from "../../training/run/run_folder.ts";
import { checkOutput } from "../check_output.ts";
import { OUTPUT_DIRECTORY, timestamp } from "../directories.ts";
import { type FlagValues, optional, repeatable, toggle } from "../flags.ts";
import { type FlagHeadings, withHelp } from "../help.ts";
import { modelFlag } from "../model_source.ts";
import { path, realNumber, wholeNumber } from "../parsers.ts";
import { createReporter, type Reporter } from "../reporter.ts";
import { backendFlags, outputFlags } from "../shared_flags.ts";
import { writerFlags, writerSettings } from "../writer_flags.ts";
import { compareModels } from "./compare_models.ts";
import { evaluateModel } from "./evaluate_model.ts";
import { evaluateUsefulness } from "./evaluate_usefulness.ts";
import { SHEET_FILE } from "./evaluation_report.ts";
import { checkUsefulness, usefulnessFlags } from "./usefulness_flags.ts";

/** A comparison needs more signatures than a distance: what it measures is smaller. */
const DEFAULTS = { count: 1000, comparedCount: 2000, seed: 1 };
/** Time grows with the square of the number of signatures. */
const MAX_SIGNATURES = 5000;

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
  heldOut: toggle("With --compare: use only writers of --data that no model was trained on"),
  ...writerFlags,
  count: optional(
    wholeNumber(20, MAX_SIGNATURES),
    "N",
    `Number of signatures per set (default ${DEFAULTS.count}, with --compare ${DEFAULTS.comparedCount})`,
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
  ...usefulnessFlags,
  ...backendFlags,
  ...outputFlags,
} as const;

const HEADINGS: FlagHeadings = {
  model: "MODELS AND REFERENCE",
  count: "MEASUREMENT",
  usefulness: "USEFULNESS",
  backend: "BACKEND AND MESSAGES",
};

const command: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Evaluate generated signatures against a reference",
    fullDescription:
      "Measures how close a model's signatures are to a folder of real ones, or without --data to " +
      "held-out procedural ones: kernel and Frechet distance of fixed features, density, coverage, " +
      "stroke statistics, memorization of the training data, bounds on the likelihood, and use of " +
      "the latent space. Procedural signatures and a PCA baseline are measured for comparison. With " +
      "--compare, says which model is nearer to the folder. With --usefulness, says how well " +
      "signature verifiers that are trained on synthetic signatures work on real writers. " +
      `Writes ${REPORT_FILE}, evaluation.md, evaluation.json and ${SHEET_FILE}; with --compare, ` +
      `${REPORT_FILE}, comparison.md and comparison.json; with --usefulness, usefulness.md and ` +
      "usefulness.json.",
  },
  parameters: { flags: evaluateFlags },
  func: evaluate,
});

/** `evaluate`: how close a model's signatures are to a reference. */
export const evaluateCommand: Command<CommandContext> = withHelp(command, [
  { command: "evaluate --data scans", brief: "Measure the newest model against a folder" },
  {
    command: "evaluate --model outputs/own --compare pretrained --data scans --held-out",
    brief: "Tell which of two models is nearer to writers that neither was trained on",
  },
  {
    command: "evaluate --usefulness --data scans",
    brief: "Tell whether generated signatures help to train a verifier",
  },
], HEADINGS);

/** Measures one model, compares models, or measures what a model is useful for. */
async function evaluate(flags: FlagValues<typeof evaluateFlags>): Promise<void> {
  // Scripts get one record, which has everything.
  const reporter: Reporter = { ...createReporter(flags), event: () => {} };
  const data = flags.data?.[0];
  writerSettings(flags, data ?? null);
  checkUsefulness(flags);
  checkCompared(flags);
  const out = await checkOutput(flags.out, join(OUTPUT_DIRECTORY, `evaluation-${timestamp()}`));
  await checkVacant(out);
  const isComparison = Boolean(flags.compare?.length) && !flags.usefulness;
  const count = flags.count ?? (isComparison ? DEFAULTS.comparedCount : DEFAULTS.count);
  const seed = flags.seed ?? DEFAULTS.seed;
  const temperature = flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature;
  const request = { ...flags, out, count, seed, temperature };
  if (flags.usefulness) await evaluateUsefulness(request, reporter);
  else if (isComparison) await compareModels(request, reporter);
  else await evaluateModel({ ...request, data, model: flags.model?.[0] }, reporter);
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
