/**
 * Labels of the edges and junctions of a stroke graph, from the true trajectory.
 *
 * @module
 */
import type { MeasuredGraph } from "../../lib/strokes/recovery/search/measured_graph.ts";
import type { Pass } from "../../lib/strokes/recovery/search/path_costs.ts";
import type { GraphEdge } from "../../lib/strokes/recovery/graph/stroke_graph.ts";
import type { TruePoints } from "./true_points.ts";

/** Minimum distance within which true points belong to a place of the graph, in pixels. */
const MIN_RADIUS = 4.5;
/** The distance also grows with that of adjacent true points. */
const RADIUS_PER_SPACING = 0.8;

/** Step between the points of an edge that are compared. */
const EDGE_STEP = 3;
/** Directions along an edge are taken between points this far to either side. */
const TANGENT_REACH = 4;
/** Minimum cosine between the direction of an edge and that of the pen along it. */
const MIN_EDGE_COSINE = 0.75;
/** Minimum fraction of an edge that was written in a direction that the edge was written in. */
const MIN_WRITTEN = 0.5;
/** Maximum fraction of an edge that was written in a direction that the edge was not written in. */
const MAX_UNWRITTEN = 0.35;

/** Branches are compared this far outside the blob of their junction, in pixels. */
const BRANCH_DISTANCE = 2;
/** Minimum cosine between the direction of a branch and that of the pen along it. */
const MIN_BRANCH_COSINE = 0.6;
/** Maximum length of the trajectory between two branches, over their distance. */
const MAX_DETOUR = 1.6;
/** This is added where the pen turned back, in stroke widths. */
const TURNING_LENGTH = 3;
/** This is added elsewhere, beside two radii, in pixels. */
const DETOUR_LENGTH = 6;

/** Maximum distance of a junction from the end of the stroke that ends there, in stroke widths. */
const MAX_LIFT_DISTANCE = 2;

/** Minimum number of branches where lines cross. */
const MIN_CROSSING = 3;

/** Whether the pen continued from one branch to another. */
export interface TransitionLabel {
  /** The branch along which the pen came to the junction. */
  readonly from: number;
  /** The branch along which it left. */
  readonly to: number;
  /** Whether it continued from one to the other. */
  readonly isTrue: boolean;
}

/** Whether a stroke ended or began at a branch. */
export interface LiftLabel {
  /** The branch along which the pen came to the junction, for an end, or left it, for a start. */
  readonly branch: number;
  /** End or start. */
  readonly kind: "end" | "start";
  /** Whether a stroke ended or began there. */
  readonly isTrue: boolean;
}

/** Labels of junctions. */
export interface JunctionLabels {
  /** Each pair of a branch along which the pen came and one along which it left. */
  readonly transitions: readonly TransitionLabel[];
  /** An end for each branch along which the pen came, a start for each along which it left. */
  readonly lifts: readonly LiftLabel[];
}

/** The true points beside a junction. */
interface BranchPoints {
  readonly branch: number;
  /** Points at which the pen came along the branch. */
  readonly arrivals: readonly number[];
  /** Points at which it left along the branch. */
  readonly departures: readonly number[];
}

/** Distance within which true points belong to a place of the graph, in pixels. */
function matchRadius(points: TruePoints): number {
  return Math.max(MIN_RADIUS, RADIUS_PER_SPACING * points.spacing);
}

/**
 * Labels an edge.
 *
 * @param edge The edge.
 * @param points The true points.
 * @returns How it was written; `undefined` if the points do not tell.
 */
export function labelEdge(edge: GraphEdge, points: TruePoints): Pass | undefined {
  const radius = matchRadius(points);
  const { x, y } = edge;
  const last = x.length - 1;
  let [forward, backward, compared] = [0, 0, 0];
  for (let i = 0; i <= last; i += EDGE_STEP) {
    const [from, to] = [Math.max(i - TANGENT_REACH, 0), Math.min(i + TANGENT_REACH, last)];
    const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
    const chord = Math.hypot(dx, dy);
    if (chord === 0) continue;
    const cosines = points.near(x[i]!, y[i]!, radius)
      .map((point) => points.along(point, dx / chord, dy / chord));
    compared++;
    if (cosines.some((cosine) => cosine > MIN_EDGE_COSINE)) forward++;
    if (cosines.some((cosine) => cosine < -MIN_EDGE_COSINE)) backward++;
  }
  const isWritten = (count: number) => count > MIN_WRITTEN * compared;
  const isUnwritten = (count: number) => count < MAX_UNWRITTEN * compared;
  if (isWritten(forward) && isUnwritten(backward)) return "forward";
  if (isWritten(backward) && isUnwritten(forward)) return "backward";
  return isWritten(forward) && isWritten(backward) ? "both" : undefined;
}

