/**
 * The folder that a training run writes.
 *
 * @module
 */
import { join } from "node:path";
import { RunFormatError } from "../../errors.ts";
import { checkVacant } from "../../files/check_vacant.ts";
import { type Checkpoint, decodeCheckpoint } from "../checkpoint.ts";
import type { EpochMetrics } from "../metrics.ts";
import { fromJsonLines, toCsv, toJsonLines } from "./metrics_log.ts";
import { parseRunConfig, type RunConfig } from "./run_config.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";

/** Path of the settings within a run folder. */
export const CONFIG_FILE = "config.json";

const METRICS_FILE = "metrics.jsonl";

/** Path of the sample sheets within a run folder. */
export const SAMPLES_FOLDER = "samples";

const SUBFOLDERS = ["checkpoint", SAMPLES_FOLDER];

/** Path of the model within a run folder. */
export const MODEL_FILE = "model.safetensors";

/** Path of the checkpoint within a run folder. */
export const CHECKPOINT_FILE: string = join("checkpoint", "training.safetensors");

/** Path of the held-out images beside their reconstructions within a run folder. */
export const RECONSTRUCTIONS_FILE = "reconstructions.png";

/** Path of the recovery sheet within a run folder. */
export const RECOVERY_SHEET_FILE = "traces.png";

/** Path of the report within a run folder. */
export const REPORT_FILE = "report.html";

/** Path of an epoch's sample sheet within a run folder. */
export function sampleFile(epoch: number): string {
  return join(SAMPLES_FOLDER, `epoch-${String(epoch).padStart(4, "0")}.png`);
}

/** The epoch of a sample sheet by its file name; `undefined` for another file. */
export function sampleEpoch(name: string): number | undefined {
  const digits = /^epoch-(\d{4,})\.png$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The files of one run. Each is written atomically, so an interruption leaves no partial file. */
export class RunFolder {
  /** Path of the folder. */
  readonly path: string;
  #metrics: readonly EpochMetrics[];

  private constructor(path: string, metrics: readonly EpochMetrics[] = []) {
    this.path = path;
    this.#metrics = metrics;
  }

  /**
   * Creates the folder of a new run.
   *
   * @param path Path of the folder, which must be empty or missing.
   * @param config Settings of the run.
   * @throws {FolderOccupiedError} If the folder is not empty.
   */
  static async create(path: string, config: RunConfig): Promise<RunFolder> {
    await checkVacant(path, { action: "train into" });
    const run = new RunFolder(path);
    await Deno.mkdir(path, { recursive: true });
    await run.writeConfig(config); // first, because a run can be resumed from here on
    await run.#makeSubfolders();
    return run;
  }

  /** Removes the folder of a run that failed before it began, unless something else is in it. */
  async discard(): Promise<void> {
    await Deno.remove(join(this.path, CONFIG_FILE));
    for (const name of [...SUBFOLDERS, ""]) {
      await Deno.remove(join(this.path, name)).catch(() => {}); // stays if it is not empty
    }
  }

  /**
   * Opens the folder of an interrupted run.
   *
   * @param path Path of the folder.
   * @returns The folder, its config, and its checkpoint unless the run ended before the first one.
   * @throws {RunFormatError} If there is no run, or a file of it is invalid.
   */
  static async open(
    path: string,
  ): Promise<{ run: RunFolder; config: RunConfig; checkpoint: Checkpoint | undefined }> {
    const config = await readRunConfig(path);
    const checkpoint = await readIfExists(path, CHECKPOINT_FILE, decodeCheckpoint);
    const log = await readMetrics(path);
    const run = new RunFolder(
      path,
      log.filter(({ epoch }) => epoch <= (checkpoint?.progress.epoch ?? 0)),
    );
    await run.#makeSubfolders();
    return { run, config, checkpoint };
  }

  /** The records of the epochs so far. */
  get metrics(): readonly EpochMetrics[] {
    return this.#metrics;
  }

  /** Path of the latest sample sheet. */
  get latestSamples(): string {
    return join(this.path, sampleFile(this.#metrics.at(-1)?.epoch ?? 0));
  }

  /** Adds the record of an epoch to `metrics.jsonl` and `metrics.csv`. */
  async appendMetrics(metrics: EpochMetrics): Promise<void> {
    this.#metrics = [...this.#metrics, metrics];
    await this.write(METRICS_FILE, toJsonLines(this.#metrics));
    await this.write("metrics.csv", toCsv(this.#metrics));
  }

  async #makeSubfolders(): Promise<void> {
    for (const name of SUBFOLDERS) await Deno.mkdir(join(this.path, name), { recursive: true });
  }

  /** Writes `config.json`, for a new run or one continued with other settings. */
  async writeConfig(config: RunConfig): Promise<void> {
    await this.write(CONFIG_FILE, JSON.stringify(config, null, 2) + "\n");
  }

  /**
   * Writes a file.
   *
   * @param name Path within the folder.
   * @param content Its bytes, or text that is encoded as UTF-8.
   * @returns Path of the file.
   */
  async write(name: string, content: Uint8Array | string): Promise<string> {
    const path = join(this.path, name);
    await writeFileAtomically(path, content);
    return path;
  }

  /**
   * Reads a file.
   *
   * @param name Path within the folder.
   */
  async read(name: string): Promise<Uint8Array> {
    return await Deno.readFile(join(this.path, name));
  }
}

/**
 * Reads the `config.json` of a run.
 *
 * @param path The run folder.
 * @throws {RunFormatError} If it is missing or invalid.
 */
export async function readRunConfig(path: string): Promise<RunConfig> {
  const config = await readIfExists(path, CONFIG_FILE, (bytes) => parseRunConfig(toText(bytes)));
  if (config !== undefined) return config;
  throw new RunFormatError(
    `Cannot read run "${path}": it has no ${CONFIG_FILE}, expected a run folder`,
  );
}

const toText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/**
 * Reads the records of a run.
 *
 * @param folder Path of the run folder.
 * @returns The records in order of epochs; none if the run has written none.
 * @throws {RunFormatError} If the file is invalid.
 */
export async function readMetrics(folder: string): Promise<EpochMetrics[]> {
  const parse = (bytes: Uint8Array) => fromJsonLines(toText(bytes));
  return await readIfExists(folder, METRICS_FILE, parse) ?? [];
}

/** Reads and decodes a file; `undefined` if there is no such file. */
async function readIfExists<T>(
  folder: string,
  name: string,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T | undefined> {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return await decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunFormatError(`Cannot read run "${path}": ${reason}`, { cause: error });
  }
}
