/**
 * Loading the training data of a run.
 *
 * @module
 */
import { DEFAULT_AUGMENT_OPTIONS } from "../../dataset/augment.ts";
import { DEFAULT_PEN_AUGMENT_OPTIONS } from "../../dataset/augment_points.ts";
import { type BatchSource, ImageBatches } from "../../dataset/batches.ts";
import { loadFolder, loadPenFolder } from "../../dataset/load_folder.ts";
import { type MixedPenDataset, mixPenDatasets } from "../../dataset/mix_pen_datasets.ts";
import { PenBatches, type PenBatchOptions } from "../../dataset/pen_batches.ts";
import type { PenDataset } from "../../dataset/pen_dataset.ts";
import { renderRecoverySheet } from "../../dataset/render_recovery_sheet.ts";
import type { DatasetSplit } from "../../dataset/split.ts";
import { synthesizeDataset } from "../../dataset/synthesize_dataset.ts";
import { synthesizePenDataset } from "../../dataset/synthesize_pen_dataset.ts";
import type { ColorImage } from "../../image/codecs/encode.ts";
import type { PenVAEConfig, PixelVAEConfig } from "../../model/config.ts";
import { sha256 } from "../../sha256.ts";
import type { DataConfig } from "../../training/run/run_config.ts";
import type { Reporter } from "../reporter.ts";
import { dataConfig, type DataRequest, type LoadedFigures } from "./data_request.ts";
import { heldOutWriters, holdOut, reportSplit } from "./hold_out.ts";
import { type Script, SCRIPTS } from "../../strokes/procedural/scripts.ts";
import type { ProceduralDatasetOptions } from "../../dataset/procedural_dataset.ts";
import { nearestScript } from "./nearest_script.ts";
import { BUILT_IN_DATA } from "./train_defaults.ts";
import { builtInOptions, limits, type LoadedFolder, loadUserFolder } from "./training_sources.ts";

/** Fraction of an epoch from the user's folder, where built-in signatures are mixed in. */
const OWN_FRACTION = 0.3;

/** Fraction of the writers mixed in who write the folder's script, where that is not Latin. */
const OTHER_SCRIPT_FRACTION = 0.5;

/** The training data of a run. */
export interface TrainingData {
  /** The batches. */
  readonly batches: BatchSource;
  /** The same without built-in signatures mixed in: what samples should resemble. */
  readonly own: BatchSource;
  /** What `config.json` records about it. */
  readonly data: DataConfig;
  /** Renders trajectories recovered from some of the user's images, if there are any. */
  readonly renderRecoverySheet: (() => Promise<ColorImage | undefined>) | undefined;
}

/**
 * Loads training data and reports found and skipped files.
 *
 * @param request Which data.
 * @param reporter Where messages go.
 * @returns Batches, a record of the data, and a way to inspect it.
 * @throws {Error} If there is no readable image.
 */
export async function loadTrainingData(
  request: DataRequest,
  reporter: Reporter,
): Promise<TrainingData> {
  const { model } = request;
  const { batches, own, renderRecoverySheet, ...loaded } = model.model === "pen"
    ? await loadTrajectories(model, request, reporter)
    : await loadImages(model, request, reporter);
  return {
    batches,
    own: own ?? batches,
    data: dataConfig(request, loaded),
    renderRecoverySheet,
  };
}

interface LoadedData extends LoadedFigures {
  readonly batches: BatchSource;
  readonly own?: BatchSource;
  readonly renderRecoverySheet?: TrainingData["renderRecoverySheet"];
}

