/**
 * The folder that a training run writes.
 *
 * @module
 */
import { join } from "node:path";
import type { BatchSource } from "../dataset/batches.ts";
import { contactSheet } from "../image/drawing/contact_sheet.ts";
import { type ColorImage, encodeColorPng, encodeGrayPng } from "../image/codecs/encode.ts";
import type { InkImage } from "../image/ink_image.ts";
import type { VAEConfig } from "../model/config.ts";
import {
  decodeImages,
  reconstructImages,
  renderObservations,
  sampleNoise,
} from "../model/generate.ts";
import { decodeModel, encodeModel } from "../model/model_file.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { collectTrainingPosterior, collectValidationPosterior } from "./collect_posterior.ts";
import { renderCurves } from "./curves.ts";
import type { FlowFitListeners } from "./fit_flow.ts";
import { fitPrior } from "./fit_prior.ts";
import { fromJsonLines, toCsv, toJsonLines } from "./metrics_log.ts";
import type { Prior, PriorKind } from "../model/prior/prior.ts";
import { type ImageError, imageError } from "./image_error.ts";
import type { TrainingOptions } from "./options.ts";
import type { EpochMetrics, Trainer } from "./trainer.ts";
import { writeFileAtomically } from "./write_file.ts";

/** What `config.json` says about a run. */
export interface RunConfig {
  /** Version of this package. */
  readonly version: string;
  /** The model's settings. */
  readonly model: VAEConfig;
  /** The run's settings. */
  readonly training: TrainingOptions;
  /** What z is drawn from; fitted after the last epoch. */
  readonly prior: PriorKind;
  /** The model whose weights it started from; `null` for fresh ones. */
  readonly init: string | null;
  /** SHA-256 of that model's file; `null` where there is none, or in the config of an older run. */
  readonly initSha256: string | null;
  /** Where the images came from. */
  readonly data: DataConfig;
  /** The engine that ran it. */
  readonly backend: string;
  /**
   * What the engine ran on and what computed its matrix products, for people to read; more than one
   * where the run was continued on others.
   */
  readonly engines: readonly string[];
}

/** Where the images of a run came from. */
export interface DataConfig {
  /** The folder, or `null` for the built-in procedural signatures. */
  readonly directory: string | null;
  /** At most so many images, or `null` for all. */
  readonly limit: number | null;
  /** Writers of the built-in data, or `null` for a folder. */
  readonly writers: number | null;
  /** Whether forgeries of the folder are left out or writers of their own; absent in older runs. */
  readonly forgeries?: "exclude" | "include" | undefined;
  /** Finds the writer in each path of the folder, where the user gave a pattern. */
  readonly writerPattern?: string | null | undefined;
  /** Share of the writers that is held out. */
  readonly validationFraction: number;
  /** Whether training images are varied on the fly. */
  readonly augment: boolean;
  /** Images that were used. */
  readonly images: number;
  /** SHA-256 of the prepared images, so that a resumed run is sure to see the same. */
  readonly sha256: string;
}

const CONFIG_FILE = "config.json";
const CHECKPOINT_FILE = join("checkpoint", "training.safetensors");
const METRICS_FILE = "metrics.jsonl";
const TRACES_FILE = "traces.png";

/** Name of the model in a run's folder. */
export const MODEL_FILE = "model.safetensors";

const SAMPLE_COUNT = 40;
const SAMPLE_COLUMNS = 5;
const SAMPLE_PRIOR_COUNT = 2000;
const PRIOR_COUNT = 20000;
const LEAST_PRIOR_COUNT = 5000; // a flow of 48 dimensions learns little from a few hundred
const RECONSTRUCTION_COUNT = 16;
const RECONSTRUCTION_COLUMNS = 4;

/** The files of one run. Each is written beside its place and renamed, so a kill leaves a whole one. */
export class RunFolder {
  /** Path of the folder. */
  readonly path: string;
  readonly #hasPrior: boolean;
  #metrics: EpochMetrics[] = [];

  private constructor(path: string, prior: PriorKind) {
    this.path = path;
    this.#hasPrior = prior !== "normal";
  }

  /**
   * Makes the folder of a new run.
   *
   * @param path Where; the folder must not exist or be empty.
   * @param config What the run does.
   * @throws {Error} If the folder has something in it.
   */
  static async create(path: string, config: RunConfig): Promise<RunFolder> {
    await checkVacant(path);
    const run = new RunFolder(path, config.prior);
    await Deno.mkdir(join(path, "checkpoint"), { recursive: true });
    await Deno.mkdir(join(path, "samples"), { recursive: true });
    await run.#writeConfig(config);
    return run;
  }

