/**
 * Joins lines to what was written without lifting the pen.
 *
 * @module
 */
import { type BranchStart, branchStart, isFreeEnd, turnCost } from "./pair_branches.ts";
import { edgeLength, edgeOf, nodeOf, otherEnd, type StrokeGraph } from "./stroke_graph.ts";
import { directionLogOdds } from "./direction_log_odds.ts";

/** What linking costs; see {@linkcode turnCost} for the unit. */
export interface LinkOptions {
  /** Typical width of the ink, in pixels. */
  readonly inkWidth: number;
  /** A line is written twice if that costs less than this: what lifting the pen costs. */
  readonly liftCost: number;
  /** Cost of writing a line twice, for each ink width of its length. */
  readonly retraceCost: number;
  /** Longest gap that is closed between ends that point at each other, in ink widths. */
  readonly maxGapLength: number;
  /** Cost of joining lines that one would write in opposite directions, per logit. */
  readonly reversalCost: number;
}

/**
 * The way of the pen through the graph: each number is the branch at which an edge is entered. An
 * edge that was written twice comes twice.
 */
export type PenPath = readonly number[];

/** A way to join two loose ends. */
interface Link {
  readonly cost: number;
  readonly from: number;
  readonly to: number;
  /** The edges that are written a second time on the way. */
  readonly via: PenPath;
}

/** Most edges that are written twice in one go. */
const MAX_DETOUR_EDGES = 3;

/** Most that is made of lines that one would write in opposite directions, in logits. */
const MAX_REVERSAL = 6;

/** Gaps are closed where that costs less. */
const GAP_LIMIT = 1;

/** Where more lines meet, as in a blot, none is written twice. */
const MAX_BRANCHES = 10;

/** A pair may be exchanged for one that costs so much more where that opens a ring. */
const RING_COST = 2;

/**
 * Follows the pen through the graph, with as few lifts as a person would make.
 *
 * Loose ends at meetings are joined to others by writing a short line twice, as at the stem of an
 * `i`; rings that touch another line are opened there; free ends that point at each other are
 * joined across small gaps.
 *
 * @param graph The graph.
 * @param mates For each branch the one the pen goes on with, or -1; changed in place.
 * @param options The costs.
 * @returns One path for each time the pen is down.
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
  /** For each loose end how much speaks for the pen leaving its line there. */
  readonly #leaving = new Map<number, number>();

  constructor(graph: StrokeGraph, mates: Int32Array, options: LinkOptions) {
    this.#graph = graph;
    this.#mates = mates;
    this.#options = options;
  }

  run(): PenPath[] {
    this.#openRings();
    for (const end of this.#looseEnds()) this.#measureLine(end);
    this.#take(this.#gapLinks(this.#looseEnds()), GAP_LIMIT);
    const loose = this.#looseEnds();
    this.#take(loose.flatMap((end) => this.#linksFrom(end)), this.#options.liftCost);
    return this.#paths();
  }

  /** Notes where the line that begins at a loose end leads, and what speaks for that direction. */
  #measureLine(start: number): void {
    const x: number[] = [];
    const y: number[] = [];
    let end = start;
    for (let at = start; at >= 0; at = this.#mates[end]!) {
      const edge = edgeOf(this.#graph, at);
      const isForward = (at & 1) === 0;
      x.push(...isForward ? edge.x : edge.x.toReversed());
      y.push(...isForward ? edge.y : edge.y.toReversed());
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
    const result: number[] = [];
    this.#mates.forEach((mate, branch) => {
      if (mate < 0 && !edgeOf(this.#graph, branch).removed) result.push(branch);
    });
    return result;
  }

  /** Joins ends, the cheapest links first, each end once, and never to a ring. */
  #take(links: readonly Link[], limit: number): void {
    let left = links.toSorted((a, b) => a.cost - b.cost);
    for (;;) {
      left = left.filter(({ from, to }) =>
        this.#mates[from] === -1 && this.#mates[to] === -1 && this.#farEnd.get(from) !== to
      );
      let best: Link | undefined;
      let least = limit;
      for (const link of left) {
        if (link.cost >= least) break;
        const cost = link.cost + this.#reversal(link);
        if (cost < least) [best, least] = [link, cost];
      }
      if (best === undefined) return;
      this.#join(best);
    }
  }

  /** What it costs that lines are joined one of which has to be written the wrong way round. */
  #reversal({ from, to }: Link): number {
    const before = this.#leaving.get(from)!;
    const after = -this.#leaving.get(to)!;
    const wrong = Math.abs(before) + Math.abs(after) - Math.abs(before + after);
    return this.#options.reversalCost * Math.min(wrong, MAX_REVERSAL);
  }

  #join({ from, to, via }: Link): void {
    this.#mates[from] = to;
    this.#mates[to] = from;
    this.#via.set(from, via);
    this.#via.set(to, via.map(otherEnd).reverse());
    const evidence = this.#leaving.get(from)! - this.#leaving.get(to)!;
    const [first, last] = [this.#farEnd.get(from)!, this.#farEnd.get(to)!];
    this.#farEnd.set(first, last);
    this.#farEnd.set(last, first);
    this.#leaving.set(last, evidence);
    this.#leaving.set(first, -evidence);
  }

  /** The ways from a loose end at a meeting, over lines already written, to other loose ends. */
  #linksFrom(from: number): Link[] {
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
        const length = edgeLength(edgeOf(this.#graph, next));
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
        if (gap >= GAP_LIMIT) return [];
        const cost = 4 * turnCost(a.start, b.start) + gap;
        return cost < GAP_LIMIT ? [{ cost, from: a.end, to: b.end, via: [] }] : [];
      })
    );
  }

  /** Exchanges partners where a ring meets another line, so that both become one. */
  #openRings(): void {
    for (;;) {
      const ring = this.#rings();
      if (ring.size === 0) return;
      let best: { cost: number; pairs: [number, number][] } | undefined;
      for (const { branches } of this.#graph.nodes) {
        for (const p of branches) {
          const q = this.#mates[p]!;
          if (!ring.has(p >> 1) || q < 0) continue;
          for (const r of branches) {
            const s = this.#mates[r]!;
            if (ring.get(r >> 1) === ring.get(p >> 1)) continue;
            let cost = this.#turn(p, r) - this.#turn(p, q);
            if (s >= 0) cost += this.#turn(q, s) - this.#turn(r, s);
            if (cost < (best?.cost ?? RING_COST)) {
              best = { cost, pairs: s >= 0 ? [[p, r], [q, s]] : [[p, r]] };
              if (s < 0) best.pairs.push([q, -1]);
            }
          }
        }
      }
      if (best === undefined) return;
      for (const [a, b] of best.pairs) {
        this.#mates[a] = b;
        if (b >= 0) this.#mates[b] = a;
      }
    }
  }

  /** The edges of closed paths, each with the number of its ring. */
  #rings(): Map<number, number> {
    const open = new Set<number>();
    for (const end of this.#looseEnds()) {
      for (let at = end; at >= 0; at = this.#mates[otherEnd(at)]!) open.add(at >> 1);
    }
    const rings = new Map<number, number>();
    this.#graph.edges.forEach(({ removed }, index) => {
      if (removed || open.has(index) || rings.has(index)) return;
      for (let at = 2 * index; !rings.has(at >> 1); at = this.#mates[otherEnd(at)]!) {
        rings.set(at >> 1, index);
      }
    });
    return rings;
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
