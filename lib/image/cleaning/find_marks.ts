/**
 * Finds marks: connected pixels as dark as ink.
 *
 * @module
 */
import { type Components, connectRuns, findRuns, selectComponents } from "../components.ts";
import type { InkLevels } from "./ink_levels.ts";

/** An image with even light. */
export interface NormalizedLevels {
  /** Number of rows. */
  readonly height: number;
  /** Number of columns. */
  readonly width: number;
  /** `height * width` levels. */
  readonly levels: Uint8Array;
}

/**
 * Finds the ink by hysteresis thresholding: runs as dark as an edge that are connected to a darker
 * core.
 *
 * @param image The image.
 * @param inkLevels Ink thresholds.
 */
export function findMarks(
  { levels, height, width }: NormalizedLevels,
  { seed, edge }: InkLevels,
): Components {
  const components = connectRuns(findRuns(levels, height, width, 0, edge), height, width);
  const { runStart, runEnd, runComponent } = components;
  const keep = new Uint8Array(components.count);
  for (let run = 0; run < runStart.length; run++) {
    if (keep[runComponent[run]!] !== 0) continue;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (levels[i]! <= seed) keep[runComponent[run]!] = 1;
    }
  }
  return selectComponents(components, keep);
}
