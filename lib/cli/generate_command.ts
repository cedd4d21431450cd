/**
 * The command that draws new signatures from a trained model.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { selectBackend } from "../backend/select.ts";
import { contactSheet, type ContactSheetOptions } from "../image/drawing/contact_sheet.ts";
import { encodeGrayPng, encodeInkPng } from "../image/codecs/encode.ts";
import type { Color } from "../image/drawing/canvas.ts";
import type { InkImage } from "../image/ink_image.ts";
import {
  DEFAULT_GENERATE_OPTIONS,
  generateImages,
  type GenerateOptions,
  generateTrajectories,
} from "../model/generate.ts";
import { decodeModel } from "../model/model_file.ts";
import { renderPenCanvas } from "../model/pen/render_points.ts";
import type { VAE } from "../model/vae.ts";
import { Random } from "../random.ts";
import { PEN_CANVAS } from "../strokes/geometry/pen_canvas.ts";
import {
  duplicateSignature,
  sampleVariability,
} from "../strokes/procedural/duplicate_signature.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { toSvg } from "../strokes/rendering/to_svg.ts";
import { writeFileAtomically } from "../training/write_file.ts";
import { findModel, findNewestModel, modelFlag, readModel } from "./model_source.ts";
import { color, optional, path, pictureSize, realNumber, wholeNumber } from "./parsers.ts";
import { count, createReporter } from "./reporter.ts";
import {
  type BackendFlags,
  backendFlags,
  backendOptions,
  type OutputFlags,
  outputFlags,
} from "./shared_flags.ts";

interface GenerateFlags extends BackendFlags, OutputFlags {
  readonly model?: string;
  readonly count?: number;
  readonly signatures?: number;
  readonly seed?: number;
  readonly temperature?: number;
  readonly out?: string;
  readonly overwrite: boolean;
  readonly format: Format;
  readonly imageSize?: { height: number; width: number };
  readonly transparent: boolean;
  readonly inkColor?: Color;
}

type Format = "png" | "svg";

type NamingFlags = Pick<GenerateFlags, "format" | "signatures">;

const SHEET_FILE = "grid.png";
const MOST_ON_SHEET = 200;
/** More signatures of a writer than this do not go side by side. */
const MOST_COLUMNS = 20;
/** Files that are written at the same time. */
const WRITERS = 8;

/** `generate`: from a model to images of new signatures. */
export const generateCommand: Command<CommandContext> = buildCommand<GenerateFlags>({
  docs: {
    brief: "Generate new signatures with a trained model",
    fullDescription:
      "Draws z from the normal distribution, decodes it, and writes one file per signature and a " +
      `contact sheet, ${SHEET_FILE}. With --signatures, each is the signature of an invented writer, ` +
      "who signs so often, in a subfolder. The same seed, model and backend give the same bytes.",
  },
  parameters: {
    flags: {
      model: modelFlag,
      count: optional(
        wholeNumber(1, 1e6),
        "N",
        `How many signatures, with --signatures how many writers (default ${DEFAULT_GENERATE_OPTIONS.count})`,
      ),
      signatures: optional(
        wholeNumber(1, 10000),
        "N",
        "Signatures of each writer, one subfolder per writer (default one signature, no subfolders)",
      ),
      seed: optional(
        wholeNumber(0),
        "N",
        `Names the draw (default ${DEFAULT_GENERATE_OPTIONS.seed})`,
      ),
      temperature: optional(
        realNumber(0, 100),
        "X",
        `Standard deviation of what is drawn, less is more typical (default ${DEFAULT_GENERATE_OPTIONS.temperature})`,
      ),
      out: optional(path, "DIR", "Where the images go (default generated-NNN in the run's folder)"),
      overwrite: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Replace images that are in --out already",
      },
      format: {
        kind: "enum",
        values: ["png", "svg"],
        default: "png",
        brief: "Pixels, or strokes as vector graphics, which a pen model writes",
      },
      imageSize: optional(
        pictureSize,
        "HxW",
        "Size of the PNG images of a pen model (default the size in its training)",
      ),
      transparent: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "PNG without paper, to be pasted onto a page; SVG never has any",
      },
      inkColor: optional(color, "RRGGBB", "Colour of the ink (default black)"),
      ...backendFlags,
      ...outputFlags,
    },
  },
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
  if (!flags.overwrite) await checkVacant(out, [SHEET_FILE, ...planned]);
  const backend = await selectBackend(
    flags.backend,
    backendOptions(flags),
  );
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const { vae, prior } = await readModel(source, decodeModel);
  reporter.info(`model: ${source.description}, ${vae.config.model} VAE, ${prior.kind} prior`);
  const temperature = flags.temperature ?? DEFAULT_GENERATE_OPTIONS.temperature;
  const signatures = drawSignatures(vae, { ...options, temperature, prior }, flags);
  await Deno.mkdir(out, { recursive: true });
  const shown: InkImage[] = [];
  const { signatures: perWriter } = flags;
  const total = options.count * (perWriter ?? 1);
  let [drawn, done] = [0, 0];
  const write = async () => {
    for await (const { file, preview } of signatures) {
      const index = drawn++;
      if (index < MOST_ON_SHEET) shown.push(preview);
      const name = fileName(index, flags);
      if (perWriter !== undefined) await Deno.mkdir(join(out, dirname(name)), { recursive: true });
      await writeFileAtomically(join(out, name), file);
      reporter.progress("generating", ++done, total);
    }
  };
  // They share one source: while one waits for the disk, another draws.
  await Promise.all(Array.from({ length: WRITERS }, write));
  const sheet = contactSheet(shown, sheetOptions(perWriter));
  await writeFileAtomically(join(out, SHEET_FILE), encodeGrayPng(sheet));
  vae.dispose();
  prior.dispose();
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

