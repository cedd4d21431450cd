/**
 * Separates handwriting from print, stamps and lines.
 *
 * @module
 */
import { boundComponents, type Components, connectRuns, findRuns } from "../components.ts";
import { squaredDistances } from "../distance_transform.ts";
import { type ColorSource, type InkLayer, separateInks } from "./ink_colors.ts";
import { isFramed } from "./framed_ink.ts";
import { canBeSignature, diagonalOf, measureInk, strokeLength } from "./ink_extent.ts";
import { findTextRows } from "./printed_text.ts";
import { measureStrokeWidth } from "./measure_stroke_width.ts";
import { findTypeRows } from "./type_rows.ts";

/** Amount of handwriting among marks. */
interface HandwritingMeasure {
  /** Length of the strokes that can be handwriting, in pixels. */
  readonly length: number;
  /** That length as a fraction of the length of all strokes. */
  readonly fraction: number;
}

/** Minimum fraction of the pixels of a ring that lie near its outline. */
const MIN_RING_FRACTION = 0.8;
/** Minimum radius of a pixel near the outline of a ring; 1 is the outline. */
const RING_RADIUS = 0.78;
/** Maximum aspect ratio of a ring. */
const MAX_RING_ASPECT = 1.4;
/** Minimum ratio of length to thickness of a bar. */
const MIN_BAR_ASPECT = 12;

/** Finds marks whose pixels all lie near the outline of an ellipse: the border of a stamp. */
function findRings(marks: Components, width: number): Uint8Array {
  const { count, top, left, bottom, right, runStart, runEnd, runComponent } = marks;
  const near = new Float64Array(count);
  for (let run = 0; run < runStart.length; run++) {
    const c = runComponent[run]!;
    const y = Math.floor(runStart[run]! / width);
    const [a, b] = [(bottom[c]! - top[c]!) / 2, (right[c]! - left[c]!) / 2];
    const v = (y + 0.5 - (top[c]! + a)) / a;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      const u = (i - y * width + 0.5 - (left[c]! + b)) / b;
      if (Math.hypot(u, v) >= RING_RADIUS) near[c]!++;
    }
  }
  return Uint8Array.from(near, (pixels, c) => {
    const aspect = (right[c]! - left[c]!) / (bottom[c]! - top[c]!);
    const isRound = aspect < MAX_RING_ASPECT && aspect > 1 / MAX_RING_ASPECT;
    return isRound && pixels >= MIN_RING_FRACTION * marks.area[c]! ? 1 : 0;
  });
}

/**
 * Measures how much of some marks can be handwriting: neither rows of print, nor rings, nor
 * straight bars.
 *
 * @param marks The marks of an image with `width` columns.
 */
function measureHandwriting(marks: Components, width: number): HandwritingMeasure {
  const { strokeWidth, length: all } = measureInk(marks);
  const rings = findRings(marks, width);
  const rows = [...findTextRows(marks).map((row) => row.marks), ...findTypeRows(marks, width)];
  const isPrint = new Uint8Array(marks.count);
  for (const row of rows) for (const c of row) isPrint[c] = 1;
  let length = 0;
  for (let c = 0; c < marks.count; c++) {
    const long = strokeLength(marks.area[c]!, strokeWidth);
    const across = Math.min(marks.bottom[c]! - marks.top[c]!, marks.right[c]! - marks.left[c]!);
    const isBar = across * MIN_BAR_ASPECT < diagonalOf(marks, c);
    if (rings[c] === 1 || isPrint[c] === 1 || isBar) continue;
    // Marks inside a ring belong to the stamp.
    if (isInside(marks, c, rings)) continue;
    length += long;
  }
  return { length, fraction: length / Math.max(1, all) };
}

function isInside({ top, left, bottom, right }: Components, mark: number, rings: Uint8Array) {
  for (let ring = 0; ring < rings.length; ring++) {
    if (rings[ring] === 0 || ring === mark) continue;
    if (
      top[mark]! >= top[ring]! && bottom[mark]! <= bottom[ring]! &&
      left[mark]! >= left[ring]! && right[mark]! <= right[ring]!
    ) return true;
  }
  return false;
}

/** The handwriting of an image with two inks. */
export interface HandwritingChoice {
  /** `height * width` bytes: 1 where there is ink of the handwriting. */
  readonly handwriting: Uint8Array;
  /** The same for the other ink. */
  readonly other: Uint8Array;
  /** Whether both inks can be handwriting. */
  readonly isAmbiguous: boolean;
}

/**
 * Minimum difference between the densities of a coloured ink; below it the ink is black or gray.
 */
const MIN_HUE = 0.12;
/** Likelihood of handwriting by hue: pens are often blue, stamps are often red. */
const [BLUE_WEIGHT, RED_WEIGHT] = [1.5, 0.6];
/** Likelihood of handwriting for a stamp. */
const STAMP_WEIGHT = 0.1;
/**
 * Inner radius of the rim of a stamp, 1 being that of its box, and minimum fraction of its pixels
 * there.
 */
const [STAMP_RADIUS, MIN_STAMP_FRACTION] = [0.86, 0.25];
/** Number of sectors of the rim, most of which must hold ink. */
const STAMP_SECTORS = 24;
/**
 * Minimum score of the weaker ink, as a fraction of the stronger, for the choice to be ambiguous.
 */
const AMBIGUOUS_FRACTION = 0.5;

/** Maximum fraction of the strokes of print and stamps that resemble handwriting. */
const MAX_PRINT_FRACTION = 0.7;
/** Maximum width of strokes that cover an ink, in widths of its own; more is a field of colour. */
const MAX_COVERING = 2;

