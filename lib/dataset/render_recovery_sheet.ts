/**
 * A look at what tracing made of a folder.
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

/** How {@linkcode renderRecoverySheet} draws. */
export interface RecoverySheetOptions {
  /** How many signatures at most, spread over the writers. */
  readonly limit: number;
  /** Names the choice of signatures. */
  readonly seed: number;
  /** Larger images are left out. */
  readonly maxMegapixels: number;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_RECOVERY_SHEET_OPTIONS: RecoverySheetOptions = {
  limit: 36,
  seed: 0,
  maxMegapixels: DEFAULT_LOAD_OPTIONS.maxMegapixels,
};

const HEIGHT = 64 * RECOVERY_SCALE;
const WIDTH = 128 * RECOVERY_SCALE;

/**
 * Draws some signatures of a traced folder: the strokes that a model learns from, in colour, over the
 * cleaned images that they were found in.
 *
 * @param directory The folder.
 * @param dataset What `loadPenFolder` made of it.
 * @param options What differs from {@linkcode DEFAULT_RECOVERY_SHEET_OPTIONS}.
 * @returns The page; `undefined` if no image can be read any more.
 */
export async function renderRecoverySheet(
  directory: string,
  dataset: PenDataset,
  options: Partial<RecoverySheetOptions> = {},
): Promise<Canvas | undefined> {
  const { limit, seed, maxMegapixels } = { ...DEFAULT_RECOVERY_SHEET_OPTIONS, ...options };
  const chosen = stratifiedSample(dataset.writers, limit, seed);
  using pool = new ImageWorkerPool({ threads: Math.min(availableThreads(), chosen.length) });
  const signatures = await Promise.all(chosen.map(async (index) => {
    try {
      const bytes = await Deno.readFile(`${directory}/${dataset.names[index]}`);
      const size = { height: HEIGHT, width: WIDTH };
      const ink = await pool.run({ kind: "prepare", bytes, ...size, maxMegapixels });
      const data = Float32Array.from(ink, (value) => value / 255);
      return [{ image: { ...size, data }, trajectory: trajectoryOf(dataset, index) }];
    } catch {
      return []; // it could be read when the folder was loaded; a page without it still serves
    }
  }));
  const readable: RecoveredSignature[] = signatures.flat();
  return readable.length === 0 ? undefined : recoverySheet(readable);
}

/** A trajectory of the data set, in pixels of the traced image. */
function trajectoryOf({ points, pointCount }: PenDataset, index: number) {
  const size = pointCount * POINT_SIZE;
  const enlarge = (values: Float32Array) => values.map((value) => value * RECOVERY_SCALE);
  return fromPoints(points.slice(index * size, (index + 1) * size), {
    ...DEFAULT_FROM_POINTS_OPTIONS,
    smoothing: 0,
  })
    .map(({ x, y, width }) => ({ x: enlarge(x), y: enlarge(y), width: enlarge(width) }));
}
