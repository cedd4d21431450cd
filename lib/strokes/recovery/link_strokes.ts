/**
 * Links the lines of a stroke graph into the paths of the pen.
 *
 * @module
 */
import { pathLength } from "../geometry/arc_length.ts";
import { directionLogOdds } from "./direction_log_odds.ts";
import { looseEnds, openRings } from "./open_rings.ts";
import {
  edgeOf,
  isFreeEnd,
  nodeOf,
  otherEnd,
  type PenPath,
  pointsFrom,
  type StrokeGraph,
} from "./stroke_graph.ts";
import { type BranchStart, branchStart, turnCost } from "./turn_cost.ts";

/** Costs of linking, in the unit of {@linkcode turnCost}. */
export interface LinkOptions {
  /** Typical stroke width, in pixels. */
  readonly inkWidth: number;
  /** Cost of lifting the pen: a line is retraced if that costs less. */
  readonly liftCost: number;
  /** Cost of retracing a line, for each stroke width of its length. */
  readonly retraceCost: number;
  /** Maximum gap between ends that point at each other, in stroke widths. */
  readonly maxGapLength: number;
  /** Cost of joining lines that one would write in opposite directions, per logit. */
  readonly reversalCost: number;
}

/** A candidate to join two loose ends. */
interface Link {
  readonly cost: number;
  readonly from: number;
  readonly to: number;
  /** The edges that are retraced between them. */
  readonly via: PenPath;
}

/** Maximum number of edges that one link retraces. */
const MAX_DETOUR_EDGES = 3;

/** Limit on the contradiction between the directions of two lines, in logits. */
const MAX_REVERSAL = 6;

/** Maximum cost of a link across a gap. */
const MAX_GAP_COST = 1;

/** Weight of the turn in the cost of a link across a gap. */
const GAP_TURN_WEIGHT = 4;

/** At junctions of more branches, as in a blot, nothing is retraced. */
const MAX_BRANCHES = 10;

/**
 * Links lines into paths, with as few pen-ups as a person would make.
 *
 * Loose ends at junctions are joined to others by retracing a short line, as at the stem of an `i`;
 * rings that touch another line are opened there; free ends that point at each other are joined
 * across small gaps.
 *
 * @param graph The graph.
 * @param mates For each branch the one the pen goes on with, or -1; changed in place.
 * @param options The costs.
 * @returns One path per pen-down.
 */
export function linkStrokes(
  graph: StrokeGraph,
  mates: Int32Array,
  options: LinkOptions,
): PenPath[] {
  return new Linker(graph, mates, options).run();
}

class Linker {
  readonly #graph: StrokeGraph;
  readonly #mates: Int32Array;
  readonly #options: LinkOptions;
  readonly #starts = new Map<number, BranchStart>();
  readonly #via = new Map<number, PenPath>();
  /** For each loose end the other end of its line. */
  readonly #farEnd = new Map<number, number>();
  /** For each loose end the log-odds of the pen leaving its line there. */
  readonly #leaving = new Map<number, number>();

  constructor(graph: StrokeGraph, mates: Int32Array, options: LinkOptions) {
    this.#graph = graph;
    this.#mates = mates;
    this.#options = options;
  }

