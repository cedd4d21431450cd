/**
 * Photos of a page that lies on a table.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { Color } from "../color_image.ts";
import { valueNoise } from "../value_noise.ts";

/** What a page lies on. */
export type Table = "dark" | "wood" | "pattern" | "light";

/** A position in pixels: column, row. */
export type Point = readonly [x: number, y: number];

/** Settings of {@linkcode photographPage}. */
export interface PhotoSettings {
  /** Rows of the photo. */
  readonly height: number;
  /** Columns of the photo. */
  readonly width: number;
  /** Where the corners of the page are in the photo, clockwise from its upper left one. */
  readonly corners: readonly [Point, Point, Point, Point];
  /** What the page lies on. */
  readonly table: Table;
  /** Fraction of the light that the shadow of the page takes from the table beside it, 0 to 1. */
  readonly shadow: number;
  /** Fraction of the light that is lost in the corners of the photo, 0 to 1. */
  readonly vignette: number;
}

/** A page or a photo, `[height, width, 3]`, with the coverage of each pixel by true ink. */
export interface InkedPixels {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Red, green and blue, 0 to 255. */
  readonly levels: Float32Array;
  /** Coverage by the ink of the signature, 0 to 1. */
  readonly ink: Float32Array;
}

/** A projective transformation of the plane: a 3 x 3 matrix, row by row. */
type Projection = Float64Array;

/** The projection that takes the corners of the unit square to four points (Heckbert 1989). */
function projectUnitSquare([p0, p1, p2, p3]: PhotoSettings["corners"]): Projection {
  const [sx, sy] = [p0[0] - p1[0] + p2[0] - p3[0], p0[1] - p1[1] + p2[1] - p3[1]];
  const [dx1, dy1] = [p1[0] - p2[0], p1[1] - p2[1]];
  const [dx2, dy2] = [p3[0] - p2[0], p3[1] - p2[1]];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - sy * dx2) / determinant;
  const h = (dx1 * sy - dy1 * sx) / determinant;
  return Float64Array.of(
    p1[0] - p0[0] + g * p1[0],
    p3[0] - p0[0] + h * p3[0],
    p0[0],
    p1[1] - p0[1] + g * p1[1],
    p3[1] - p0[1] + h * p3[1],
    p0[1],
    g,
    h,
    1,
  );
}

/** The inverse of a projection, up to a factor: its adjugate. */
function invert(m: Projection): Projection {
  const [a, b, c, d, e, f, g, h, i] = m as unknown as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Float64Array.of(
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  );
}

function apply(m: Projection, x: number, y: number): [number, number] {
  const w = m[6]! * x + m[7]! * y + m[8]!;
  return [(m[0]! * x + m[1]! * y + m[2]!) / w, (m[3]! * x + m[4]! * y + m[5]!) / w];
}

/** A function from a pixel of the photo to the colour of the table there. */
function paintTable(
  table: Table,
  random: Random,
  longSide: number,
): (x: number, y: number) => Color {
  const noise = valueNoise(random.integer(0, 0x7fffffff));
  const turn = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const unit = longSide / 100;
  const shade = ([r, g, b]: Color, by: number): Color => [r + by, g + by, b + by];
  if (table === "wood") {
    const base: Color = random.choice([[120, 84, 56], [92, 62, 40], [150, 112, 78]]);
    return (x, y) => {
      const [u, v] = [(cos * x + sin * y) / unit, (cos * y - sin * x) / unit];
      return shade(base, 16 * noise(u / 20, v / 1.5) + 8 * noise(u / 8, v / 0.4));
    };
  }
  if (table === "pattern") {
    const [first, second]: [Color, Color] = random.choice([
      [[150, 52, 56], [226, 220, 208]],
      [[52, 70, 110], [190, 196, 204]],
      [[60, 60, 64], [120, 120, 124]],
    ]);
    const size = unit * random.uniform(3, 7);
    return (x, y) => {
      const [u, v] = [(cos * x + sin * y) / size, (cos * y - sin * x) / size];
      return shade((Math.floor(u) + Math.floor(v)) % 2 === 0 ? first : second, 4 * noise(x, y));
    };
  }
  const base: Color = table === "dark"
    ? random.choice([[40, 38, 38], [58, 44, 34], [30, 34, 44]])
    : random.choice([[168, 166, 160], [150, 140, 124], [140, 148, 156]]);
  return (x, y) => shade(base, 5 * noise(x / (3 * unit), y / (3 * unit)));
}

