/**
 * Removes shadows, fingers and table tops at the edge of a photo.
 *
 * @module
 */
import {
  boundComponents,
  type Components,
  connectRuns,
  findRuns,
  selectComponents,
} from "../components.ts";
import { distancesInside, squaredDistances } from "../distance_transform.ts";
import { canBeSignature, diagonalOf, measureInk } from "./ink_extent.ts";
import { findRims, keepCrossingStrokes } from "./shadow_rims.ts";
import { measureRuns } from "./measure_stroke_width.ts";

/** Minimum thickness of a shadow, in stroke widths. */
const THICKNESS_FACTOR = 4;
/** Distance from the table at which a mark touches it, in pixels. */
const TABLE_DISTANCE = 3;
/** Minimum length of the rim of a page, as a fraction of the long side. */
const MIN_RIM_LENGTH = 0.05;
/** Minimum fraction of an edge that a shadow covers if it is connected to the signature. */
const MIN_BAND_COVERAGE = 0.3;
/** Weight of the coverage of two opposite edges. */
const BAND_WEIGHT = 10;
/** Minimum fraction of a shadow that lies deeper inside than strokes of that thickness reach. */
const MIN_DEEP_FRACTION = 0.2;

/** Whether the box of a mark reaches an edge of an image of `height * width` pixels. */
export function touchesEdge(
  { top, left, bottom, right }: Components,
  mark: number,
  height: number,
  width: number,
): boolean {
  return top[mark] === 0 || left[mark] === 0 || bottom[mark] === height || right[mark] === width;
}

/**
 * Clears the flags of marks that may be the rim of the page or of a finger: those that touch the
 * table, and long ones beside the box of the largest mark.
 */
function excludeRims(
  flags: Uint8Array,
  marks: Components,
  table: Uint8Array,
  height: number,
  width: number,
): void {
  const { count, area, top, left, bottom, right, runStart, runEnd, runComponent } = marks;
  const distances = squaredDistances(table, height, width, 1, TABLE_DISTANCE + 1);
  for (let run = 0; run < runStart.length; run++) {
    for (const end of [runStart[run]!, runEnd[run]! - 1]) {
      if (distances[end]! <= TABLE_DISTANCE ** 2) flags[runComponent[run]!] = 0;
    }
  }
  let largest = -1;
  for (let c = 0; c < count; c++) {
    if (flags[c] === 1 && (largest < 0 || area[c]! > area[largest]!)) largest = c;
  }
  if (largest < 0) return;
  const minLength = MIN_RIM_LENGTH * Math.max(height, width);
  for (let c = 0; c < count; c++) {
    const isBeside = left[c]! >= right[largest]! || right[c]! <= left[largest]! ||
      top[c]! >= bottom[largest]! || bottom[c]! <= top[largest]!;
    if (isBeside && diagonalOf(marks, c) >= minLength) flags[c] = 0;
  }
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
 * @param table `height * width` bytes, 1 beyond the sides of the page, which are edges too.
 * @returns The marks that are not shadows, the same object if all stay, and whether strokes cross one.
 */
export function dropShadows(
  marks: Components,
  height: number,
  width: number,
  brightness: (y: number, x: number) => number,
  table?: Uint8Array,
): RemainingMarks {
  const { count } = marks;
  const inner = new Uint8Array(count);
  for (let c = 0; c < count; c++) {
    inner[c] = touchesEdge(marks, c, height, width) ? 0 : 1;
  }
  if (table !== undefined) excludeRims(inner, marks, table, height, width);
  if (!inner.includes(0)) return { marks, crossesInk: false };
  const longSide = Math.max(height, width);
  if (!canBeSignature(measureInk(marks, inner), longSide)) {
    const rest = withoutBand(marks, height, width);
    return { marks: rest ?? marks, crossesInk: rest !== undefined };
  }
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
 * Removes a shadow that is connected to the signature: what is much thicker than the strokes and
 * covers much of an edge. Undefined if there is none, or the rest cannot be a signature.
 */
function withoutBand(marks: Components, height: number, width: number): Components | undefined {
  const runs = { start: marks.runStart, end: marks.runEnd };
  const radius = THICKNESS_FACTOR * measureRuns(runs, height, width) / 2;
  const reach = Math.ceil(radius) + 2;
  const depths = distancesInside(runs, height, width, reach);
  const core = Uint8Array.from(depths, (depth) => depth > radius ** 2 ? 1 : 0);
  if (!core.includes(1)) return undefined;
  const around = squaredDistances(core, height, width, 1, reach);
  // The core, grown by the distance that it was shrunk by, and its blurred edge.
  const limit = (radius + 1.5) ** 2;
  const band = new Uint8Array(height * width);
  const rest = new Uint8Array(height * width);
  for (let run = 0; run < runs.start.length; run++) {
    for (let i = runs.start[run]!; i < runs.end[run]!; i++) {
      if (around[i]! <= limit) band[i] = 1;
      else rest[i] = 1;
    }
  }
  if (edgeCoverage(band, height, width) < MIN_BAND_COVERAGE) return undefined;
  const strokes = connectRuns(findRuns(rest, height, width, 1, 1), height, width);
  return canBeSignature(measureInk(strokes), Math.max(height, width)) ? strokes : undefined;
}

/** Maximum fraction of an edge of the image that a mask covers. */
function edgeCoverage(mask: Uint8Array, height: number, width: number): number {
  let [top, left, bottom, right] = [0, 0, 0, 0];
  for (let x = 0; x < width; x++) {
    top += mask[x]!;
    bottom += mask[(height - 1) * width + x]!;
  }
  for (let y = 0; y < height; y++) {
    left += mask[y * width]!;
    right += mask[y * width + width - 1]!;
  }
  // A band between two edges covers little of either.
  const across = Math.max(Math.min(top, bottom) / width, Math.min(left, right) / height);
  return Math.max(top / width, bottom / width, left / height, right / height, BAND_WEIGHT * across);
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
