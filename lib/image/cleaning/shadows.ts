/**
 * Removes shadows, fingers and table tops at the edge of a photo, and dark borders of a scan.
 *
 * @module
 */
import {
  boundComponents,
  type Box,
  type Components,
  connectRuns,
  fillRuns,
  findRuns,
  selectComponents,
} from "../components.ts";
import { distancesInside } from "../distance_transform.ts";
import { canBeSignature, diagonalOf, measureInk } from "./ink_extent.ts";
import { measureRuns } from "./stroke_width.ts";

/** Minimum thickness of a shadow, in stroke widths. */
const THICKNESS_FACTOR = 4;
/** Maximum depth of a border of a scan, as a fraction of the image. */
const MAX_BORDER_FRACTION = 0.25;
/** Minimum dark fraction of the rows or columns of a border. */
const MIN_BORDER_COVERAGE = 0.9;
/** Minimum contrast across a rim, as a fraction of the brighter side. */
const MIN_RIM_CONTRAST = 0.2;
/**
 * Distance at which the sides of a mark are sampled, as a fraction of the long side of the image.
 */
const RIM_FRACTION = 0.03;
/** Minimum size of a stroke that crosses a rim, as a fraction of the long side of the image. */
const MIN_CROSSING_FRACTION = 0.03;
/** Minimum fraction of a shadow that lies deeper inside than strokes of that thickness reach. */
const MIN_DEEP_FRACTION = 0.2;

/**
 * Erases dark borders of a scan: rows or columns at an edge that are dark along nearly all of their
 * length. Keeps them if the rest cannot be a signature.
 *
 * @param marks All marks of an image of `height * width` pixels.
 * @param minDepth Minimum depth of a border in pixels; thinner ones are lines.
 * @returns The marks without the borders; the same object if there are none.
 */
export function eraseBorders(
  marks: Components,
  height: number,
  width: number,
  minDepth: number,
): Components {
  if (!reachesAcross(marks, height, width)) return marks;
  const mask = new Uint8Array(height * width);
  const { runStart, runEnd } = marks;
  fillRuns(mask, runStart, runEnd);
  let erased = false;
  for (const vertical of [false, true]) {
    const [lines, length] = vertical ? [width, height] : [height, width];
    const [lineStep, step] = vertical ? [1, width] : [width, 1];
    for (const backwards of [false, true]) {
      const lineAt = (depth: number) => (backwards ? lines - 1 - depth : depth) * lineStep;
      const isDark = (depth: number) => {
        let ink = 0;
        for (let i = 0; i < length; i++) ink += mask[lineAt(depth) + i * step]!;
        return ink >= MIN_BORDER_COVERAGE * length;
      };
      let depth = 0;
      while (depth < MAX_BORDER_FRACTION * lines && isDark(depth)) depth++;
      if (depth < minDepth) continue;
      // The blurred side of the border is gray.
      const end = Math.min(lines, depth + 2 + Math.ceil(0.01 * lines));
      for (let d = 0; d < end; d++) {
        for (let i = 0; i < length; i++) mask[lineAt(d) + i * step] = 0;
      }
      erased = true;
    }
  }
  if (!erased) return marks;
  const rest = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  return canBeSignature(measureInk(rest), Math.max(height, width)) ? rest : marks;
}

function touchesEdge(
  { top, left, bottom, right }: Components,
  mark: number,
  height: number,
  width: number,
): boolean {
  return top[mark] === 0 || left[mark] === 0 || bottom[mark] === height || right[mark] === width;
}

/** Whether a mark reaches an edge and is nearly as long as the image, like every border. */
function reachesAcross(marks: Components, height: number, width: number): boolean {
  const { count, top, left, bottom, right } = marks;
  for (let c = 0; c < count; c++) {
    const isLong = bottom[c]! - top[c]! >= MIN_BORDER_COVERAGE * height ||
      right[c]! - left[c]! >= MIN_BORDER_COVERAGE * width;
    if (isLong && touchesEdge(marks, c, height, width)) return true;
  }
  return false;
}

/** What remains without shadows. */
export interface RemainingMarks {
  /** The marks. */
  readonly marks: Components;
  /** Whether strokes cross the rim of a shadow: a piece of them may be lost with it. */
  readonly crossesInk: boolean;
}

/**
 * Removes marks at the edge of the image that are not ink: shadows, fingers, the table under the
 * paper. Such a mark is solid and much thicker than the other strokes, or it lies apart from them
 * and is a rim: brighter on one side than on the other.
 *
 * If the rest cannot be a signature, nothing is removed: the signature itself may touch the edge,
 * with only specks inside the image.
 *
 * @param marks All marks of an image of `height * width` pixels.
 * @param brightness Brightness of the image at a pixel, from 0 to 255, dark ink on light paper.
 * @returns The marks that are not shadows; the same object if all stay.
 */
