/**
 * Approximates polylines by few cubic Bezier curves.
 *
 * @module
 */
import type { Point } from "../geometry/point.ts";
import { add, distance, scale, subtract, unit } from "../geometry/vector.ts";
import { type CubicBezier, evaluateBezier, fitControlPoints, newtonStep } from "./cubic_bezier.ts";

/** A line, or a cubic Bezier curve, from the end of the segment before. */
export interface PathSegment {
  /** The control points of a curve; `null` for a line. */
  readonly controls: readonly [Point, Point] | null;
  /** Where it ends. */
  readonly end: Point;
}

/** Maximum number of points that one segment spans: longer ones rarely fit and cost time to try. */
const MAX_SPAN = 64;
/** Minimum distance between points, so that coinciding ones divide by no zero. */
const MIN_DISTANCE = 1e-9;
/** Newton steps of all parameters towards the nearest position on the curve, per segment. */
const NEWTON_STEPS = 2;
/** A curve that is off by this number of tolerances is given up without a Newton step. */
const GIVE_UP = 4;

/**
 * Approximates a polyline by lines and cubic Bezier curves.
 *
 * The control points of a curve lie on the tangents of its ends and are fitted by least squares
 * (Schneider, "An algorithm for automatically fitting digitized curves", 1990); each segment spans
 * as many points as the tolerance permits.
 *
 * @param points At least one, from end to end.
 * @param tolerance Maximum distance of a point from the curve, in the unit of the points.
 * @returns The segments, from the first point on; none for a single point.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const points = [0, 1, 2, 3].map((x) => ({ x, y: 2 * x }));
 * assert.deepEqual(fitBezier(points, 0.01), [{ controls: null, end: { x: 3, y: 6 } }]);
 * ```
 */
export function fitBezier(points: readonly Point[], tolerance: number): PathSegment[] {
  const segments: PathSegment[] = [];
  for (let from = 0; from < points.length - 1;) {
    const { segment, to } = longestSegment(points, from, tolerance);
    segments.push(segment);
    from = to;
  }
  return segments;
}

/** Doubles the span of a segment while one fits, then bisects. */
function longestSegment(
  points: readonly Point[],
  from: number,
  tolerance: number,
): { segment: PathSegment; to: number } {
  let best = { segment: { controls: null, end: points[from + 1]! } as PathSegment, to: from + 1 };
  let limit = Math.min(points.length, from + MAX_SPAN + 1);
  let to = from + 2;
  while (to < limit) {
    const segment = fitSegment(points, from, to, tolerance);
    if (segment === undefined) limit = to;
    else best = { segment, to };
    const doubled = from + 2 * (best.to - from);
    to = doubled < limit ? doubled : (best.to + limit) >> 1;
    if (to === best.to) break;
  }
  return best;
}

/** One segment along points `from` to `to`, if one is within the tolerance. */
function fitSegment(
  points: readonly Point[],
  from: number,
  to: number,
  tolerance: number,
): PathSegment | undefined {
  const span = points.slice(from, to + 1);
  const end = points[to]!;
  if (isNearLine(span, tolerance)) return { controls: null, end };
  const tangents = [tangent(points, from), scale(tangent(points, to), -1)] as const;
  let parameters = chordLengthParameters(span);
  for (let step = 0; step <= NEWTON_STEPS; step++) {
    const curve = fitControlPoints(span, parameters, tangents);
    if (curve === undefined) return undefined;
    const error = maxDistance(curve, span, parameters, GIVE_UP * tolerance);
    if (error <= tolerance) return { controls: [curve[1], curve[2]], end };
    if (error > GIVE_UP * tolerance) return undefined;
    parameters = parameters.map((t, i) => newtonStep(curve, t, span[i]!));
  }
  return undefined;
}

/**
 * Maximum distance of a curve from the points or, halfway between them, from their polyline; any that
 * is above `limit` if the maximum is.
 */
function maxDistance(
  curve: CubicBezier,
  span: readonly Point[],
  parameters: readonly number[],
  limit: number,
): number {
  let max = 0;
  for (let i = 1; i < span.length && max <= limit; i++) {
    const point = span[i]!;
    const halfway = evaluateBezier(curve, (parameters[i - 1]! + parameters[i]!) / 2);
    max = Math.max(
      max,
      distance(point, evaluateBezier(curve, parameters[i]!)),
      distanceToSegment(halfway, span[i - 1]!, point),
    );
  }
  return max;
}

function isNearLine(span: readonly Point[], tolerance: number): boolean {
  const [start, end] = [span[0]!, span.at(-1)!];
  return span.every((point) => distanceToSegment(point, start, end) <= tolerance);
}

/** Distance of a point from the line segment between two others. */
function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [chordX, chordY] = [to.x - from.x, to.y - from.y];
  const squared = chordX * chordX + chordY * chordY;
  const along = (point.x - from.x) * chordX + (point.y - from.y) * chordY;
  const fraction = squared > 0 ? Math.min(1, Math.max(0, along / squared)) : 0;
  const x = point.x - (from.x + chordX * fraction);
  const y = point.y - (from.y + chordY * fraction);
  return Math.sqrt(x * x + y * y);
}

/** Chord-length parameterization: the fraction of the length of the polyline at each point. */
function chordLengthParameters(span: readonly Point[]): number[] {
  let length = 0;
  const lengths = span.map((point, i) => i === 0 ? 0 : length += distance(point, span[i - 1]!));
  return lengths.map((value) => length > 0 ? value / length : 0);
}

/** Unit tangent at a point of the parabola through it and its neighbours. */
function tangent(points: readonly Point[], i: number): Point {
  const last = points.length - 1;
  const middle = Math.min(Math.max(i, 1), last - 1);
  if (last < 2) return unit(subtract(points[last]!, points[0]!));
  const [p0, p1, p2] = [points[middle - 1]!, points[middle]!, points[middle + 1]!];
  const before = Math.max(distance(p0, p1), MIN_DISTANCE);
  const after = Math.max(distance(p1, p2), MIN_DISTANCE);
  const [d1, d2] = [scale(subtract(p1, p0), 1 / before), scale(subtract(p2, p1), 1 / after)];
  const weight = [-before, before, before + 2 * after][i - middle + 1]! / (before + after);
  return unit(add(scale(d1, 1 - weight), scale(d2, weight)));
}
