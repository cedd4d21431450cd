/**
 * The width of pen strokes in a mask: measured, and changed.
 *
 * @module
 */
import { findComponents } from "./components.ts";
import { squaredDistances } from "./distance_transform.ts";

/** Half the widest stroke that is measured, in pixels. */
const WIDEST = 96;

/** Whether no pixel around `i` is further from the paper. */
function isRidge(distances: Int32Array, i: number, width: number): boolean {
  const d = distances[i]!;
  return d >= distances[i - 1]! && d >= distances[i + 1]! && d >= distances[i - width]! &&
    d >= distances[i + width]! && d >= distances[i - width - 1]! &&
    d >= distances[i - width + 1]! && d >= distances[i + width - 1]! &&
    d >= distances[i + width + 1]!;
}

/** Indices of the middle line of the strokes; the outermost pixels of the picture are left out. */
function findRidge(distances: Int32Array, height: number, width: number): number[] {
  const ridge: number[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      if (distances[i]! > 0 && isRidge(distances, i, width)) ridge.push(i);
    }
  }
  return ridge;
}

function medianWidth(distances: Int32Array, ridge: readonly number[]): number {
  if (ridge.length === 0) return 0;
  const widths = Float64Array.from(ridge, (i) => 2 * Math.sqrt(distances[i]!) - 0.5);
  return widths.sort()[widths.length >> 1]!;
}

/**
 * The typical width of the strokes in a mask.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @returns The median over the strokes' middle lines in pixels; 0 for an empty mask.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const bar = Uint8Array.from({ length: 20 * 40 }, (_, i) => i >= 280 && i < 480 ? 1 : 0);
 * assert.ok(Math.abs(measureStrokeWidth(bar, 20, 40) - 5) < 1);
 * ```
 */
export function measureStrokeWidth(mask: Uint8Array, height: number, width: number): number {
  const distances = squaredDistances(mask, height, width, 0, WIDEST);
  return medianWidth(distances, findRidge(distances, height, width));
}

/** A mask after {@linkcode fitStrokeWidth}. */
export interface FittedStrokes {
  /** Row-major, `height * width` values of 0 to 1: how much of each pixel the ink covers. */
  readonly coverage: Float32Array<ArrayBuffer>;
  /** The typical width of the strokes before, in pixels. */
  readonly measured: number;
}

/**
 * Brings the typical stroke width of a mask into a range by moving the strokes' outlines.
 *
 * Every point moves along the signed distance by the same amount. Where strokes get thinner,
 * those that would vanish keep at least the lower end of the range, or what they have.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1, with paper all around.
 * @param range Narrowest and widest typical width wanted, in pixels.
 */
export function fitStrokeWidth(
  mask: Uint8Array,
  height: number,
  width: number,
  range: readonly [number, number],
): FittedStrokes {
  const inside = squaredDistances(mask, height, width, 0, WIDEST);
  const ridge = findRidge(inside, height, width);
  const measured = medianWidth(inside, ridge);
  const wanted = Math.min(range[1], Math.max(range[0], measured));
  const shift = (wanted - measured) / 2;
  const coverage = new Float32Array(mask.length);
  const thick = Math.max(0, 1 - shift) ** 2;
  const far = Math.max(0, 1 + shift) ** 2;
  const outside = shift > 0
    ? squaredDistances(mask, height, width, 1, Math.ceil(shift) + 1)
    : undefined;
  for (let i = 0; i < mask.length; i++) {
    let distance = 0;
    if (mask[i] !== 0) {
      if (inside[i]! >= thick) distance = 1;
      else distance = Math.sqrt(inside[i]!) + shift;
    } else if (outside !== undefined && outside[i]! < far) {
      distance = 1 - Math.sqrt(outside[i]!) + shift;
    }
    coverage[i] = distance <= 0 ? 0 : distance >= 1 ? 1 : distance;
  }
  if (shift < 0) restoreHairlines(coverage, inside, ridge, height, width, -shift, range[0] / 2);
  return { coverage, measured };
}

/**
 * Draws again the strokes that vanished because their outlines moved inwards past each other.
 *
 * What vanished beside a thick stroke is only its rough edge: a hairline leads further away from
 * what is left than the outlines moved.
 */
function restoreHairlines(
  coverage: Float32Array,
  inside: Int32Array,
  ridge: readonly number[],
  height: number,
  width: number,
  shift: number,
  leastRadius: number,
): void {
  const thin = new Float32Array(coverage.length);
  for (const i of ridge) {
    const radius = Math.sqrt(inside[i]!) - 0.25;
    const least = Math.min(radius, leastRadius);
    if (radius - shift < least) drawDisc(thin, height, width, i, least);
  }
  const shape = Uint8Array.from(thin, (value) => value > 0 ? 1 : 0);
  const core = Uint8Array.from(coverage, (value) => value > 0 ? 1 : 0);
  const reach = Math.ceil(shift) + 3;
  const distances = squaredDistances(core, height, width, 1, reach);
  const components = findComponents(shape, height, width);
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

function drawDisc(
  coverage: Float32Array,
  height: number,
  width: number,
  centre: number,
  radius: number,
): void {
  const cy = Math.floor(centre / width);
  const cx = centre - cy * width;
  const reach = Math.ceil(radius + 0.5);
  for (let y = Math.max(0, cy - reach); y <= Math.min(height - 1, cy + reach); y++) {
    for (let x = Math.max(0, cx - reach); x <= Math.min(width - 1, cx + reach); x++) {
      const distance = radius + 0.5 - Math.hypot(x - cx, y - cy);
      const i = y * width + x;
      if (distance > coverage[i]!) coverage[i] = Math.min(1, distance);
    }
  }
}
