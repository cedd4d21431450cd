/**
 * Few smooth curves through many points.
 *
 * @module
 */

/** A position. */
export interface Position {
  /** Horizontally, growing to the right. */
  readonly x: number;
  /** Vertically, growing downwards. */
  readonly y: number;
}

/** A line, or a cubic Bezier curve with two control points, from where the piece before ended. */
export interface BezierSegment {
  /** The control points of a curve; none of a line. */
  readonly controls: readonly [Position, Position] | null;
  /** Where it ends. */
  readonly end: Position;
}

/** Points that one piece may span: longer ones are rarely possible and cost time to try. */
const MAX_SPAN = 64;
/** Keeps distances between points that are one from being divided by. */
const TINY = 1e-9;
/** Rounds of bringing the curve's parameter newtonStep to each point. */
const ROUNDS = 2;
/** Curves so many tolerances away are given up at once. */
const HOPELESS = 4;

/**
 * Draws a line along points with few lines and cubic Bezier curves.
 *
 * The control points of a curve lie on the tangents of its ends and are chosen by least squares
 * (Schneider 1990); a piece spans as many points as the tolerance permits.
 *
 * @param points At least one, from end to end.
 * @param tolerance How far a point may be from the curve.
 * @returns The pieces, from the first point on, which is not in them; none for one point.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const points = [0, 1, 2, 3].map((x) => ({ x, y: 2 * x }));
 * assert.deepEqual(fitBezier(points, 0.01), [{ controls: null, end: { x: 3, y: 6 } }]);
 * ```
 */
export function fitBezier(points: readonly Position[], tolerance: number): BezierSegment[] {
  const pieces: BezierSegment[] = [];
  for (let from = 0; from < points.length - 1;) {
    const { piece, to } = longestPiece(points, from, tolerance);
    pieces.push(piece);
    from = to;
  }
  return pieces;
}

/** Doubles the span of a piece while there is one, then halves what is between. */
function longestPiece(
  points: readonly Position[],
  from: number,
  tolerance: number,
): { piece: BezierSegment; to: number } {
  let best = { piece: { controls: null, end: points[from + 1]! } as BezierSegment, to: from + 1 };
  let limit = Math.min(points.length, from + MAX_SPAN + 1);
  let to = from + 2;
  while (to < limit) {
    const piece = fitPiece(points, from, to, tolerance);
    if (piece === undefined) limit = to;
    else best = { piece, to };
    const doubled = from + 2 * (best.to - from);
    to = doubled < limit ? doubled : (best.to + limit) >> 1;
    if (to === best.to) break;
  }
  return best;
}

/** One piece along points `from` to `to`, where there is one. */
function fitPiece(
  points: readonly Position[],
  from: number,
  to: number,
  tolerance: number,
): BezierSegment | undefined {
  const span = points.slice(from, to + 1);
  const end = points[to]!;
  if (isNearLine(span, tolerance)) return { controls: null, end };
  const tangents = [tangent(points, from), scale(tangent(points, to), -1)] as const;
  let parameters = chordLengthParameters(span);
  for (let round = 0; round <= ROUNDS; round++) {
    const curve = fitControlPoints(span, parameters, tangents);
    if (curve === undefined) return undefined;
    const worst = worstDistance(curve, span, parameters);
    if (worst <= tolerance) return { controls: [curve[1], curve[2]], end };
    if (worst > HOPELESS * tolerance) return undefined;
    parameters = parameters.map((t, i) => newtonStep(curve, t, span[i]!));
  }
  return undefined;
}

/** How far a curve is from the points or, halfway between them, from their polygon. */
function worstDistance(
  curve: Curve,
  span: readonly Position[],
  parameters: readonly number[],
): number {
  let worst = 0;
  for (let i = 1; i < span.length; i++) {
    const point = span[i]!;
    const halfway = bezier(curve, (parameters[i - 1]! + parameters[i]!) / 2);
    worst = Math.max(
      worst,
      distance(point, bezier(curve, parameters[i]!)),
      distanceToLine(halfway, span[i - 1]!, point),
    );
  }
  return worst;
}

type Curve = readonly [Position, Position, Position, Position];

function isNearLine(span: readonly Position[], tolerance: number): boolean {
  return span.every((point) => distanceToLine(point, span[0]!, span.at(-1)!) <= tolerance);
}

/** Distance of a point to the line between two others. */
function distanceToLine(point: Position, from: Position, to: Position): number {
  const chord = subtract(to, from);
  const squared = dot(chord, chord);
  const share = squared > 0 ? dot(subtract(point, from), chord) / squared : 0;
  return distance(point, add(from, scale(chord, Math.min(1, Math.max(0, share)))));
}

