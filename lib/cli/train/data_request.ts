/**
 * Which data a run trains on, and what its config records about them.
 *
 * @module
 */
import type { VAEConfig } from "../../model/config.ts";
import type { DataConfig } from "../../training/run/run_config.ts";

/** What is known of the data once they have been loaded. */
export type LoadedFigures =
  & Pick<DataConfig, "images" | "sha256" | "heldOutWriters">
  & Partial<Pick<DataConfig, "script">>;

/** Which data to train on. */
export interface DataRequest extends Omit<DataConfig, Exclude<keyof LoadedFigures, "script">> {
  /** Settings of the model that is trained on it. */
  readonly model: VAEConfig;
  /** Seed of every random choice. */
  readonly seed: number;
  /** Cache folder of prepared images; no cache by default. */
  readonly cacheDirectory?: string;
}

/**
 * What `config.json` records about the data.
 *
 * @param request Which data.
 * @param loaded What is known once they have been loaded.
 */
export function dataConfig(
  request: DataRequest,
  loaded: LoadedFigures = { images: 0, sha256: "" },
): DataConfig {
  const { directory, limit, writers, script, forgeries, writerPattern, maxMegapixels } = request;
  const { validationFraction, fold, augment } = request;
  return {
    directory,
    limit,
    writers,
    script,
    forgeries,
    writerPattern,
    maxMegapixels,
    validationFraction,
    fold,
    augment,
    ...loaded,
  };
}
