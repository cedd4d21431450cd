/**
 * Removes dust around a signature.
 *
 * @module
 */
import { boundComponents, type Components, selectComponents } from "../components.ts";
import { guessStrokeWidth } from "./ink_extent.ts";

/**
 * Maximum size of a speck, as a fraction of the ink; a speck is also smaller than a dot of the pen.
 */
const MAX_SPECK_FRACTION = 0.006;
/** Minimum area of a dot of the pen, in squared stroke widths. */
const MIN_DOT_AREA = 0.3;
/** Maximum size of a far mark that is removed, as a fraction of the ink. */
const MAX_FAR_FRACTION = 0.02;
/** Minimum fraction of the ink in small pieces that are a broken signature, not dust. */
const MIN_BROKEN_FRACTION = 0.1;

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/**
 * Removes dust: components with less than 0.6 % of the ink that are smaller than a dot of the pen,
 * and small marks far from all others.
 *
 * Keeps such pieces if they make up much of the ink: then they are the signature.
 *
 * @param components All marks of an image.
 * @returns The marks that are not dust.
 */
export function dropSpecks(components: Components): Components {
  const { count, area } = components;
  const ink = sum(area);
  const dot = MIN_DOT_AREA * guessStrokeWidth(ink, components.runStart.length) ** 2;
  const limit = Math.min(MAX_SPECK_FRACTION * ink, dot);
  const keep = new Uint8Array(count);
  let dropped = 0;
  for (let c = 0; c < count; c++) {
    if (area[c]! >= limit) keep[c] = 1;
    else dropped += area[c]!;
  }
  if (dropped > MIN_BROKEN_FRACTION * ink) keep.fill(1);
  dropFarMarks(components, keep, ink);
  return selectComponents(components, keep);
}

/**
 * Whether some marks lie further from the largest one and those near it than strokes of one
 * signature do: by half the height or a quarter of the width of all that is near. Words on the same
 * line are no such marks, unless they reach the edge of the image.
 *
 * @param marks The marks of a signature in an image of `height * width` pixels, without dust.
 */
export function holdsFarMarks(marks: Components, height: number, width: number): boolean {
  if (marks.count < 2) return false;
  const near = growCluster(marks, new Uint8Array(marks.count).fill(1), largestOf(marks));
  if (!near.includes(0)) return false;
  const { top, left, bottom, right } = marks;
  const cluster = boundComponents(selectComponents(marks, near))!;
  for (let c = 0; c < marks.count; c++) {
    if (near[c] === 1) continue;
    const atEdge = top[c] === 0 || left[c] === 0 || bottom[c] === height || right[c] === width;
    if (atEdge || top[c]! >= cluster.bottom || bottom[c]! <= cluster.top) return true;
  }
  return false;
}

function largestOf({ count, area }: Components): number {
  let largest = 0;
  for (let c = 1; c < count; c++) if (area[c]! > area[largest]!) largest = c;
  return largest;
}

function dropFarMarks(components: Components, keep: Uint8Array, ink: number): void {
  const { count, area } = components;
  if (count < 2) return;
  const near = growCluster(components, keep, largestOf(components));
  let far = 0;
  for (let c = 0; c < count; c++) if (near[c] === 0) far += area[c]! * keep[c]!;
  if (far < MAX_FAR_FRACTION * ink) keep.set(near);
}

/**
 * Grows a cluster from a component: adds components whose boxes are near the box of the cluster.
 */
function growCluster(components: Components, keep: Uint8Array, first: number): Uint8Array {
  const { count } = components;
  const near = new Uint8Array(count);
  near[first] = 1;
  let top = components.top[first]!;
  let left = components.left[first]!;
  let bottom = components.bottom[first]!;
  let right = components.right[first]!;
  for (let grew = true; grew;) {
    grew = false;
    const reach = 0.5 * Math.max(bottom - top, (right - left) / 2);
    for (let c = 0; c < count; c++) {
      if (keep[c] === 0 || near[c] !== 0) continue;
      const dy = Math.max(components.top[c]! - bottom, top - components.bottom[c]!);
      const dx = Math.max(components.left[c]! - right, left - components.right[c]!);
      if (Math.max(dy, dx) > reach) continue;
      near[c] = 1;
      grew = true;
      top = Math.min(top, components.top[c]!);
      left = Math.min(left, components.left[c]!);
      bottom = Math.max(bottom, components.bottom[c]!);
      right = Math.max(right, components.right[c]!);
    }
  }
  return near;
}
