/**
 * Separates inks of different colours by color deconvolution.
 *
 * By the Beer-Lambert law the optical densities of overlapping inks add up, so each pixel is a sum
 * of two inks, each with a fixed direction in the space of red, green and blue densities. See A. C.
 * Ruifrok and D. A. Johnston, "Quantification of histochemical staining by color deconvolution"
 * (2001).
 *
 * @module
 */
import { type Components, maskOf } from "../components.ts";

/** Optical densities of red, green and blue. */
type Density = readonly [red: number, green: number, blue: number];

/** One of two inks. */
export interface InkLayer {
  /** Its optical densities, with a sum of 1. */
  readonly direction: Density;
  /** `height * width` bytes: 1 where the ink is present. */
  readonly mask: Uint8Array;
}

/** Two inks of an image. */
export interface SeparatedInks {
  /** Both inks, which share the pixels where they overlap. */
  readonly layers: readonly [InkLayer, InkLayer];
  /** Whether their colours are far apart; otherwise they may be one ink, thick and thin. */
  readonly isSure: boolean;
}

/** The full image whose inks are separated, and its relation to the smaller copy. */
export interface ColorSource {
  /** Red, green and blue of each pixel, row-major. */
  readonly color: Uint8Array;
  /** Pixels per column of the full image. */
  readonly height: number;
  /** Pixels per row of the full image. */
  readonly width: number;
  /** Pixels of the full image per pixel of the copy, along each axis. */
  readonly factor: number;
}

/** Number of tiles along the long side; each has its own paper colour. */
const TILES = 12;
/** Minimum number of pixels for the median paper colour of a tile. */
const MIN_PAPER_SAMPLES = 24;
/** Minimum density of ink with a reliable colour, summed over red, green and blue. */
const MIN_DENSITY = 0.45;
/** Minimum distance between the directions of two inks: within one ink they are up to .09 apart. */
const MIN_DISTANCE = 0.1;
/** Distance beyond which two directions are surely two inks. */
const SURE_DISTANCE = 0.16;
/**
 * Minimum distance between two inks, in multiples of the spread of each; more for inks as near as
 * violet and dark blue.
 */
const [SURE_SEPARATION, MIN_SEPARATION] = [2.2, 3];
/** Minimum fraction of the rarer ink. */
const MIN_FRACTION = 0.03;
/** Minimum density of an ink in a pixel that holds it, as a fraction of its typical density. */
const PRESENT_FRACTION = 0.4;

function density(level: number, paper: number): number {
  return Math.max(0, Math.log((paper + 8) / (level + 8)));
}

/** The median colour of the pixels of each tile that hold no ink. */
class PaperColors {
  readonly #tiles: (Density | undefined)[] = [];
  readonly #size: number;
  readonly #columns: number;
  readonly #whole: Density;

