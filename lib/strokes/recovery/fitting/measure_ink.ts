/**
 * Measures the cross sections of the ink along a line.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import type { Point } from "../../geometry/point.ts";
import { inkCoverageAt } from "./ink_coverage_at.ts";

/**
 * Another line joins where the ink is wider or narrower, by this fraction, than the median within a
 * neighbourhood of this many stroke widths.
 */
const JOINING = { excess: 0.12, neighbourhood: 3 } as const;

/** Cross sections on either side whose median is taken, evenly spaced over the neighbourhood. */
const NEIGHBOURS = 4;

/** Cross sections this near to where another line joins are not trusted, in stroke widths. */
const CLEARANCE = 0.4;

/** Step of the search for the edge of the ink, in pixels. */
const STEP = 0.5;

/** A line and its distance to the paper. */
export interface InkLine {
  /** Horizontal positions, in pixels. */
  readonly x: ArrayLike<number>;
  /** Vertical positions. */
  readonly y: ArrayLike<number>;
  /** Distance of each point to the paper, in pixels. */
  readonly radius: Float32Array;
}

/** The cross section of the ink at each point of a line. */
export interface MeasuredInk {
  /** Horizontal position of the centre of the ink where it is known; else of the line. */
  readonly x: Float64Array;
  /** Vertical position of it. */
  readonly y: Float64Array;
  /** Width of the ink where it is known, in pixels. */
  readonly width: Float32Array<ArrayBuffer>;
  /** 1 where it is known. */
  readonly known: Uint8Array;
}

/**
 * Finds both edges of the ink across a line, at each of its points.
 *
 * A cross section is known where both edges are about as far as the distance to the paper says, and
 * its width is about the median around there, which is to say away from junctions.
 *
 * @param line Points about a pixel apart.
 * @param image The ink.
 * @param options Typical stroke width in pixels, and the ink coverage at the edge of the ink.
 * @returns One cross section per point.
 */
export function measureInk(
  line: InkLine,
  image: InkImage,
  { inkWidth, threshold }: { readonly inkWidth: number; readonly threshold: number },
): MeasuredInk {
  const { radius } = line;
  const x = Float64Array.from(line.x);
  const y = Float64Array.from(line.y);
  const { nx, ny } = normals(x, y);
  const width = new Float32Array(radius.length);
  const known = new Uint8Array(radius.length);
  radius.forEach((r, i) => {
    const centre = { x: x[i]!, y: y[i]! };
    const right = distanceToEdge(image, threshold, centre, { x: nx[i]!, y: ny[i]! }, r);
    const left = distanceToEdge(image, threshold, centre, { x: -nx[i]!, y: -ny[i]! }, r);
    if (right === undefined || left === undefined) return;
    known[i] = 1;
    width[i] = right + left;
    x[i]! += (right - left) / 2 * nx[i]!;
    y[i]! += (right - left) / 2 * ny[i]!;
  });
  dropJoinings(known, width, inkWidth);
  return { x, y, width, known };
}

/** Clears `known` where, by the width, another line joins, and beside it. */
function dropJoinings(known: Uint8Array, width: Float32Array, inkWidth: number): void {
  const clearance = Math.round(CLEARANCE * inkWidth);
  const step = Math.max(1, Math.round(JOINING.neighbourhood * inkWidth / NEIGHBOURS));
  const isLone = known.map((isKnown, i) => {
    if (isKnown === 0) return 0;
    const near: number[] = [];
    for (let j = i - NEIGHBOURS * step; j <= i + NEIGHBOURS * step; j += step) {
      if (known[j] === 1) near.push(width[j]!);
    }
    const median = near.sort((a, b) => a - b)[near.length >> 1]!;
    return Math.abs(width[i]! - median) <= JOINING.excess * median ? 1 : 0;
  });
  isLone.forEach((lone, i) => {
    if (lone === 0) known.fill(0, Math.max(i - clearance, 0), i + clearance + 1);
  });
}

/** Unit normals, to the right of the line as the pen sees it with `y` downwards. */
function normals(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { nx: Float32Array; ny: Float32Array } {
  const nx = new Float32Array(x.length);
  const ny = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const from = Math.max(i - 2, 0);
    const to = Math.min(i + 2, x.length - 1);
    const dx = x[to]! - x[from]!;
    const dy = y[to]! - y[from]!;
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length < 1e-9) continue;
    nx[i] = -dy / length;
    ny[i] = dx / length;
  }
  return { nx, ny };
}

/** The edge is looked for between these multiples of the distance to the paper, give or take a pixel. */
const EDGE_RANGE = { min: 0.5, max: 1.3 } as const;

/**
 * Distance of the edge of the ink from a point in the direction of a unit vector; `undefined` if it
 * differs much from the distance to the paper, `radius`, or the direction is the zero vector.
 */
function distanceToEdge(
  image: InkImage,
  threshold: number,
  { x, y }: Point,
  { x: dx, y: dy }: Point,
  radius: number,
): number | undefined {
  if (dx === 0 && dy === 0) return undefined;
  const reach = EDGE_RANGE.max * radius + 1;
  const start = Math.max(EDGE_RANGE.min * radius - 1, 0);
  let before = inkCoverageAt(image, x + start * dx, y + start * dy);
  if (before < threshold) return undefined;
  for (let distance = start + STEP; distance <= reach; distance += STEP) {
    const after = inkCoverageAt(image, x + distance * dx, y + distance * dy);
    if (after < threshold) return distance - STEP * (threshold - after) / (before - after);
    before = after;
  }
  return undefined;
}
