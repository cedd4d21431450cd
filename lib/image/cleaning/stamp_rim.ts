/**
 * Measures and erases the rim of a round stamp.
 *
 * @module
 */
import { type Ellipse, pointOn } from "./find_ellipse.ts";

/** Number of directions in which a rim is measured. */
const DIRECTIONS = 180;
/** Maximum distance of a rim from its ellipse, in pixels; and the step at which ink is searched. */
const [MAX_OFF, STEP] = [2, 0.25];
/** Maximum thickness of a rim that nothing crosses: as a fraction of the median, and pixels beyond. */
const [MAX_CLEAR, MAX_CLEAR_PIXELS] = [1.3, 1];
/** The same for what is erased: the ink of a stamp is uneven. */
const [MAX_ERASED, MAX_ERASED_PIXELS] = [1.4, 2];

/** Ink with thin lines. */
export interface LineMask {
  readonly height: number;
  readonly width: number;
  /** `height * width` bytes: 1 is ink. */
  readonly mask: Uint8Array;
  /** Maximum thickness of a line, in pixels. */
  readonly maxThickness: number;
}

/** A rim, and how exact it is. */
export interface Rim {
  readonly ellipse: Ellipse;
  /** Fraction of the directions that lie in the image. */
  readonly inside: number;
  /** Fraction of those directions in which there is ink. */
  readonly covered: number;
  /** Fraction of those directions in which nothing crosses the rim. */
  readonly clear: number;
  /** Root mean square distance of the clear rim from the ellipse, in pixels. */
  readonly residual: number;
  /** Median thickness in pixels. */
  readonly thickness: number;
}

/** Ink on a normal of an ellipse, in pixels from the ellipse. */
interface RimRun {
  readonly from: number;
  readonly to: number;
}

/**
 * Measures a rim along normals of its ellipse.
 *
 * @param ellipse Where the rim lies.
 * @param ink The ink of the image.
 */
export function measureRim(ellipse: Ellipse, ink: LineMask): Rim {
  const angles = Array.from({ length: DIRECTIONS }, (_, k) => 2 * Math.PI * k / DIRECTIONS)
    .filter((theta) => {
      const [x, y] = pointOn(ellipse, theta);
      return x >= 1 && y >= 1 && x < ink.width - 1 && y < ink.height - 1;
    });
  const runs = angles.map((theta) => runAcross(ellipse, theta, ink))
    .filter((run) => run !== undefined);
  const thin = runs.map(({ from, to }) => to - from).filter((length) => length <= ink.maxThickness)
    .sort((a, b) => a - b);
  const thickness = thin[thin.length >> 1] ?? 0;
  const maxClear = Math.min(ink.maxThickness, MAX_CLEAR * thickness + MAX_CLEAR_PIXELS);
  const clear = runs.filter(({ from, to }) => to - from <= maxClear);
  const squares = clear.reduce((sum, { from, to }) => sum + ((from + to) / 2) ** 2, 0);
  const inside = Math.max(1, angles.length);
  return {
    ellipse,
    inside: angles.length / DIRECTIONS,
    covered: runs.length / inside,
    clear: clear.length / inside,
    residual: Math.sqrt(squares / Math.max(1, clear.length)),
    thickness,
  };
}

/** The run of ink on a normal that lies on the ellipse. Undefined if there is none. */
function runAcross(ellipse: Ellipse, theta: number, ink: LineMask): RimRun | undefined {
  const { height, width, mask, maxThickness } = ink;
  const { x, y, nx, ny } = normalAt(ellipse, theta);
  const isInk = (off: number) => {
    const [column, row] = [Math.round(x + off * nx), Math.round(y + off * ny)];
    return column >= 0 && row >= 0 && column < width && row < height &&
      mask[row * width + column] === 1;
  };
  let at: number | undefined;
  for (let off = 0; off <= MAX_OFF && at === undefined; off += STEP) {
    at = isInk(off) ? off : isInk(-off) ? -off : undefined;
  }
  if (at === undefined) return undefined;
  let [from, to] = [at, at];
  while (to - at <= maxThickness && isInk(to + STEP)) to += STEP;
  while (at - from <= maxThickness && isInk(from - STEP)) from -= STEP;
  return { from, to: to + STEP };
}

/**
 * Erases a rim from a mask, except where strokes cross it.
 *
 * @param rim The rim.
 * @param ink The ink of the image; its mask is changed in place.
 */
export function eraseRim({ ellipse, thickness }: Rim, ink: LineMask): void {
  const { height, width, mask } = ink;
  const steps = Math.ceil(4 * Math.PI * Math.max(...ellipse.radii));
  const erased: number[] = [];
  for (let k = 0; k < steps; k++) {
    const theta = 2 * Math.PI * k / steps;
    const run = runAcross(ellipse, theta, ink);
    if (run === undefined || run.to - run.from > MAX_ERASED * thickness + MAX_ERASED_PIXELS) {
      continue;
    }
    const { x, y, nx, ny } = normalAt(ellipse, theta);
    for (let off = run.from - 1; off <= run.to + 1; off += 2 * STEP) {
      const [column, row] = [Math.round(x + off * nx), Math.round(y + off * ny)];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      erased.push(row * width + column);
    }
  }
  for (const i of erased) mask[i] = 0;
}

/** A point of an ellipse, and the direction away from the ellipse there. */
function normalAt(ellipse: Ellipse, theta: number) {
  const [x, y] = pointOn(ellipse, theta);
  const [x1, y1] = pointOn(ellipse, theta + 0.01);
  const length = Math.hypot(x1 - x, y1 - y);
  return { x, y, nx: (y1 - y) / length, ny: (x - x1) / length };
}
