/**
 * Finds round stamps by their rim: a circle or ellipse more exact than any loop of handwriting. Needs
 * no colour: on a gray scan, or where a stamp has the colour of the pen, only its shape tells it.
 *
 * @module
 */
import { type Components, connectRuns, findRuns, maskOf, selectComponents } from "../components.ts";
import { type Ellipse, findCircle, refineEllipse, relativeRadius } from "./find_ellipse.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";
import { middlesOf } from "./line_middles.ts";
import { findOval } from "./sample_ovals.ts";
import { findTypeRows } from "./type_rows.ts";
import { eraseRim, type LineMask, measureRim, type Rim } from "./stamp_rim.ts";

/** Minimum radius of a stamp: in pixels, and as a fraction of the long side of the image. */
const [MIN_RADIUS, MIN_RADIUS_FRACTION] = [18, 0.03];
/** The same of the shorter radius of an oval: loops of handwriting are ovals, but smaller. */
const [MIN_OVAL_RADIUS, MIN_OVAL_FRACTION] = [24, 0.06];
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

/** Whether a rim is more exact than a loop of handwriting. */
function isExact({ inside, covered, clear, residual, ellipse, thickness }: Rim): boolean {
  const radius = Math.min(...ellipse.radii);
  return inside >= MIN_INSIDE && covered >= MIN_COVERED && clear >= MIN_CLEAR &&
    residual <= Math.max(MAX_RESIDUAL, MAX_RESIDUAL_FRACTION * radius) &&
    radius >= MIN_RADIUS_WIDTHS * thickness;
}

/** Finds the best circle or oval among the thin lines of a mask that is exact. */
function findRim(ink: LineMask): Rim | undefined {
  const { height, width } = ink;
  const longSide = Math.max(height, width);
  const points = middlesOf(ink);
  const maxRadius = MAX_RADIUS_FRACTION * longSide;
  const radius = (pixels: number, fraction: number) => Math.max(pixels, fraction * longSide);
  const exactOf = (rough: Ellipse | undefined) => {
    const ellipse = rough && refineEllipse(points, rough);
    const rim = ellipse && measureRim(ellipse, ink);
    return rim && isExact(rim) ? rim : undefined;
  };
  const minRadius = radius(MIN_RADIUS, MIN_RADIUS_FRACTION);
  const minOval = radius(MIN_OVAL_RADIUS, MIN_OVAL_FRACTION);
  return exactOf(findCircle(points, { height, width, minRadius, maxRadius })) ??
    exactOf(findOval(points, { height, width, minRadius: minOval, maxRadius }));
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
    if (rim === undefined) break;
    rims.push(rim);
    eraseRim(rim, ink);
  }
  if (rims.length === 0) return marks;
  const rest = connectRuns(findRuns(ink.mask, height, width, 1, 1), height, width);
  const type = new Set(findTypeRows(rest, width).flat());
  const isOutside = Uint8Array.from(
    { length: rest.count },
    (_, c) =>
      rims.some((rim) => (isAlone(rim) || type.has(c)) && isInside(rest, c, rim.ellipse)) ? 0 : 1,
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
