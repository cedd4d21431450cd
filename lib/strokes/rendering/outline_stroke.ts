/**
 * The outline of the ink of a stroke: its offset curves.
 *
 * @module
 */
import type { Point } from "../geometry/point.ts";
import type { Stroke } from "../geometry/stroke.ts";

/** The outline of a part of a stroke without sharp turns: two edges, closed by round caps. */
export interface Outline {
  /** The edge to the left of the pen, in the direction of writing. */
  readonly left: readonly Point[];
  /** The edge to the right, in the same direction. */
  readonly right: readonly Point[];
  /** Radius of the cap at the beginning. */
  readonly startRadius: number;
  /** Radius of the cap at the end. */
  readonly endRadius: number;
}

/** A disc that reaches beyond its neighbour by less than this adds no node, in pixels. */
const MIN_PROTRUSION = 1e-3;
/** Cosine of the sharpest turn within a part, 25 degrees. */
const MIN_TURN_COSINE = 0.906;

/** A point of the centre line. */
interface Node extends Point {
  readonly radius: number;
}

/**
 * The outlines whose union is the ink of a stroke.
 *
 * Where the centre line bends more tightly than its ink is wide, an offset curve would run
 * backwards; the stroke is divided there, and the round caps of both parts cover the bend. All
 * outlines are clockwise (`y` growing downwards), so that the non-zero rule fills overlaps.
 *
 * @param stroke Positions and widths, `y` downwards.
 * @returns The outlines; a dot has edges of one point each, opposite each other on its circle.
 */
export function outlineStroke(stroke: Stroke): Outline[] {
  const nodes = distinctNodes(stroke);
  if (nodes.length === 0) return [];
  if (nodes.length === 1) return [outlinePart(nodes)];
  const isEnd = findEnds(nodes);
  const outlines: Outline[] = [];
  let first = 0;
  for (let i = 1; i < nodes.length; i++) {
    if (!isEnd[i]) continue;
    outlines.push(outlinePart(nodes.slice(first, i + 1)));
    first = i;
  }
  return outlines;
}

/** The points whose disc of ink is not inside that of a neighbour. */
function distinctNodes({ x, y, width }: Stroke): Node[] {
  const nodes: Node[] = [];
  for (let i = 0; i < x.length; i++) {
    const node = { x: x[i]!, y: y[i]!, radius: width[i]! / 2 };
    while (nodes.length > 0 && contains(node, nodes.at(-1)!)) nodes.pop();
    const before = nodes.at(-1);
    if (before === undefined || !contains(before, node)) nodes.push(node);
  }
  return nodes;
}

function contains(outer: Node, inner: Node): boolean {
  return Math.hypot(outer.x - inner.x, outer.y - inner.y) + inner.radius <=
    outer.radius + MIN_PROTRUSION;
}

/** Where parts end: at sharp turns, and on both sides of a step whose edge runs backwards. */
function findEnds(nodes: readonly Node[]): boolean[] {
  const last = nodes.length - 1;
  const isEnd = nodes.map((_, i) => i === 0 || i === last);
  for (let i = 1; i < last; i++) {
    const [before, after] = [direction(nodes, i - 1, i), direction(nodes, i, i + 1)];
    if (before.x * after.x + before.y * after.y < MIN_TURN_COSINE) isEnd[i] = true;
  }
  for (let i = 0; i < last; i++) {
    const [from, to] = [edgePoints(nodes, i), edgePoints(nodes, i + 1)];
    const { x, y } = direction(nodes, i, i + 1);
    const runsBack = ([a, b]: [Point, Point]) => (b.x - a.x) * x + (b.y - a.y) * y <= 0;
    if (runsBack([from.left, to.left]) || runsBack([from.right, to.right])) {
      isEnd[i] = isEnd[i + 1] = true;
    }
  }
  return isEnd;
}

function outlinePart(nodes: readonly Node[]): Outline {
  const edges = nodes.map((_, i) => edgePoints(nodes, i));
  return {
    left: edges.map(({ left }) => left),
    right: edges.map(({ right }) => right),
    startRadius: nodes[0]!.radius,
    endRadius: nodes.at(-1)!.radius,
  };
}

/** The points of both edges at a node. */
function edgePoints(nodes: readonly Node[], i: number): { left: Point; right: Point } {
  const { x, y, radius } = nodes[i]!;
  const along = direction(nodes, Math.max(0, i - 1), Math.min(nodes.length - 1, i + 1));
  const [dx, dy] = [radius * along.y, -radius * along.x];
  return { left: { x: x + dx, y: y + dy }, right: { x: x - dx, y: y - dy } };
}

function direction(nodes: readonly Node[], from: number, to: number): Point {
  const [dx, dy] = [nodes[to]!.x - nodes[from]!.x, nodes[to]!.y - nodes[from]!.y];
  const length = Math.hypot(dx, dy);
  return length > 0 ? { x: dx / length, y: dy / length } : { x: 1, y: 0 };
}
