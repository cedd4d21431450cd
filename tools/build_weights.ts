/**
 * `deno task build:weights RUN`: makes the model of a run the pretrained model of this package.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { decodeChecked } from "../lib/model/checksum.ts";
import { readNetworks } from "../lib/model/model_file.ts";
import type { WeightsOrigin } from "../lib/model/pretrained/origin.ts";
import { encodeSafetensors, type TensorData } from "../lib/model/safetensors.ts";
import { PRETRAINED_ORIGIN } from "../lib/model/pretrained/weights/origin.ts";
import type { RunConfig } from "../lib/training/run/run_config.ts";
import { MODEL_FILE, readMetrics, readRunConfig } from "../lib/training/run/run_folder.ts";
import type { EpochMetrics } from "../lib/training/metrics.ts";
import { writeFileAtomically } from "../lib/files/write_file_atomically.ts";
import { sha256 } from "../lib/sha256.ts";
import { runCommandLine } from "../lib/cli/application.ts";
import { path } from "../lib/cli/parsers.ts";
import { trainingCommand } from "../lib/cli/train/run_commands.ts";
import { embedParts } from "./embed_parts.ts";
import { roundWeights } from "./round_weights.ts";
import { keepNotes, weightsPage } from "./weights_page.ts";

/** Maximum size of the modules in bytes; registries limit the size of a package. */
const MAX_BYTES = 6e6;

/** A run's model, ready to ship. */
export interface PackedRun {
  /** How it was trained. */
  readonly origin: WeightsOrigin;
  /** Its file, with float16 values. */
  readonly file: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the model of a run and how it was trained.
 *
 * @param run The run's folder.
 * @throws {Error} If there is no run, or it has no model.
 * @throws {RangeError} If it was trained on anything but procedural signatures, or started from
 * weights other than random or pretrained ones.
 */
export async function packRun(run: string): Promise<PackedRun> {
  const config = await readRunConfig(run);
  const startedFrom = findStart(run, config);
  const content = await decodeChecked(await Deno.readFile(join(run, MODEL_FILE)), "model");
  const metrics = await readMetrics(run);
  const file = encodeSafetensors({ ...content, tensors: rounded(content.tensors) }, "F16");
  await readNetworks(file); // verifies that the file is a whole model
  const values = [...content.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  const origin = {
    startedFrom,
    ...describeTraining(config, metrics),
    values,
    bytes: file.length,
    sha256: await sha256(file),
  };
  return { origin, file };
}

function rounded(tensors: ReadonlyMap<string, TensorData>): Map<string, TensorData> {
  return new Map(
    [...tensors].map(([name, { shape, data }]) => [name, { shape, data: roundWeights(data) }]),
  );
}

/**
 * The origin of the weights that a run started from; `null` for random ones. Shipped weights must not
 * be derived from real handwriting, and known commands must reproduce them.
 */
function findStart(run: string, { model, data, init, initSha256 }: RunConfig) {
  // The pretrained weights, or their predecessor where this run's model is the pretrained one already.
  const known = [PRETRAINED_ORIGIN, PRETRAINED_ORIGIN.startedFrom];
  const start = known.find((origin) => initSha256 !== null && origin?.sha256 === initSha256);
  const reason = data.directory !== null
    ? `it was trained on "${data.directory}", expected built-in signatures only`
    : init !== null && start === undefined
    ? `it started from "${init}", expected random weights or the pretrained ones`
    : model.model !== "pen"
    ? `it has a ${model.model} model, expected a pen model`
    : undefined;
  if (reason !== undefined) throw new RangeError(`Cannot ship the model of "${run}": ${reason}`);
  return start ?? null;
}

function describeTraining(config: RunConfig, metrics: readonly EpochMetrics[]) {
  const best = metrics.findLast(({ best }) => best);
  return {
    command: `deno task ${trainingCommand(config)}`,
    version: config.version,
    backend: config.backend,
    seed: config.training.seed,
    signatures: config.data.images,
    dataSha256: config.data.sha256,
    epoch: best?.epoch ?? 0,
    validationLoss: best?.validationLoss ?? null,
    validationReconstruction: best?.validationReconstruction ?? null,
    validationKl: best?.validationKl ?? null,
    trainingSeconds: Math.round(metrics.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
}

/**
 * Creates the modules that contain a model.
 *
 * @param packed The model.
 * @returns Content by file name.
 * @throws {RangeError} If it is too large.
 */
export async function weightsModules(
  { origin, file }: PackedRun,
): Promise<Map<string, string>> {
  const { files, imports, sum, length } = await embedParts(file);
  if (length > MAX_BYTES) {
    throw new RangeError(
      `Cannot ship weights: they take ${length} bytes as text, expected at most ${MAX_BYTES}`,
    );
  }
  const modules = new Map(files);
  modules.set(
    "mod.ts",
    `${GENERATED}${imports}\n/** The file of the model, deflated, in base64. */\n` +
      `export const WEIGHTS: string = ${sum};\n`,
  );
  modules.set(
    "origin.ts",
    `${GENERATED}import type { WeightsOrigin } from "../origin.ts";\n\n` +
      "/** How the pretrained model was made. */\n" +
      `export const PRETRAINED_ORIGIN: WeightsOrigin = ${JSON.stringify(origin, null, 2)};\n`,
  );
  return modules;
}

const GENERATED = "// Generated by `deno task build:weights`.\n";

const PRETRAINED_FOLDER = new URL("../lib/model/pretrained/", import.meta.url);
const PAGE = new URL("../docs/weights.md", import.meta.url);

const buildWeightsCommand: Command<CommandContext> = buildCommand({
  docs: { brief: "Make the model of a run the pretrained model of this package" },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ parse: path, brief: "Folder of the run", placeholder: "RUN" }],
    },
  },
  func: async (_flags: Record<never, never>, run: string) => {
    const packed = await packRun(run);
    const modules = await weightsModules(packed);
    const folder = fileURLToPath(new URL("weights/", PRETRAINED_FOLDER));
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(folder, { recursive: true });
    for (const [name, text] of modules) await writeFileAtomically(join(folder, name), text);
    const old = await Deno.readTextFile(PAGE).catch(() => "");
    await writeFileAtomically(fileURLToPath(PAGE), keepNotes(weightsPage(packed.origin), old));
    const size = [...modules.values()].reduce((sum, { length }) => sum + length, 0);
    console.log(
      `${packed.origin.values} parameters in ${modules.size} modules of ${size} bytes in "${folder}"`,
    );
  },
});

if (import.meta.main) await runCommandLine("build:weights", buildWeightsCommand, Deno.args);
