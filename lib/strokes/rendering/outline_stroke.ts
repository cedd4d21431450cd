/**
 * The edge of the ink of a stroke.
 *
 * @module
 */
import type { Position } from "./fit_bezier.ts";
import type { Stroke } from "../geometry/stroke.ts";

/** A part of a stroke without sharp turns: its two edges, which round caps close. */
export interface Outline {
  /** The edge to the left of the pen, in the direction of writing. */
  readonly left: readonly Position[];
  /** The edge to the right, in the same direction. */
  readonly right: readonly Position[];
  /** Radius of the cap at the beginning. */
  readonly startRadius: number;
  /** Radius of the cap at the end. */
  readonly endRadius: number;
}

/** Ink that reaches out less than this does not count. */
const MIN_DISTANCE = 1e-3;
/** Cosine of the sharpest turn, 25 degrees, that an edge follows; at sharper ones a new part begins. */
const SHARPEST_TURN = 0.906;

/** A point of the middle line. */
interface Node extends Position {
  readonly radius: number;
}

/**
 * The outlines whose union is the ink of a stroke.
 *
 * Where the line bends more tightly than its ink is wide, an edge would run backwards; the stroke is
 * divided there, and the round caps of both parts cover the bend. All outlines turn the same way
 * (clockwise, `y` growing downwards), so that overlaps stay filled by the non-zero rule.
 *
 * @param stroke Positions and widths.
 * @returns The outlines; a dot has edges of one point each, which are then opposite on its circle.
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

/** The points whose ink is not all within that of their neighbour. */
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
    outer.radius + MIN_DISTANCE;
}

/** Where parts end: at sharp turns, and at both ends of a piece one of whose edges runs backwards. */
function findEnds(nodes: readonly Node[]): boolean[] {
  const last = nodes.length - 1;
  const isEnd = nodes.map((_, i) => i === 0 || i === last);
  for (let i = 1; i < last; i++) {
    const [before, after] = [direction(nodes, i - 1, i), direction(nodes, i, i + 1)];
    if (before.x * after.x + before.y * after.y < SHARPEST_TURN) isEnd[i] = true;
  }
  for (let i = 0; i < last; i++) {
    const [from, to] = [edgePoints(nodes, i), edgePoints(nodes, i + 1)];
    const { x, y } = direction(nodes, i, i + 1);
    const runsBack = ([a, b]: [Position, Position]) => (b.x - a.x) * x + (b.y - a.y) * y <= 0;
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

/** The points of both edges beside a node. */
function edgePoints(nodes: readonly Node[], i: number): { left: Position; right: Position } {
  const { x, y, radius } = nodes[i]!;
  const along = direction(nodes, Math.max(0, i - 1), Math.min(nodes.length - 1, i + 1));
  const [dx, dy] = [radius * along.y, -radius * along.x];
  return { left: { x: x + dx, y: y + dy }, right: { x: x - dx, y: y - dy } };
}

function direction(nodes: readonly Node[], from: number, to: number): Position {
  const [dx, dy] = [nodes[to]!.x - nodes[from]!.x, nodes[to]!.y - nodes[from]!.y];
  const length = Math.hypot(dx, dy);
  return length > 0 ? { x: dx / length, y: dy / length } : { x: 1, y: 0 };
}
