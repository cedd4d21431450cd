/**
 * Links the lines of a stroke graph into the paths of the pen.
 *
 * @module
 */
import {
  gapLinks,
  type Link,
  type LinkCosts,
  MAX_GAP_COST,
  retracingLinks,
} from "./candidate_links.ts";
import { directionLogOdds } from "./direction_log_odds.ts";
import { joinMates, looseEnds, type Mates, NO_MATE } from "../graph/mates.ts";
import { openRings } from "./open_rings.ts";
import {
  edgeIndex,
  otherEnd,
  type PenPath,
  pointsFrom,
  type StrokeGraph,
} from "../graph/stroke_graph.ts";
import type { TurnCosts } from "../graph/turn_cost.ts";

/** Costs of linking, in the unit of `turnCost`. */
export interface LinkOptions extends LinkCosts {
  /** Cost of joining lines that one would write in opposite directions, per logit. */
  readonly reversalCost: number;
}

/** Limit on the contradiction between the directions of two lines, in logits. */
const MAX_REVERSAL = 6;

/**
 * Links lines into paths, with as few pen-ups as a person would make.
 *
 * Loose ends at junctions are joined to others by retracing a short line, as at the stem of an `i`;
 * rings that touch another line are opened there; free ends that point at each other are joined
 * across small gaps.
 *
 * @param graph The graph.
 * @param mates The mates of its branches; changed in place.
 * @param turns The costs of turns.
 * @param options The costs of links.
 * @returns One path per pen-down.
 */
export function linkStrokes(
  graph: StrokeGraph,
  mates: Mates,
  turns: TurnCosts,
  options: LinkOptions,
): PenPath[] {
  openRings(graph, mates, (a, b) => turns.between(a, b));
  const lines = new Lines(graph, mates, options.reversalCost);
  lines.join(gapLinks(graph, looseEnds(graph, mates), turns, options), MAX_GAP_COST);
  const links = looseEnds(graph, mates)
    .flatMap((end) => retracingLinks(graph, mates, end, turns, options));
  lines.join(links, options.liftCost);
  return lines.paths();
}

/** Lines between loose ends, each of one or more edges. */
class Lines {
  readonly #graph: StrokeGraph;
  readonly #mates: Mates;
  readonly #reversalCost: number;
  /** For each joined end the edges that are retraced after it. */
  readonly #via = new Map<number, PenPath>();
  /** For each loose end the other end of its line. */
  readonly #farEnd = new Map<number, number>();
  /** For each loose end the log-odds of the pen leaving its line there. */
  readonly #leaving = new Map<number, number>();

  constructor(graph: StrokeGraph, mates: Mates, reversalCost: number) {
    this.#graph = graph;
    this.#mates = mates;
    this.#reversalCost = reversalCost;
    for (const end of looseEnds(graph, mates)) this.#measure(end);
  }

  /** Notes the other end of the line that begins at a loose end, and the log-odds of its direction. */
  #measure(start: number): void {
    const x: number[] = [];
    const y: number[] = [];
    let end = start;
    for (let at = start; at !== NO_MATE; at = this.#mates[end]!) {
      const points = pointsFrom(this.#graph, at);
      x.push(...points.x);
      y.push(...points.y);
      end = otherEnd(at);
    }
    this.#farEnd.set(start, end);
    this.#leaving.set(end, directionLogOdds(x, y));
  }

  /** Takes links in the order of their cost, each end once, without closing rings. */
  join(links: readonly Link[], limit: number): void {
    let candidates = links.toSorted((a, b) => a.cost - b.cost);
    for (;;) {
      candidates = candidates.filter(({ from, to }) =>
        this.#mates[from] === NO_MATE && this.#mates[to] === NO_MATE &&
        this.#farEnd.get(from) !== to
      );
      let best: Link | undefined;
      let minCost = limit;
      for (const link of candidates) {
        if (link.cost >= minCost) break;
        const cost = link.cost + this.#reversal(link);
        if (cost < minCost) [best, minCost] = [link, cost];
      }
      if (best === undefined) return;
      this.#take(best);
    }
  }

  /** The cost of joining two lines one of which is then written against its likely direction. */
  #reversal({ from, to }: Link): number {
    const before = this.#leaving.get(from)!;
    const after = -this.#leaving.get(to)!;
    const contradiction = Math.abs(before) + Math.abs(after) - Math.abs(before + after);
    return this.#reversalCost * Math.min(contradiction, MAX_REVERSAL);
  }

  #take({ from, to, via }: Link): void {
    joinMates(this.#mates, from, to);
    this.#via.set(from, via);
    this.#via.set(to, via.map(otherEnd).reverse());
    const logOdds = this.#leaving.get(from)! - this.#leaving.get(to)!;
    const [first, last] = [this.#farEnd.get(from)!, this.#farEnd.get(to)!];
    this.#farEnd.set(first, last);
    this.#farEnd.set(last, first);
    this.#leaving.set(last, logOdds);
    this.#leaving.set(first, -logOdds);
  }

  /** The path along each line, and around each ring. */
  paths(): PenPath[] {
    const done = new Set<number>();
    const follow = (start: number): PenPath => {
      const path: number[] = [];
      for (let at = start; at !== NO_MATE && !done.has(edgeIndex(at));) {
        done.add(edgeIndex(at));
        path.push(at);
        const exit = otherEnd(at);
        at = this.#mates[exit]!;
        if (at !== NO_MATE && !done.has(edgeIndex(at))) path.push(...this.#via.get(exit) ?? []);
      }
      return path;
    };
    const rings = this.#graph.edges.flatMap(({ removed }, index) => removed ? [] : [2 * index]);
    return [...looseEnds(this.#graph, this.#mates), ...rings].filter((end) =>
      !done.has(edgeIndex(end))
    )
      .map(follow)
      .filter((path) => path.length > 0);
  }
}
