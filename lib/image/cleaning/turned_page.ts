/**
 * Erases the wedges beside a page that was turned: programs that straighten a scan fill them with one
 * colour.
 *
 * @module
 */
import { type Components, connectRuns, findRuns, maskOf } from "../components.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";

/** Minimum length of a wedge, as a fraction of its edge. */
const MIN_LENGTH = 0.1;
/** The same in pixels: shorter ones have no clear slope. */
const MIN_PIXELS = 24;
/** Minimum depth of the deepest wedge, in pixels. */
const MIN_DEPTH = 2;
/** Maximum root mean square distance of the side of a wedge from a straight line, in pixels. */
const MAX_RESIDUAL = 0.7;
/** Maximum difference of the slopes of two wedges: a pixel at the end of the shortest ones. */
const MAX_SLOPE_ERROR = 0.008;
/** Minimum and maximum slope: the tangent of the angle by which the page was turned. */
const [MIN_SLOPE, MAX_SLOPE] = [0.003, 0.2];
/** Minimum number of edges with wedges of one angle; strokes at the edges differ. */
const MIN_EDGES = 2;
/** Minimum fraction of a wedge that lies on the line: in a corner, the next wedge is as deep. */
const MIN_ON_LINE = 0.85;
/** Depth of the blurred side of a wedge, in pixels. */
const BLUR = 2;

/** An edge of an image, clockwise: `first`, then steps of `step`; `inwards` leads into the image. */
interface Edge {
  readonly first: number;
  readonly step: number;
  readonly inwards: number;
  readonly length: number;
  readonly breadth: number;
}

/** A wedge at an edge: `start + slope * i` pixels deep at position `i` from `from` to `to`. */
interface Wedge {
  readonly edge: Edge;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly slope: number;
}

function edgesOf(height: number, width: number): Edge[] {
  const last = height * width - 1;
  return [
    { first: 0, step: 1, inwards: width, length: width, breadth: height },
    { first: width - 1, step: width, inwards: -1, length: height, breadth: width },
    { first: last, step: -1, inwards: -width, length: width, breadth: height },
    { first: last - width + 1, step: -width, inwards: 1, length: height, breadth: width },
  ];
}

/** The depth of the ink at each position of an edge; 0 where there is none. */
function measureDepths(mask: Uint8Array, { first, step, inwards, length, breadth }: Edge) {
  return Int32Array.from({ length }, (_, i) => {
    let depth = 0;
    while (depth < breadth && mask[first + i * step + depth * inwards] === 1) depth++;
    return depth;
  });
}

/** The ink at one end of an edge, the longer one: a wedge, if anything. */
function findEnd(mask: Uint8Array, edge: Edge) {
  const depths = measureDepths(mask, edge);
  const { length } = edge;
  let to = 0;
  while (to < length && depths[to]! > 0) to++;
  let from = length;
  while (from > 0 && depths[from - 1]! > 0) from--;
  return to >= length - from ? { depths, from: 0, to } : { depths, from, to: length };
}

/** Finds the wedge of an edge: ink from one end of the edge, with a straight side. */
function findWedge(mask: Uint8Array, edge: Edge): Wedge | undefined {
  const { depths, from, to } = findEnd(mask, edge);
  if (to - from < Math.max(MIN_PIXELS, MIN_LENGTH * edge.length)) return undefined;
  const line = fitLine(depths, from, to);
  return line === undefined ? undefined : { edge, from, to, ...line };
}

/** Finds a wedge that is too thin to have a slope of its own, given that of others. */
function findThinWedge(mask: Uint8Array, edge: Edge, slope: number): Wedge | undefined {
  const { depths, from, to } = findEnd(mask, edge);
  // The deep end is the one that the slope leads to.
  const isDeepEnd = slope > 0 ? to === edge.length : from === 0;
  const depth = Math.abs(slope) * (to - from) + 1;
  if (!isDeepEnd || depths.subarray(from, to).some((value) => value > depth)) return undefined;
  return { edge, from, to, start: slope > 0 ? -slope * from : -slope * to, slope };
}

/** Fits a line to depths by least squares, without those of the next wedge in a corner. */
function fitLine(depths: Int32Array, from: number, to: number) {
  const sorted = depths.slice(from, to).sort();
  const limit = 3 * sorted[sorted.length >> 1]! + 3;
  let [n, sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0, 0];
  for (let x = from; x < to; x++) {
    const y = depths[x]!;
    if (y > limit) continue;
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  const spread = sxx - sx * sx / n;
  if (n < MIN_ON_LINE * (to - from) || !(spread > 0)) return undefined;
  const slope = (sxy - sx * sy / n) / spread;
  const residual = Math.max(0, syy - sy * sy / n - slope * slope * spread) / n;
  const steepness = Math.abs(slope);
  if (residual > MAX_RESIDUAL ** 2 || steepness < MIN_SLOPE || steepness > MAX_SLOPE) {
    return undefined;
  }
  return { slope, start: (sy - slope * sx) / n };
}

function depthAt({ start, slope }: Wedge, position: number): number {
  return start + slope * position;
}

/** The wedges of one angle, if enough edges have them and they are deeper than a line. */
function findWedges(mask: Uint8Array, height: number, width: number): Wedge[] {
  const edges = edgesOf(height, width);
  const all = edges.flatMap((edge) => findWedge(mask, edge) ?? []);
  const alike = all.map((wedge) =>
    all.filter(({ slope }) => Math.abs(slope - wedge.slope) <= MAX_SLOPE_ERROR)
  );
  const wedges = alike.reduce((most, some) => some.length > most.length ? some : most, []);
  const isDeep = wedges.some((wedge) =>
    Math.max(depthAt(wedge, wedge.from), depthAt(wedge, wedge.to)) >= MIN_DEPTH
  );
  if (wedges.length < MIN_EDGES || !isDeep) return [];
  const [{ slope }] = wedges as [Wedge];
  const others = edges.filter((edge) => !wedges.some((wedge) => wedge.edge === edge));
  return [...wedges, ...others.flatMap((edge) => findThinWedge(mask, edge, slope) ?? [])];
}

/**
 * Erases the wedges beside a page that was turned: along two edges or more, ink from one end of the
 * edge with a straight side, all turned by the same angle. Keeps them if the rest cannot be a
 * signature.
 *
 * @param marks All marks of an image of `height * width` pixels.
 * @returns The marks without the wedges; the same object if there are none.
 */
export function eraseWedges(marks: Components, height: number, width: number): Components {
  if (!reachesCorners(marks, height, width)) return marks;
  const mask = maskOf(marks, height, width);
  const wedges = findWedges(mask, height, width);
  if (wedges.length === 0) return marks;
  for (const wedge of wedges) {
    const { first, step, inwards, breadth } = wedge.edge;
    for (let i = wedge.from; i < wedge.to; i++) {
      const depth = Math.min(breadth, Math.round(depthAt(wedge, i)) + BLUR);
      for (let d = 0; d < depth; d++) mask[first + i * step + d * inwards] = 0;
    }
  }
  const rest = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  return canBeSignature(measureInk(rest), Math.max(height, width)) ? rest : marks;
}

/** Whether ink is in as many corners of the image as edges with wedges have deep ends. */
function reachesCorners({ runStart, runEnd }: Components, height: number, width: number): boolean {
  const corners = [0, width - 1, (height - 1) * width, height * width - 1];
  let reached = 0;
  for (let run = 0; run < runStart.length; run++) {
    for (const corner of corners) {
      if (runStart[run]! <= corner && corner < runEnd[run]!) reached++;
    }
  }
  return reached >= MIN_EDGES;
}