  /**
   * Opens the folder of a run that was interrupted.
   *
   * @param path Where it is.
   * @returns The folder, what its config says, and its checkpoint.
   * @throws {Error} If there is no run, or it has no checkpoint.
   */
  static async open(
    path: string,
  ): Promise<{ run: RunFolder; config: RunConfig; checkpoint: Checkpoint }> {
    const config = await readRunConfig(path);
    const run = new RunFolder(path, config.prior);
    const checkpoint = await readFileFor("resume from", path, CHECKPOINT_FILE, decodeCheckpoint);
    if (await exists(join(path, METRICS_FILE))) {
      const decode = (bytes: Uint8Array) => fromJsonLines(new TextDecoder().decode(bytes));
      const metrics = await readFileFor("resume from", path, METRICS_FILE, decode);
      run.#metrics = metrics.filter(({ epoch }) => epoch <= checkpoint.progress.epoch);
    }
    return { run, config, checkpoint };
  }

  /** The records of the epochs so far. */
  get metrics(): readonly EpochMetrics[] {
    return this.#metrics;
  }

  /**
   * Writes everything that an epoch changes: metrics, curves, samples of the same z each time,
   * reconstructions of held-out images, the checkpoint, and the model where it is the best so far.
   *
   * @param metrics The epoch's record.
   * @param trainer The run.
   * @param data Where held-out images come from.
   */
  async recordEpoch(metrics: EpochMetrics, trainer: Trainer, data: BatchSource): Promise<void> {
    const { page, error } = await this.#drawReconstructions(trainer, data);
    this.#metrics.push({ ...metrics, imageMse: error.mse, imageBce: error.bce });
    if (metrics.best) await this.#write(MODEL_FILE, await encodeModel(trainer.vae));
    await this.#write(METRICS_FILE, toJsonLines(this.#metrics));
    await this.#write("metrics.csv", toCsv(this.#metrics));
    await this.#write("curves.svg", renderCurves(this.#metrics));
    await this.#writeState(metrics.epoch, page, trainer, data);
  }

  /**
   * Writes what there is to see of a run without epochs: the model as it came, samples,
   * reconstructions, the checkpoint.
   *
   * @param trainer The run.
   * @param data Where held-out images come from.
   */
  async recordStart(trainer: Trainer, data: BatchSource): Promise<void> {
    const { page } = await this.#drawReconstructions(trainer, data);
    await this.#write(MODEL_FILE, await encodeModel(trainer.vae));
    await this.#writeState(0, page, trainer, data);
  }

  /**
   * Fits the run's prior to its best model and puts it into the model's file. The file is whole
   * before and after; a run that ends before has a model that draws z from N(0, I).
   *
   * @param kind What to fit.
   * @param trainer The run.
   * @param data Where observations come from.
   * @param listeners What watches a fit, and ends it early with the best flow so far.
   */
  async finish(
    kind: PriorKind,
    trainer: Trainer,
    data: BatchSource,
    listeners: FlowFitListeners = {},
  ): Promise<void> {
    if (kind === "normal") return;
    const { batchSize, epochs, seed } = trainer.options;
    const best = decodeModel(await Deno.readFile(join(this.path, MODEL_FILE)));
    try {
      const size = { limit: PRIOR_COUNT, least: LEAST_PRIOR_COUNT };
      const request = { batchSize, ...size, epoch: epochs };
      const posterior = await collectTrainingPosterior(best.vae, data, request);
      const validation = await collectValidationPosterior(best.vae, data, request);
      const prior = await fitPrior(kind, posterior, { ...listeners, seed, validation });
      try {
        await this.#write(MODEL_FILE, await encodeModel(best.vae, prior));
      } finally {
        prior.dispose();
      }
    } finally {
      best.vae.dispose();
      best.prior.dispose();
    }
  }

  /**
   * Writes a page of traced signatures, `traces.png`.
   *
   * @param page The page.
   * @returns Its path.
   */
  async writeTraces(page: ColorImage): Promise<string> {
    await this.#write(TRACES_FILE, encodeColorPng(page));
    return join(this.path, TRACES_FILE);
  }

  /** Writes where the run stands. */
  async saveCheckpoint(trainer: Trainer): Promise<void> {
    await this.#write(CHECKPOINT_FILE, await encodeCheckpoint(trainer));
  }

  /** Writes `config.json` again, for a run that goes on with other settings. */
  async updateConfig(config: RunConfig): Promise<void> {
    await this.#writeConfig(config);
  }

  /** Path of the newest sample sheet, where one was written. */
  get newestSamples(): string {
    return join(this.path, sampleFile(this.#metrics.at(-1)?.epoch ?? 0));
  }

  /** Writes samples, reconstructions and the checkpoint. */
  async #writeState(
    epoch: number,
    reconstructions: Uint8Array,
    trainer: Trainer,
    data: BatchSource,
  ): Promise<void> {
    await this.#write(sampleFile(epoch), await this.#drawSamples(trainer, data));
    await this.#write("reconstructions.png", reconstructions);
    await this.saveCheckpoint(trainer);
  }

  /** Draws the same noise each time, through a prior that costs little to fit. */
  async #drawSamples(trainer: Trainer, data: BatchSource): Promise<Uint8Array> {
    const { vae, options: { seed } } = trainer;
    const prior = this.#hasPrior ? await fitSamplePrior(trainer, data) : undefined;
    try {
      const request = { start: 0, count: SAMPLE_COUNT, seed, temperature: 1 };
      const images = await decodeImages(vae, sampleNoise(vae, request), prior);
      return encodeGrayPng(contactSheet(images, { columns: SAMPLE_COLUMNS }));
    } finally {
      prior?.dispose();
    }
  }

