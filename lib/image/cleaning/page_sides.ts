/**
 * Finds a page in a photo, and its straight sides.
 *
 * The page is the largest region without a sharp change of brightness, once strokes are removed. It
 * is convex, as a page is in any perspective.
 *
 * @module
 */
import type { Plane } from "../plane.ts";
import { convexHull } from "./convex_hull.ts";

/** Maximum change of brightness between neighbouring cells of one surface, as a fraction. */
const MAX_STEP = 0.06;
/** The same in levels, for dark surfaces. */
const MIN_STEP = 4;
/** Minimum area of a page, as a fraction of the image. */
const MIN_PAGE = 0.3;
/** Maximum distance of the outline of the page from its straight sides, in cells. */
const MAX_BEND = 1.2;
/** Minimum length of a side of the page in the image, as a fraction of the long side. */
export const MIN_SIDE = 0.12;

/** A straight side of the page: the points with `nx * x + ny * y > offset` lie beyond it. */
export interface Side {
  /** The unit normal, away from the page. */
  readonly nx: number;
  readonly ny: number;
  readonly offset: number;
  /** Its ends, with the page on the right on the screen. */
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

/** Whether two neighbouring cells can belong to one surface. */
function isSmooth(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(MIN_STEP, MAX_STEP * Math.max(a, b));
}

/**
 * Finds the page: of the regions without sharp changes of brightness, the one with the largest sum of
 * levels.
 *
 * @param grid `height * width` levels, 0 to 255, without strokes.
 * @returns `height * width` bytes, 1 on the page; undefined if it covers too little of the image.
 */
export function findPage({ height, width, data }: Plane): Uint8Array | undefined {
  const label = new Int32Array(height * width);
  const stack = new Int32Array(height * width);
  let [best, maxWeight, bestArea] = [0, 0, 0];
  for (let first = 0, count = 0; first < data.length; first++) {
    if (label[first] !== 0) continue;
    count++;
    let [top, area, light] = [1, 0, 0];
    stack[0] = first;
    label[first] = count;
    while (top > 0) {
      const i = stack[--top]!;
      area++;
      light += data[i]!;
      const x = i % width;
      const visit = (j: number) => {
        if (label[j] !== 0 || !isSmooth(data[i]!, data[j]!)) return;
        label[j] = count;
        stack[top++] = j;
      };
      if (x > 0) visit(i - 1);
      if (x < width - 1) visit(i + 1);
      if (i >= width) visit(i - width);
      if (i + width < data.length) visit(i + width);
    }
    if (light > maxWeight) [best, maxWeight, bestArea] = [count, light, area];
  }
  if (bestArea < MIN_PAGE * data.length) return undefined;
  return Uint8Array.from(label, (value) => value === best ? 1 : 0);
}

/** Replaces nearly straight parts of an outline by their chords (Douglas and Peucker 1973). */
function simplify(outline: readonly [number, number][]): [number, number][] {
  const straighten = (points: readonly [number, number][]): [number, number][] => {
    const [a, b] = [points[0]!, points[points.length - 1]!];
    const length = Math.max(1e-9, Math.hypot(b[0] - a[0], b[1] - a[1]));
    let [far, split] = [MAX_BEND, 0];
    for (let i = 1; i < points.length - 1; i++) {
      const [x, y] = points[i]!;
      const off = Math.abs((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / length;
      if (off > far) [far, split] = [off, i];
    }
    if (split === 0) return [a, b];
    return [
      ...straighten(points.slice(0, split + 1)).slice(0, -1),
      ...straighten(points.slice(split)),
    ];
  };
  // The two points furthest along the diagonal are corners of any convex outline.
  const sums = outline.map(([x, y]) => x + y);
  const start = sums.indexOf(Math.min(...sums));
  const turned = [...outline.slice(start), ...outline.slice(0, start)];
  const opposite = turned.map(([x, y]) => x + y);
  const middle = opposite.indexOf(Math.max(...opposite));
  const first = straighten(turned.slice(0, middle + 1));
  return [...first.slice(0, -1), ...straighten([...turned.slice(middle), turned[0]!]).slice(0, -1)];
}

/**
 * Finds the sides of the page inside the image. A side that is an edge of the image, or short, is left
 * out.
 *
 * @param mask `height * width` bytes, 1 on the page.
 * @returns The sides, in cells; none if the page fills the image.
 */
export function findSides(mask: Uint8Array, height: number, width: number): Side[] {
  const corners = simplify(convexHull(mask, height, width));
  const minLength = MIN_SIDE * Math.max(height, width);
  return corners.flatMap((from, i) => {
    const to = corners[(i + 1) % corners.length]!;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length < minLength) return [];
    const isOnEdge = [0, 1].some((axis) => {
      const end = axis === 0 ? width : height;
      return (from[axis]! <= 1 && to[axis]! <= 1) ||
        (from[axis]! >= end - 1 && to[axis]! >= end - 1);
    });
    if (isOnEdge) return [];
    const [nx, ny] = [(to[1] - from[1]) / length, (from[0] - to[0]) / length];
    return [{ nx, ny, offset: nx * from[0] + ny * from[1], from, to }];
  });
}
