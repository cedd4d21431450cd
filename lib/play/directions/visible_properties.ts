/**
 * What anybody sees of a signature, as numbers.
 *
 * @module
 */
import { trajectoryBounds } from "../../strokes/geometry/bounds.ts";
import { medianWidth } from "../../strokes/geometry/median_width.ts";
import type { Trajectory } from "../../strokes/geometry/stroke.ts";

/** The property of a signature that a direction changes, and its words. */
export interface VisibleProperty {
  /** Name of the property. */
  readonly name: string;
  /** What a low value looks like. */
  readonly low: string;
  /** What a high value looks like. */
  readonly high: string;
  /** Measures it; the trajectory has at least one line. */
  readonly measure: (trajectory: Trajectory) => number;
}

/** A pen-down line from one point to the next. */
interface Segment {
  readonly dx: number;
  readonly dy: number;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly length: number;
}

function segmentsOf(trajectory: Trajectory): Segment[] {
  return trajectory.flatMap(({ x, y }) =>
    Array.from({ length: x.length - 1 }, (_, i) => {
      const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!];
      return {
        dx,
        dy,
        x: (x[i]! + x[i + 1]!) / 2,
        y: (y[i]! + y[i + 1]!) / 2,
        length: Math.hypot(dx, dy),
      };
    })
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function penLength(trajectory: Trajectory): number {
  return total(segmentsOf(trajectory).map(({ length }) => length));
}

/** Width and height of the bounds, at least a pixel each. */
function sizeOf(trajectory: Trajectory): { readonly width: number; readonly height: number } {
  const { left, top, right, bottom } = trajectoryBounds(trajectory);
  return { width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** The mean angle of steep lines from the vertical, in radians; to the right is positive. */
function slant(trajectory: Trajectory): number {
  const steep = segmentsOf(trajectory).filter(({ dx, dy }) => Math.abs(dy) > Math.abs(dx));
  const shear = total(steep.map(({ dx, dy }) => -dx * dy)) /
    Math.max(1e-6, total(steep.map(({ dy }) => dy * dy)));
  return Math.atan(shear);
}

/** The slope of the line through the ink by least squares, as an angle; upwards is positive. */
function baselineAngle(trajectory: Trajectory): number {
  const segments = segmentsOf(trajectory);
  const length = total(segments.map(({ length }) => length));
  const x0 = total(segments.map(({ x, length }) => x * length)) / length;
  const y0 = total(segments.map(({ y, length }) => y * length)) / length;
  const covariance = total(segments.map(({ x, y, length }) => (x - x0) * (y - y0) * length));
  const variance = total(segments.map(({ x, length }) => (x - x0) ** 2 * length));
  return -Math.atan2(covariance, Math.max(variance, 1e-6));
}

/** Changes of the vertical direction of the pen, of at least 2 pixels: about two for each letter. */
function verticalTurns(trajectory: Trajectory): number {
  let turns = 0;
  for (const { y } of trajectory) {
    let [extreme, direction] = [y[0]!, 0];
    for (const value of y) {
      const change = value - extreme;
      if (direction * change >= 0 && direction !== 0) extreme = value;
      else if (Math.abs(change) > 2) {
        if (direction !== 0) turns++;
        direction = Math.sign(change);
        extreme = value;
      }
    }
  }
  return turns;
}

/** The properties by which directions are named, the most visible first. */
export const VISIBLE_PROPERTIES: readonly VisibleProperty[] = [
  {
    name: "Letters",
    low: "few",
    high: "many",
    measure: (trajectory) => Math.log(1 + verticalTurns(trajectory)),
  },
  { name: "Slant", low: "to the left", high: "to the right", measure: slant },
  {
    name: "Flourish",
    low: "plain",
    high: "sweeping",
    measure: (trajectory) => Math.log(penLength(trajectory) / sizeOf(trajectory).width),
  },
  {
    name: "Proportions",
    low: "tall",
    high: "wide",
    measure: (trajectory) => {
      const { width, height } = sizeOf(trajectory);
      return Math.log(width / height);
    },
  },
  { name: "Baseline", low: "falling", high: "rising", measure: baselineAngle },
  {
    name: "Strokes",
    low: "joined",
    high: "separate",
    measure: (trajectory) => Math.log(trajectory.length),
  },
  {
    name: "Stroke width",
    low: "thin",
    high: "thick",
    measure: (trajectory) => Math.log(Math.max(0.1, medianWidth(trajectory))),
  },
];
