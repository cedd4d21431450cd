/**
 * Measures and adjusts the width of pen strokes in a mask.
 *
 * @module
 */
import { connectRuns, findRuns } from "../components.ts";
import {
  type MeasuredRuns,
  measureInside,
  type RunBounds,
  squaredDistances,
} from "../distance_transform.ts";
import { type Kernels, openKernels } from "../kernels.ts";

/** Maximum half width that is measured, in pixels. */
const MAX_HALF_WIDTH = 96;

/** Measured strokes, in the memory of the kernels. */
interface MeasuredStrokes extends MeasuredRuns {
  /** Pixel indices of the centre lines, without the outermost pixels of the image. */
  readonly ridge: Int32Array<ArrayBuffer>;
  /** Their typical width in pixels. */
  readonly typicalWidth: number;
}

function measureStrokes(
  kernels: Kernels,
  runs: RunBounds,
  height: number,
  width: number,
): MeasuredStrokes {
  const measured = measureInside(kernels, runs, height, width, MAX_HALF_WIDTH);
  const { start, end, count, distances } = measured;
  let ink = 0;
  for (let run = 0; run < count; run++) ink += runs.end[run]! - runs.start[run]!;
  const found = kernels.reserve(4 * ink);
  const length = kernels.run.findRidge(start, end, count, height, width, distances, found);
  const ridge = kernels.integers(found, length).slice();
  const typicalWidth = medianWidth(kernels.integers(distances, height * width), ridge);
  return { ...measured, ridge, typicalWidth };
}

function medianWidth(distances: Int32Array, ridge: Int32Array): number {
  if (ridge.length === 0) return 0;
  const counts = new Int32Array(MAX_HALF_WIDTH * MAX_HALF_WIDTH + 1);
  for (const i of ridge) counts[distances[i]!]!++;
  const middle = ridge.length >> 1;
  let median = 0;
  for (let seen = 0; seen <= middle;) seen += counts[++median]!;
  return 2 * Math.sqrt(median) - 0.5;
}

/**
 * Measures the typical width of the strokes in a mask.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @returns The median over the centre lines, in pixels; 0 for an empty mask.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const bar = Uint8Array.from({ length: 20 * 40 }, (_, i) => i >= 280 && i < 480 ? 1 : 0);
 * assert.ok(Math.abs(measureStrokeWidth(bar, 20, 40) - 5) < 1);
 * ```
 */
export function measureStrokeWidth(mask: Uint8Array, height: number, width: number): number {
  return measureRuns(boundRuns(mask, height, width), height, width);
}

function boundRuns(mask: Uint8Array, height: number, width: number): RunBounds {
  const { count, start, end } = findRuns(mask, height, width, 1, 255);
  return { start: start.subarray(0, count), end: end.subarray(0, count) };
}

/**
 * Measures the typical width of strokes from their runs, like {@linkcode measureStrokeWidth}.
 *
 * @param runs The runs of the strokes in an image of `height * width` pixels.
 */
export function measureRuns(runs: RunBounds, height: number, width: number): number {
  return measureStrokes(openKernels(), runs, height, width).typicalWidth;
}

/** Result of {@linkcode fitStrokeWidth}. */
export interface FittedStrokes {
  /** Row-major, `height * width` values in `[0, 1]`: the fraction of each pixel that ink covers. */
  readonly coverage: Float32Array<ArrayBuffer>;
  /** The typical width of the strokes before, in pixels. */
  readonly measured: number;
}

/**
 * Brings the typical stroke width of a mask into a range by moving the strokes' outlines.
 *
 * Every point moves along the signed distance by the same amount. Where strokes get thinner, those
 * that would vanish keep at least the lower end of the range, or their own width if smaller.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1, with paper all around.
 * @param range Minimum and maximum typical width, in pixels.
 * @param runs The runs of the mask, if known.
 */
export function fitStrokeWidth(
  mask: Uint8Array,
  height: number,
  width: number,
  range: readonly [number, number],
  runs: RunBounds = boundRuns(mask, height, width),
): FittedStrokes {
  const kernels = openKernels();
  const strokes = measureStrokes(kernels, runs, height, width);
  const { start, end, count, distances, ridge, typicalWidth: measured } = strokes;
  const target = Math.min(range[1], Math.max(range[0], measured));
  const shift = (target - measured) / 2;
  const cover = kernels.reserve(4 * mask.length);
  kernels.run.coverInside(start, end, count, height, width, distances, shift, cover);
  if (shift > 0) coverOutside(kernels, strokes, mask, height, width, shift, cover);
  const coverage = kernels.floats(cover, mask.length).slice();
  if (shift < 0) {
    const inside = kernels.integers(distances, mask.length).slice();
    restoreHairlines(coverage, inside, ridge, height, width, -shift, range[0] / 2);
  }
  return { coverage, measured };
}

/** Bits of the sides on which a pixel has an ink neighbour, as in `assembly/strokes.ts`. */
const [LEFT, RIGHT, ABOVE, BELOW] = [1, 2, 4, 8];

/**
 * The pixels of a disc for which the centre may be the nearest ink, given the sides on which it has
 * ink neighbours: pixels behind a neighbour are nearer to the neighbour.
 */
