/**
 * Finds the rims of shadows, and the strokes that cross them.
 *
 * @module
 */
import {
  type Box,
  type Components,
  connectRuns,
  fillRuns,
  findRuns,
  maskOf,
  selectComponents,
} from "../components.ts";
import { diagonalOf } from "./ink_extent.ts";

/** Minimum contrast across a rim, as a fraction of the brighter side. */
const MIN_RIM_CONTRAST = 0.2;
/**
 * Distance at which the sides of a mark are sampled, as a fraction of the long side of the image.
 */
const RIM_FRACTION = 0.03;
/** Minimum size of a stroke that crosses a rim, as a fraction of the long side of the image. */
const MIN_CROSSING_FRACTION = 0.03;

/** Marks that are rims, and their runs that are not rims but ink. */
export interface Rims {
  /** One byte per mark, 1 for rims. */
  readonly marks: Uint8Array;
  /** One byte per run, 1 where the image is as bright on one side as on the other. */
  readonly isEven: Uint8Array;
}

/**
 * Finds rims outside of a box: marks along most of which the image is clearly brighter on one side
 * than on the other.
 *
 * @param marks The marks to examine, in an image of `height * width` pixels.
 * @param box Marks beside it are no rims.
 * @param all The marks to skip on either side.
 * @param brightness Brightness of the image at a pixel, 0 to 255.
 */
export function findRims(
  marks: Components,
  box: Box,
  all: Components,
  height: number,
  width: number,
  brightness: (y: number, x: number) => number,
): Rims {
  const { count, runStart, runEnd, runComponent } = marks;
  const ink = maskOf(all, height, width);
  const contrastsAt = contrastReader(ink, height, width, brightness);
  const samples = new Int32Array(count);
  const uneven = new Int32Array(count);
  const isAmong = new Uint8Array(count);
  const isEven = new Uint8Array(runStart.length);
  for (let run = 0; run < runStart.length; run++) {
    const c = runComponent[run]!;
    const y = Math.floor(runStart[run]! / width);
    const [from, to] = [runStart[run]! - y * width, runEnd[run]! - y * width];
    if (y >= box.top && y < box.bottom && to > box.left && from < box.right) isAmong[c] = 1;
    const contrasts = contrastsAt(y, (from + to) >> 1);
    if (contrasts.length === 0) continue;
    samples[c]!++;
    if (Math.max(...contrasts) > MIN_RIM_CONTRAST) uneven[c]!++;
    else isEven[run] = 1;
  }
  const rims = Uint8Array.from(
    samples,
    (number, c) => isAmong[c] === 0 && number > 0 && uneven[c]! > 0.5 * number ? 1 : 0,
  );
  return { marks: rims, isEven };
}

/**
 * Reads the contrasts across a mark at a pixel, horizontally and vertically, as fractions of the
 * brighter side; none where a side is outside of the image or ink.
 */
function contrastReader(
  ink: Uint8Array,
  height: number,
  width: number,
  brightness: (y: number, x: number) => number,
): (y: number, x: number) => number[] {
  const reach = Math.max(3, Math.round(RIM_FRACTION * Math.max(height, width)));
  // The brightness some pixels beyond the mark; undefined outside of the image.
  const brightnessBeyond = (y: number, x: number, dy: number, dx: number): number | undefined => {
    for (let steps = 0; steps < 3 * reach; steps++, y += dy, x += dx) {
      if (y < 0 || x < 0 || y >= height || x >= width) return undefined;
      if (ink[y * width + x] === 0) break;
    }
    [y, x] = [y + dy * reach, x + dx * reach];
    if (y < 0 || x < 0 || y >= height || x >= width || ink[y * width + x] === 1) return undefined;
    return brightness(y, x);
  };
  return (y, x) => {
    const sides = [
      [brightnessBeyond(y, x, 0, -1), brightnessBeyond(y, x, 0, 1)],
      [brightnessBeyond(y, x, -1, 0), brightnessBeyond(y, x, 1, 0)],
    ];
    return sides.flatMap(([a, b]) =>
      a === undefined || b === undefined ? [] : [Math.abs(a - b) / Math.max(1, a, b)]
    );
  };
}

/**
 * Adds strokes that cross a rim to the marks: where the light is the same on both sides, a mark is
 * ink.
 *
 * @param kept The marks, in an image of `height * width` pixels.
 * @param outer The marks that `rims` describes.
 * @param rims Which of them are rims.
 * @returns All marks; undefined if no stroke crosses a rim.
 */
export function keepCrossingStrokes(
  kept: Components,
  outer: Components,
  rims: Rims,
  height: number,
  width: number,
): Components | undefined {
  if (!rims.marks.includes(1)) return undefined;
  const mask = new Uint8Array(height * width);
  for (let run = 0; run < outer.runStart.length; run++) {
    if (rims.marks[outer.runComponent[run]!] === 0 || rims.isEven[run] === 0) continue;
    mask.fill(1, outer.runStart[run]!, outer.runEnd[run]!);
  }
  const pieces = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  const minDiagonal = MIN_CROSSING_FRACTION * Math.max(height, width);
  const isStroke = Uint8Array.from(
    { length: pieces.count },
    (_, c) => diagonalOf(pieces, c) >= minDiagonal ? 1 : 0,
  );
  if (!isStroke.includes(1)) return undefined;
  const strokes = selectComponents(pieces, isStroke);
  const all = maskOf(kept, height, width);
  fillRuns(all, strokes.runStart, strokes.runEnd);
  return connectRuns(findRuns(all, height, width, 1, 1), height, width);
}
