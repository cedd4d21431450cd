/**
 * Perturbs the strokes of a signature, as they vary from one writing to the next.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";

/** A linear map of offsets: `[xx x + xy y, yx x + yy y]`. */
export interface OffsetMap {
  /** From x to x. */
  readonly xx: number;
  /** From y to x. */
  readonly xy: number;
  /** From x to y. */
  readonly yx: number;
  /** From y to y. */
  readonly yy: number;
}

/** How strokes are perturbed. */
export interface StrokePerturbation {
  /**
   * Starts a stroke.
   *
   * @returns The map of the offset that ends at a path length, in pixels. Lengths ascend from 0.
   */
  readonly startStroke: () => (pathLength: number) => OffsetMap;
  /** Standard deviation of the position of a pen-down, in pixels along either axis. */
  readonly touchdown: number;
  /** Path length, in pixels, over which a displacement decays to 1/e by visual feedback. */
  readonly decayLength: number;
}

/**
 * Maps the offsets along each stroke, and shifts its start relative to the nearest earlier stroke.
 *
 * @param trajectory A trajectory in pixels.
 * @param random Random generator of the touchdowns.
 * @param perturbation How strokes are perturbed.
 * @returns A trajectory with the same numbers of strokes and points. Widths and times are kept.
 */
export function perturbStrokes(
  trajectory: Trajectory,
  random: Random,
  perturbation: StrokePerturbation,
): Trajectory {
  const written: PerturbedStroke[] = [];
  for (const stroke of trajectory) {
    written.push(perturbStroke(stroke, written, random, perturbation));
  }
  return written.map(({ moved }) => moved);
}

/** A stroke before and after its perturbation. */
interface PerturbedStroke {
  readonly original: Stroke;
  readonly moved: Stroke;
}

function perturbStroke(
  original: Stroke,
  before: readonly PerturbedStroke[],
  random: Random,
  { startStroke, touchdown, decayLength }: StrokePerturbation,
): PerturbedStroke {
  const mapAt = startStroke();
  // So that a bar still crosses its stem.
  const [nearX, nearY] = displacementNear(before, original.x[0] ?? 0, original.y[0] ?? 0);
  let shiftX = nearX + random.normal(0, touchdown);
  let shiftY = nearY + random.normal(0, touchdown);
  const x = Float32Array.from(original.x);
  const y = Float32Array.from(original.y);
  let travelled = 0;
  for (let i = 0; i < x.length; i++) {
    if (i > 0) {
      const offsetX = original.x[i]! - original.x[i - 1]!;
      const offsetY = original.y[i]! - original.y[i - 1]!;
      const step = Math.hypot(offsetX, offsetY);
      travelled += step;
      const { xx, xy, yx, yy } = mapAt(travelled);
      const kept = Math.exp(-step / decayLength);
      shiftX = shiftX * kept + (xx - 1) * offsetX + xy * offsetY;
      shiftY = shiftY * kept + yx * offsetX + (yy - 1) * offsetY;
    }
    x[i]! += shiftX;
    y[i]! += shiftY;
  }
  return { original, moved: { ...original, x, y } };
}

/** The displacement of the nearest point of earlier strokes. */
function displacementNear(perturbed: readonly PerturbedStroke[], x: number, y: number) {
  let displacement: [x: number, y: number] = [0, 0];
  let nearest = Infinity;
  for (const { original, moved } of perturbed) {
    for (let i = 0; i < original.x.length; i++) {
      const distance = Math.hypot(original.x[i]! - x, original.y[i]! - y);
      if (distance >= nearest) continue;
      nearest = distance;
      displacement = [moved.x[i]! - original.x[i]!, moved.y[i]! - original.y[i]!];
    }
  }
  return displacement;
}
