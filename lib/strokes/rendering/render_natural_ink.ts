/**
 * Renders ink as a scanner sees it.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { valueNoise } from "../../image/value_noise.ts";
import type { Random } from "../../random.ts";
import { medianWidth } from "../geometry/median_width.ts";
import type { TimedTrajectory } from "../online/time_trajectory.ts";
import { type InkedStroke, inkStrokes } from "./ink_strokes.ts";
import { type PixelRectangle, pixelsNear, unite } from "./pixel_rectangle.ts";

/** Sizes of the texture in radii of the median stroke, and amplitudes. */
const TEXTURE = {
  /** Fibres of the paper roughen the edge; amplitude as a fraction of the radius. */
  edge: { size: 1.1, amplitude: 0.13 },
  /** Pits of the paper take less ink. */
  grain: { size: 0.4, amplitude: 0.26 },
  /** The ball leaves streaks along the stroke. */
  streak: { length: 16, width: 0.5, amplitude: 0.26 },
} as const;
/** Minimum radius, in pixels, at which texture is fully visible. */
const FULL_TEXTURE_RADIUS = 4;
/** Minimum radius that sizes of the texture are relative to, in pixels. */
const MIN_RADIUS = 1e-3;
/** Size of the finest texture, in pixels. */
const MIN_SIZE = 1.1;

/** The texture of one image. */
interface Texture {
  readonly edge: (x: number, y: number) => number;
  readonly grain: (x: number, y: number) => number;
  readonly streak: (along: number, across: number) => number;
}

/**
 * Renders a trajectory with the ink of a ballpoint pen: wider and darker where the pen is slow, with
 * blobs where it rests, streaks along the stroke, rough edges and the grain of the paper.
 *
 * @param trajectory Strokes with times, in pixels of the image.
 * @param random Random generator of the ink; the same generator gives the same ink at any size.
 * @param size Height and width of the image, in pixels.
 * @returns Density of the ink, `[height, width]`: 0 is paper, 1 the darkest ink.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { timeTrajectory } from "../online/time_trajectory.ts";
 * const line = { x: Float32Array.of(9, 50), y: Float32Array.of(9, 9), width: Float32Array.of(8, 8) };
 * const timed = timeTrajectory([line], new Random(1));
 * const image = renderNaturalInk(timed, new Random(2), { height: 20, width: 60 });
 * assert.ok(image.data[9 * 60 + 30]! > 0.4 && image.data[0] === 0);
 * ```
 */
export function renderNaturalInk(
  trajectory: TimedTrajectory,
  random: Random,
  size: { readonly height: number; readonly width: number },
): InkImage {
  const { height, width } = size;
  const strokes = inkStrokes(trajectory, random);
  const texture = createTexture(random, Math.max(medianWidth(strokes) / 2, MIN_RADIUS));
  const image = { height, width, data: new Float32Array(height * width) };
  const layer = { height, width, data: new Float32Array(height * width) };
  for (const stroke of strokes) {
    const touched = renderStroke(layer, stroke, texture);
    if (touched !== undefined) moveInk(layer, image, touched);
  }
  return image;
}

/** Moves the ink of a layer onto an image, where ink over ink is darker. */
function moveInk(
  layer: InkImage,
  image: InkImage,
  { top, left, bottom, right }: PixelRectangle,
): void {
  for (let y = top; y < bottom; y++) {
    for (let i = y * image.width + left; i < y * image.width + right; i++) {
      image.data[i] = 1 - (1 - image.data[i]!) * (1 - layer.data[i]!);
      layer.data[i] = 0;
    }
  }
}

function createTexture(random: Random, radius: number): Texture {
  const noise = () => valueNoise(random.integer(0, 0x7fffffff));
  const [edge, rough, grain, fine, streak] = [noise(), noise(), noise(), noise(), noise()];
  const visible = Math.min(1, radius / FULL_TEXTURE_RADIUS);
  const sizeOf = (relative: number) => Math.max(relative * radius, MIN_SIZE);
  const [edgeSize, fineSize] = [sizeOf(TEXTURE.edge.size), sizeOf(0.3 * TEXTURE.edge.size)];
  const grainSize = sizeOf(TEXTURE.grain.size);
  const [streakLength, streakWidth] = [sizeOf(TEXTURE.streak.length), sizeOf(TEXTURE.streak.width)];
  return {
    edge: (x, y) =>
      TEXTURE.edge.amplitude * visible *
      (0.5 * edge(x / edgeSize, y / edgeSize) + 0.5 * rough(x / fineSize, y / fineSize)),
    grain: (x, y) =>
      TEXTURE.grain.amplitude * visible *
      (0.6 * grain(x / grainSize, y / grainSize) +
        0.4 * fine(2.1 * x / grainSize, 2.1 * y / grainSize)),
    streak: (along, across) =>
      TEXTURE.streak.amplitude * visible * streak(along / streakLength, across / streakWidth),
  };
}

/** Renders a stroke and returns where; `undefined` for one without points. */
function renderStroke(
  image: InkImage,
  stroke: InkedStroke,
  texture: Texture,
): PixelRectangle | undefined {
  const { x, y } = stroke;
  let along = 0;
  let touched = x.length === 1 ? renderLine(image, stroke, 0, 0, 0, texture) : undefined;
  for (let to = 1; to < x.length; to++) {
    touched = unite(touched, renderLine(image, stroke, to - 1, to, along, texture));
    along += Math.hypot(x[to]! - x[to - 1]!, y[to]! - y[to - 1]!);
  }
  return touched;
}

/**
 * Raises the density of all pixels that a line between two points touches to that of the line.
 *
 * @param start Length of the stroke up to `from`, in pixels.
 * @returns Where the line may have touched the image.
 */
function renderLine(
  image: InkImage,
  stroke: InkedStroke,
  from: number,
  to: number,
  start: number,
  texture: Texture,
): PixelRectangle {
  const { width, data } = image;
  const { x, y, width: widths, darkness } = stroke;
  const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
  const length = Math.hypot(dx, dy);
  const reach = (1 + TEXTURE.edge.amplitude) * Math.max(widths[from]!, widths[to]!) / 2 + 0.5;
  const touched = pixelsNear(stroke, from, to, reach, image);
  for (let row = touched.top; row < touched.bottom; row++) {
    for (let column = touched.left; column < touched.right; column++) {
      const [px, py] = [column + 0.5 - x[from]!, row + 0.5 - y[from]!];
      const fraction = length > 0
        ? Math.min(Math.max((px * dx + py * dy) / (length * length), 0), 1)
        : 0;
      const distance = Math.hypot(px - fraction * dx, py - fraction * dy);
      if (distance >= reach) continue;
      const nominal = (widths[from]! + fraction * (widths[to]! - widths[from]!)) / 2;
      const radius = nominal * (1 + texture.edge(column, row));
      const coverage = Math.min(distance + 0.5, radius) - Math.max(distance - 0.5, -radius);
      if (coverage <= 0) continue;
      const side = length > 0 ? Math.sign(px * dy - py * dx) : 0;
      const dark = darkness[from]! + fraction * (darkness[to]! - darkness[from]!);
      const density = Math.min(coverage, 1) * dark *
        (1 + texture.streak(start + fraction * length, side * distance)) *
        (1 + texture.grain(column, row));
      const index = row * width + column;
      if (density > data[index]!) data[index] = Math.min(density, 1);
    }
  }
  return touched;
}
