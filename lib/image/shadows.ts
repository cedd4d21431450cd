/**
 * Shadows, fingers and table tops at the edge of a photo.
 *
 * @module
 */
import { eraseComponents, findComponents } from "./components.ts";
import { squaredDistances } from "./distance_transform.ts";
import { measureStrokeWidth } from "./stroke_width.ts";

/** Marks at the edge that are this many times as thick as the strokes are shadows. */
const THICK = 4;
/** Less than this share of the picture is no signature to compare with. */
const LEAST_INK = 0.0002;

/**
 * Erases what is much thicker than the other strokes and reaches the edge of the picture: shadows,
 * fingers, the table under the paper.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1; changed in place.
 */
export function eraseShadows(mask: Uint8Array, height: number, width: number): void {
  const components = findComponents(mask, height, width);
  const { count, area, top, left, bottom, right, runStart, runEnd, runComponent } = components;
  const inner = new Uint8Array(count);
  let ink = 0;
  for (let c = 0; c < count; c++) {
    if (top[c] === 0 || left[c] === 0 || bottom[c] === height || right[c] === width) continue;
    inner[c] = 1;
    ink += area[c]!;
  }
  if (!inner.includes(0) || ink < LEAST_INK * height * width) return;
  const strokes = mask.slice();
  eraseComponents(strokes, components, inner);
  const most = (THICK * measureStrokeWidth(strokes, height, width) / 2) ** 2;
  const distances = squaredDistances(mask, height, width, 0, Math.max(height, width));
  const keep = new Uint8Array(count).fill(1);
  for (let run = 0; run < runStart.length; run++) {
    const c = runComponent[run]!;
    if (inner[c] === 1) continue;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) if (distances[i]! > most) keep[c] = 0;
  }
  if (keep.includes(0)) eraseComponents(mask, components, keep);
}
