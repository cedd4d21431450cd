/**
 * Renders recovered trajectories of a folder over their images.
 *
 * @module
 */
import type { Canvas } from "../image/drawing/canvas.ts";
import { chamferDistance } from "../strokes/geometry/chamfer_distance.ts";
import { DEFAULT_FROM_POINTS_OPTIONS, fromPoints } from "../strokes/geometry/from_points.ts";
import { scaleTrajectory } from "../strokes/geometry/scale_trajectory.ts";
import { renderTrajectory } from "../strokes/rendering/render_trajectory.ts";
import { type RecoveredSignature, recoverySheet } from "../strokes/rendering/recovery_sheet.ts";
import { stratifiedSample } from "./stratified_sample.ts";
import { RECOVERY_SCALE } from "../strokes/recovery/recovery_size.ts";
import { availableThreads, ImageWorkerPool } from "./image_worker_pool.ts";
import { DEFAULT_LOAD_OPTIONS } from "./load_folder.ts";
import { type PenDataset, pointsOf } from "./pen_dataset.ts";

/** Options of {@linkcode renderRecoverySheet}. */
export interface RecoverySheetOptions {
  /** Maximum number of signatures, stratified by writer. */
  readonly limit: number;
  /** Seed of the choice of signatures. */
  readonly seed: number;
  /** Larger images are left out. */
  readonly maxMegapixels: number;
  /** Names of doubtful files, which come first. */
  readonly doubtful?: ReadonlySet<string> | undefined;
  /** Number of threads; 0 works in the calling thread; the number of cores if left out. */
  readonly threads?: number | undefined;
}

/**
 * Maximum distance of the rendered trajectory of a good recovery to the ink, in pixels at 64 x 128.
 */
const MAX_DISTANCE = 0.5;

/** Defaults. */
export const DEFAULT_RECOVERY_SHEET_OPTIONS: RecoverySheetOptions = {
  limit: 36,
  seed: 0,
  maxMegapixels: DEFAULT_LOAD_OPTIONS.maxMegapixels,
};

const HEIGHT = 64 * RECOVERY_SCALE;
const WIDTH = 128 * RECOVERY_SCALE;

/** Size of one signature on the sheet, in pixels. */
export const RECOVERY_SHEET_CELL = { height: HEIGHT, width: WIDTH } as const;

/**
 * Renders signatures of a folder: the recovered strokes in colour over the cleaned images. Doubtful
 * ones come first and have a red frame: the files in `doubtful`, and those whose rendered
 * trajectory is far from the ink.
 *
 * @param directory The folder.
 * @param dataset The trajectories that `loadPenFolder` recovered from it.
 * @param options Overrides of {@linkcode DEFAULT_RECOVERY_SHEET_OPTIONS}.
 * @returns The sheet; `undefined` if no image can be read.
 */
export async function renderRecoverySheet(
  directory: string,
  dataset: PenDataset,
  options: Partial<RecoverySheetOptions> = {},
): Promise<Canvas | undefined> {
  const { limit, seed, maxMegapixels, doubtful, threads = availableThreads() } = {
    ...DEFAULT_RECOVERY_SHEET_OPTIONS,
    ...options,
  };
  const named = dataset.names.flatMap((name, index) => doubtful?.has(name) ? [index] : []);
  const chosen = [
    ...new Set([
      ...named.slice(0, Math.ceil(limit / 2)),
      ...stratifiedSample(dataset.writers, limit, seed),
    ]),
  ].slice(0, limit);
  using pool = new ImageWorkerPool({ threads: Math.min(threads, chosen.length) });
  const signatures = await Promise.all(chosen.map(async (index) => {
    try {
      const bytes = await Deno.readFile(`${directory}/${dataset.names[index]}`);
      const size = { height: HEIGHT, width: WIDTH };
      const { bytes: ink } = await pool.run({ kind: "prepare", bytes, ...size, maxMegapixels });
      const image = { ...size, data: Float32Array.from(ink, (value) => value / 255) };
      const trajectory = trajectoryOf(dataset, index);
      const distance = chamferDistance(renderTrajectory(trajectory, size), image) / RECOVERY_SCALE;
      const isNamed = doubtful?.has(dataset.names[index]!) ?? false;
      return [{ image, trajectory, distance, isDoubtful: isNamed || distance > MAX_DISTANCE }];
    } catch {
      return []; // was readable when the folder was loaded; a sheet without it still serves
    }
  }));
  const readable: RecoveredSignature[] = signatures.flat()
    .sort((a, b) =>
      Number(b.isDoubtful) - Number(a.isDoubtful) ||
      (a.isDoubtful && b.isDoubtful ? b.distance - a.distance : 0)
    );
  return readable.length === 0 ? undefined : recoverySheet(readable);
}

/** A trajectory of the data set, in pixels of the cleaned image. */
function trajectoryOf(dataset: PenDataset, index: number) {
  const trajectory = fromPoints(pointsOf(dataset, index), {
    ...DEFAULT_FROM_POINTS_OPTIONS,
    smoothing: 0,
  });
  return scaleTrajectory(trajectory, RECOVERY_SCALE);
}
