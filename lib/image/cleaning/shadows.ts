/**
 * Shadows, fingers and table tops at the edge of a photo.
 *
 * @module
 */
import { type Components, selectComponents } from "../components.ts";
import { distancesInside } from "../distance_transform.ts";
import { measureRuns } from "./stroke_width.ts";

/** Marks at the edge that are this many times as thick as the strokes are shadows. */
const THICK = 4;
/** Less than this share of the picture is no signature to compare with. */
const LEAST_INK = 0.0002;

/**
 * Leaves out what is much thicker than the other strokes and reaches the edge of the picture:
 * shadows, fingers, the table under the paper.
 *
 * @param components All marks of a picture of `height * width` pixels.
 * @returns The marks that are no shadows.
 */
export function dropShadows(components: Components, height: number, width: number): Components {
  const { count, area, top, left, bottom, right } = components;
  const inner = new Uint8Array(count);
  const outer = new Uint8Array(count).fill(1);
  let ink = 0;
  for (let c = 0; c < count; c++) {
    if (top[c] === 0 || left[c] === 0 || bottom[c] === height || right[c] === width) continue;
    inner[c] = 1;
    outer[c] = 0;
    ink += area[c]!;
  }
  if (!inner.includes(0) || ink < LEAST_INK * height * width) return components;
  const strokes = selectComponents(components, inner);
  const most = THICK * measureRuns(runsOf(strokes), height, width) / 2;
  const keep = new Uint8Array(count).fill(1);
  const atEdge = selectComponents(components, outer);
  const thick = findThick(atEdge, height, width, most);
  for (let c = 0, i = 0; c < count; c++) if (outer[c] === 1 && thick[i++] === 1) keep[c] = 0;
  return selectComponents(components, keep);
}

function runsOf({ runStart, runEnd }: Components): { start: Int32Array; end: Int32Array } {
  return { start: runStart, end: runEnd };
}

/** Which components have a pixel that is further than a distance from the paper: a byte for each. */
function findThick(
  components: Components,
  height: number,
  width: number,
  distance: number,
): Uint8Array {
  const { count, runStart, runEnd, runComponent } = components;
  const thick = new Uint8Array(count);
  const limit = Math.min(Math.max(height, width), Math.ceil(distance) + 1);
  const distances = distancesInside(runsOf(components), height, width, limit);
  for (let run = 0; run < runStart.length; run++) {
    const c = runComponent[run]!;
    for (let i = runStart[run]!; thick[c] === 0 && i < runEnd[run]!; i++) {
      if (distances[i]! > distance ** 2) thick[c] = 1;
    }
  }
  return thick;
}
