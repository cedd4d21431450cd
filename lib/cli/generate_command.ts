/**
 * The command that draws new signatures from a trained model.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { selectBackend } from "../backend/select.ts";
import { contactSheet } from "../image/contact_sheet.ts";
import { encodeGrayPng, encodeInkPng } from "../image/encode.ts";
import type { Color } from "../image/canvas.ts";
import type { InkImage } from "../image/ink_image.ts";
import {
  DEFAULT_GENERATE_OPTIONS,
  generateImages,
  type GenerateOptions,
  generateTrajectories,
} from "../model/generate.ts";
import { decodeModel } from "../model/model_file.ts";
import { drawTrajectory } from "../model/pen/draw.ts";
import { PEN_CANVAS } from "../model/pen/points.ts";
import type { VAE } from "../model/vae.ts";
import { toSvg } from "../strokes/to_svg.ts";
import { writeFileAtomically } from "../training/write_file.ts";
import { findModel, findNewestModel, modelFlag, readModel } from "./model_source.ts";
import { color, optional, path, pictureSize, realNumber, wholeNumber } from "./parsers.ts";
import { createReporter } from "./reporter.ts";
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

const SHEET_FILE = "grid.png";
const MOST_ON_SHEET = 200;
/** Files that are written at the same time. */
const WRITERS = 8;

/** `generate`: from a model to images of new signatures. */
export const generateCommand: Command<CommandContext> = buildCommand<GenerateFlags>({
  docs: {
    brief: "Generate new signatures with a trained model",
    fullDescription:
      "Draws z from the normal distribution, decodes it, and writes one file per signature and a " +
      `contact sheet, ${SHEET_FILE}. The same seed, model and backend give the same bytes.`,
  },
  parameters: {
    flags: {
      model: modelFlag,
      count: optional(
        wholeNumber(1, 1e6),
        "N",
        `How many signatures (default ${DEFAULT_GENERATE_OPTIONS.count})`,
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
  const nameOf = (index: number) => fileName(index, flags.format);
  if (!flags.overwrite) await checkVacant(out, [SHEET_FILE, ...namesOf(options.count, nameOf)]);
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
  let [drawn, done] = [0, 0];
  const write = async () => {
    for await (const { file, preview } of signatures) {
      const index = drawn++;
      if (index < MOST_ON_SHEET) shown.push(preview);
      await writeFileAtomically(join(out, nameOf(index)), file);
      reporter.progress("generating", ++done, options.count);
    }
  };
  // They share one source: while one waits for the disk, another draws.
  await Promise.all(Array.from({ length: WRITERS }, write));
  await writeFileAtomically(join(out, SHEET_FILE), encodeGrayPng(contactSheet(shown)));
  vae.dispose();
  prior.dispose();
  const seconds = (performance.now() - start) / 1000;
  reporter.result(
    [
      `${done} ${done === 1 ? "signature" : "signatures"} in ${seconds.toFixed(1)} s`,
      `  images  ${join(out, nameOf(0))}` + (done > 1 ? ` to ${nameOf(done - 1)}` : ""),
      `  sheet   ${join(out, SHEET_FILE)}` +
      (done > shown.length ? ` (the first ${shown.length})` : ""),
    ].join("\n"),
    { event: "done", model: source.name, backend: backend.name, out, ...options, temperature },
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
  { format, imageSize, inkColor: color, transparent }: GenerateFlags,
): AsyncGenerator<DrawnSignature> {
  for await (const trajectory of generateTrajectories(vae, options)) {
    const preview = drawTrajectory(trajectory, vae.config);
    if (format === "svg") {
      yield { file: toSvg(trajectory, { ...PEN_CANVAS, color }), preview };
    } else {
      const image = imageSize === undefined ? preview : drawTrajectory(trajectory, imageSize);
      yield { file: encodeInkPng(image, { color, transparent }), preview };
    }
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

function namesOf(count: number, nameOf: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => nameOf(index));
}

function fileName(index: number, format: Format): string {
  return `signature-${String(index + 1).padStart(4, "0")}.${format}`;
}
