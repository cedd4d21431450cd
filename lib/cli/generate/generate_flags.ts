/**
 * The flags of `generate`: declaration, checks, and what is recorded of them.
 *
 * @module
 */
import type { BackendInfo } from "../../backend/select.ts";
import type { EncodeOptions } from "../../generation/encode_forms.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../../generation/generate_signatures.ts";
import type { RunRecord } from "../../generation/output/run_record.ts";
import type { SignatureModel } from "../../generation/signature_model.ts";
import { sha256 } from "../../sha256.ts";
import { VERSION } from "../application.ts";
import { type FlagValues, kebabCase, optional, toggle } from "../flags.ts";
import type { FlagHeadings } from "../help.ts";
import { modelFlag } from "../model_source.ts";
import { path, realNumber, shard, wholeNumber } from "../parsers.ts";
import { backendFlags, outputFlags } from "../shared_flags.ts";
import {
  ARCHIVE_FORMAT,
  checkFormatFlags,
  checkStrokeless,
  formatFlags,
  formOptions,
  outputFormats,
} from "./format_flags.ts";
import { checkLikeFlags, checkLikeModel, likeFlags } from "./like_flags.ts";

/** The flags of `generate`. */
export const generateFlags = {
  model: modelFlag,
  count: optional(
    wholeNumber(1, 1e7),
    "N",
    `Number of signatures, or of writers with --signatures (default ${DEFAULT_GENERATE_OPTIONS.count})`,
  ),
  signatures: optional(
    wholeNumber(1, 10000),
    "N",
    "Signatures per writer, with one subfolder per writer (default one signature, no subfolders)",
  ),
  ...likeFlags,
  forgeries: optional(
    wholeNumber(0, 10000),
    "N",
    "Skilled forgeries per writer, in addition to the genuine --signatures: writes a data set with " +
      "tables, README and Croissant description",
  ),
  seed: optional(wholeNumber(0), "N", `Random seed (default ${DEFAULT_GENERATE_OPTIONS.seed})`),
  temperature: optional(
    realNumber(0, 100),
    "X",
    `Sampling temperature, lower is more typical (default ${DEFAULT_GENERATE_OPTIONS.temperature})`,
  ),
  out: optional(
    path,
    "DIR",
    "Folder for the files; an unfinished run there is continued (default generated-NNN in the run folder)",
  ),
  overwrite: toggle("Replace files of a run with other settings in --out"),
  shard: optional(
    shard,
    "I/N",
    "Write only part I of N, such as 3/8: all parts together are the run without --shard",
  ),
  ...formatFlags,
  ...backendFlags,
  ...outputFlags,
} as const;

/** Headings of the flags in the help. */
export const GENERATE_HEADINGS: FlagHeadings = {
  model: "SIGNATURES",
  out: "FILES",
  imageSize: "APPEARANCE",
  backend: "BACKEND AND MESSAGES",
};

/** Values of {@linkcode generateFlags}. */
export type GenerateFlags = FlagValues<typeof generateFlags>;

/** How the flags ask for a signature to be encoded. */
export function encodeOptions(flags: GenerateFlags): EncodeOptions {
  return formOptions(flags, flags.seed ?? DEFAULT_GENERATE_OPTIONS.seed);
}

/**
 * Refuses flags that contradict each other.
 *
 * @throws {RangeError} If two do; the message names them.
 */
export function checkFlags(flags: GenerateFlags): void {
  checkLikeFlags(flags);
  checkFormatFlags(flags);
  if (flags.forgeries !== undefined && flags.signatures === undefined) {
    throw new RangeError(
      "Cannot generate with --forgeries: expected --signatures too, the number of genuine ones",
    );
  }
  if (flags.forgeries !== undefined && flags.scanMask && !outputFormats(flags).isArchived) {
    throw new RangeError(
      "Cannot generate with --forgeries and --scan-mask: programs that load a set would take masks " +
        "for signatures; expected --format webdataset too, which keeps them apart",
    );
  }
  if (flags.shard === undefined) return;
  if (flags.out === undefined) {
    throw new RangeError("Cannot generate with --shard: expected --out, the folder of all parts");
  }
  if (flags.overwrite) {
    throw new RangeError(
      "Cannot generate with --shard and --overwrite: another part may be writing to the folder; " +
        "remove it first",
    );
  }
}

/**
 * Refuses what needs strokes if the model has none.
 *
 * @throws {RangeError} If it has none; the message names the flag.
 */
export function checkModel(signatureModel: SignatureModel, flags: GenerateFlags): void {
  checkLikeModel(signatureModel, flags);
  const { config } = signatureModel;
  const { model, height, width } = config;
  if (model === "pen") return;
  if (flags.signatures !== undefined) {
    throw new RangeError(
      `Cannot generate with --signatures: a ${model} model has no strokes that could vary`,
    );
  }
  checkStrokeless(flags, model, { height, width });
}

/** Flags that do not change the content of a file, or are recorded in another way. */
const NOT_RECORDED: readonly string[] = [
  "model",
  "count",
  "out",
  "overwrite",
  "shard",
  "backend",
  "threads",
  "quiet",
  "json",
] satisfies (keyof GenerateFlags)[];

/**
 * What the record of a run says: every flag that changes the content of files.
 *
 * @param flags The flags.
 * @param modelBytes The model file, whose hash is recorded.
 * @param backend The backend that computes the signatures.
 */
export async function recordOf(
  flags: GenerateFlags,
  modelBytes: Uint8Array<ArrayBuffer>,
  backend: BackendInfo,
): Promise<RunRecord> {
  const { formats, isArchived } = outputFormats(flags);
  const {
    count = DEFAULT_GENERATE_OPTIONS.count,
    seed = DEFAULT_GENERATE_OPTIONS.seed,
    temperature = DEFAULT_GENERATE_OPTIONS.temperature,
  } = flags;
  const format = [...formats, ...(isArchived ? [ARCHIVE_FORMAT] : [])];
  const settings: Record<string, string> = {
    model: `sha256:${await sha256(modelBytes)}`,
    backend: backend.name,
  };
  for (const [name, value] of Object.entries({ ...flags, seed, temperature, format })) {
    if (NOT_RECORDED.includes(name) || value === undefined || value === false) continue;
    settings[kebabCase(name)] = flagText(value);
  }
  return { version: VERSION, count, settings };
}

/** The text of a flag's value, as a command line has it; empty for a flag without a value. */
function flagText(value: unknown): string {
  if (value === true) return "";
  if (Array.isArray(value)) {
    return typeof value[0] === "number" ? Uint8Array.from(value).toHex() : value.join(",");
  }
  if (value instanceof Object) return Object.values(value).join("x");
  return String(value);
}