  /** Draws held-out observations above what the model makes of them. */
  async #drawReconstructions(
    { vae }: Trainer,
    data: BatchSource,
  ): Promise<{ page: Uint8Array; error: ImageError }> {
    const count = Math.min(RECONSTRUCTION_COUNT, data.validationCount || data.trainingCount);
    const columns = Math.min(RECONSTRUCTION_COLUMNS, count);
    const observations = spreadObservations(data, count);
    const originals = await renderObservations(vae, observations, count);
    const reconstructions = await reconstructImages(vae, observations, count);
    const { height, width } = originals[0]!;
    const blank = { height, width, data: new Float32Array(height * width) };
    const row = (images: readonly InkImage[], start: number) =>
      Array.from({ length: columns }, (_, i) => images[start + i] ?? blank);
    const rows: InkImage[] = [];
    for (let start = 0; start < count; start += columns) {
      rows.push(...row(originals, start), ...row(reconstructions, start));
    }
    return {
      page: encodeGrayPng(contactSheet(rows, { columns })),
      error: imageError(originals, reconstructions),
    };
  }

  async #writeConfig(config: RunConfig): Promise<void> {
    await this.#write(CONFIG_FILE, JSON.stringify(config, null, 2) + "\n");
  }

  async #write(name: string, content: Uint8Array | string): Promise<void> {
    await writeFileAtomically(join(this.path, name), content);
  }
}

/**
 * What a run's `config.json` says.
 *
 * @param path The run's folder.
 * @throws {Error} If there is none or it is not of this project.
 */
export async function readRunConfig(path: string): Promise<RunConfig> {
  return await readFileFor("resume from", path, CONFIG_FILE, (bytes) => {
    const config = JSON.parse(new TextDecoder().decode(bytes)) as RunConfig | null;
    if (!config?.model || !config.training || !config.data) {
      throw new SyntaxError("it is not the config of a run");
    }
    // Older runs know no other start than fresh weights, or not which, nor what computed their products.
    const { init = null, initSha256 = null, engines = [] } = config;
    return { ...config, init, initSha256, engines };
  });
}

/**
 * The newest run in a folder of runs: the one whose model was written last.
 *
 * @param directory The folder of runs.
 * @param file A file that the run must have.
 * @returns Path of the run, or `undefined` where there is none.
 */
export async function findNewestRun(
  directory: string,
  file: string = MODEL_FILE,
): Promise<string | undefined> {
  let newest: { path: string; time: number } | undefined;
  for (const name of await entryNames(directory)) {
    const path = join(directory, name);
    const info = await Deno.stat(join(path, file)).catch(() => undefined);
    const time = info?.mtime?.getTime();
    if (time === undefined || (newest && time < newest.time)) continue;
    newest = { path, time };
  }
  return newest?.path;
}

/** Path of a run's checkpoint within its folder. */
export const CHECKPOINT_PATH: string = CHECKPOINT_FILE;

async function fitSamplePrior(trainer: Trainer, data: BatchSource): Promise<Prior> {
  const { vae, options: { batchSize, epochs, seed } } = trainer;
  const request = { batchSize, limit: SAMPLE_PRIOR_COUNT, epoch: epochs };
  return await fitPrior("gaussian", await collectTrainingPosterior(vae, data, request), { seed });
}

/** Held-out observations from end to end, so that they are of many writers. */
function spreadObservations(data: BatchSource, count: number): Float32Array {
  const { validationCount } = data;
  if (validationCount === 0) return data.trainingBatch(0, 0, count);
  const size = data.observationShape.reduce((product, length) => product * length, 1);
  const result = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const start = Math.floor(i * validationCount / count);
    result.set(data.validationBatch(start, 1), i * size);
  }
  return result;
}

function sampleFile(epoch: number): string {
  return join("samples", `epoch-${String(epoch).padStart(4, "0")}.png`);
}

async function readFileFor<T>(
  verb: string,
  directory: string,
  name: string,
  decode: (bytes: Uint8Array) => T,
): Promise<T> {
  const path = join(directory, name);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `Cannot ${verb} "${directory}": it has no ${name}, the folder of a run was wanted`,
    );
  }
  try {
    return decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot ${verb} "${path}": ${reason}`, { cause: error });
  }
}

async function entryNames(directory: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Checks that a new run would overwrite nothing.
 *
 * @param path The run's folder.
 * @param verb What is to be done there, for the error.
 * @param hint What else the user may do, for the error.
 * @throws {Error} If it has something in it.
 */
export async function checkVacant(
  path: string,
  verb = "train into",
  hint = " (--resume continues the run there)",
): Promise<void> {
  const occupant = (await entryNames(path))[0];
  if (occupant === undefined) return;
  throw new Error(
    `Cannot ${verb} "${path}": it already holds "${occupant}", a new or empty folder was wanted` +
      hint,
  );
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
