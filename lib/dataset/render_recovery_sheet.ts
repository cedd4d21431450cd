/**
 * Renders what the recovery of trajectories made of a folder.
 *
 * @module
 */
import type { Canvas } from "../image/drawing/canvas.ts";
import { DEFAULT_FROM_POINTS_OPTIONS, fromPoints } from "../strokes/geometry/from_points.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { type RecoveredSignature, recoverySheet } from "../strokes/rendering/recovery_sheet.ts";
import { stratifiedSample } from "./stratified_sample.ts";
import { RECOVERY_SCALE } from "./image_job.ts";
import { availableThreads, ImageWorkerPool } from "./image_worker_pool.ts";
import { DEFAULT_LOAD_OPTIONS } from "./load_folder.ts";
import type { PenDataset } from "./pen_dataset.ts";

/** Options of {@linkcode renderRecoverySheet}. */
export interface RecoverySheetOptions {
  /** Maximum number of signatures, stratified by writer. */
  readonly limit: number;
  /** Seed of the choice of signatures. */
  readonly seed: number;
  /** Larger images are left out. */
  readonly maxMegapixels: number;
  /** Number of threads; 0 works in the calling thread; the number of cores if left out. */
  readonly threads?: number | undefined;
}

/** Defaults. */
export const DEFAULT_RECOVERY_SHEET_OPTIONS: RecoverySheetOptions = {
  limit: 36,
  seed: 0,
  maxMegapixels: DEFAULT_LOAD_OPTIONS.maxMegapixels,
};

const HEIGHT = 64 * RECOVERY_SCALE;
const WIDTH = 128 * RECOVERY_SCALE;

/**
 * Renders some signatures of a folder: the strokes that a model is trained on, in colour, over the
 * cleaned images that they were recovered from.
 *
 * @param directory The folder.
 * @param dataset The trajectories that `loadPenFolder` recovered from it.
 * @param options What differs from {@linkcode DEFAULT_RECOVERY_SHEET_OPTIONS}.
 * @returns The sheet; `undefined` if no image can be read any more.
 */
export async function renderRecoverySheet(
  directory: string,
  dataset: PenDataset,
  options: Partial<RecoverySheetOptions> = {},
): Promise<Canvas | undefined> {
  const { limit, seed, maxMegapixels, threads = availableThreads() } = {
    ...DEFAULT_RECOVERY_SHEET_OPTIONS,
    ...options,
  };
  const chosen = stratifiedSample(dataset.writers, limit, seed);
  using pool = new ImageWorkerPool({ threads: Math.min(threads, chosen.length) });
  const signatures = await Promise.all(chosen.map(async (index) => {
    try {
      const bytes = await Deno.readFile(`${directory}/${dataset.names[index]}`);
      const size = { height: HEIGHT, width: WIDTH };
      const ink = await pool.run({ kind: "prepare", bytes, ...size, maxMegapixels });
      const data = Float32Array.from(ink, (value) => value / 255);
      return [{ image: { ...size, data }, trajectory: trajectoryOf(dataset, index) }];
    } catch {
      return []; // was readable when the folder was loaded; a sheet without it still serves
    }
  }));
  const readable: RecoveredSignature[] = signatures.flat();
  return readable.length === 0 ? undefined : recoverySheet(readable);
}

/** A trajectory of the data set, in pixels of the cleaned image. */
function trajectoryOf({ points, pointCount }: PenDataset, index: number) {
  const size = pointCount * POINT_SIZE;
  const scaleUp = (values: Float32Array) => values.map((value) => value * RECOVERY_SCALE);
  return fromPoints(points.slice(index * size, (index + 1) * size), {
    ...DEFAULT_FROM_POINTS_OPTIONS,
    smoothing: 0,
  })
    .map(({ x, y, width }) => ({ x: scaleUp(x), y: scaleUp(y), width: scaleUp(width) }));
}
