/**
 * `deno task build:weights RUN`: makes the model of a run the one that comes with this package.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { sha256 } from "../lib/dataset/packed_file.ts";
import { embed } from "../lib/embedded.ts";
import { readNetworks } from "../lib/model/model_file.ts";
import type { WeightsOrigin } from "../lib/model/pretrained/origin.ts";
import { decodeSafetensors, encodeSafetensors, type TensorData } from "../lib/model/safetensors.ts";
import { PRETRAINED_ORIGIN } from "../lib/model/pretrained/weights/origin.ts";
import { fromJsonLines } from "../lib/training/metrics_log.ts";
import type { RunConfig } from "../lib/training/run_config.ts";
import { MODEL_FILE, readRunConfig } from "../lib/training/run_folder.ts";
import type { EpochMetrics } from "../lib/training/metrics.ts";
import { writeFileAtomically } from "../lib/training/write_file_atomically.ts";
import { runCommandLine } from "../lib/cli/application.ts";
import { path } from "../lib/cli/parsers.ts";
import { duration } from "../lib/cli/reporter.ts";
import { trainFlags } from "../lib/cli/train_flags.ts";

/** Most bytes of the weights' modules together; a registry's limit of a package is some times that. */
const MAX_BYTES = 6e6;

/** Characters of one module: editors and registries stumble over larger files. */
const PART_LENGTH = 1_500_000;