interface DiscParts {
  /** Pixels for the set of sides `s` are `partOffset[s] .. partOffset[s + 1]` of the others. */
  readonly partOffset: Int32Array;
  /** Index of each pixel, relative to the centre. */
  readonly offsets: Int32Array;
  readonly values: Float32Array;
}

function splitDisc({ reach, coverage }: Disc, width: number): DiscParts {
  const partOffset = [0];
  const offsets: number[] = [];
  const values: number[] = [];
  for (let sides = 0; sides < 16; sides++) {
    for (let k = 0, y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++, k++) {
        const hidden = (x < 0 ? LEFT : x > 0 ? RIGHT : 0) | (y < 0 ? ABOVE : y > 0 ? BELOW : 0);
        if (coverage[k] === 0 || (sides & hidden) !== 0) continue;
        offsets.push(y * width + x);
        values.push(coverage[k]!);
      }
    }
    partOffset.push(offsets.length);
  }
  return {
    partOffset: Int32Array.from(partOffset),
    offsets: Int32Array.from(offsets),
    values: Float32Array.from(values),
  };
}

/**
 * Renders the growth of the strokes when their outlines move outwards: a disc around each outer
 * pixel.
 */
function coverOutside(
  kernels: Kernels,
  { start, end, count }: MeasuredRuns,
  mask: Uint8Array,
  height: number,
  width: number,
  shift: number,
  coverage: number,
): void {
  const disc = makeDisc(shift + 0.5);
  const { partOffset, offsets, values } = splitDisc(disc, width);
  kernels.run.coverOutside(
    start,
    end,
    count,
    height,
    width,
    kernels.place(mask),
    disc.reach,
    kernels.place(disc.coverage),
    kernels.place(partOffset),
    kernels.place(offsets),
    kernels.place(values),
    coverage,
  );
}

/**
 * Restores strokes that vanished because their outlines moved inwards past each other.
 *
 * Ink that vanished beside a thick stroke is only its rough edge: a hairline leads further away
 * from the remaining ink than the outlines moved.
 */
function restoreHairlines(
  coverage: Float32Array,
  inside: Int32Array,
  ridge: Int32Array,
  height: number,
  width: number,
  shift: number,
  minRadius: number,
): void {
  const thin = new Float32Array(coverage.length);
  const discs = new Map<number, Disc>();
  for (const i of ridge) {
    const radius = Math.sqrt(inside[i]!) - 0.25;
    const kept = Math.min(radius, minRadius);
    if (radius - shift >= kept) continue;
    let disc = discs.get(inside[i]!);
    if (disc === undefined) discs.set(inside[i]!, disc = makeDisc(kept));
    renderDisc(thin, height, width, i, disc);
  }
  if (discs.size === 0) return;
  const shape = new Uint8Array(thin.length);
  const core = new Uint8Array(thin.length);
  for (let i = 0; i < thin.length; i++) {
    if (thin[i]! > 0) shape[i] = 1;
    if (coverage[i]! > 0) core[i] = 1;
  }
  const reach = Math.ceil(shift) + 3;
  const distances = squaredDistances(core, height, width, 1, reach);
  const components = connectRuns(findRuns(shape, height, width, 1, 1), height, width);
  const { runStart, runEnd, runComponent } = components;
  const keep = new Uint8Array(components.count);
  for (let run = 0; run < runStart.length; run++) {
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (inside[i]! > 0 && distances[i]! >= reach * reach) keep[runComponent[run]!] = 1;
    }
  }
  for (let run = 0; run < runStart.length; run++) {
    if (keep[runComponent[run]!] === 0) continue;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (thin[i]! > coverage[i]!) coverage[i] = thin[i]!;
    }
  }
}

/** Coverage of a disc: a square of `2 * reach + 1` pixels around its centre. */
interface Disc {
  readonly reach: number;
  readonly coverage: Float32Array;
}

function makeDisc(radius: number): Disc {
  const reach = Math.ceil(radius + 0.5);
  const size = 2 * reach + 1;
  const coverage = new Float32Array(size * size);
  for (let i = 0; i < coverage.length; i++) {
    const y = Math.floor(i / size) - reach;
    const x = i % size - reach;
    coverage[i] = Math.max(0, Math.min(1, radius + 0.5 - Math.sqrt(x * x + y * y)));
  }
  return { reach, coverage };
}

function renderDisc(
  coverage: Float32Array,
  height: number,
  width: number,
  centre: number,
  disc: Disc,
): void {
  const { reach } = disc;
  const cy = Math.floor(centre / width);
  const cx = centre - cy * width;
  const left = Math.max(0, cx - reach);
  const right = Math.min(width - 1, cx + reach);
  for (let y = Math.max(0, cy - reach); y <= Math.min(height - 1, cy + reach); y++) {
    let from = (y - cy + reach) * (2 * reach + 1) + left - cx + reach;
    for (let i = y * width + left; i <= y * width + right; i++, from++) {
      if (disc.coverage[from]! > coverage[i]!) coverage[i] = disc.coverage[from]!;
    }
  }
}