  constructor(source: ColorSource, ink: Uint8Array, height: number, width: number) {
    this.#size = Math.ceil(Math.max(height, width) / TILES);
    this.#columns = Math.ceil(width / this.#size);
    const { factor, color } = source;
    const all: number[][] = [[], [], []];
    for (let top = 0; top < height; top += this.#size) {
      for (let left = 0; left < width; left += this.#size) {
        const samples: number[][] = [[], [], []];
        for (let y = top; y < Math.min(height, top + this.#size); y += 3) {
          for (let x = left; x < Math.min(width, left + this.#size); x += 3) {
            if (ink[y * width + x] !== 0) continue;
            const i = 3 * (y * factor * source.width + x * factor);
            for (let c = 0; c < 3; c++) samples[c]!.push(color[i + c]!);
          }
        }
        for (let c = 0; c < 3; c++) all[c]!.push(...samples[c]!.filter((_, i) => i % 4 === 0));
        this.#tiles.push(samples[0]!.length < MIN_PAPER_SAMPLES ? undefined : medians(samples));
      }
    }
    this.#whole = medians(all);
  }

  at(y: number, x: number): Density {
    const tile = Math.floor(y / this.#size) * this.#columns + Math.floor(x / this.#size);
    return this.#tiles[tile] ?? this.#whole;
  }
}

function medians(samples: readonly number[][]): Density {
  const [red, green, blue] = samples.map((values) =>
    values.sort((a, b) => a - b)[values.length >> 1]
  );
  return [red ?? 255, green ?? 255, blue ?? 255];
}

/** The optical densities of all ink, three numbers for each pixel of the runs. */
function measureDensities(
  source: ColorSource,
  { runStart, runEnd }: Components,
  ink: Uint8Array,
  height: number,
  width: number,
): { index: Int32Array; values: Float32Array } {
  const paper = new PaperColors(source, ink, height, width);
  let count = 0;
  for (let run = 0; run < runStart.length; run++) count += runEnd[run]! - runStart[run]!;
  const index = new Int32Array(count);
  const values = new Float32Array(3 * count);
  const { factor, color } = source;
  let n = 0;
  for (let run = 0; run < runStart.length; run++) {
    for (let i = runStart[run]!; i < runEnd[run]!; i++, n++) {
      const y = Math.floor(i / width);
      const x = i - y * width;
      const bottom = Math.min(source.height, (y + 1) * factor);
      const right = Math.min(source.width, (x + 1) * factor);
      let [red, green, blue, pixels] = [0, 0, 0, 0];
      for (let v = y * factor; v < bottom; v++) {
        for (let u = x * factor; u < right; u++) {
          const p = 3 * (v * source.width + u);
          red += color[p]!;
          green += color[p + 1]!;
          blue += color[p + 2]!;
          pixels++;
        }
      }
      const white = paper.at(y, x);
      index[n] = i;
      values[3 * n] = density(red / pixels, white[0]);
      values[3 * n + 1] = density(green / pixels, white[1]);
      values[3 * n + 2] = density(blue / pixels, white[2]);
    }
  }
  return { index, values };
}

/** Two centres of directions, and their separation. */
interface Clusters {
  readonly centres: readonly [Density, Density];
  readonly separated: boolean;
  /** Whether they are as far apart as the inks of different pens. */
  readonly isSure: boolean;
}

/**
 * 2-means clustering of the directions of dense ink, initialized at the ends of the longest axis.
 */
function clusterDirections(values: Float32Array): Clusters | undefined {
  const points: number[] = [];
  for (let i = 0; i < values.length; i += 3) {
    const sum = values[i]! + values[i + 1]! + values[i + 2]!;
    if (sum < MIN_DENSITY) continue;
    points.push(values[i]! / sum, values[i + 1]! / sum, values[i + 2]! / sum, sum);
  }
  const count = points.length / 4;
  if (count < 30) return undefined;
  let [first, second] = startCentres(points);
  let moments: [number, number][] = [];
  for (let round = 0; round < 8; round++) {
    const sums = [[0, 0, 0, 0], [0, 0, 0, 0]];
    moments = [[0, 0], [0, 0]];
    for (let i = 0; i < points.length; i += 4) {
      const p: Density = [points[i]!, points[i + 1]!, points[i + 2]!];
      const [a, b] = [distance(p, first), distance(p, second)];
      const nearest = a <= b ? 0 : 1;
      const sum = sums[nearest]!;
      for (let c = 0; c < 3; c++) sum[c]! += p[c]!;
      sum[3]!++;
      moments[nearest]![0] += Math.min(a, b) ** 2;
      moments[nearest]![1]++;
    }
    if (sums[0]![3] === 0 || sums[1]![3] === 0) return undefined;
    [first, second] = sums.map((s) => [s[0]! / s[3]!, s[1]! / s[3]!, s[2]! / s[3]!]) as [
      [number, number, number],
      [number, number, number],
    ];
  }
  const apart = distance(first, second);
  const spread = moments.map(([squares, n]) => Math.sqrt(squares / n));
  const rarer = Math.min(moments[0]![1], moments[1]![1]) / count;
  const separation = apart >= SURE_DISTANCE ? SURE_SEPARATION : MIN_SEPARATION;
  const separated = apart >= MIN_DISTANCE && rarer >= MIN_FRACTION &&
    spread.every((value) => apart >= separation * value);
  return { centres: [first, second], separated, isSure: apart >= SURE_DISTANCE };
}

/** Two distant points: the furthest from the mean, and the furthest from that one. */
function startCentres(points: readonly number[]): [Density, Density] {
  const mean: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < points.length; i += 4) {
    for (let c = 0; c < 3; c++) mean[c]! += 4 * points[i + c]! / points.length;
  }
  // The mean of the furthest few, so that a single outlier does not decide.
  const furthest = (from: Density): Density => {
    const far: { d: number; p: Density }[] = [];
    for (let i = 0; i < points.length; i += 4) {
      const p: Density = [points[i]!, points[i + 1]!, points[i + 2]!];
      far.push({ d: distance(p, from), p });
    }
    far.sort((a, b) => b.d - a.d);
    const some = far.slice(0, Math.max(5, Math.ceil(0.02 * far.length)));
    return [0, 1, 2].map((c) =>
      some.reduce((sum, { p }) => sum + p[c]!, 0) / some.length
    ) as unknown as Density;
  };
  const first = furthest(mean);
  return [first, furthest(first)];
}

function distance(a: Density, b: Density): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Density of each of two inks in a pixel: non-negative least squares. */
function unmix(d: Density, a: Density, b: Density): [number, number] {
  const [aa, ab, bb] = [dot(a, a), dot(a, b), dot(b, b)];
  const [da, db] = [dot(d, a), dot(d, b)];
  const determinant = aa * bb - ab * ab;
  const first = (da * bb - db * ab) / determinant;
  const second = (db * aa - da * ab) / determinant;
  if (first < 0) return [0, Math.max(0, db / bb)];
  if (second < 0) return [Math.max(0, da / aa), 0];
  return [first, second];
}

function dot(a: Density, b: Density): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Separates two inks of an image.
 *
 * @param source The colours.
 * @param marks All ink in the smaller copy.
 * @param height Rows of the copy.
 * @param width Columns of the copy.
 * @returns Both inks; `undefined` if all ink has about one colour.
 */
export function separateInks(
  source: ColorSource,
  marks: Components,
  height: number,
  width: number,
): SeparatedInks | undefined {
  const ink = maskOf(marks, height, width);
  const { index, values } = measureDensities(source, marks, ink, height, width);
  const clusters = clusterDirections(values);
  if (clusters === undefined || !clusters.separated) return undefined;
  const [first, second] = clusters.centres;
  const amounts = new Float32Array(2 * index.length);
  const pure: [number[], number[]] = [[], []];
  for (let n = 0; n < index.length; n++) {
    const d: Density = [values[3 * n]!, values[3 * n + 1]!, values[3 * n + 2]!];
    const [a, b] = unmix(d, first, second);
    amounts[2 * n] = a;
    amounts[2 * n + 1] = b;
    if (a + b >= MIN_DENSITY) pure[a >= b ? 0 : 1].push(Math.max(a, b));
  }
  const typical = pure.map(median);
  const masks = [new Uint8Array(height * width), new Uint8Array(height * width)] as const;
  for (let n = 0; n < index.length; n++) {
    const [a, b] = [amounts[2 * n]! / typical[0]!, amounts[2 * n + 1]! / typical[1]!];
    const i = index[n]!;
    if (a >= b || a >= PRESENT_FRACTION) masks[0][i] = 1;
    if (b > a || b >= PRESENT_FRACTION) masks[1][i] = 1;
  }
  const layers = [
    { direction: first, mask: masks[0] },
    { direction: second, mask: masks[1] },
  ] as const;
  return { layers, isSure: clusters.isSure };
}
