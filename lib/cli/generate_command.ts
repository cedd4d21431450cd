/**
 * The command that generates signatures.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { selectBackend } from "../backend/select.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../generation/generate_signatures.ts";
import type { GeneratedSignature } from "../generation/generated_signature.ts";
import { loadModel } from "../generation/load_model.ts";
import type { SignatureModel } from "../generation/signature_model.ts";
import { encodeGrayPng } from "../image/codecs/encode.ts";
import { contactSheet, type ContactSheetOptions } from "../image/drawing/contact_sheet.ts";
import type { InkImage } from "../image/ink_image.ts";
import { checkVacant } from "../training/check_vacant.ts";
import { writeFileAtomically } from "../training/write_file_atomically.ts";
import { type FlagValues, optional, toggle } from "./flags.ts";
import { findModel, findNewestModel, modelFlag } from "./model_source.ts";
import { color, path, realNumber, renderSize, wholeNumber } from "./parsers.ts";
import { count, createReporter } from "./reporter.ts";
import { backendFlags, backendOptions, outputFlags } from "./shared_flags.ts";

const SHEET_FILE = "grid.png";
const MAX_ON_SHEET = 200;
/** The sheet has a row for each writer if it has at most this many signatures. */
const MAX_COLUMNS = 20;
/** Number of files that are written at the same time. */
const CONCURRENT_FILES = 8;

const generateFlags = {
  model: modelFlag,
  count: optional(
    wholeNumber(1, 1e6),
    "N",
    `Number of signatures, or of writers with --signatures (default ${DEFAULT_GENERATE_OPTIONS.count})`,
  ),
  signatures: optional(
    wholeNumber(1, 10000),
    "N",
    "Signatures per writer, with one subfolder per writer (default one signature, no subfolders)",
  ),
  seed: optional(wholeNumber(0), "N", `Random seed (default ${DEFAULT_GENERATE_OPTIONS.seed})`),
  temperature: optional(
    realNumber(0, 100),
    "X",
    `Sampling temperature, lower is more typical (default ${DEFAULT_GENERATE_OPTIONS.temperature})`,
  ),
  out: optional(path, "DIR", "Folder for the images (default generated-NNN in the run folder)"),
  overwrite: toggle("Replace existing images in --out"),
  format: {
    kind: "enum",
    values: ["png", "svg"],
    default: "png",
    brief: "Pixels, or strokes as vector graphics (pen model only)",
  },
  imageSize: optional(
    renderSize,
    "HxW",
    "Size of PNG images (pen model only; default the size it was trained with)",
  ),
  transparent: toggle("Transparent background for PNG; SVG always has it"),
  inkColor: optional(color, "RRGGBB", "Ink colour (default black)"),
  ...backendFlags,
  ...outputFlags,
} as const;

type GenerateFlags = FlagValues<typeof generateFlags>;
type NamingFlags = Pick<GenerateFlags, "format" | "signatures">;

/** `generate`: from a model to images of new signatures. */
export const generateCommand: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Generate new signatures with a trained model",
    fullDescription:
      "Samples z from the model's prior, decodes it, and writes one file per signature and a " +
      `contact sheet, ${SHEET_FILE}. With --signatures, each sample is a writer, and further ` +
      "signatures vary it as a hand does. The same seed, model and backend give the same bytes.",
  },
  parameters: { flags: generateFlags },
  func: generate,
});

