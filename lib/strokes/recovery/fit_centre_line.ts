/**
 * Moves lines to the middle of the ink that they follow, and measures its width, to parts of pixels.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { arcLengths } from "../geometry/arc_length.ts";
import { interpolateLinear } from "../geometry/interpolate_linear.ts";
import type { PathPoints } from "./path_points.ts";
import { gaussianSmooth } from "../geometry/gaussian_smooth.ts";
import { smoothingSpline } from "../geometry/smoothing_spline.ts";
import type { Stroke } from "../geometry/stroke.ts";

/** How closely a line follows the ink. */
export interface FitOptions {
  /** Typical width of the ink, in pixels. */
  readonly inkWidth: number;
  /** How much of a pixel must be covered to be ink. */
  readonly threshold: number;
  /** Bends along the line within so many ink widths are smoothed away. */
  readonly smoothing: number;
}

/** The ink is measured across the line, which is moved to its middle, so many times. */
const PASSES = 2;

/** How far the middle is trusted where the ink across the line is not that of the line alone. */
const GUESS_WEIGHT = 0.1;

/** The same for ends and corners, where the skeleton ends as a round pen does. */
const CORNER_WEIGHT = 0.3;

/** The line may have a corner where it turns by so much, in radians, within so many ink widths. */
const CORNER = { turn: 1.4, reach: 0.5 } as const;

/** Another line joins where the ink is wider by this share than within so many ink widths around. */
const JOINING = { excess: 0.12, neighbourhood: 3 } as const;

/** The ink is not trusted so near to where another line joins, in ink widths. */
const CLEARANCE = 0.4;

/** Standard deviation of the smoothing of widths along the line, in ink widths. */
const WIDTH_SMOOTHING = 3;

/**
 * Turns the points of a skeleton into a smooth stroke in the middle of the ink.
 *
 * Where both edges of the ink are where the distance to the paper says they are, and as far from each
 * other as around there, which is to say away from meetings, they give the centre and the width;
 * elsewhere a smooth line between the neighbours does. Free ends are drawn out until a round pen would
 * touch the end of the ink.
 *
 * @param points A line of at least one point; `radius` is the distance to the paper.
 * @param image The ink.
 * @param options How to fit.
 * @returns The stroke, points about a pixel apart, widths in pixels.
 */
export function fitCentreLine(points: PathPoints, image: InkImage, options: FitOptions): Stroke {
  const { inkWidth, smoothing } = options;
  const { radius, ...line } = spaceEvenly(reachEnds(points, image, options));
  const last = radius.length - 1;
  if (last < 2) return { ...line, width: radius.map((r) => 2 * r) };
  const corners = findCorners(line, CORNER.reach * inkWidth);
  const spline = { scale: smoothing * inkWidth, kinks: corners };
  let x: ArrayLike<number> = gaussianSmooth(line.x, smoothing * inkWidth / 2);
  let y: ArrayLike<number> = gaussianSmooth(line.y, smoothing * inkWidth / 2);
  let measured = new Float32Array(radius.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const ink = measureInk({ x, y, radius }, image, options);
    dropJoinings(ink, inkWidth);
    const weights = Float64Array.from(ink.known, (known) => known === 1 ? 1 : GUESS_WEIGHT);
    for (const i of [0, ...corners, last]) weights[i] = Math.max(weights[i]!, CORNER_WEIGHT);
    x = smoothingSpline(ink.x, weights, spline);
    y = smoothingSpline(ink.y, weights, spline);
    interpolateUnknown(ink.width, ink.known, (i) => 2 * radius[i]!);
    measured = ink.width;
  }
  const width = gaussianAverage(measured, WIDTH_SMOOTHING * inkWidth);
  return { x: Float32Array.from(x), y: Float32Array.from(y), width };
}

/** A line and the distance of its points to the paper. */
interface Line {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly radius: Float32Array;
}

/** The ink across a line, point by point. */
interface MeasuredInk {
  /** Middle of the ink where it is known; else the point of the line. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Width of the ink where it is known. */
  readonly width: Float32Array<ArrayBuffer>;
  /** 1 where it is known. */
  readonly known: Uint8Array;
}