export function dropShadows(
  marks: Components,
  height: number,
  width: number,
  brightness: (y: number, x: number) => number,
): RemainingMarks {
  const { count } = marks;
  const inner = new Uint8Array(count);
  for (let c = 0; c < count; c++) {
    inner[c] = touchesEdge(marks, c, height, width) ? 0 : 1;
  }
  if (!inner.includes(0)) return { marks, crossesInk: false };
  const longSide = Math.max(height, width);
  if (!canBeSignature(measureInk(marks, inner), longSide)) return { marks, crossesInk: false };
  const strokes = selectComponents(marks, inner);
  const { runStart: start, runEnd: end } = strokes;
  const limit = THICKNESS_FACTOR * measureRuns({ start, end }, height, width) / 2;
  const outer = selectComponents(marks, inner.map((flag) => 1 - flag));
  const solid = findSolid(outer, height, width, limit);
  const rims = findRims(outer, boundComponents(strokes)!, marks, height, width, brightness);
  const keep = new Uint8Array(count).fill(1);
  for (let c = 0, i = 0; c < count; c++) {
    if (inner[c] === 1) continue;
    if (solid[i] === 1 || rims.marks[i] === 1) keep[c] = 0;
    if (solid[i] === 1) rims.marks[i] = 0;
    i++;
  }
  const kept = selectComponents(marks, keep);
  const crossed = keepCrossingStrokes(kept, outer, rims, height, width);
  return { marks: crossed ?? kept, crossesInk: crossed !== undefined };
}

/**
 * Adds strokes that cross a rim to the marks: where the light is the same on both sides, a mark is
 * ink. Undefined if there are none.
 */
function keepCrossingStrokes(
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
  const all = new Uint8Array(height * width);
  fillRuns(all, kept.runStart, kept.runEnd);
  fillRuns(all, strokes.runStart, strokes.runEnd);
  return connectRuns(findRuns(all, height, width, 1, 1), height, width);
}

/** Finds marks that are mostly further than a distance from the paper: one byte per mark. */
function findSolid(
  { count, area, runStart, runEnd, runComponent }: Components,
  height: number,
  width: number,
  distance: number,
): Uint8Array {
  const deep = new Int32Array(count);
  const limit = Math.min(Math.max(height, width), Math.ceil(distance) + 1);
  const distances = distancesInside({ start: runStart, end: runEnd }, height, width, limit);
  for (let run = 0; run < runStart.length; run++) {
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (distances[i]! > distance ** 2) deep[runComponent[run]!]!++;
    }
  }
  return Uint8Array.from(deep, (pixels, c) => pixels > MIN_DEEP_FRACTION * area[c]! ? 1 : 0);
}

/** Marks that are rims, and their runs that are not. */
interface Rims {
  /** One byte per mark, 1 for rims. */
  readonly marks: Uint8Array;
  /** One byte per run, 1 where the image is as bright on one side as on the other. */
  readonly isEven: Uint8Array;
}

/**
 * Finds rims outside of a box: marks along most of which the image is clearly brighter on one side
 * than on the other.
 *
 * @param all The marks to skip on either side.
 */
function findRims(
  { count, runStart, runEnd, runComponent }: Components,
  box: Box,
  all: Components,
  height: number,
  width: number,
  brightness: (y: number, x: number) => number,
): Rims {
  const ink = new Uint8Array(height * width);
  fillRuns(ink, all.runStart, all.runEnd);
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
  const samples = new Int32Array(count);
  const uneven = new Int32Array(count);
  const isAmong = new Uint8Array(count);
  const isEven = new Uint8Array(runStart.length);
  for (let run = 0; run < runStart.length; run++) {
    const c = runComponent[run]!;
    const y = Math.floor(runStart[run]! / width);
    const [from, to] = [runStart[run]! - y * width, runEnd[run]! - y * width];
    if (y >= box.top && y < box.bottom && to > box.left && from < box.right) isAmong[c] = 1;
    const x = (from + to) >> 1;
    const sides = [[brightnessBeyond(y, x, 0, -1), brightnessBeyond(y, x, 0, 1)], [
      brightnessBeyond(y, x, -1, 0),
      brightnessBeyond(y, x, 1, 0),
    ]];
    const contrasts = sides.flatMap(([a, b]) =>
      a === undefined || b === undefined ? [] : [
        Math.abs(a - b) / Math.max(1, a, b),
      ]
    );
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