async function generate(flags: GenerateFlags): Promise<void> {
  const reporter = createReporter(flags);
  const start = performance.now();
  checkFormat(flags);
  const source = flags.model === undefined ? await findNewestModel() : await findModel(flags.model);
  const options = {
    count: flags.count ?? DEFAULT_GENERATE_OPTIONS.count,
    seed: flags.seed ?? DEFAULT_GENERATE_OPTIONS.seed,
  };
  const out = flags.out ?? await nextFolder(source.folder);
  const planned = Array.from({ length: options.count }, (_, i) => entryName(i, flags));
  if (!flags.overwrite) {
    const names = [SHEET_FILE, ...planned];
    await checkVacant(out, { names, expected: "another folder or --overwrite" });
  }
  const backend = await selectBackend(flags.backend, backendOptions(flags));
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const model = await loadModel(source.name);
  reporter.info(
    `model: ${source.description}, ${model.config.model} VAE, ${model.prior.kind} prior`,
  );
  checkModel(model, flags);
  const temperature = flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature;
  const { signatures: perWriter } = flags;
  const signatures = model.generate({ ...options, temperature, signaturesPerWriter: perWriter });
  await Deno.mkdir(out, { recursive: true });
  const shown: InkImage[] = [];
  const total = options.count * (perWriter ?? 1);
  let [started, done] = [0, 0];
  const write = async () => {
    for await (const signature of signatures) {
      const index = started++;
      if (index < MAX_ON_SHEET) shown.push(signature.toImage());
      const name = fileName(index, flags);
      if (perWriter !== undefined) await Deno.mkdir(join(out, dirname(name)), { recursive: true });
      await writeFileAtomically(join(out, name), fileContent(signature, flags));
      reporter.progress("generating", ++done, total);
    }
  };
  // All take from one generator: while one writes to disk, another generates.
  await Promise.all(Array.from({ length: CONCURRENT_FILES }, write));
  const sheet = contactSheet(shown, sheetOptions(perWriter));
  await writeFileAtomically(join(out, SHEET_FILE), encodeGrayPng(sheet));
  model.dispose();
  const seconds = (performance.now() - start) / 1000;
  reporter.result(
    [
      count(done, "signature") +
      (perWriter === undefined ? "" : ` of ${count(options.count, "writer")}`) +
      ` in ${seconds.toFixed(1)} s`,
      `  images  ${join(out, fileName(0, flags))}` +
      (done > 1 ? ` to ${fileName(done - 1, flags)}` : ""),
      `  sheet   ${join(out, SHEET_FILE)}` +
      (done > shown.length ? ` (the first ${shown.length})` : ""),
    ].join("\n"),
    {
      event: "done",
      model: source.name,
      backend: backend.name,
      out,
      ...options,
      signatures: perWriter,
      temperature,
    },
  );
}

function checkFormat({ format, imageSize }: GenerateFlags): void {
  if (format === "svg" && imageSize !== undefined) {
    throw new RangeError("Cannot write SVG with --image-size: it has no pixels and scales freely");
  }
}

/** Refuses what needs strokes if the model has none. */
function checkModel({ config }: SignatureModel, flags: GenerateFlags): void {
  const { model, height, width } = config;
  if (model === "pen") return;
  if (flags.signatures !== undefined) {
    throw new RangeError(
      `Cannot generate with --signatures: a ${model} model has no strokes that could vary`,
    );
  }
  if (flags.format === "svg") {
    throw new RangeError(`Cannot write SVG with a ${model} model: it has no strokes, only pixels`);
  }
  if (flags.imageSize !== undefined) {
    throw new RangeError(
      `Cannot generate with --image-size: a ${model} model generates images of the size it was ` +
        `trained with, ${height}x${width}`,
    );
  }
}

function fileContent(
  signature: GeneratedSignature,
  { format, imageSize, inkColor: color, transparent }: GenerateFlags,
): Uint8Array | string {
  return format === "svg"
    ? signature.toSvg({ color })
    : signature.toPng({ ...imageSize, color, transparent });
}

/** The first of `generated-001`, `generated-002`, ... that does not exist. */
async function nextFolder(parent: string): Promise<string> {
  for (let number = 1;; number++) {
    const folder = join(parent, `generated-${String(number).padStart(3, "0")}`);
    if (await Deno.stat(folder).catch(() => undefined) === undefined) return folder;
  }
}

/** One row per writer, where writers have few enough signatures. */
function sheetOptions(perWriter: number | undefined): ContactSheetOptions {
  return perWriter !== undefined && perWriter <= MAX_COLUMNS ? { columns: perWriter } : {};
}

/** Name of entry `index` of the output folder: a file, or the subfolder of a writer. */
function entryName(index: number, { format, signatures }: NamingFlags): string {
  const number = String(index + 1).padStart(4, "0");
  return signatures === undefined ? `signature-${number}.${format}` : `writer-${number}`;
}

/** Path of signature `index` within the output folder. */
function fileName(index: number, flags: NamingFlags): string {
  const { format, signatures } = flags;
  if (signatures === undefined) return entryName(index, flags);
  const number = String(index % signatures + 1).padStart(2, "0");
  return join(entryName(Math.floor(index / signatures), flags), `signature-${number}.${format}`);
}