/**
 * Labels all junctions.
 *
 * @param measured The graph.
 * @param points The true points.
 */
export function labelJunctions(measured: MeasuredGraph, points: TruePoints): JunctionLabels {
  const maxDistance = MAX_LIFT_DISTANCE * measured.inkWidth;
  const labels = measured.graph.nodes.map(({ branches, x, y }) => {
    const beside = branches.map((branch) => pointsBeside(measured, branch, points));
    const transitions = labelTransitions(measured, beside, points);
    const isLift = (kind: LiftLabel["kind"]) =>
      branches.length < MIN_CROSSING || points.distanceToLift(x, y, kind) < maxDistance;
    return { transitions, lifts: labelLifts(beside, transitions, isLift) };
  });
  return {
    transitions: labels.flatMap(({ transitions }) => transitions),
    lifts: labels.flatMap(({ lifts }) => lifts),
  };
}

function pointsBeside({ turns }: MeasuredGraph, branch: number, points: TruePoints): BranchPoints {
  const { x, y, dx, dy } = turns.start(branch);
  const [left, top] = [x + BRANCH_DISTANCE * dx, y + BRANCH_DISTANCE * dy];
  const near = points.near(left, top, matchRadius(points));
  return {
    branch,
    arrivals: near.filter((point) => points.along(point, dx, dy) < -MIN_BRANCH_COSINE),
    departures: near.filter((point) => points.along(point, dx, dy) > MIN_BRANCH_COSINE),
  };
}

function labelTransitions(
  measured: MeasuredGraph,
  beside: readonly BranchPoints[],
  points: TruePoints,
): TransitionLabel[] {
  return beside.filter(({ arrivals }) => arrivals.length > 0).flatMap((from) =>
    beside.filter(({ departures }) => departures.length > 0).map((to) => {
      const maxLength = maxTransitionLength(measured, from.branch, to.branch, points);
      const isTrue = isContinued(points, from.arrivals, to.departures, maxLength);
      return { from: from.branch, to: to.branch, isTrue };
    })
  );
}

/**
 * A stroke ends along a branch if no transition from it is true and there is a true lift nearby: where
 * lines cross, the pen may have continued along a path that the graph does not show.
 */
function labelLifts(
  beside: readonly BranchPoints[],
  transitions: readonly TransitionLabel[],
  isLift: (kind: LiftLabel["kind"]) => boolean,
): LiftLabel[] {
  const taken = transitions.filter(({ isTrue }) => isTrue);
  return beside.flatMap(({ branch, arrivals, departures }) => {
    const labels: LiftLabel[] = [];
    if (arrivals.length > 0) {
      const isTrue = isLift("end") && !taken.some(({ from }) => from === branch);
      labels.push({ branch, kind: "end", isTrue });
    }
    if (departures.length > 0) {
      const isTrue = isLift("start") && !taken.some(({ to }) => to === branch);
      labels.push({ branch, kind: "start", isTrue });
    }
    return labels;
  });
}

/** Maximum length of the trajectory from one branch to another, in pixels. */
function maxTransitionLength(
  { turns, inkWidth }: MeasuredGraph,
  from: number,
  to: number,
  points: TruePoints,
): number {
  const [a, b] = [turns.start(from), turns.start(to)];
  const extra = from === to ? TURNING_LENGTH * inkWidth : 2 * matchRadius(points) + DETOUR_LENGTH;
  return MAX_DETOUR * Math.hypot(a.x - b.x, a.y - b.y) + extra;
}

/** Whether the pen came by an arrival and, soon after in the same stroke, by a departure. */
function isContinued(
  points: TruePoints,
  arrivals: readonly number[],
  departures: readonly number[],
  maxLength: number,
): boolean {
  return arrivals.some((from) =>
    departures.some((to) => {
      const length = points.position(to) - points.position(from);
      return points.stroke(from) === points.stroke(to) && length > 0 && length < maxLength;
    })
  );
}
