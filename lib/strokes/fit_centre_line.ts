/**
 * Moves lines to the middle of the ink that they follow, and measures its width, to parts of pixels.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import type { PathPoints } from "./path_points.ts";
import { smoothValues } from "./smooth.ts";
import type { Stroke } from "./stroke.ts";

/** How closely a line follows the ink. */
export interface FitOptions {
  /** Typical width of the ink, in pixels. */
  readonly inkWidth: number;
  /** How much of a pixel must be covered to be ink. */
  readonly threshold: number;
  /** Standard deviation of the smoothing along the line, in ink widths. */
  readonly smoothing: number;
}

/**
 * Turns the points of a skeleton into a smooth stroke in the middle of the ink.
 *
 * Where both edges of the ink are where the distance to the paper says they are, which is to say
 * away from meetings, they give the centre and the width; elsewhere the neighbours do. Free ends
 * are drawn out until a round pen would touch the end of the ink.
 *
 * @param points A line of at least one point; `radius` is the distance to the paper.
 * @param image The ink.
 * @param options How to fit.
 * @returns The stroke, points about a pixel apart, widths in pixels.
 */
export function fitCentreLine(points: PathPoints, image: InkImage, options: FitOptions): Stroke {
  const { inkWidth, smoothing, threshold } = options;
  const line = spaceEvenly(reachEnds(points, image, options));
  const length = line.x.length;
  if (length < 3) return { x: line.x, y: line.y, width: line.radius.map((r) => 2 * r) };
  const sigma = smoothing * inkWidth;
  const x = smoothValues(line.x, sigma);
  const y = smoothValues(line.y, sigma);
  const { nx, ny } = normals(x, y);
  const offset = new Float32Array(length);
  const width = new Float32Array(length);
  const known = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const radius = line.radius[i]!;
    const right = distanceToEdge(image, threshold, x[i]!, y[i]!, nx[i]!, ny[i]!, radius);
    const left = distanceToEdge(image, threshold, x[i]!, y[i]!, -nx[i]!, -ny[i]!, radius);
    if (right === undefined || left === undefined) continue;
    known[i] = 1;
    offset[i] = (right - left) / 2;
    width[i] = right + left;
  }
  interpolateUnknown(offset, known, () => 0);
  interpolateUnknown(width, known, (i) => 2 * line.radius[i]!);
  const shift = smoothOver(offset, sigma);
  for (let i = 0; i < length; i++) {
    x[i]! += shift[i]! * nx[i]!;
    y[i]! += shift[i]! * ny[i]!;
  }
  return { x, y, width: smoothOver(width, sigma) };
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
  const along = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    along[i] = along[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  }
  const length = along[x.length - 1] ?? 0;
  const count = length > 0 ? Math.ceil(length) + 1 : 1;
  const result = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    radius: new Float32Array(count),
  };
  let i = 0;
  for (let k = 0; k < count; k++) {
    const at = count > 1 ? length * k / (count - 1) : 0;
    while (i < x.length - 2 && along[i + 1]! < at) i++;
    const next = Math.min(i + 1, x.length - 1);
    const step = along[next]! - along[i]!;
    const share = step > 0 ? Math.min((at - along[i]!) / step, 1) : 0;
    result.x[k] = x[i]! + share * (x[next]! - x[i]!);
    result.y[k] = y[i]! + share * (y[next]! - y[i]!);
    result.radius[k] = radius[i]! + share * (radius[next]! - radius[i]!);
  }
  return result;
}

/** Unit vectors to the right of the line, as seen by the pen with `y` downwards. */
function normals(x: Float32Array, y: Float32Array): { nx: Float32Array; ny: Float32Array } {
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
function smoothOver(values: Float32Array, sigma: number): Float32Array<ArrayBuffer> {
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
