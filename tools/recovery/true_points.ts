/**
 * Points along a true trajectory, in the order of writing.
 *
 * @module
 */
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";

/** Points of an example. */
export const POINT_COUNT = 512;

/** Values of a point: x, y, unit vector of the direction, number of the stroke, position. */
export const POINT_VALUES = 6;

/** Points nearer to each other than this are one, in pixels. */
const MIN_STEP = 1e-6;

/** A straight piece of a trajectory. */
interface Segment {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly length: number;
  readonly stroke: number;
  /** Length of the trajectory up to its end. */
  readonly end: number;
}

/**
 * Samples points of a trajectory, spaced evenly along its strokes.
 *
 * @param trajectory Strokes in the order of writing, in pixels.
 * @returns `[POINT_COUNT, POINT_VALUES]`; zeros for a trajectory without length.
 */
export function samplePoints(trajectory: Trajectory): Float32Array<ArrayBuffer> {
  const points = new Float32Array(POINT_COUNT * POINT_VALUES);
  const segments = segmentsOf(trajectory);
  const total = segments.at(-1)?.end ?? 0;
  for (let i = 0, k = 0; i < POINT_COUNT && total > 0; i++) {
    const position = (i + 0.5) / POINT_COUNT * total;
    while (segments[k]!.end < position) k++;
    const { x, y, dx, dy, length, stroke, end } = segments[k]!;
    const t = 1 - (end - position) / length;
    points.set(
      [x + dx * t, y + dy * t, dx / length, dy / length, stroke, position],
      i * POINT_VALUES,
    );
  }
  return points;
}

function segmentsOf(trajectory: Trajectory): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  trajectory.forEach(({ x, y }, stroke) => {
    for (let i = 0; i + 1 < x.length; i++) {
      const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!];
      const length = Math.hypot(dx, dy);
      if (length <= MIN_STEP) continue;
      end += length;
      segments.push({ x: x[i]!, y: y[i]!, dx, dy, length, stroke, end });
    }
  });
  return segments;
}

/** The points of an example by number. */
export class TruePoints {
  readonly #values: Float32Array;

  /**
   * Wraps the points.
   *
   * @param values `[POINT_COUNT, POINT_VALUES]`, as {@linkcode samplePoints} returns them.
   */
  constructor(values: Float32Array) {
    this.#values = values;
  }

  /** Length of the trajectory, pen-ups excluded, in pixels: 0 for a trajectory without length. */
  get length(): number {
    return this.position(POINT_COUNT - 1) * POINT_COUNT / (POINT_COUNT - 0.5);
  }

  /** Distance of adjacent points along the trajectory, in pixels. */
  get spacing(): number {
    return this.position(POINT_COUNT - 1) / (POINT_COUNT - 1);
  }

  /** Horizontal position of a point, in pixels. */
  x(point: number): number {
    return this.#values[point * POINT_VALUES]!;
  }

  /** Vertical position of a point, in pixels. */
  y(point: number): number {
    return this.#values[point * POINT_VALUES + 1]!;
  }

  /** Cosine between the direction of the pen at a point and a unit vector. */
  along(point: number, dx: number, dy: number): number {
    const at = point * POINT_VALUES;
    return dx * this.#values[at + 2]! + dy * this.#values[at + 3]!;
  }

  /** Number of the stroke of a point. */
  stroke(point: number): number {
    return this.#values[point * POINT_VALUES + 4]!;
  }

  /** Length of the trajectory up to a point, pen-ups excluded, in pixels. */
  position(point: number): number {
    return this.#values[point * POINT_VALUES + 5]!;
  }

  /** Distance from a place to the nearest last point of a stroke, or first one, in pixels. */
  distanceToLift(x: number, y: number, kind: "end" | "start"): number {
    let least = Infinity;
    for (let i = 0; i < POINT_COUNT; i++) {
      const next = kind === "end" ? i + 1 : i - 1;
      const isInside = next >= 0 && next < POINT_COUNT && this.stroke(next) === this.stroke(i);
      if (!isInside) least = Math.min(least, Math.hypot(this.x(i) - x, this.y(i) - y));
    }
    return least;
  }

  /** The points within a distance of a place, in the order of writing. */
  near(x: number, y: number, radius: number): number[] {
    const found: number[] = [];
    for (let i = 0; i < POINT_COUNT; i++) {
      if (Math.hypot(this.x(i) - x, this.y(i) - y) < radius) found.push(i);
    }
    return found;
  }
}
