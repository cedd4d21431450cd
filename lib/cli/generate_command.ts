/**
 * The command that draws new signatures from a trained model.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { selectBackend } from "../backend/select.ts";
import { contactSheet } from "../image/contact_sheet.ts";
import { encodeGrayPng, encodeInkPng } from "../image/encode.ts";
import type { InkImage } from "../image/ink_image.ts";
import { DEFAULT_GENERATE_OPTIONS, generateImages } from "../model/generate.ts";
import { decodeModel, type TrainedModel } from "../model/model_file.ts";
import { findNewestRun, MODEL_FILE } from "../training/run_folder.ts";
import { writeFileAtomically } from "../training/write_file.ts";
import { optional, path, realNumber, wholeNumber } from "./parsers.ts";
import { createReporter } from "./reporter.ts";
import { OUTPUT_DIRECTORY } from "./train_plan.ts";
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
}

const SHEET_FILE = "grid.png";
const MOST_ON_SHEET = 200;

/** The tails of a fitted prior are where it fits least. */
export const FITTED_TEMPERATURE = 0.85;

/** `generate`: from a model to images of new signatures. */
export const generateCommand: Command<CommandContext> = buildCommand<GenerateFlags>({
  docs: {
    brief: "Generate new signatures with a trained model",
    fullDescription:
      "Draws z from the normal distribution, decodes it, and writes one PNG per signature and a " +
      `contact sheet, ${SHEET_FILE}. The same seed, model and backend give the same bytes.`,
  },
  parameters: {
    flags: {
      model: optional(path, "DIR", "Folder of a run, or a model file (default the newest run)"),
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
        `Standard deviation of epsilon, less is more typical (default ${FITTED_TEMPERATURE}, 1 without a fitted prior)`,
      ),
      out: optional(path, "DIR", "Where the images go (default generated-NNN in the run's folder)"),
      overwrite: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Replace images that are in --out already",
      },
      ...backendFlags,
      ...outputFlags,
    },
  },
  func: generate,
});

async function generate(flags: GenerateFlags): Promise<void> {
  const reporter = createReporter(flags);
  const start = performance.now();
  const modelPath = await findModel(flags.model);
  const options = {
    count: flags.count ?? DEFAULT_GENERATE_OPTIONS.count,
    seed: flags.seed ?? DEFAULT_GENERATE_OPTIONS.seed,
  };
  const out = flags.out ?? await nextFolder(dirname(modelPath));
  if (!flags.overwrite) await checkVacant(out, options.count);
  const backend = await selectBackend(
    flags.backend,
    backendOptions(flags),
  );
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const { vae, prior } = await loadModel(modelPath);
  reporter.info(`model: "${modelPath}", ${vae.config.model} VAE, ${prior.kind} prior`);
  await Deno.mkdir(out, { recursive: true });
  const temperature = flags.temperature ?? (prior.kind === "normal" ? 1 : FITTED_TEMPERATURE);
  const shown: InkImage[] = [];
  let done = 0;
  for await (const image of generateImages(vae, { ...options, temperature, prior })) {
    await writeFileAtomically(join(out, imageFile(done)), encodeInkPng(image));
    done++;
    if (shown.length < MOST_ON_SHEET) shown.push(image);
    reporter.progress("generating", done, options.count);
  }
  await writeFileAtomically(join(out, SHEET_FILE), encodeGrayPng(contactSheet(shown)));
  vae.dispose();
  prior.dispose();
  const seconds = (performance.now() - start) / 1000;
  reporter.result(
    [
      `${done} ${done === 1 ? "signature" : "signatures"} in ${seconds.toFixed(1)} s`,
      `  images  ${join(out, imageFile(0))}` + (done > 1 ? ` to ${imageFile(done - 1)}` : ""),
      `  sheet   ${join(out, SHEET_FILE)}` +
      (done > shown.length ? ` (the first ${shown.length})` : ""),
    ].join("\n"),
    { event: "done", model: modelPath, backend: backend.name, out, ...options, temperature },
  );
}

async function findModel(given: string | undefined): Promise<string> {
  if (given === undefined) {
    const newest = await findNewestRun(OUTPUT_DIRECTORY);
    if (newest === undefined) {
      throw new Error(
        `Cannot generate: "${OUTPUT_DIRECTORY}" has no run with a model, train one first or name it with --model`,
      );
    }
    return join(newest, MODEL_FILE);
  }
  return await modelFile(given);
}

/**
 * Path of a model's file.
 *
 * @param given The file, or the folder of its run.
 * @throws {Error} If there is neither.
 */
export async function modelFile(given: string): Promise<string> {
  const info = await Deno.stat(given).catch(() => undefined);
  if (info === undefined) {
    throw new Error(`Cannot read model "${given}": there is no such file or folder`);
  }
  return info.isDirectory ? join(given, MODEL_FILE) : given;
}

/**
 * Reads a model.
 *
 * @param file Path of its file.
 * @throws {Error} If it is missing or not a model of this project.
 */
export async function loadModel(file: string): Promise<TrainedModel> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `Cannot read model "${file}": there is no such file (a run writes it after its first epoch)`,
    );
  }
  try {
    return decodeModel(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read model "${file}": ${reason}`, { cause: error });
  }
}

/** The first of `generated-001`, `generated-002`, ... that does not exist. */
async function nextFolder(parent: string): Promise<string> {
  for (let number = 1;; number++) {
    const folder = join(parent, `generated-${String(number).padStart(3, "0")}`);
    if (await Deno.stat(folder).catch(() => undefined) === undefined) return folder;
  }
}

async function checkVacant(out: string, count: number): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(out), ({ name }) => name).catch(() => []);
  const planned = new Set([SHEET_FILE, ...Array.from({ length: count }, (_, i) => imageFile(i))]);
  const occupant = names.filter((name) => planned.has(name)).sort()[0];
  if (occupant === undefined) return;
  throw new Error(
    `Cannot write to "${out}": it already holds "${occupant}", another folder or --overwrite was wanted`,
  );
}

function imageFile(index: number): string {
  return `signature-${String(index + 1).padStart(4, "0")}.png`;
}
