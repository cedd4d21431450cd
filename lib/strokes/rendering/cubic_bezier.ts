/**
 * Cubic Bezier curves: evaluation, least-squares fit and nearest parameter.
 *
 * @module
 */
import type { Point } from "../geometry/point.ts";
import { add, distance, dot, scale, subtract } from "../geometry/vector.ts";

/** A cubic Bezier curve: start, two control points, end. */
export type CubicBezier = readonly [Point, Point, Point, Point];

/**
 * Evaluates a curve: `B(t) = s^3 p0 + 3 s^2 t p1 + 3 s t^2 p2 + t^3 p3` with `s = 1 - t`.
 *
 * @param curve The curve.
 * @param t Parameter, from 0 at the start to 1 at the end.
 */
export function evaluateBezier([p0, p1, p2, p3]: CubicBezier, t: number): Point {
  const s = 1 - t;
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return {
    x: a * p0.x + b * p1.x + c * p2.x + d * p3.x,
    y: a * p0.y + b * p1.y + c * p2.y + d * p3.y,
  };
}

/**
 * Fits the control points of a curve to points by least squares, each on the tangent of its end
 * (Schneider, "An algorithm for automatically fitting digitized curves", 1990).
 *
 * @param points The points, from the start of the curve to its end.
 * @param parameters The parameter of the curve at each point.
 * @param tangents Unit vectors into the curve from its start and from its end.
 * @returns The curve; `undefined` where a control point would lie behind its end or far away.
 */
export function fitControlPoints(
  points: readonly Point[],
  parameters: readonly number[],
  [startTangent, endTangent]: readonly [Point, Point],
): CubicBezier | undefined {
  const [start, end] = [points[0]!, points.at(-1)!];
  // The normal equations of the two distances of the control points from their ends.
  let [aa, ab, bb, ax, bx] = [0, 0, 0, 0, 0];
  // Written out: this loop takes much of the time of an SVG file, and vectors are allocated.
  for (let i = 0; i < points.length; i++) {
    const { x, y } = points[i]!;
    const t = parameters[i]!;
    const s = 1 - t;
    const [toA, toB] = [3 * s * s * t, 3 * s * t * t];
    const [toStart, toEnd] = [s * s * (s + 3 * t), t * t * (t + 3 * s)];
    const [aX, aY] = [startTangent.x * toA, startTangent.y * toA];
    const [bX, bY] = [endTangent.x * toB, endTangent.y * toB];
    const residualX = x - (start.x * toStart + end.x * toEnd);
    const residualY = y - (start.y * toStart + end.y * toEnd);
    aa += aX * aX + aY * aY;
    ab += aX * bX + aY * bY;
    bb += bX * bX + bY * bY;
    ax += aX * residualX + aY * residualY;
    bx += bX * residualX + bY * residualY;
  }
  const determinant = aa * bb - ab * ab;
  const first = (ax * bb - bx * ab) / determinant;
  const second = (aa * bx - ab * ax) / determinant;
  const maxLength = 2 * distance(start, end);
  const isSound = (length: number) => length > 0 && length <= maxLength;
  if (!isSound(first) || !isSound(second)) return undefined;
  return [
    start,
    add(start, scale(startTangent, first)),
    add(end, scale(endTangent, second)),
    end,
  ];
}

/**
 * One step of Newton's method towards the parameter nearest to a point, `(B(t) - point) B'(t) = 0`.
 *
 * @param curve The curve.
 * @param t The parameter so far.
 * @param point The point.
 * @returns The next parameter, from 0 to 1.
 */
export function newtonStep(curve: CubicBezier, t: number, point: Point): number {
  const [p0, p1, p2, p3] = curve;
  const s = 1 - t;
  const [d0, d1, d2] = [subtract(p1, p0), subtract(p2, p1), subtract(p3, p2)];
  const first = scale(add(add(scale(d0, s * s), scale(d1, 2 * s * t)), scale(d2, t * t)), 3);
  const second = scale(add(scale(subtract(d1, d0), s), scale(subtract(d2, d1), t)), 6);
  const residual = subtract(evaluateBezier(curve, t), point);
  const slope = dot(first, first) + dot(residual, second);
  if (slope <= 0) return t;
  return Math.min(1, Math.max(0, t - dot(residual, first) / slope));
}
