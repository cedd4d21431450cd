/**
 * Describes a set that `generate` wrote: tables, README with measured error rates, Croissant.
 *
 * @module
 */
import type { BackendInfo } from "../../backend/select.ts";
import { measureSet } from "../../evaluation/signature_set.ts";
import {
  DEFAULT_REFERENCES,
  type VerificationLabel,
  verifyByDistance,
} from "../../evaluation/verification.ts";
import {
  DEFAULT_GENERATE_OPTIONS,
  type GenerateOptions,
} from "../../generation/generate_signatures.ts";
import type { OpenOutputOptions } from "../../generation/output/open_output.ts";
import type { SignatureModel } from "../../generation/signature_model.ts";
import type { SetDescription } from "../../generation/signature_set/set_description.ts";
import type { SetVerification } from "../../generation/signature_set/set_readme.ts";
import { writeSetFiles } from "../../generation/signature_set/write_set_files.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { PRETRAINED_ORIGIN } from "../../model/pretrained/weights/origin.ts";
import type { Reporter } from "../reporter.ts";
import { formOptions } from "./format_flags.ts";
import type { GenerateFlags } from "./generate_flags.ts";

/** Error rates are measured on at most this many signatures, which takes about ten seconds. */
const MAX_MEASURED = { writers: 40, signatures: 10, forgeries: 6 } as const;

/** A set and what it was made with. */
export interface SetRun {
  /** The flags of the command. */
  readonly flags: GenerateFlags;
  /** The model. */
  readonly model: SignatureModel;
  /** The backend that it runs on. */
  readonly backend: BackendInfo;
  /** Folder, files and record of the run. */
  readonly output: OpenOutputOptions;
  /** Shows progress. */
  readonly reporter: Reporter;
}

/**
 * Measures how hard verification is on a set, and writes the files that describe it.
 *
 * @param run The set.
 * @throws {Error} If a file cannot be written; the message names it.
 */
export async function describeSet(run: SetRun): Promise<void> {
  const { model, output } = run;
  const set = descriptionOf(run);
  await writeSetFiles(output.folder, set, {
    latentDim: model.prior.latentDim,
    latents: model.sampleLatents({ ...set, count: set.writers }),
    verification: await measureVerification(set, model, run.reporter),
  });
}

function descriptionOf({ flags, model, backend, output }: SetRun): SetDescription {
  const { plan, record } = output;
  const { height = model.config.height, width = model.config.width } = formOptions(flags, 0);
  const sha256 = record.settings["model"]!.replace("sha256:", "");
  return {
    version: record.version,
    writers: plan.writers,
    signaturesPerWriter: flags.signatures!,
    forgeriesPerWriter: flags.forgeries!,
    seed: flags.seed ?? DEFAULT_GENERATE_OPTIONS.seed,
    temperature: flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature,
    model: { sha256, isPretrained: sha256 === PRETRAINED_ORIGIN.sha256 },
    backend: backend.name,
    extensions: plan.formats,
    isArchived: plan.isArchived,
    ink: {
      height,
      width,
      kind: flags.ink ?? "plain",
      color: flags.inkColor ?? (flags.scan ? undefined : [0, 0, 0]),
      paper: flags.scan ? "scan" : flags.transparent ? "transparent" : "white",
    },
  };
}

/** Error rates on the first writers of a set. */
async function measureVerification(
  set: SetDescription,
  model: SignatureModel,
  reporter: Reporter,
): Promise<SetVerification | undefined> {
  const references = Math.min(DEFAULT_REFERENCES, Math.floor(set.signaturesPerWriter / 2));
  if (references === 0) return undefined;
  const writers = Math.min(MAX_MEASURED.writers, set.writers);
  const signaturesPerWriter = Math.min(MAX_MEASURED.signatures, set.signaturesPerWriter);
  const forgeriesPerWriter = Math.min(MAX_MEASURED.forgeries, set.forgeriesPerWriter);
  const { seed, temperature } = set;
  const labels: VerificationLabel[] = [];
  const images = labelled(
    model,
    { count: writers, seed, temperature, signaturesPerWriter, forgeriesPerWriter },
    labels,
  );
  const total = writers * (signaturesPerWriter + forgeriesPerWriter);
  const onProgress = (done: number) => reporter.progress("measuring the set", done, total);
  const { vectors } = await measureSet(images, { onProgress });
  const { skilled, random } = verifyByDistance(vectors, labels, references);
  return { writers, references, skilled, random };
}

/** Renders signatures, and adds the label of each to `labels`. */
async function* labelled(
  model: SignatureModel,
  options: GenerateOptions,
  labels: VerificationLabel[],
): AsyncGenerator<InkImage> {
  for await (const signature of model.generate(options)) {
    labels.push({ writer: String(signature.writer), isForgery: signature.forger !== undefined });
    yield signature.toImage();
  }
}