async function loadImages(
  { height, width }: PixelVAEConfig,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedData> {
  const { directory, seed, augment } = request;
  const { dataset } = directory === null
    ? { dataset: await synthesizeDataset({ height, width, ...builtInAlone(request, reporter) }) }
    : await loadUserFolder(
      request,
      reporter,
      (options) => loadFolder(directory, { ...options, height, width }),
    );
  const split = holdOut(dataset, request);
  reportSplit(split, dataset, reporter);
  const batches = new ImageBatches(dataset, split, {
    seed,
    ...(augment ? { augmentation: DEFAULT_AUGMENT_OPTIONS } : {}),
  });
  return {
    batches,
    images: dataset.names.length,
    sha256: await fingerprint(dataset.images),
    ...heldOutWriters(dataset, split, request),
  };
}

async function loadTrajectories(
  { points: pointCount }: PenVAEConfig,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedData> {
  const { directory, seed, augment } = request;
  const { dataset: own, doubtful } = await loadOwnTrajectories(pointCount, request, reporter);
  const ownSplit = holdOut(own, request);
  reportSplit(ownSplit, own, reporter);
  const { script, ...mixed } = await mixWithBuiltIn(own, ownSplit, request, reporter);
  const isOwn = (index: number) => index < own.names.length; // own signatures come first
  const options: PenBatchOptions = {
    seed,
    ...(augment ? { augmentation: DEFAULT_PEN_AUGMENT_OPTIONS } : {}),
    ...(augment && directory !== null ? { isDuplicated: isOwn } : {}),
  };
  return {
    batches: new PenBatches(mixed.dataset, mixed.split, options),
    own: new PenBatches(own, ownSplit, options),
    images: mixed.dataset.names.length,
    sha256: await fingerprint(mixed.dataset.points),
    script,
    ...heldOutWriters(own, ownSplit, request),
    ...(directory === null ? {} : {
      renderRecoverySheet: () =>
        renderRecoverySheet(directory, own, {
          ...limits(request),
          doubtful: new Set(doubtful.map(({ file }) => file)),
        }),
    }),
  };
}

async function loadOwnTrajectories(
  pointCount: number,
  request: DataRequest,
  reporter: Reporter,
): Promise<LoadedFolder<PenDataset>> {
  const { directory } = request;
  if (directory === null) {
    const options = builtInAlone(request, reporter);
    return { dataset: await synthesizePenDataset({ pointCount, ...options }), doubtful: [] };
  }
  return await loadUserFolder(
    request,
    reporter,
    (options) => loadPenFolder(directory, { ...options, pointCount }),
  );
}

/** The options of the built-in data where there is no folder. */
function builtInAlone(request: DataRequest, reporter: Reporter): ProceduralDatasetOptions {
  const writers = request.writers ?? BUILT_IN_DATA[request.model.model].writers;
  return builtInOptions(request, { writers, script: request.script ?? "latin" }, reporter);
}

/** Mixes built-in signatures into those of a folder, if the request asks for them. */
async function mixWithBuiltIn(
  own: PenDataset,
  ownSplit: DatasetSplit,
  request: DataRequest,
  reporter: Reporter,
): Promise<MixedPenDataset & { readonly script: Script | null }> {
  const { directory, writers, seed } = request;
  if (directory === null || !writers) {
    return { dataset: own, split: ownSplit, script: request.script };
  }
  reporter.info("  mixed with built-in signatures, which teach the model handwriting in general");
  const script = request.script ?? await nearestScript(own, ownSplit.training, seed);
  if (script !== "latin") {
    reporter.info(
      `  half of them in ${SCRIPTS[script].label}` +
        (request.script === null
          ? ", to which the folder is nearer than to Latin letters (--script latin for letters alone)"
          : ""),
    );
  }
  const { pointCount } = own;
  const parts: PenDataset[] = [];
  for (const part of mixture(script, writers)) {
    const options = builtInOptions(request, part, reporter);
    parts.push(await synthesizePenDataset({ pointCount, ...options }));
  }
  return { ...mixPenDatasets(own, ownSplit, parts, OWN_FRACTION), script };
}

/** The built-in writers that are mixed in: with another script there are always Latin letters, too. */
function mixture(script: Script, writers: number): { writers: number; script: Script }[] {
  if (script === "latin") return [{ writers, script }];
  const others = Math.ceil(writers * OTHER_SCRIPT_FRACTION);
  return [
    { writers: writers - others, script: "latin" } as const,
    { writers: others, script },
  ].filter(({ writers }) => writers > 0);
}

async function fingerprint(values: Uint8Array | Float32Array): Promise<string> {
  const { buffer, byteOffset, byteLength } = values;
  return await sha256(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
}