/** Whether an ink is coloured. */
function isColored(densities: readonly number[]): boolean {
  return Math.max(...densities) - Math.min(...densities) >= MIN_HUE;
}

/** Likelihood of a colour for handwriting, up to a factor. */
function weighHue([red, green, blue]: readonly [number, number, number]): number {
  if (!isColored([red, green, blue])) return 1;
  if (red > green && red > blue) return BLUE_WEIGHT;
  return red < green && red < blue ? RED_WEIGHT : 1;
}

/**
 * Chooses which of two inks is the handwriting.
 *
 * @param source The colours.
 * @param marks All ink in a smaller copy of `height * width` pixels.
 * @returns Both inks; `undefined` if all ink has one colour, or neither can be a signature.
 */
export function chooseHandwriting(
  source: ColorSource,
  marks: Components,
  height: number,
  width: number,
): HandwritingChoice | undefined {
  const inks = separateInks(source, marks, height, width);
  if (inks === undefined) return undefined;
  const rated = inks.layers.map((layer) => rateLayer(layer, height, width));
  const [best, worse] = isBetter(rated[0]!, rated[1]!)
    ? [rated[0]!, rated[1]!]
    : [rated[1]!, rated[0]!];
  if (!best.isEnough || (best.score === 0 && !worse.isStamp)) return undefined;
  const handwriting = bridge(best.mask, worse.mask, height, width);
  return { handwriting, other: worse.mask, isAmbiguous: isAmbiguous(best, worse, inks.isSure) };
}

/**
 * Adds to an ink the pixels of another that lie between two parts of it: strokes that the other ink
 * covers. This is a morphological closing as wide as the strokes of the other ink.
 */
function bridge(ink: Uint8Array, other: Uint8Array, height: number, width: number): Uint8Array {
  const covering = Math.min(
    measureStrokeWidth(other, height, width),
    MAX_COVERING * measureStrokeWidth(ink, height, width),
  );
  const radius = Math.ceil(0.75 * covering) + 1;
  const near = squaredDistances(ink, height, width, 1, radius + 1);
  const outside = Uint8Array.from(near, (distance) => distance > radius ** 2 ? 1 : 0);
  const inside = squaredDistances(outside, height, width, 1, radius + 1);
  return ink.map((value, i) => value === 1 || (other[i] === 1 && inside[i]! > radius ** 2) ? 1 : 0);
}

/**
 * Whether marks are a round stamp, whole or cut by lines: many pixels lie all around the ellipse
 * that fills the box.
 */
function isRoundStamp(marks: Components, width: number): boolean {
  const box = boundComponents(marks);
  if (box === undefined) return false;
  const [a, b] = [(box.bottom - box.top) / 2, (box.right - box.left) / 2];
  if (a / b > MAX_RING_ASPECT || b / a > MAX_RING_ASPECT) return false;
  const sectors = new Int32Array(STAMP_SECTORS);
  let [near, all] = [0, 0];
  for (let run = 0; run < marks.runStart.length; run++) {
    const y = Math.floor(marks.runStart[run]! / width);
    const v = (y + 0.5 - box.top - a) / a;
    for (let i = marks.runStart[run]!; i < marks.runEnd[run]!; i++, all++) {
      const u = (i - y * width + 0.5 - box.left - b) / b;
      if (Math.hypot(u, v) < STAMP_RADIUS) continue;
      near++;
      const angle = Math.atan2(v, u) / (2 * Math.PI) + 0.5;
      sectors[Math.min(STAMP_SECTORS - 1, Math.floor(angle * STAMP_SECTORS))]!++;
    }
  }
  const filled = sectors.filter((count) => count > 0).length;
  return near > MIN_STAMP_FRACTION * all && filled >= 0.75 * STAMP_SECTORS;
}

function rateLayer({ mask, direction }: InkLayer, height: number, width: number) {
  const marks = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  const { length, fraction } = measureHandwriting(marks, width);
  const isEnough = canBeSignature(measureInk(marks), Math.max(height, width));
  // Stamps are coloured; a black frame may be a loop of the signature.
  const isStamp = isRoundStamp(marks, width) ||
    (isColored(direction) && isFramed(marks, height, width));
  const weight = weighHue(direction) * (isStamp ? STAMP_WEIGHT : 1);
  const score = isEnough ? length * fraction * weight : 0;
  return { mask, fraction, score, isStamp, isEnough };
}

type RatedLayer = ReturnType<typeof rateLayer>;

/**
 * Whether the first layer is rather the handwriting. Beside a stamp it is the other ink, even letters
 * apart from each other, which resemble print.
 */
function isBetter(first: RatedLayer, second: RatedLayer): boolean {
  if (first.isStamp !== second.isStamp) {
    const written = first.isStamp ? second : first;
    if (written.isEnough) return written === first;
  }
  return first.score >= second.score;
}

/** Whether the other ink can be handwriting too. */
function isAmbiguous(best: RatedLayer, worse: RatedLayer, isSure: boolean): boolean {
  // Inks of nearly one colour count as two only where their shapes say so.
  if (!isSure && !worse.isStamp && worse.fraction > MAX_PRINT_FRACTION) return true;
  // A loop around a signature passes for the frame of a stamp.
  if (worse.isStamp && !best.isStamp) return best.fraction < 0.5 && worse.fraction > 0.5;
  return worse.score > AMBIGUOUS_FRACTION * best.score && worse.fraction > 0.5;
}
