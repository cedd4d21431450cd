/**
 * Candidates for joining the loose ends of lines.
 *
 * @module
 */
import { pathLength } from "../../geometry/arc_length.ts";
import { type Mates, NO_MATE } from "../graph/mates.ts";
import {
  edgeIndex,
  edgeOf,
  isFreeEnd,
  nodeOf,
  otherEnd,
  type PenPath,
  type StrokeGraph,
} from "../graph/stroke_graph.ts";
import { turnCost, type TurnCosts } from "../graph/turn_cost.ts";

/** Costs of links, in the unit of {@linkcode turnCost}. */
export interface LinkCosts {
  /** Typical stroke width, in pixels. */
  readonly inkWidth: number;
  /** Cost of lifting the pen: a line is retraced if that costs less. */
  readonly liftCost: number;
  /** Cost of retracing a line, for each stroke width of its length. */
  readonly retraceCost: number;
  /** Maximum gap between ends that point at each other, in stroke widths. */
  readonly maxGapLength: number;
}

/** A candidate to join two loose ends. */
export interface Link {
  /** What it costs to join them. */
  readonly cost: number;
  /** One of the ends. */
  readonly from: number;
  /** The other one. */
  readonly to: number;
  /** The edges that are retraced between them. */
  readonly via: PenPath;
}

/** Maximum cost of a link across a gap. */
export const MAX_GAP_COST = 1;

/** Weight of the turn in the cost of a link across a gap. */
const GAP_TURN_WEIGHT = 4;

/** Maximum number of edges that one link retraces. */
const MAX_DETOUR_EDGES = 3;

/** At junctions of more branches, as in a blot, nothing is retraced. */
const MAX_BRANCHES = 10;

/**
 * Finds links between free ends that point at each other.
 *
 * @param graph The graph.
 * @param loose The loose ends.
 * @param turns The costs of turns.
 * @param costs The costs of links.
 * @returns Links of a cost below {@linkcode MAX_GAP_COST}.
 */
export function gapLinks(
  graph: StrokeGraph,
  loose: readonly number[],
  turns: TurnCosts,
  { inkWidth, maxGapLength }: LinkCosts,
): Link[] {
  const ends = loose.filter((end) => isFreeEnd(graph, end)).map((end) => {
    const { x, y, radius } = graph.nodes[nodeOf(graph, end)]!;
    return { end, radius, start: { ...turns.start(end), x, y } };
  });
  return ends.flatMap((a, i) =>
    ends.slice(i + 1).flatMap((b): Link[] => {
      const distance = Math.hypot(a.start.x - b.start.x, a.start.y - b.start.y);
      const gap = Math.max(0, distance - a.radius - b.radius) / (maxGapLength * inkWidth);
      if (gap >= MAX_GAP_COST) return [];
      const cost = GAP_TURN_WEIGHT * turnCost(a.start, b.start) + gap;
      return cost < MAX_GAP_COST ? [{ cost, from: a.end, to: b.end, via: [] }] : [];
    })
  );
}

/**
 * Finds links from a loose end at a junction to other loose ends, by retracing lines.
 *
 * @param graph The graph.
 * @param mates The mates of its branches.
 * @param from The loose end.
 * @param turns The costs of turns.
 * @param costs The costs of links.
 * @returns Links of a cost below that of lifting the pen; none from a free end.
 */
export function retracingLinks(
  graph: StrokeGraph,
  mates: Mates,
  from: number,
  turns: TurnCosts,
  { liftCost, retraceCost, inkWidth }: LinkCosts,
): Link[] {
  const links: Link[] = [];
  if (isFreeEnd(graph, from)) return links;
  const visit = (arrival: number, soFar: number, via: PenPath) => {
    const { branches } = graph.nodes[nodeOf(graph, arrival)]!;
    for (const next of branches) {
      if (next === arrival || via.includes(next)) continue;
      const cost = soFar + turns.between(arrival, next);
      if (cost >= liftCost) continue;
      if (mates[next] === NO_MATE) links.push({ cost, from, to: next, via });
      if (via.length === MAX_DETOUR_EDGES || edgeIndex(next) === edgeIndex(from)) continue;
      if (branches.length > MAX_BRANCHES) continue;
      const detour = cost + retraceCost * pathLength(edgeOf(graph, next)) / inkWidth;
      if (detour >= liftCost) continue;
      const [end, retraced] = [otherEnd(next), [...via, next]];
      if (!isFreeEnd(graph, end)) visit(end, detour, retraced);
      else if (mates[end] === NO_MATE) links.push({ cost: detour, from, to: end, via: retraced });
    }
  };
  visit(from, 0, []);
  return links;
}
