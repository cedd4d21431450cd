/**
 * Content of the `config.json` of a run.
 *
 * @module
 */
import type { VAEConfig } from "../../model/config.ts";
import type { PriorKind } from "../../model/prior/prior.ts";
import type { Script } from "../../strokes/procedural/scripts.ts";
import { readTrainingOptions, type TrainingOptions } from "../options.ts";

/**
 * How a run chooses its prior: a kind, or `nearest`, a mixture unless the prior of the initial weights
 * is nearer to the held-out writers.
 */
export type PriorChoice = PriorKind | "nearest";

/** What `config.json` records about a run. */
export interface RunConfig {
  /** Version of this package. */
  readonly version: string;
  /** The model's settings. */
  readonly model: VAEConfig;
  /** The run's settings. */
  readonly training: TrainingOptions;
  /** The distribution of z, fitted after the last epoch. */
  readonly prior: PriorChoice;
  /** The model whose weights the run started from; `null` for random initialization. */
  readonly init: string | null;
  /** SHA-256 of that model's file; `null` without one, and in configs of older versions. */
  readonly initSha256: string | null;
  /** The training data. */
  readonly data: DataConfig;
  /** Name of the backend. */
  readonly backend: string;
  /**
   * Hardware and matrix products of the backend, for display; several if the run was resumed
   * elsewhere.
   */
  readonly engines: readonly string[];
  /**
   * Validation loss of the initial weights, in nats per image; absent where they are random, nothing
   * is held out or nothing is trained, and in older runs.
   */
  readonly initialLoss?: number | undefined;
  /** Whether the run is finished, including the fit of the prior; absent in older runs. */
  readonly finished?: boolean | undefined;
}

/** The training data of a run. */
export interface DataConfig {
  /** The folder; `null` for the built-in data. */
  readonly directory: string | null;
  /** Maximum number of images; `null` for all. */
  readonly limit: number | null;
  /** Writers of the built-in data; `null` where there is none. */
  readonly writers: number | null;
  /** What they write; `null` where there are none, and until the folder's images have been seen. */
  readonly script: Script | null;
  /**
   * Whether forgeries of the folder are left out or included as separate writers; absent in older
   * runs.
   */
  readonly forgeries?: "exclude" | "include" | undefined;
  /** The user's pattern that finds the writer in each path of the folder. */
  readonly writerPattern?: string | null | undefined;
  /** Fraction of the writers that is held out. */
  readonly validationFraction: number;
  /** The fold of a cross-validation that is held out instead, such as `2/3`. */
  readonly fold?: string | undefined;
  /** Whether training images are augmented. */
  readonly augment: boolean;
  /** Maximum size of images, in millions of pixels; absent for the default. Larger ones are skipped. */
  readonly maxMegapixels?: number | undefined;
  /**
   * The held-out writers, once the data have been loaded; absent in older runs, and where one writer
   * is in both parts.
   */
  readonly heldOutWriters?: readonly string[] | undefined;
  /** Number of images; 0 until they have been loaded. */
  readonly images: number;
  /**
   * SHA-256 of the prepared images, to verify that a resumed run trains on the same; empty until they
   * have been loaded.
   */
  readonly sha256: string;
}

/** What older versions did not record of the data: their built-in writers wrote Latin letters. */
const OLDER_DATA = { script: "latin" } as const;

/**
 * Parses a `config.json`.
 *
 * @param text The file's content.
 * @throws {SyntaxError} If it is not the config of a run.
 */
export function parseRunConfig(text: string): RunConfig {
  const config = JSON.parse(text) as RunConfig | null;
  if (!config?.model || !config.training || !config.data) {
    throw new SyntaxError("it is not the config of a run");
  }
  // Versions before these fields existed started from random weights only.
  const { init = null, initSha256 = null, engines = [] } = config;
  const training = readTrainingOptions({ ...config.training });
  return {
    ...config,
    init,
    initSha256,
    engines,
    training,
    data: { ...OLDER_DATA, ...config.data },
  };
}