/**
 * Interpolates a page between its pixels; outside, the nearest pixel counts. The result is red, green,
 * blue and ink.
 */
function pageReader({ height, width, levels, ink }: InkedPixels) {
  return (x: number, y: number, result: Float64Array): void => {
    const u = Math.min(width - 1, Math.max(0, x - 0.5));
    const v = Math.min(height - 1, Math.max(0, y - 0.5));
    const [x0, y0] = [Math.floor(u), Math.floor(v)];
    const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
    const [s, t] = [u - x0, v - y0];
    const mix = (data: Float32Array, channels: number, c: number) => {
      const at = (row: number, column: number) => data[channels * (row * width + column) + c]!;
      return (1 - t) * ((1 - s) * at(y0, x0) + s * at(y0, x1)) +
        t * ((1 - s) * at(y1, x0) + s * at(y1, x1));
    };
    for (let c = 0; c < 3; c++) result[c] = mix(levels, 3, c);
    result[3] = mix(ink, 1, 0);
  };
}

/**
 * Simulates a photo of a page on a table: perspective, the shadow of the page, and vignetting.
 *
 * @param page The page, flat.
 * @param settings Size of the photo, position of the page, table and light.
 * @param random Random generator of the table.
 * @returns The photo, with the true ink in the same perspective.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * const page = { height: 8, width: 8, levels: new Float32Array(192).fill(250), ink: new Float32Array(64) };
 * const photo = photographPage(page, {
 *   height: 16,
 *   width: 16,
 *   corners: [[4, 4], [12, 4], [12, 12], [4, 12]],
 *   table: "dark",
 *   shadow: 0,
 *   vignette: 0,
 * }, new Random(1));
 * assert.equal(photo.levels[3 * (8 * 16 + 8)], 250);
 * assert.ok(photo.levels[0]! < 80);
 * ```
 */
export function photographPage(
  page: InkedPixels,
  { height, width, corners, table, shadow, vignette }: PhotoSettings,
  random: Random,
): InkedPixels {
  const toPage = invert(projectUnitSquare(corners));
  const longSide = Math.max(height, width);
  const tableAt = paintTable(table, random, longSide);
  const readPage = pageReader(page);
  const levels = new Float32Array(3 * height * width);
  const ink = new Float32Array(height * width);
  const pixel = new Float64Array(4);
  const reach = 0.03 * Math.max(page.height, page.width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = apply(toPage, x + 0.5, y + 0.5);
      const [column, row] = [u * page.width, v * page.height];
      // The distance to the nearest side of the page, positive inside.
      const inside = Math.min(column, row, page.width - column, page.height - row);
      const covered = Math.min(1, Math.max(0, inside + 0.5));
      const below = covered < 1 ? tableAt(x, y) : [0, 0, 0];
      const dark = covered < 1 ? 1 - shadow * Math.max(0, 1 + inside / reach) : 1;
      if (covered > 0) readPage(column, row, pixel);
      const [dx, dy] = [(x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5];
      const light = 1 - vignette * 2 * (dx * dx + dy * dy);
      const i = y * width + x;
      for (let c = 0; c < 3; c++) {
        levels[3 * i + c] = light * (covered * pixel[c]! + (1 - covered) * dark * below[c]!);
      }
      ink[i] = covered * pixel[3]!;
    }
  }
  return { height, width, levels, ink };
}