function measureInk(line: Line, image: InkImage, { threshold }: FitOptions): MeasuredInk {
  const { radius } = line;
  const x = Float64Array.from(line.x);
  const y = Float64Array.from(line.y);
  const { nx, ny } = normals(x, y);
  const width = new Float32Array(radius.length);
  const known = new Uint8Array(radius.length);
  radius.forEach((r, i) => {
    const right = distanceToEdge(image, threshold, x[i]!, y[i]!, nx[i]!, ny[i]!, r);
    const left = distanceToEdge(image, threshold, x[i]!, y[i]!, -nx[i]!, -ny[i]!, r);
    if (right === undefined || left === undefined) return;
    known[i] = 1;
    width[i] = right + left;
    x[i]! += (right - left) / 2 * nx[i]!;
    y[i]! += (right - left) / 2 * ny[i]!;
  });
  return { x, y, width, known };
}

/** Forgets what was measured where, by its width, another line joins, and beside it. */
function dropJoinings({ width, known }: MeasuredInk, inkWidth: number): void {
  const reach = JOINING.neighbourhood * inkWidth;
  const clearance = Math.round(CLEARANCE * inkWidth);
  const step = Math.max(1, Math.round(reach / 4));
  const isLone = known.map((isKnown, i) => {
    if (isKnown === 0) return 0;
    const near: number[] = [];
    for (let j = i - 4 * step; j <= i + 4 * step; j += step) {
      if (known[j] === 1) near.push(width[j]!);
    }
    const typical = near.sort((a, b) => a - b)[near.length >> 1]!;
    return Math.abs(width[i]! - typical) <= JOINING.excess * typical ? 1 : 0;
  });
  isLone.forEach((lone, i) => {
    if (lone === 0) known.fill(0, Math.max(i - clearance, 0), i + clearance + 1);
  });
}

/** Points where the line turns back or aside: of those within `distance`, where it turns most. */
function findCorners({ x, y }: Pick<Line, "x" | "y">, distance: number): number[] {
  const reach = Math.max(Math.round(distance), 1);
  const turns = Float64Array.from(x, (_, i) => {
    if (i < reach || i + reach >= x.length) return 0;
    const [ax, ay] = [x[i]! - x[i - reach]!, y[i]! - y[i - reach]!];
    const [bx, by] = [x[i + reach]! - x[i]!, y[i + reach]! - y[i]!];
    return Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  });
  const corners: number[] = [];
  turns.forEach((turn, i) => {
    if (turn < CORNER.turn) return;
    const isMost = turns.subarray(Math.max(i - reach, 0), i).every((before) => before < turn) &&
      turns.subarray(i + 1, i + reach + 1).every((after) => after <= turn);
    if (isMost) corners.push(i);
  });
  return corners;
}

/** Draws the ends out until a round pen would touch the end of the ink. */
function reachEnds(points: PathPoints, image: InkImage, options: FitOptions): PathPoints {
  const { x, y, radius } = points;
  const last = x.length - 1;
  if (last < 2) return points;
  const reach = Math.min(Math.round(options.inkWidth), last);
  const start = beyond(points, 0, reach, image, options);
  const end = beyond(points, last, last - reach, image, options);
  return {
    x: [...start.map((point) => point.x), ...x, ...end.map((point) => point.x)],
    y: [...start.map((point) => point.y), ...y, ...end.map((point) => point.y)],
    radius: [...start.map((point) => point.radius), ...radius, ...end.map((point) => point.radius)],
  };
}

/** A point further on from the end of a line, or none where the ink goes on or ends there. */
function beyond(
  { x, y, radius }: PathPoints,
  end: number,
  inner: number,
  image: InkImage,
  { threshold }: FitOptions,
): { x: number; y: number; radius: number }[] {
  const distance = Math.hypot(x[end]! - x[inner]!, y[end]! - y[inner]!);
  if (distance < 1) return [];
  const dx = (x[end]! - x[inner]!) / distance;
  const dy = (y[end]! - y[inner]!) / distance;
  // At the very end the skeleton may have run into a corner of the ink.
  const r = radius[(end + inner) >> 1]!;
  for (let way = 0.5; way <= 2.5 * r; way += 0.5) {
    if (sample(image, x[end]! + way * dx, y[end]! + way * dy) >= threshold) continue;
    const step = way - 0.25 - r;
    if (step < 0.25) return [];
    return [{ x: x[end]! + step * dx, y: y[end]! + step * dy, radius: r }];
  }
  return [];
}

