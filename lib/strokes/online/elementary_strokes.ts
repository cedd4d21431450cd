/**
 * Divides a pen-down into elementary strokes.
 *
 * @module
 */
import { arcLengths, evenPositions } from "../geometry/arc_length.ts";
import { interpolateLinear } from "../geometry/interpolate_linear.ts";
import type { Stroke } from "../geometry/stroke.ts";
import { turningAngles } from "../geometry/turning_angles.ts";

/** A part of a pen-down that one motor command writes. */
export interface ElementaryStroke {
  /** Length of its path. */
  readonly length: number;
  /** Turning angle at its end, in radians: 0 where the path goes straight on, pi at a cusp. */
  readonly turn: number;
}

/** Distance between two samples of the path, in units. */
const STEP = 0.5;
/** Number of samples that each of the two chords of a turning angle spans. */
const REACH = 4;
/** Minimum turning angle between two elementary strokes, in radians. */
const MIN_TURN = 0.6;
/** Minimum length of an elementary stroke, in units. */
const MIN_LENGTH = 2.5;
/** Maximum turn within an elementary stroke, in radians: half a circle and a little more. */
const MAX_TURN = 3.4;

/**
 * Divides a pen-down into elementary strokes: at the maxima of its curvature, where the speed of a
 * hand is least (Lacquaniti et al., "The law relating the kinematic and figural aspects of drawing
 * movements", 1983), and within long bends.
 *
 * @param stroke The pen-down.
 * @param unit Length that counts as small: about a pixel of a signature at 64 x 128.
 * @returns At least one part; their lengths add up to that of the pen-down.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const corner = { x: Float32Array.of(0, 20, 20), y: Float32Array.of(0, 0, 10), width: new Float32Array(3) };
 * assert.deepEqual(elementaryStrokes(corner, 1).map(({ length }) => length), [20, 10]);
 * ```
 */
export function elementaryStrokes(stroke: Stroke, unit: number): ElementaryStroke[] {
  const knots = arcLengths(stroke);
  const total = knots.at(-1) ?? 0;
  const last = Math.round(total / (STEP * unit));
  if (last < 2) return [{ length: total, turn: 0 }];
  const positions = evenPositions(total, last);
  const polyline = {
    x: interpolateLinear(stroke.x, knots, positions),
    y: interpolateLinear(stroke.y, knots, positions),
  };
  const angles = turningAngles(polyline, REACH);
  const ends = [0, ...divideBends(findCorners(angles), angles), last];
  return ends.slice(1).map((end, i) => ({
    length: positions[end]! - positions[ends[i]!]!,
    turn: angles[end]!,
  }));
}

/** Local maxima of the turning angle that are far enough from one another and from the ends. */
function findCorners(angles: Float64Array): number[] {
  const distance = Math.round(MIN_LENGTH / STEP);
  const corners: number[] = [];
  const byAngle = Array.from(angles.keys()).filter((i) => angles[i]! >= MIN_TURN)
    .sort((a, b) => angles[b]! - angles[a]! || a - b);
  for (const i of byAngle) {
    const isApart = Math.min(i, angles.length - 1 - i) >= distance &&
      corners.every((corner) => Math.abs(corner - i) >= distance);
    const isMaximum = angles[i]! >= Math.max(angles[i - 1] ?? 0, angles[i + 1] ?? 0);
    if (isApart && isMaximum) corners.push(i);
  }
  return corners.sort((a, b) => a - b);
}

/** Divides parts that turn by more than one movement of the hand would into equal turns. */
function divideBends(corners: readonly number[], angles: Float64Array): number[] {
  const divided: number[] = [];
  let from = 0;
  for (const to of [...corners, angles.length - 1]) {
    // A turn is seen by every pair of chords that spans it.
    let turn = 0;
    for (let i = from + REACH; i < to - REACH; i++) turn += angles[i]! / REACH;
    const parts = Math.min(Math.ceil(turn / MAX_TURN), Math.floor((to - from) * STEP / MIN_LENGTH));
    let seen = 0;
    for (let i = from + REACH, part = 1; part < parts && i < to - REACH; i++) {
      seen += angles[i]! / REACH;
      if (seen < turn * part / parts) continue;
      divided.push(i);
      part++;
    }
    if (to < angles.length - 1) divided.push(to);
    from = to;
  }
  return divided;
}
