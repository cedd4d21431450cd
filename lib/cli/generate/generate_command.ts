/**
 * The command that generates signatures.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import type { BackendInfo } from "../../backend/select.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../../generation/generate_signatures.ts";
import type { GeneratedSignature } from "../../generation/generated_signature.ts";
import {
  encodeInterpolation,
  INTERPOLATION_FILE,
} from "../../generation/output/interpolation_gif.ts";
import { openOutput, type OpenOutputOptions } from "../../generation/output/open_output.ts";
import { SHEET_FILE } from "../../generation/output/output_plan.ts";
import {
  type SignatureSource,
  writeSignatures,
  type WriteSummary,
} from "../../generation/output/write_signatures.ts";
import type { SignatureModel } from "../../generation/signature_model.ts";
import { README_FILE } from "../../generation/signature_set/set_files.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import { availableThreads } from "../../worker_pool.ts";
import { EarlyEnd } from "../application.ts";
import { checkOutput } from "../check_output.ts";
import { withHelp } from "../help.ts";
import { INTERRUPTED, withInterrupt } from "../interrupt.ts";
import { findModel, openModel } from "../model_source.ts";
import { count, createReporter, type Reporter } from "../reporter.ts";
import { startBackend } from "../shared_flags.ts";
import { createTimeLeft } from "../time_left.ts";
import { describeGiven } from "./describe_given.ts";
import { describeSet } from "./describe_set.ts";
import {
  checkFlags,
  checkModel,
  encodeOptions,
  GENERATE_HEADINGS,
  type GenerateFlags,
  generateFlags,
} from "./generate_flags.ts";
import { readGivenSignatures } from "./given_signatures.ts";
import { resolveLikeFlags } from "./like_flags.ts";
import { likeSource } from "./like_source.ts";
import { planOutput } from "./plan_output.ts";

const command: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Generate new signatures with a trained model",
    fullDescription:
      "Samples z from the model's prior, decodes it, and writes one file per signature and format " +
      `and a contact sheet, ${SHEET_FILE}. With --signatures, each sample is a writer, and further ` +
      "signatures vary it as a hand does; with --forgeries, other hands copy it. With --like, it writes " +
      "variants of a given signature, and with --interpolate a path from one signature to another. " +
      "The same seed, model and backend give the same bytes. " +
      "After an interruption, the same command continues where it stopped.",
  },
  parameters: { flags: generateFlags },
  func: generate,
});

/** `generate`: from a model to files of new signatures. */
export const generateCommand: Command<CommandContext> = withHelp(command, [
  {
    command: "generate --count 1000 --transparent --ink-color 1a2b80 --image-size 256x512",
    brief: "Write 1,000 signatures in blue ink without paper",
  },
  {
    command: "generate --count 20 --signatures 10",
    brief: "Write ten signatures of each of 20 generated writers",
  },
  {
    command: "generate --like scan.png --spread 0.5",
    brief: "Write variants of the signature in an image",
  },
], GENERATE_HEADINGS);

async function generate(requested: GenerateFlags): Promise<void> {
  const reporter = createReporter(requested);
  const start = performance.now();
  checkFlags(requested);
  const given = await readGivenSignatures(requested.like ?? [], reporter);
  const flags = resolveLikeFlags(requested, given);
  const source = await findModel(flags.model);
  await checkOutput(flags.out, source.folder);
  const backend = await startBackend(flags, reporter);
  using model = await openModel(source, reporter);
  checkModel(model, requested);
  const output = await planOutput(flags, source, backend);
  const generate = likeSource(requested, model, given) ?? signatureSource(flags, model);
  const summary = await writeRun({ flags, generate, model, backend, output, reporter });
  const seconds = (performance.now() - start) / 1000;
  const { folder, plan, shard } = output;
  const state = `${summary.written} of ${count(summary.total, "signature")} are written to ` +
    `"${folder}", run the same command again to continue`;
  if (summary.failure !== undefined) throw withHint(summary.failure, state);
  if (summary.written < summary.total) throw new EarlyEnd(`Interrupted: ${state}`, INTERRUPTED);
  if (flags.interpolate !== undefined && shard.index === 1) {
    await writeAnimation(generate({ start: 0, end: plan.writers }), folder, flags);
  }
  const files = flags.interpolate === undefined ? given.map(({ file }) => file) : [];
  const text = describeResult(summary, output, seconds, flags.interpolate !== undefined);
  reporter.result([text, ...describeGiven(output.plan, files)].join("\n"), {
    event: "done",
    model: source.name,
    backend: backend.name,
    out: folder,
    count: plan.writers,
    seed: flags.seed ?? DEFAULT_GENERATE_OPTIONS.seed,
    signatures: flags.signatures,
    forgeries: flags.forgeries,
    temperature: flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature,
    formats: plan.formats,
    ...(flags.shard === undefined ? {} : { shard }),
    ...(files.length === 0 ? {} : { given: files }),
    written: summary.written - summary.found,
    found: summary.found,
  });
}