/** Puts points a pixel apart, or a little less so that the ends stay. */
function spaceEvenly({ x, y, radius }: PathPoints): {
  x: Float32Array;
  y: Float32Array;
  radius: Float32Array;
} {
  const along = arcLengths({ x, y });
  const length = along.at(-1) ?? 0;
  const count = length > 0 ? Math.ceil(length) + 1 : 1;
  const places = Float64Array.from(
    { length: count },
    (_, k) => length * k / Math.max(count - 1, 1),
  );
  const take = (values: ArrayLike<number>) =>
    Float32Array.from(interpolateLinear(values, along, places));
  return { x: take(x), y: take(y), radius: take(radius) };
}

/** Unit vectors to the right of the line, as seen by the pen with `y` downwards. */
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

/** How far the ink goes from a point; nothing where that differs much from `radius`. */
function distanceToEdge(
  image: InkImage,
  threshold: number,
  x: number,
  y: number,
  dx: number,
  dy: number,
  radius: number,
): number | undefined {
  if (dx === 0 && dy === 0) return undefined;
  const step = 0.5;
  const reach = 1.3 * radius + 1;
  const start = Math.max(0.5 * radius - 1, 0);
  let before = sample(image, x + start * dx, y + start * dy);
  if (before < threshold) return undefined;
  for (let distance = start + step; distance <= reach; distance += step) {
    const after = sample(image, x + distance * dx, y + distance * dy);
    if (after < threshold) return distance - step * (threshold - after) / (before - after);
    before = after;
  }
  return undefined;
}

/** The ink at a point between pixel centres, interpolated linearly; paper outside. */
function sample({ height, width, data }: InkImage, x: number, y: number): number {
  const column = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  const fx = x - 0.5 - column;
  const fy = y - 0.5 - row;
  if (column < 0 || row < 0 || column + 1 >= width || row + 1 >= height) {
    const [nearRow, nearColumn] = [Math.floor(y), Math.floor(x)];
    const isInside = nearRow >= 0 && nearColumn >= 0 && nearRow < height && nearColumn < width;
    return isInside ? data[nearRow * width + nearColumn]! : 0;
  }
  const i = row * width + column;
  const top = data[i]! + fx * (data[i + 1]! - data[i]!);
  const bottom = data[i + width]! + fx * (data[i + width + 1]! - data[i + width]!);
  return top + fy * (bottom - top);
}

/** Fills in what is not known from the nearest that is, linearly; `otherwise` where nothing is. */
function interpolateUnknown(
  values: Float32Array,
  known: Uint8Array,
  otherwise: (i: number) => number,
): void {
  let before = -1;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && known[i] === 0) continue;
    for (let k = before + 1; k < i; k++) {
      const share = (k - before) / (i - before);
      if (before >= 0 && i < values.length) {
        values[k] = values[before]! + share * (values[i]! - values[before]!);
      } else if (before >= 0) values[k] = values[before]!;
      else if (i < values.length) values[k] = values[i]!;
      else values[k] = otherwise(k);
    }
    before = i;
  }
}

/** Smooths values; the ends too, over the values that there are. */
function gaussianAverage(values: Float32Array, sigma: number): Float32Array<ArrayBuffer> {
  const reach = Math.ceil(2.5 * sigma);
  const kernel = Float64Array.from(
    { length: reach + 1 },
    (_, k) => Math.exp(-k * k / (2 * sigma * sigma)),
  );
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    let total = 0;
    const to = Math.min(i + reach, values.length - 1);
    for (let j = Math.max(i - reach, 0); j <= to; j++) {
      const weight = kernel[j < i ? i - j : j - i]!;
      sum += weight * values[j]!;
      total += weight;
    }
    result[i] = sum / total;
  }
  return result;
}
