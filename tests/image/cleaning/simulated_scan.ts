/** Simulated scans and photos of procedural signatures, with the true ink. */
import type { InkImage, ScannedImage } from "../../../lib/image/ink_image.ts";
import { digitize } from "../../../lib/image/scanning/digitize.ts";
import { type Disturbance, paintDisturbance } from "../../../lib/image/scanning/disturbances.ts";
import { paint } from "../../../lib/image/scanning/scan_page.ts";
import { Random } from "../../../lib/random.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import type { Script } from "../../../lib/strokes/procedural/scripts.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";

/** Settings of a scan. */
export interface ScanSettings {
  /** Long side of the image in pixels. */
  readonly longSide: number;
  /** Paper on each side of the ink, as a fraction of the ink's size. */
  readonly margins: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  /** Red, green and blue of the paper and of the ink. */
  readonly paper: readonly [number, number, number];
  readonly ink: readonly [number, number, number];
  /** Standard deviation of the noise, in levels. */
  readonly noise: number;
  /** Whether each pixel is black or white. */
  readonly binary: boolean;
  readonly disturbances: readonly Disturbance[];
}

/** A scan with its ground truth. */
export interface SimulatedScan {
  readonly image: ScannedImage;
  /** The signature alone, at 64 x 128 with a margin of 3 pixels. */
  readonly truth: InkImage;
  /** Its strokes, in pixels of the pen canvas. */
  readonly strokes: Trajectory;
  readonly settings: ScanSettings;
}

const PAPERS = [[255, 255, 255], [250, 250, 250], [238, 238, 238], [244, 241, 228], [
  226,
  236,
  240,
]] as const;
const INKS = [[0, 0, 0], [30, 30, 34], [70, 70, 72], [28, 40, 140], [40, 52, 120]] as const;

/** Samples the settings of a scan: any size, paper, ink and crop. */
export function sampleSettings(
  random: Random,
  disturbances: readonly Disturbance[] = [],
): ScanSettings {
  const hasSurroundings = disturbances.some((kind) => kind !== "specks");
  const isTight = !hasSurroundings && random.bernoulli(0.4);
  const margin = () => isTight ? random.uniform(0, 0.02) : random.uniform(0.25, 0.9);
  const low = hasSurroundings ? 360 : 80;
  const longSide = Math.round(low * (2000 / low) ** random.uniform());
  const binary = !hasSurroundings && random.bernoulli(0.25);
  return {
    longSide,
    margins: { top: margin(), left: margin(), bottom: margin(), right: margin() },
    paper: binary ? PAPERS[0] : PAPERS[random.integer(0, PAPERS.length - 1)]!,
    ink: binary ? INKS[0] : INKS[random.integer(0, INKS.length - 1)]!,
    noise: binary ? 0 : random.uniform(0, 5),
    binary,
    disturbances,
  };
}

/**
 * Renders a signature as a scan.
 *
 * @param seed Seed of the signature and of all random properties of the image.
 * @param settings Settings of the scan; sampled if left out.
 * @param script What its writer writes.
 */
export function simulateScan(
  seed: number,
  settings?: ScanSettings,
  script: Script = "latin",
): SimulatedScan {
  const random = new Random("simulated scan", seed);
  const chosen = settings ?? sampleSettings(random);
  const { longSide, margins, paper, ink, noise, binary, disturbances } = chosen;
  const signature = synthesizeSignature(createWriter(20, seed, script), 0);
  const bounds = trajectoryBounds(signature);
  const aspect = Math.max(
    0.2,
    (bounds.right - bounds.left) / Math.max(1e-6, bounds.bottom - bounds.top),
  );
  const [relativeHeight, relativeWidth] = aspect > 1 ? [1 / aspect, 1] : [1, aspect];
  // Margins are fractions of the ink's own height and width.
  const full = Math.max(
    relativeHeight * (1 + margins.top + margins.bottom),
    relativeWidth * (1 + margins.left + margins.right),
  );
  const unit = longSide / full;
  const [h, w] = [relativeHeight * unit, relativeWidth * unit];
  const height = Math.max(8, Math.round(h * (1 + margins.top + margins.bottom)));
  const width = Math.max(8, Math.round(w * (1 + margins.left + margins.right)));
  const [top, left] = [margins.top * h, margins.left * w];
  const placed = place(signature, top, left, h, w);
  const levels = new Float32Array(3 * height * width);
  for (let i = 0; i < levels.length; i++) levels[i] = paper[i % 3]!;
  const box = { top, left, bottom: top + h, right: left + w };
  const page = { height, width, random, box, levels };
  const coverage = renderTrajectory(placed, { height, width });
  paint(
    page,
    ink,
    0,
    0,
    height,
    width,
    (y, x) => coverage.data[Math.floor(y) * width + Math.floor(x)]!,
  );
  for (const kind of disturbances) paintDisturbance(page, kind);
  return {
    image: digitize(page, noise, binary),
    truth: renderTrajectory(fitToCanvas(signature, { height: 64, width: 128, margin: 4 }), {
      height: 64,
      width: 128,
    }),
    strokes: signature,
    settings: chosen,
  };
}

/** Moves a signature into a box, its ink as wide as the scale makes it. */
export function place(
  signature: Trajectory,
  top: number,
  left: number,
  h: number,
  w: number,
): Trajectory {
  const { left: x0, top: y0, right, bottom } = trajectoryBounds(signature);
  const scale = Math.min(h / Math.max(1e-6, bottom - y0), w / Math.max(1e-6, right - x0));
  return signature.map((stroke) => ({
    ...stroke,
    x: stroke.x.map((x) => left + (x - x0) * scale),
    y: stroke.y.map((y) => top + (y - y0) * scale),
    width: stroke.width.map((width) => Math.max(1.1, width * scale)),
  }));
}