/** How far along the polygon each point is, from 0 to 1. */
function chordLengthParameters(span: readonly Position[]): number[] {
  let length = 0;
  const lengths = span.map((point, i) => i === 0 ? 0 : length += distance(point, span[i - 1]!));
  return lengths.map((value) => length > 0 ? value / length : 0);
}

/** Control points on the tangents for which the curve is nearest to the points, if they lie ahead. */
function fitControlPoints(
  span: readonly Position[],
  parameters: readonly number[],
  [startTangent, endTangent]: readonly [Position, Position],
): Curve | undefined {
  const [start, end] = [span[0]!, span.at(-1)!];
  let [aa, ab, bb, ax, bx] = [0, 0, 0, 0, 0];
  span.forEach((point, i) => {
    const t = parameters[i]!;
    const s = 1 - t;
    const a = scale(startTangent, 3 * s * s * t);
    const b = scale(endTangent, 3 * s * t * t);
    const fixed = add(scale(start, s * s * (s + 3 * t)), scale(end, t * t * (t + 3 * s)));
    const rest = subtract(point, fixed);
    aa += dot(a, a);
    ab += dot(a, b);
    bb += dot(b, b);
    ax += dot(a, rest);
    bx += dot(b, rest);
  });
  const determinant = aa * bb - ab * ab;
  const first = (ax * bb - bx * ab) / determinant;
  const second = (aa * bx - ab * ax) / determinant;
  const longest = 2 * distance(start, end);
  const isSound = (length: number) => length > 0 && length <= longest;
  if (!isSound(first) || !isSound(second)) return undefined;
  return [
    start,
    add(start, scale(startTangent, first)),
    add(end, scale(endTangent, second)),
    end,
  ];
}

/** A step of Newton's towards the parameter of the curve's nearest position. */
function newtonStep(curve: Curve, t: number, point: Position): number {
  const [p0, p1, p2, p3] = curve;
  const s = 1 - t;
  const [d0, d1, d2] = [subtract(p1, p0), subtract(p2, p1), subtract(p3, p2)];
  const first = scale(add(add(scale(d0, s * s), scale(d1, 2 * s * t)), scale(d2, t * t)), 3);
  const second = scale(add(scale(subtract(d1, d0), s), scale(subtract(d2, d1), t)), 6);
  const off = subtract(bezier(curve, t), point);
  const slope = dot(first, first) + dot(off, second);
  if (slope <= 0) return t;
  return Math.min(1, Math.max(0, t - dot(off, first) / slope));
}

/**
 * A position on a cubic Bezier curve.
 *
 * @param curve Start, two control points, end.
 * @param t From 0 at the start to 1 at the end.
 */
function bezier([p0, p1, p2, p3]: Curve, t: number): Position {
  const s = 1 - t;
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return {
    x: a * p0.x + b * p1.x + c * p2.x + d * p3.x,
    y: a * p0.y + b * p1.y + c * p2.y + d * p3.y,
  };
}

/** Direction at a point of the parabola through it and its neighbours, of length 1. */
function tangent(points: readonly Position[], i: number): Position {
  const last = points.length - 1;
  const middle = Math.min(Math.max(i, 1), last - 1);
  if (last < 2) return unit(subtract(points[last]!, points[0]!));
  const [p0, p1, p2] = [points[middle - 1]!, points[middle]!, points[middle + 1]!];
  const before = Math.max(distance(p0, p1), TINY);
  const after = Math.max(distance(p1, p2), TINY);
  const [d1, d2] = [scale(subtract(p1, p0), 1 / before), scale(subtract(p2, p1), 1 / after)];
  const share = [-before, before, before + 2 * after][i - middle + 1]! / (before + after);
  return unit(add(scale(d1, 1 - share), scale(d2, share)));
}

function unit(vector: Position): Position {
  const length = Math.hypot(vector.x, vector.y);
  return length > 0 ? scale(vector, 1 / length) : { x: 1, y: 0 };
}

const add = (a: Position, b: Position): Position => ({ x: a.x + b.x, y: a.y + b.y });
const subtract = (a: Position, b: Position): Position => ({ x: a.x - b.x, y: a.y - b.y });
const scale = (a: Position, factor: number): Position => ({ x: a.x * factor, y: a.y * factor });
const dot = (a: Position, b: Position): number => a.x * b.x + a.y * b.y;
const distance = (a: Position, b: Position): number =>
  Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2); // several times as fast as Math.hypot
