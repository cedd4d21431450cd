/**
 * Finds round stamps by their rim: a circle or ellipse more exact than any loop of handwriting. Needs
 * no colour: on a gray scan, or where a stamp has the colour of the pen, only its shape tells it.
 *
 * @module
 */
import { type Components, connectRuns, findRuns, maskOf, selectComponents } from "../components.ts";
import { type Ellipse, findEllipse, type PointSet, relativeRadius } from "./find_ellipse.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";
import { columnSlices, type MaskSlices, rowSlices } from "./mask_slices.ts";
import { eraseRim, type LineMask, measureRim, type Rim } from "./stamp_rim.ts";

/** Minimum radius of a stamp: in pixels, and as a fraction of the long side of the image. */
const [MIN_RADIUS, MIN_RADIUS_FRACTION] = [18, 0.03];
/** Maximum radius, as a fraction of the long side of the image. */
const MAX_RADIUS_FRACTION = 0.4;
/** Minimum fraction of the directions of a rim that lie in the image. */
const MIN_INSIDE = 0.6;
/** Minimum fraction of those in which there is ink, and in which no stroke crosses the rim. */
const [MIN_COVERED, MIN_CLEAR] = [0.94, 0.6];
/** Minimum fraction in which no stroke crosses the rim of a stamp that is apart from the signature. */
const MIN_CLEAR_ALONE = 0.99;
/** Maximum root mean square distance from the ellipse: in pixels, and as a fraction of the radius. */
const [MAX_RESIDUAL, MAX_RESIDUAL_FRACTION] = [0.45, 0.005];
/** Minimum radius, in multiples of the thickness of the rim. */
const MIN_RADIUS_WIDTHS = 5;
/** Maximum number of rims of one image. */
const MAX_RIMS = 4;

/** Middles of the runs of ink, along rows and columns, that are at most as long as a line is thick. */
function middlesOf({ height, width, mask, maxThickness }: LineMask): PointSet {
  const runs = findRuns(mask, height, width, 1, 1);
  const [x, y]: [number[], number[]] = [[], []];
  const add = ({ length, offset, start, end }: MaskSlices, along: number[], across: number[]) => {
    for (let slice = 0; slice < length; slice++) {
      for (let run = offset[slice]!; run < offset[slice + 1]!; run++) {
        if (end[run]! - start[run]! > maxThickness) continue;
        along.push(slice);
        across.push((start[run]! + end[run]! - 1) / 2);
      }
    }
  };
  add(rowSlices(runs, height, width), y, x);
  add(columnSlices(runs, height, width), x, y);
  return { x: Float32Array.from(x), y: Float32Array.from(y) };
}

/** Whether a rim is more exact than a loop of handwriting. */
function isExact({ inside, covered, clear, residual, ellipse, thickness }: Rim): boolean {
  const radius = Math.min(...ellipse.radii);
  return inside >= MIN_INSIDE && covered >= MIN_COVERED && clear >= MIN_CLEAR &&
    residual <= Math.max(MAX_RESIDUAL, MAX_RESIDUAL_FRACTION * radius) &&
    radius >= MIN_RADIUS_WIDTHS * thickness;
}

/** Finds the best ellipse among the thin lines of a mask, and measures it. */
function findRim(ink: LineMask): Rim | undefined {
  const { height, width } = ink;
  const longSide = Math.max(height, width);
  const ellipse = findEllipse(middlesOf(ink), {
    height,
    width,
    minRadius: Math.max(MIN_RADIUS, MIN_RADIUS_FRACTION * longSide),
    maxRadius: MAX_RADIUS_FRACTION * longSide,
  });
  return ellipse && measureRim(ellipse, ink);
}

/**
 * Finds round stamps: their rims, and the marks inside of them.
 *
 * @param marks The marks of an image of `height * width` pixels.
 * @param maxThickness Maximum thickness of a rim in pixels.
 * @returns The marks without round stamps; the same object if there are none.
 */
export function dropRoundStamps(
  marks: Components,
  height: number,
  width: number,
  maxThickness: number,
): Components {
  const ink = { height, width, mask: maskOf(marks, height, width), maxThickness };
  const rims: Rim[] = [];
  while (rims.length < MAX_RIMS) {
    const rim = findRim(ink);
    if (rim === undefined || !isExact(rim)) break;
    rims.push(rim);
    eraseRim(rim, ink);
  }
  if (rims.length === 0) return marks;
  const rest = connectRuns(findRuns(ink.mask, height, width, 1, 1), height, width);
  const isOutside = Uint8Array.from(
    { length: rest.count },
    (_, c) => rims.some((rim) => isAlone(rim) && isInside(rest, c, rim.ellipse)) ? 0 : 1,
  );
  const outside = selectComponents(rest, isOutside);
  // Initials inside a ring are no stamp.
  return canBeSignature(measureInk(outside), Math.max(height, width)) ? outside : rest;
}

/** Whether no strokes cross a rim: then all inside of it belongs to the stamp. */
function isAlone({ clear }: Rim): boolean {
  return clear >= MIN_CLEAR_ALONE;
}

/** Whether the box of a mark lies inside an ellipse. */
function isInside({ top, left, bottom, right }: Components, c: number, ellipse: Ellipse): boolean {
  return [left[c]!, right[c]! - 1].every((x) =>
    [top[c]!, bottom[c]! - 1].every((y) => relativeRadius(ellipse, x, y) < 1)
  );
}
