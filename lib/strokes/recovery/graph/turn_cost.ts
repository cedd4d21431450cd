/**
 * The cost of a turn from one branch to another, by the Gestalt law of good continuation.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import type { Point } from "../../geometry/point.ts";
import { edgeOf, type GraphEdge, type StrokeGraph } from "./stroke_graph.ts";

/** Where a branch leaves the blob of its junction, and its direction away from it. */
export interface BranchStart extends Point {
  /** Horizontal component of the unit vector away from the junction. */
  readonly dx: number;
  /** Vertical component of it. */
  readonly dy: number;
}

/** The direction is taken over this length, in stroke widths. */
const DIRECTION_LENGTH = 1.2;

/** At most this fraction of an edge is skipped as part of the blob of its junction. */
const MAX_SKIPPED_FRACTION = 0.4;

/** The starts of the branches of a graph and the costs of turns between them, measured once each. */
export class TurnCosts {
  readonly #graph: StrokeGraph;
  readonly #inkWidth: number;
  readonly #starts = new Map<number, BranchStart>();

  /**
   * Prepares the measurement.
   *
   * @param graph The graph; the points of its edges must not change.
   * @param inkWidth Typical stroke width, in pixels.
   */
  constructor(graph: StrokeGraph, inkWidth: number) {
    this.#graph = graph;
    this.#inkWidth = inkWidth;
  }

  /** Where a branch starts, and its direction. */
  start(branch: number): BranchStart {
    let start = this.#starts.get(branch);
    if (start === undefined) {
      start = branchStart(this.#graph, branch, this.#inkWidth);
      this.#starts.set(branch, start);
    }
    return start;
  }

  /** {@linkcode turnCost} from one branch to another. */
  between(from: number, to: number): number {
    return turnCost(this.start(from), this.start(to));
  }
}

/**
 * Measures the direction of a branch outside the blob of its junction, where the skeleton is
 * distorted.
 *
 * @param graph The graph.
 * @param branch One end of an edge.
 * @param inkWidth Typical stroke width, in pixels.
 * @returns Position in pixels, and direction; the zero vector for an edge without length.
 */
function branchStart(graph: StrokeGraph, branch: number, inkWidth: number): BranchStart {
  const edge = edgeOf(graph, branch);
  const side = branch & 1;
  const length = pathLength(edge);
  const blob = edge.radius[side === 0 ? 0 : edge.radius.length - 1]!;
  const skip = Math.min(blob, MAX_SKIPPED_FRACTION * length);
  const from = pointAt(edge, side, skip);
  const to = pointAt(edge, side, Math.min(skip + DIRECTION_LENGTH * inkWidth, length));
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance < 1e-9) return { ...from, dx: 0, dy: 0 };
  return { ...from, dx: (to.x - from.x) / distance, dy: (to.y - from.y) / distance };
}

/** The point of an edge at a distance along it from one of its ends. */
function pointAt(edge: GraphEdge, side: number, distance: number): Point {
  const { x, y } = edge;
  const last = x.length - 1;
  let remaining = distance;
  for (let k = 1; k <= last; k++) {
    const i = side === 0 ? k : last - k;
    const before = side === 0 ? i - 1 : i + 1;
    const step = Math.hypot(x[i]! - x[before]!, y[i]! - y[before]!);
    if (step >= remaining && step > 0) {
      const fraction = remaining / step;
      return {
        x: x[before]! + fraction * (x[i]! - x[before]!),
        y: y[before]! + fraction * (y[i]! - y[before]!),
      };
    }
    remaining -= step;
  }
  const end = side === 0 ? last : 0;
  return { x: x[end]!, y: y[end]! };
}

/**
 * The cost of entering a junction along one branch and leaving along another.
 *
 * `net^2 / 2 + (in^2 + out^2) / 4`, in radians squared: `net` is the angle between both directions,
 * `in` and `out` are the angles to the chord across the junction. A smooth arc of angle `a` costs
 * `5/8 a^2`.
 *
 * @param from The branch that the pen comes along.
 * @param to The branch that the pen continues on.
 */
export function turnCost(from: BranchStart, to: BranchStart): number {
  const net = angleBetween(-from.dx, -from.dy, to.dx, to.dy);
  const cx = to.x - from.x;
  const cy = to.y - from.y;
  const chord = Math.hypot(cx, cy);
  if (chord < 1) return 0.625 * net * net;
  const turnIn = angleBetween(-from.dx, -from.dy, cx / chord, cy / chord);
  const turnOut = angleBetween(cx / chord, cy / chord, to.dx, to.dy);
  return 0.5 * net * net + 0.25 * (turnIn * turnIn + turnOut * turnOut);
}

/** The angle between two unit vectors, 0 to pi. */
function angleBetween(ax: number, ay: number, bx: number, by: number): number {
  return Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
}