  run(): PenPath[] {
    openRings(this.#graph, this.#mates, (a, b) => this.#turn(a, b));
    for (const end of this.#looseEnds()) this.#measureLine(end);
    this.#join(this.#gapLinks(this.#looseEnds()), MAX_GAP_COST);
    const loose = this.#looseEnds();
    this.#join(loose.flatMap((end) => this.#retracingLinks(end)), this.#options.liftCost);
    return this.#paths();
  }

  /** Notes the other end of the line that begins at a loose end, and the log-odds of its direction. */
  #measureLine(start: number): void {
    const x: number[] = [];
    const y: number[] = [];
    let end = start;
    for (let at = start; at >= 0; at = this.#mates[end]!) {
      const points = pointsFrom(this.#graph, at);
      x.push(...points.x);
      y.push(...points.y);
      end = otherEnd(at);
    }
    this.#farEnd.set(start, end);
    this.#leaving.set(end, directionLogOdds(x, y));
  }

  #start(branch: number): BranchStart {
    let start = this.#starts.get(branch);
    if (start === undefined) {
      start = branchStart(this.#graph, branch, this.#options.inkWidth);
      this.#starts.set(branch, start);
    }
    return start;
  }

  #turn(from: number, to: number): number {
    return turnCost(this.#start(from), this.#start(to));
  }

  #branches(node: number): readonly number[] {
    return this.#graph.nodes[node]!.branches;
  }

  #looseEnds(): number[] {
    return looseEnds(this.#graph, this.#mates);
  }

  /** Takes links in the order of their cost, each end once, without closing rings. */
  #join(links: readonly Link[], limit: number): void {
    let candidates = links.toSorted((a, b) => a.cost - b.cost);
    for (;;) {
      candidates = candidates.filter(({ from, to }) =>
        this.#mates[from] === -1 && this.#mates[to] === -1 && this.#farEnd.get(from) !== to
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
    return this.#options.reversalCost * Math.min(contradiction, MAX_REVERSAL);
  }

  #take({ from, to, via }: Link): void {
    this.#mates[from] = to;
    this.#mates[to] = from;
    this.#via.set(from, via);
    this.#via.set(to, via.map(otherEnd).reverse());
    const logOdds = this.#leaving.get(from)! - this.#leaving.get(to)!;
    const [first, last] = [this.#farEnd.get(from)!, this.#farEnd.get(to)!];
    this.#farEnd.set(first, last);
    this.#farEnd.set(last, first);
    this.#leaving.set(last, logOdds);
    this.#leaving.set(first, -logOdds);
  }

  /** Links from a loose end at a junction to other loose ends, by retracing lines. */
  #retracingLinks(from: number): Link[] {
    const { liftCost, retraceCost, inkWidth } = this.#options;
    const links: Link[] = [];
    if (isFreeEnd(this.#graph, from)) return links;
    const visit = (arrival: number, soFar: number, via: PenPath) => {
      const branches = this.#branches(nodeOf(this.#graph, arrival));
      for (const next of branches) {
        if (next === arrival || via.includes(next)) continue;
        const cost = soFar + this.#turn(arrival, next);
        if (cost >= liftCost) continue;
        if (this.#mates[next] === -1) links.push({ cost, from, to: next, via });
        if (via.length === MAX_DETOUR_EDGES || next >> 1 === from >> 1) continue;
        if (branches.length > MAX_BRANCHES) continue;
        const length = pathLength(edgeOf(this.#graph, next));
        const detour = cost + retraceCost * length / inkWidth;
        if (detour >= liftCost) continue;
        const end = otherEnd(next);
        if (isFreeEnd(this.#graph, end)) {
          if (this.#mates[end] === -1) {
            links.push({ cost: detour, from, to: end, via: [...via, next] });
          }
        } else visit(end, detour, [...via, next]);
      }
    };
    visit(from, 0, []);
    return links;
  }

  /** Links between free ends that point at each other. */
  #gapLinks(loose: readonly number[]): Link[] {
    const { inkWidth, maxGapLength } = this.#options;
    const ends = loose.filter((end) => isFreeEnd(this.#graph, end)).map((end) => {
      const { x, y, radius } = this.#graph.nodes[nodeOf(this.#graph, end)]!;
      return { end, radius, start: { ...this.#start(end), x, y } };
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

  #paths(): PenPath[] {
    const done = new Set<number>();
    const follow = (start: number): PenPath => {
      const path: number[] = [];
      for (let at = start; at >= 0 && !done.has(at >> 1);) {
        done.add(at >> 1);
        path.push(at);
        const exit = otherEnd(at);
        at = this.#mates[exit]!;
        if (at >= 0 && !done.has(at >> 1)) path.push(...this.#via.get(exit) ?? []);
      }
      return path;
    };
    const rings = this.#graph.edges.flatMap(({ removed }, index) => removed ? [] : [2 * index]);
    return [...this.#looseEnds(), ...rings].filter((end) => !done.has(end >> 1)).map(follow)
      .filter((path) => path.length > 0);
  }
}
