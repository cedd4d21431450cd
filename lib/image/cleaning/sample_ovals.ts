/**
 * Finds an oval among thin lines by random sample consensus: an ellipse is determined by two of its
 * points, its directions there, and a third point. A rim needs so few points of it right that it is
 * found beside a signature.
 *
 * @module
 */
import {
  type CircleLimits,
  type Ellipse,
  findByConsensus,
  hasCentreIn,
  MAX_ASPECT,
  type PointSet,
} from "./find_ellipse.ts";

/** Points of lines, and the directions of the lines there. */
export interface DirectedPoints extends PointSet {
  /** Direction along x; with `dy` any length but 0, or not a number where it is unknown. */
  readonly dx: Float32Array;
  /** Direction along y. */
  readonly dy: Float32Array;
}

/** Number of samples: enough for an oval with a tenth of all points. */
const SAMPLES = 3000;
/** Minimum fraction of the directions of an oval that hold a point: a sample is only near it. */
const MIN_NEAR = 0.45;

/** A line on which `a * u + b * v + c` is 0. */
interface Line {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * Finds the oval on which points lie in the most directions.
 *
 * @param points The points.
 * @param limits Limits of its size.
 * @returns The oval, roughly; undefined if there is none.
 */
export function findOval(points: DirectedPoints, limits: CircleLimits): Ellipse | undefined {
  return findByConsensus(points, limits, {
    name: "oval",
    samples: SAMPLES,
    minNear: MIN_NEAR,
    through: (i, j, k) => {
      const oval = ovalThrough(points, i, j, k);
      return oval !== undefined && isWithin(oval, limits) ? oval : undefined;
    },
  });
}

function isWithin(oval: Ellipse, limits: CircleLimits): boolean {
  const [short, long] = oval.radii;
  return short >= limits.minRadius && long <= limits.maxRadius && long <= MAX_ASPECT * short &&
    hasCentreIn(oval, limits);
}

/**
 * The ellipse through points `i` and `j` in their directions, and through point `k`. All conic sections
 * that touch two lines where a third one cuts them are `chord ^ 2 = scale * tangent * tangent`.
 */
function ovalThrough(
  { x, y, dx, dy }: DirectedPoints,
  i: number,
  j: number,
  k: number,
): Ellipse | undefined {
  // Positions relative to the first point.
  const [u, v] = [x[j]! - x[i]!, y[j]! - y[i]!];
  const [p, q] = [x[k]! - x[i]!, y[k]! - y[i]!];
  const first = { a: -dy[i]!, b: dx[i]!, c: 0 };
  const second = { a: -dy[j]!, b: dx[j]!, c: dy[j]! * u - dx[j]! * v };
  const chord = { a: -v, b: u, c: 0 };
  const valueAt = ({ a, b, c }: Line) => a * p + b * q + c;
  const scale = valueAt(chord) ** 2 / (valueAt(first) * valueAt(second));
  const oval = conicOf(chord, first, second, scale);
  return oval && { ...oval, x: oval.x + x[i]!, y: oval.y + y[i]! };
}

/** The ellipse `chord ^ 2 = scale * first * second` of lines, two of which go through the origin. */
function conicOf(chord: Line, first: Line, second: Line, scale: number): Ellipse | undefined {
  const a = chord.a ** 2 - scale * first.a * second.a;
  const b = 2 * chord.a * chord.b - scale * (first.a * second.b + first.b * second.a);
  const c = chord.b ** 2 - scale * first.b * second.b;
  const [d, e] = [-scale * first.a * second.c, -scale * first.b * second.c];
  const discriminant = 4 * a * c - b * b;
  if (!(discriminant > 0)) return undefined;
  const x = (b * e - 2 * c * d) / discriminant;
  const y = (b * d - 2 * a * e) / discriminant;
  const level = -(d * x + e * y) / 2;
  const spread = Math.hypot(a - c, b);
  const short = Math.sqrt(2 * level / (a + c + spread));
  const long = Math.sqrt(2 * level / (a + c - spread));
  if (!Number.isFinite(short + long)) return undefined;
  return { x, y, radii: [short, long], angle: 0.5 * Math.atan2(b, a - c) };
}
