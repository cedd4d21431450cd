/**
 * The folder that a training run writes.
 *
 * @module
 */
import { join } from "node:path";
import { RunFormatError } from "../errors.ts";
import { checkVacant, folderEntries } from "./check_vacant.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import type { EpochMetrics } from "./metrics.ts";
import { fromJsonLines, toCsv, toJsonLines } from "./metrics_log.ts";
import { parseRunConfig, type RunConfig } from "./run_config.ts";
import { writeFileAtomically } from "./write_file_atomically.ts";

const CONFIG_FILE = "config.json";
const METRICS_FILE = "metrics.jsonl";

/** Path of the model within a run folder. */
export const MODEL_FILE = "model.safetensors";

/** Path of the checkpoint within a run folder. */
export const CHECKPOINT_FILE: string = join("checkpoint", "training.safetensors");

/** Path of an epoch's sample sheet within a run folder. */
export function sampleFile(epoch: number): string {
  return join("samples", `epoch-${String(epoch).padStart(4, "0")}.png`);
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
    await Deno.mkdir(join(path, "checkpoint"), { recursive: true });
    await Deno.mkdir(join(path, "samples"), { recursive: true });
    await run.writeConfig(config);
    return run;
  }

  /**
   * Opens the folder of an interrupted run.
   *
   * @param path Path of the folder.
   * @returns The folder, its config and its checkpoint.
   * @throws {RunFormatError} If there is no run, or a file of it is missing or invalid.
   */
  static async open(
    path: string,
  ): Promise<{ run: RunFolder; config: RunConfig; checkpoint: Checkpoint }> {
    const config = await readRunConfig(path);
    const checkpoint = await readAs(path, CHECKPOINT_FILE, decodeCheckpoint);
    const log = await readAs(path, METRICS_FILE, (bytes) => fromJsonLines(toText(bytes)), []);
    const metrics = log.filter(({ epoch }) => epoch <= checkpoint.progress.epoch);
    return { run: new RunFolder(path, metrics), config, checkpoint };
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
  return await readAs(path, CONFIG_FILE, (bytes) => parseRunConfig(toText(bytes)));
}

/**
 * Finds the newest run among the subfolders of a folder: the one whose model was written last.
 *
 * @param directory The folder of runs.
 * @param file A file that the run must have, whose time counts.
 * @returns Path of the run folder, or `undefined` if there is none.
 */
export async function findNewestRun(
  directory: string,
  file: string = MODEL_FILE,
): Promise<string | undefined> {
  let newest: { path: string; time: number } | undefined;
  for (const name of await folderEntries(directory)) {
    const path = join(directory, name);
    const info = await Deno.stat(join(path, file)).catch(() => undefined);
    const time = info?.mtime?.getTime();
    if (time === undefined || (newest && time < newest.time)) continue;
    newest = { path, time };
  }
  return newest?.path;
}

const toText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Reads and decodes a file; `missing` is the result where there is no such file. */
async function readAs<T>(
  folder: string,
  name: string,
  decode: (bytes: Uint8Array) => T,
  missing?: T,
): Promise<T> {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (missing !== undefined) return missing;
    throw new RunFormatError(
      `Cannot read run "${folder}": it has no ${name}, expected a run folder`,
    );
  }
  try {
    return decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunFormatError(`Cannot read run "${path}": ${reason}`, { cause: error });
  }
}