/** A run's model, ready to be shipped. */
export interface PackedRun {
  /** How it was made. */
  readonly origin: WeightsOrigin;
  /** Its file, with values of 16 bits. */
  readonly file: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the model of a run and where it comes from.
 *
 * @param run The run's folder.
 * @throws {Error} If there is no run, or it has no model.
 * @throws {RangeError} If it was trained on other than procedural signatures, or started from other
 * weights than fresh ones or those that are shipped.
 */
export async function packRun(run: string): Promise<PackedRun> {
  const config = await readRunConfig(run);
  const startedFrom = findStart(run, config);
  const content = decodeSafetensors(await Deno.readFile(join(run, MODEL_FILE)));
  const metrics = fromJsonLines(await Deno.readTextFile(join(run, "metrics.jsonl")));
  const file = encodeSafetensors({ ...content, tensors: rounded(content.tensors) }, "F16");
  readNetworks(file); // what is shipped must be a whole model
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
 * Rounds values to the nearest of eight significant bits, as bfloat16 has. Float16 with zeros in its
 * last three bits deflates to three quarters; the error is at most 1/512 of a value.
 *
 * @param values Any finite values.
 * @returns As many values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([...roundWeights([1, 1.003, -1.005, 0])], [1, 1, -1.0078125, 0]);
 * ```
 */
export function roundWeights(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const result = Float32Array.from(values);
  const bits = new Uint32Array(result.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i]! + 0x8000) & 0xffff0000;
  return result;
}

/**
 * The start of a run whose model may be shipped: what is shipped must be nobody's handwriting, and
 * commands that are known must make it again.
 */
function findStart(run: string, { model, data, init, initSha256 }: RunConfig) {
  // Those that are shipped, or, where the run's model is shipped already, those before.
  const known = [PRETRAINED_ORIGIN, PRETRAINED_ORIGIN.startedFrom];
  const start = known.find((origin) => initSha256 !== null && origin?.sha256 === initSha256);
  const reason = data.directory !== null
    ? `it was trained on "${data.directory}", built-in signatures alone were wanted`
    : init !== null && start === undefined
    ? `it started from "${init}", fresh weights or those that are shipped were wanted`
    : model.model !== "pen"
    ? `it has a ${model.model} model, a pen model was wanted`
    : undefined;
  if (reason !== undefined) throw new RangeError(`Cannot ship the model of "${run}": ${reason}`);
  return start ?? null;
}

function describeTraining(config: RunConfig, metrics: readonly EpochMetrics[]) {
  const best = metrics.findLast(({ best }) => best);
  return {
    command: commandOf(config),
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
 * The command that does what a run did, with every setting spelled out: defaults may change.
 *
 * @param config The run's config.
 */
export function commandOf({ model, training, prior, data, init }: RunConfig): string {
  const { height, width, ...shape } = model;
  const settings = {
    ...shape,
    imageSize: `${height}x${width}`,
    ...training,
    prior,
    writers: data.writers,
    validationFraction: data.validationFraction,
  };
  const flags = Object.entries(settings)
    .filter(([name]) => name in trainFlags)
    .map(([name, value]) => `--${toKebab(name)} ${value}`);
  if (!data.augment) flags.push("--no-augment");
  if (init !== null) flags.push(`--init ${init}`);
  return ["deno task train", ...flags].join(" ");
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The modules that hold a model.
 *
 * @param packed The model.
 * @returns Contents by file name.
 * @throws {RangeError} If it is too large.
 */
export async function weightsModules(
  { origin, file }: PackedRun,
): Promise<Map<string, string>> {
  const text = await embed(file);
  if (text.length > MAX_BYTES) {
    throw new RangeError(
      `Cannot ship weights: they take ${text.length} bytes as text, at most ${MAX_BYTES} were wanted`,
    );
  }
  const count = Math.ceil(text.length / PART_LENGTH);
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const modules = new Map<string, string>();
  for (const i of numbers) {
    const part = text.slice((i - 1) * PART_LENGTH, i * PART_LENGTH);
    // JSON takes half as long to load as a program that says the same.
    modules.set(`part_${i}.json`, `${JSON.stringify(part)}\n`);
  }
  const imports = numbers
    .map((i) => `import PART_${i} from "./part_${i}.json" with { type: "json" };\n`).join("");
  const sum = numbers.map((i) => `PART_${i}`).join(" + ");
  modules.set(
    "mod.ts",
    `${GENERATED}${imports}\n/** The file of the model, deflated, in base64. */\n` +
      `export const WEIGHTS: string = ${sum};\n`,
  );
  modules.set(
    "origin.ts",
    `${GENERATED}import type { WeightsOrigin } from "../origin.ts";\n\n` +
      "/** How the model that comes with this package was made. */\n" +
      `export const PRETRAINED_ORIGIN: WeightsOrigin = ${JSON.stringify(origin, null, 2)};\n`,
  );
  return modules;
}

const GENERATED = "// Generated by `deno task build:weights`.\n";

/** The page about the weights. */
export function weightsPage(origin: WeightsOrigin): string {
  const stages: WeightsOrigin[] = [];
  for (let stage: WeightsOrigin | null = origin; stage !== null; stage = stage.startedFrom) {
    stages.unshift(stage);
  }
  const commands = stages.map(({ command }, i) =>
    `${command} --out outputs/stage-${i + 1}\ndeno task build:weights outputs/stage-${i + 1}\n`
  );
  const figures = stages.map(figuresOf);
  const rows = figures[0]!.map(([what], row) => [what, ...figures.map((f) => f[row]![1])]);
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return `<!-- Generated by \`deno task build:weights\`, but for the notes. -->

# The weights that come with the package

\`generate\` uses them until there is a run of your own, \`train --data\` starts from them, and
\`loadPretrained()\` loads them. They were trained on procedural signatures alone: no person's
handwriting is in them.

\`\`\`sh
${commands.join("")}\`\`\`

makes them again. On a machine with other processors rounding differs, and so do the last digits.

${line(["what", ...stages.map((_, i) => stages.length > 1 ? `stage ${i + 1}` : "figure")])}
${line(["---", ...stages.map(() => "---")])}
${rows.map(line).join("\n")}

Weights are stored as float16 of eight significant bits in the safetensors format, deflated, as text
in the modules of \`lib/model/pretrained/weights\`.
`;
}

/** What is written by hand begins with this heading. */
const NOTES = "## Notes\n";

/**
 * Adds the notes of the page that was there before, which people have written.
 *
 * @param page The new page.
 * @param old The one before; empty if there was none.
 */
export function keepNotes(page: string, old: string): string {
  const start = old.indexOf(`\n${NOTES}`);
  return start < 0 ? page : page + old.slice(start);
}

/** What is to be known of a training. */
function figuresOf(origin: WeightsOrigin): [what: string, figure: string | number][] {
  const nats = (value: number | null) => value === null ? "none held out" : value.toFixed(1);
  return [
    ["seed", origin.seed],
    ["procedural signatures", origin.signatures],
    ["SHA-256 of the signatures", `\`${origin.dataSha256}\``],
    ["version of the package", origin.version],
    ["backend", origin.backend],
    ["training", duration(origin.trainingSeconds)],
    ["epoch kept", origin.epoch],
    ["held-out loss, nats per signature", nats(origin.validationLoss)],
    ["its reconstruction term", nats(origin.validationReconstruction)],
    ["its KL term", nats(origin.validationKl)],
    ["numbers", origin.values],
    ["bytes of the safetensors file, float16", origin.bytes],
    ["SHA-256 of the file", `\`${origin.sha256}\``],
  ];
}

const PRETRAINED_FOLDER = new URL("../lib/model/pretrained/", import.meta.url);
const PAGE = new URL("../docs/weights.md", import.meta.url);

const buildWeightsCommand: Command<CommandContext> = buildCommand({
  docs: { brief: "Make the model of a run the one that comes with this package" },
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
      `${packed.origin.values} numbers in ${modules.size} modules of ${size} bytes in "${folder}"`,
    );
  },
});

if (import.meta.main) await runCommandLine("build:weights", buildWeightsCommand, Deno.args);
