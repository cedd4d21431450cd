/**
 * Tells strokes from the printed line that they run along.
 *
 * @module
 */
import { connectRuns, findRuns, maskOf, selectComponents } from "../components.ts";
import { PAPER_LEVEL } from "./background.ts";
import type { PrintedLines } from "./printed_lines.ts";

/** Maximum contrast of lines that are lighter than the ink, as a fraction of that of the ink. */
const MAX_LINE_CONTRAST = 0.65;
/** Quantile of the levels of strokes that is free of their blurred edges. */
const CORE = 0.25;

/** A level of some pixels; undefined if there are none. */
function coreLevel(levels: Uint8Array, mask: Uint8Array): number | undefined {
  const counts = new Int32Array(256);
  let total = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    counts[levels[i]!]!++;
    total++;
  }
  if (total === 0) return undefined;
  let level = 0;
  for (let seen = counts[0]!; seen <= CORE * total && level < 255;) seen += counts[++level]!;
  return level;
}

/**
 * Returns to the ink what is as dark as ink on lines that are lighter: strokes along a fold or a
 * light ruled line. They are connected to other ink.
 *
 * @param printed Printed lines of an image of `height * width` pixels.
 * @param levels The normalized levels of the image.
 * @returns The lines without the strokes; the same object if there are none.
 */
export function keepDarkerInk(
  printed: PrintedLines,
  levels: Uint8Array,
  height: number,
  width: number,
): PrintedLines {
  const [line, ink] = [coreLevel(levels, printed.lines), coreLevel(levels, printed.rest)];
  if (line === undefined || ink === undefined) return printed;
  if (PAPER_LEVEL - line > MAX_LINE_CONTRAST * (PAPER_LEVEL - ink)) return printed;
  const limit = (line + ink) / 2;
  // Dark pixels of the lines, and the blurred edges of strokes across the lines.
  const dark = printed.lines.map((flag, i) => flag === 1 && levels[i]! <= limit ? 1 : 0);
  const near = dark.map((flag, i) =>
    flag === 1 ||
      printed.lines[i] === 1 && (dark[i - width] === 1 || dark[i + width] === 1)
      ? 1
      : 0
  );
  const strokes = touching(near, printed.rest, height, width);
  if (!strokes.includes(1)) return printed;
  return {
    ...printed,
    lines: printed.lines.map((flag, i) => flag - strokes[i]!),
    rest: printed.rest.map((flag, i) => flag | strokes[i]!),
  };
}

/** The parts of a mask that are connected to another mask. */
function touching(
  mask: Uint8Array,
  other: Uint8Array,
  height: number,
  width: number,
): Uint8Array<ArrayBuffer> {
  const parts = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  const { runStart, runEnd, runComponent } = parts;
  const keep = new Uint8Array(parts.count);
  for (let run = 0; run < runStart.length; run++) {
    const start = runStart[run]!;
    for (let i = start - 1; i <= runEnd[run]!; i++) {
      if (other[i] === 1 || other[i - width] === 1 || other[i + width] === 1) {
        keep[runComponent[run]!] = 1;
      }
    }
  }
  return maskOf(selectComponents(parts, keep), height, width);
}