/** A signature as it is written to a file, and as it appears on the sheet. */
interface DrawnSignature {
  readonly file: Uint8Array | string;
  readonly preview: InkImage;
}

function checkFormat({ format, imageSize }: GenerateFlags): void {
  if (format === "svg" && imageSize !== undefined) {
    throw new RangeError("Cannot write SVG with --image-size: it has no pixels and fits any size");
  }
}

/** Strokes from a model that writes, in the format and size that is asked for; else its pixels. */
function drawSignatures(
  vae: VAE,
  options: GenerateOptions,
  flags: GenerateFlags,
): AsyncGenerator<DrawnSignature> {
  if (vae.toTrajectories !== undefined) return writeStrokes(vae, options, flags);
  const { model, height, width } = vae.config;
  if (flags.signatures !== undefined) {
    throw new RangeError(
      `Cannot sign again with a ${model} model: it has no strokes that could be written again`,
    );
  }
  if (flags.format === "svg") {
    throw new RangeError(`Cannot write SVG with a ${model} model: it has no strokes, only pixels`);
  }
  if (flags.imageSize !== undefined) {
    throw new RangeError(
      `Cannot draw with --image-size: a ${model} model draws at the size it was trained for, ${height}x${width}`,
    );
  }
  return drawPixels(vae, options, flags);
}

async function* writeStrokes(
  vae: VAE,
  options: GenerateOptions,
  { format, imageSize, inkColor: color, transparent, signatures }: GenerateFlags,
): AsyncGenerator<DrawnSignature> {
  const trajectories = signatures === undefined
    ? generateTrajectories(vae, options)
    : duplicateSignatures(vae, options, signatures);
  for await (const trajectory of trajectories) {
    const preview = renderPenCanvas(trajectory, vae.config);
    if (format === "svg") {
      yield { file: toSvg(trajectory, { ...PEN_CANVAS, color }), preview };
    } else {
      const image = imageSize === undefined ? preview : renderPenCanvas(trajectory, imageSize);
      yield { file: encodeInkPng(image, { color, transparent }), preview };
    }
  }
}

/** What the model writes, each as often as its writer is to sign. */
async function* duplicateSignatures(
  vae: VAE,
  options: GenerateOptions,
  perWriter: number,
): AsyncGenerator<Trajectory> {
  const { seed } = options;
  let writer = 0;
  for await (const trajectory of generateTrajectories(vae, options)) {
    const variability = sampleVariability(new Random(seed, "hand", writer));
    for (let i = 0; i < perWriter; i++) {
      const random = new Random(seed, "again", writer, i);
      // Where nothing was written there is nothing to write again.
      yield trajectory.length === 0
        ? trajectory
        : duplicateSignature(trajectory, random, variability);
    }
    writer++;
  }
}

async function* drawPixels(
  vae: VAE,
  options: GenerateOptions,
  { inkColor: color, transparent }: GenerateFlags,
): AsyncGenerator<DrawnSignature> {
  for await (const preview of generateImages(vae, options)) {
    yield { file: encodeInkPng(preview, { color, transparent }), preview };
  }
}

/** The first of `generated-001`, `generated-002`, ... that does not exist. */
async function nextFolder(parent: string): Promise<string> {
  for (let number = 1;; number++) {
    const folder = join(parent, `generated-${String(number).padStart(3, "0")}`);
    if (await Deno.stat(folder).catch(() => undefined) === undefined) return folder;
  }
}

async function checkVacant(out: string, planned: readonly string[]): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(out), ({ name }) => name).catch(() => []);
  const wanted = new Set(planned);
  const occupant = names.filter((name) => wanted.has(name)).sort()[0];
  if (occupant === undefined) return;
  throw new Error(
    `Cannot write to "${out}": it already holds "${occupant}", another folder or --overwrite was wanted`,
  );
}

/** A row for each writer, where there are some. */
function sheetOptions(perWriter: number | undefined): ContactSheetOptions {
  return perWriter !== undefined && perWriter <= MOST_COLUMNS ? { columns: perWriter } : {};
}

/** What is in the output folder for number `index` of what is counted: a file, or a writer's folder. */
function entryName(index: number, { format, signatures }: NamingFlags): string {
  const number = String(index + 1).padStart(4, "0");
  return signatures === undefined ? `signature-${number}.${format}` : `writer-${number}`;
}

/** Where signature number `index` of all goes. */
function fileName(index: number, flags: NamingFlags): string {
  const { format, signatures } = flags;
  if (signatures === undefined) return entryName(index, flags);
  const number = String(index % signatures + 1).padStart(2, "0");
  return join(entryName(Math.floor(index / signatures), flags), `signature-${number}.${format}`);
}
