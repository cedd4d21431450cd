/**
 * Fits strokes to the ink with subpixel precision.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import { arcLengths, evenPositions } from "../../geometry/arc_length.ts";
import { gaussianAverage, gaussianSmooth } from "../../geometry/gaussian_smooth.ts";
import { interpolateLinear } from "../../geometry/interpolate_linear.ts";
import type { Polyline } from "../../geometry/point.ts";
import { smoothingSpline } from "../../geometry/smoothing_spline.ts";
import type { Stroke } from "../../geometry/stroke.ts";
import { turningAngles } from "../../geometry/turning_angles.ts";
import { extendEnds } from "./extend_ends.ts";
import { type MeasuredInk, measureInk } from "./measure_ink.ts";
import type { PathPoints } from "../graph/stroke_graph.ts";

/** Options of {@linkcode fitCentreLine}. */
export interface CentreLineOptions {
  /** Typical stroke width, in pixels. */
  readonly inkWidth: number;
  /** Ink coverage at the edge of the ink. */
  readonly threshold: number;
  /** Bends along the line within this many stroke widths are smoothed away. */
  readonly smoothing: number;
}

/** Number of times that the ink is measured across the line and the line moved to its centre. */
const PASSES = 2;

/** Weight of the line where the cross section is unknown; 1 is that of a known centre. */
const UNKNOWN_WEIGHT = 0.1;

/** The same for ends and corners, where the skeleton ends as a round pen does. */
const CORNER_WEIGHT = 0.3;

/** A corner turns by at least this angle, in radians, between chords of this many stroke widths. */
const CORNER = { turn: 1.4, reach: 0.5 } as const;

/** Standard deviation of the smoothing of widths along the line, in stroke widths. */
const WIDTH_SIGMA = 3;

/**
 * Turns the points of a skeleton into a smooth stroke along the centre of the ink.
 *
 * Where the cross section of the ink is known, it gives the centre and the width; elsewhere, as at
 * junctions, a smoothing spline bridges between the neighbours. Free ends are extended until a round
 * pen would touch the end of the ink.
 *
 * @param points A line of at least one point.
 * @param image The ink.
 * @param options Stroke width, threshold and smoothing.
 * @returns The stroke: points about a pixel apart, positions and widths in pixels.
 */
export function fitCentreLine(
  points: PathPoints,
  image: InkImage,
  options: CentreLineOptions,
): Stroke {
  const { inkWidth, smoothing } = options;
  const { radius, ...line } = spaceEvenly(extendEnds(points, image, options));
  const last = radius.length - 1;
  if (last < 2) return { ...line, width: radius.map((r) => 2 * r) };
  const corners = findCorners(line, CORNER.reach * inkWidth);
  const spline = { scale: smoothing * inkWidth, kinks: corners };
  let x: ArrayLike<number> = gaussianSmooth(line.x, smoothing * inkWidth / 2);
  let y: ArrayLike<number> = gaussianSmooth(line.y, smoothing * inkWidth / 2);
  let widths = new Float32Array(radius.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const ink = measureInk({ x, y, radius }, image, options);
    const weights = Float64Array.from(ink.known, (known) => known === 1 ? 1 : UNKNOWN_WEIGHT);
    for (const i of [0, ...corners, last]) weights[i] = Math.max(weights[i]!, CORNER_WEIGHT);
    x = smoothingSpline(ink.x, weights, spline);
    y = smoothingSpline(ink.y, weights, spline);
    widths = interpolateWidths(ink, radius);
  }
  const width = gaussianAverage(widths, WIDTH_SIGMA * inkWidth);
  return { x: Float32Array.from(x), y: Float32Array.from(y), width };
}

/** Resamples a line to points a pixel apart, or a little less so that the ends stay. */
function spaceEvenly({ x, y, radius }: PathPoints): {
  x: Float32Array;
  y: Float32Array;
  radius: Float32Array<ArrayBuffer>;
} {
  const knots = arcLengths({ x, y });
  const length = knots.at(-1) ?? 0;
  const positions = evenPositions(length, Math.ceil(length));
  const resample = (values: ArrayLike<number>) =>
    Float32Array.from(interpolateLinear(values, knots, positions));
  return { x: resample(x), y: resample(y), radius: resample(radius) };
}

/** The points with the greatest turn within `distance`, in pixels, where that makes a corner. */
function findCorners(line: Polyline, distance: number): number[] {
  const reach = Math.max(Math.round(distance), 1);
  const turns = turningAngles(line, reach);
  const corners: number[] = [];
  turns.forEach((turn, i) => {
    if (turn < CORNER.turn) return;
    const isMaximum = turns.subarray(Math.max(i - reach, 0), i).every((before) => before < turn) &&
      turns.subarray(i + 1, i + reach + 1).every((after) => after <= turn);
    if (isMaximum) corners.push(i);
  });
  return corners;
}

/** The known widths, interpolated linearly elsewhere; twice the radius where none is known. */
function interpolateWidths(
  { width, known }: MeasuredInk,
  radius: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const knots = [...known.keys()].filter((i) => known[i] === 1);
  if (knots.length === 0) return radius.map((r) => 2 * r);
  const knownWidths = knots.map((i) => width[i]!);
  return Float32Array.from(interpolateLinear(knownWidths, knots, [...width.keys()]));
}