interface RunParts {
  readonly flags: GenerateFlags;
  readonly generate: SignatureSource;
  readonly model: SignatureModel;
  readonly backend: BackendInfo;
  readonly output: OpenOutputOptions;
  readonly reporter: Reporter;
}

/** Writes what the output lacks; Ctrl-C ends it after the files that are being written. */
async function writeRun(run: RunParts): Promise<WriteSummary> {
  const { flags, generate, output, reporter } = run;
  const { folder, plan } = output;
  const opened = await openOutput(output);
  let timeLeft: ReturnType<typeof createTimeLeft> | undefined;
  const summary = await withInterrupt((signal) =>
    writeSignatures({
      folder,
      plan,
      opened,
      generate,
      encoding: { ...encodeOptions(flags), threads: flags.threads ?? availableThreads() },
      signal,
      onProgress: (written, total) => {
        timeLeft ??= createTimeLeft(written);
        reporter.progress("generating", written, total, timeLeft(written, total));
      },
    }), () => reporter.info("Interrupted: finishing the files that are being written ..."));
  if (opened.needsDescription && summary.written === summary.total) await describeSet(run);
  return summary;
}

/** Where the signatures of a range of writers come from. */
function signatureSource(flags: GenerateFlags, model: SignatureModel): SignatureSource {
  const options = {
    seed: flags.seed ?? DEFAULT_GENERATE_OPTIONS.seed,
    temperature: flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature,
    signaturesPerWriter: flags.signatures,
    forgeriesPerWriter: flags.forgeries,
  };
  return ({ start, end }) => model.generate({ ...options, start, count: end - start });
}

/** Steps of an animation beyond which a GIF becomes too large to show. */
const MAX_FRAMES = 240;
/** Size of an animation, where no size of images is given. */
const ANIMATION_SIZE = { height: 256, width: 512 };

/** Writes the first steps of an interpolation as an animation. */
async function writeAnimation(
  signatures: AsyncIterable<GeneratedSignature>,
  folder: string,
  flags: GenerateFlags,
): Promise<void> {
  const images: InkImage[] = [];
  for await (const signature of signatures) {
    const size = signature.strokes === undefined ? {} : flags.imageSize ?? ANIMATION_SIZE;
    images.push(signature.toImage(size));
    if (images.length === MAX_FRAMES) break;
  }
  const gif = encodeInterpolation(images, flags.inkColor);
  await writeFileAtomically(join(folder, INTERPOLATION_FILE), gif);
}

/** Adds to an error what the user can do; a stack trace stays where it shows a bug. */
function withHint(error: unknown, hint: string): unknown {
  if (!(error instanceof Error)) return error;
  error.message += `; ${hint}`;
  return error;
}

function describeResult(
  { total, found }: WriteSummary,
  { folder, plan, shard }: OpenOutputOptions,
  seconds: number,
  isAnimated: boolean,
): string {
  const units = plan.unitsOf(shard);
  const writers = plan.writersOf(units);
  const ofWriters = plan.hasSubfolders ? ` of ${count(writers.end - writers.start, "writer")}` : "";
  const before = found > 0 ? `, ${found} of them written before` : "";
  const lines = [`${count(total, "signature")}${ofWriters} in ${seconds.toFixed(1)} s${before}`];
  if (total > 0) {
    const [first] = plan.filesOf(units.start);
    const last = [...plan.filesOf(units.end - 1)].at(-1);
    lines.push(`  files  ${join(folder, first!)}${first === last ? "" : ` to ${last}`}`);
  }
  if (shard.index === 1) {
    const shown = plan.sheetSignatures;
    const which = shown < plan.signatures ? ` (the first ${shown})` : "";
    lines.push(`  sheet  ${join(folder, SHEET_FILE)}${which}`);
    if (isAnimated) lines.push(`  loop   ${join(folder, INTERPOLATION_FILE)}`);
    if (plan.isSet) lines.push(`  about  ${join(folder, README_FILE)}`);
  }
  return lines.join("\n");
}
