/**
 * From a way through the graph of a skeleton to the points of a stroke.
 *
 * @module
 */
import { branchStart, turnCost } from "./pair_branches.ts";
import type { PenPath } from "./link_strokes.ts";
import { edgeLength, edgeOf, otherEnd, type StrokeGraph } from "./stroke_graph.ts";

/** Points of a stroke while it is made. */
export interface PathPoints {
  /** Horizontal positions, in pixels. */
  x: number[];
  /** Vertical positions, in pixels. */
  y: number[];
  /** Half the width of the ink, in pixels. */
  radius: number[];
}

/** Turns that cost less are rounded: about 80 degrees. */
const SMOOTH_TURN = 1.2;

/**
 * The points along a path.
 *
 * Where the path passes a meeting smoothly, the skeleton is bent towards the other lines there, so
 * it is replaced by a curve from where it enters the blob to where it leaves it.
 *
 * @param graph The graph.
 * @param path One path of {@linkcode linkStrokes}.
 * @param inkWidth Typical width of the ink, in pixels.
 * @returns The points, about a pixel apart.
 */
export function pathPoints(graph: StrokeGraph, path: PenPath, inkWidth: number): PathPoints {
  const result: PathPoints = { x: [], y: [], radius: [] };
  const isSmooth = path.map((branch, i) => {
    const next = path[i + 1];
    if (next === undefined || next === otherEnd(branch)) return false;
    const from = branchStart(graph, otherEnd(branch), inkWidth);
    return turnCost(from, branchStart(graph, next, inkWidth)) < SMOOTH_TURN;
  });
  path.forEach((branch, i) => {
    const wasSmooth = i > 0 && isSmooth[i - 1]!;
    const piece = trimmed(graph, branch, wasSmooth, isSmooth[i]!);
    if (wasSmooth) bridge(result, piece);
    result.x.push(...piece.x);
    result.y.push(...piece.y);
    result.radius.push(...piece.radius);
  });
  return result;
}

/** The points of an edge in the order of the pen, without those in the blobs that it passes. */
function trimmed(
  graph: StrokeGraph,
  branch: number,
  trimsStart: boolean,
  trimsEnd: boolean,
): PathPoints {
  const edge = edgeOf(graph, branch);
  let { x, y, radius } = edge;
  if ((branch & 1) === 1) [x, y, radius] = [x.toReversed(), y.toReversed(), radius.toReversed()];
  const most = 0.45 * edgeLength(edge);
  let from = 0;
  let to = x.length;
  const step = (i: number) => Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  if (trimsStart) {
    let left = Math.min(radius[0]!, most);
    while (from < to - 1 && left > 0) left -= step(++from);
  }
  if (trimsEnd) {
    let left = Math.min(radius.at(-1)!, most);
    while (to > from + 1 && left > 0) left -= step(--to);
  }
  return { x: x.slice(from, to), y: y.slice(from, to), radius: radius.slice(from, to) };
}

/** Adds a curve from the end of a stroke to the start of its next piece. */
function bridge(points: PathPoints, next: PathPoints): void {
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

/** Direction from a point into its line, of the given length. */
function tangent({ x, y }: PathPoints, at: number, step: number, length: number): [number, number] {
  const reach = Math.max(4, Math.round(length / 2));
  const to = Math.min(Math.max(at + step * reach, 0), x.length - 1);
  const dx = x[to]! - x[at]!;
  const dy = y[to]! - y[at]!;
  const distance = Math.hypot(dx, dy);
  return distance < 1e-9 ? [0, 0] : [dx / distance * length, dy / distance * length];
}
