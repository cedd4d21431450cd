/**
 * From a path through a stroke graph to the points of a stroke.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import {
  edgeOf,
  otherEnd,
  type PathPoints,
  type PenPath,
  pointsFrom,
  type StrokeGraph,
} from "./stroke_graph.ts";
import type { TurnCosts } from "./turn_cost.ts";

/** Turns of a lower cost are rounded: up to about 80 degrees. */
const MAX_SMOOTH_COST = 1.2;

/** At most this fraction of an edge is trimmed at either end. */
const MAX_TRIMMED_FRACTION = 0.45;

/** Below this distance, in pixels, a tangent has no direction. */
const MIN_DISTANCE = 1e-9;

/**
 * Collects the points along a path.
 *
 * Where the path passes a junction smoothly, the skeleton is distorted towards the other lines, so a
 * cubic Hermite curve replaces it from where it enters the blob of the junction to where it leaves.
 *
 * @param graph The graph.
 * @param path A path of `linkStrokes`.
 * @param turns The costs of turns.
 * @returns The points, about a pixel apart.
 */
export function pathPoints(graph: StrokeGraph, path: PenPath, turns: TurnCosts): PathPoints {
  const result: PathPoints = { x: [], y: [], radius: [] };
  const isSmooth = path.map((branch, i) => {
    const next = path[i + 1];
    if (next === undefined || next === otherEnd(branch)) return false;
    return turns.between(otherEnd(branch), next) < MAX_SMOOTH_COST;
  });
  path.forEach((branch, i) => {
    const wasSmooth = i > 0 && isSmooth[i - 1]!;
    const piece = trimmedEdge(graph, branch, wasSmooth, isSmooth[i]!);
    if (wasSmooth) appendHermite(result, piece);
    result.x.push(...piece.x);
    result.y.push(...piece.y);
    result.radius.push(...piece.radius);
  });
  return result;
}

/** The points of an edge in the order of the pen, without those in the blobs of smooth turns. */
function trimmedEdge(
  graph: StrokeGraph,
  branch: number,
  trimsStart: boolean,
  trimsEnd: boolean,
): PathPoints {
  const { x, y, radius } = pointsFrom(graph, branch);
  const maxTrim = MAX_TRIMMED_FRACTION * pathLength(edgeOf(graph, branch));
  let from = 0;
  let to = x.length;
  const step = (i: number) => Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  if (trimsStart) {
    let remaining = Math.min(radius[0]!, maxTrim);
    while (from < to - 1 && remaining > 0) remaining -= step(++from);
  }
  if (trimsEnd) {
    let remaining = Math.min(radius.at(-1)!, maxTrim);
    while (to > from + 1 && remaining > 0) remaining -= step(--to);
  }
  return { x: x.slice(from, to), y: y.slice(from, to), radius: radius.slice(from, to) };
}

/**
 * Appends a cubic Hermite curve from the end of a stroke to the start of its next piece:
 * `h0 p0 + h1 p1 + g0 m0 + g1 m1` with the Hermite basis functions h and g and the tangents m.
 */
function appendHermite(points: PathPoints, next: PathPoints): void {
  const from = points.x.length - 1;
  const [x0, y0, r0] = [points.x[from]!, points.y[from]!, points.radius[from]!];
  const [x1, y1, r1] = [next.x[0]!, next.y[0]!, next.radius[0]!];
  const gap = Math.hypot(x1 - x0, y1 - y0);
  const count = Math.floor(gap) - 1;
  if (count < 1) return;
  const [ax, ay] = tangent(points, from, -1, gap);
  const [bx, by] = tangent(next, 0, 1, gap);
  const radius = Math.min(r0, r1);
  for (let k = 1; k <= count; k++) {
    const t = k / (count + 1);
    const u = 1 - t;
    const [h0, h1] = [u * u * (1 + 2 * t), t * t * (3 - 2 * t)];
    const [g0, g1] = [t * u * u, -t * t * u];
    points.x.push(h0 * x0 + h1 * x1 - g0 * ax + g1 * bx);
    points.y.push(h0 * y0 + h1 * y1 - g0 * ay + g1 * by);
    points.radius.push(radius);
  }
}

/** The vector of the given length from a point into its line. */
function tangent({ x, y }: PathPoints, at: number, step: number, length: number): [number, number] {
  const reach = Math.max(4, Math.round(length / 2));
  const to = Math.min(Math.max(at + step * reach, 0), x.length - 1);
  const dx = x[to]! - x[at]!;
  const dy = y[to]! - y[at]!;
  const distance = Math.hypot(dx, dy);
  return distance < MIN_DISTANCE ? [0, 0] : [dx / distance * length, dy / distance * length];
}
