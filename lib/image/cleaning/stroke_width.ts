/**
 * Brings pen strokes to a width that survives shrinking.
 *
 * @module
 */
import { connectRuns, findRuns } from "../components.ts";
import { type MeasuredRuns, type RunBounds, squaredDistances } from "../distance_transform.ts";
import { type Kernels, openKernels } from "../kernels.ts";
import { type Disc, makeDisc, renderDisc, splitDisc } from "./disc.ts";
import { boundRuns, measureStrokes } from "./measure_stroke_width.ts";

/** Result of {@linkcode fitStrokeWidth}. */
export interface FittedStrokes {
  /** Row-major, `height * width` values in `[0, 1]`: the fraction of each pixel that ink covers. */
  readonly coverage: Float32Array<ArrayBuffer>;
  /** The typical width of the strokes before, in pixels. */
  readonly measured: number;
}

/**
 * Brings the typical stroke width of a mask into a range by moving the strokes' outlines.
 *
 * Every point moves along the signed distance by the same amount. Where strokes get thinner, those
 * that would vanish keep at least the lower end of the range, or their own width if smaller.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1, with paper all around.
 * @param range Minimum and maximum typical width, in pixels.
 * @param runs The runs of the mask, if known.
 */
export function fitStrokeWidth(
  mask: Uint8Array,
  height: number,
  width: number,
  range: readonly [number, number],
  runs: RunBounds = boundRuns(mask, height, width),
): FittedStrokes {
  const kernels = openKernels();
  const strokes = measureStrokes(kernels, runs, height, width);
  const { start, end, count, distances, ridge, typicalWidth: measured } = strokes;
  const target = Math.min(range[1], Math.max(range[0], measured));
  const shift = (target - measured) / 2;
  const cover = kernels.reserve(4 * mask.length);
  kernels.run.coverInside(start, end, count, height, width, distances, shift, cover);
  if (shift > 0) coverOutside(kernels, strokes, mask, height, width, shift, cover);
  const coverage = kernels.floats(cover, mask.length).slice();
  if (shift < 0) {
    const inside = kernels.integers(distances, mask.length).slice();
    restoreHairlines(coverage, inside, ridge, height, width, -shift, range[0] / 2);
  }
  return { coverage, measured };
}

/**
 * Renders the growth of the strokes when their outlines move outwards: a disc around each outer
 * pixel.
 */
function coverOutside(
  kernels: Kernels,
  { start, end, count }: MeasuredRuns,
  mask: Uint8Array,
  height: number,
  width: number,
  shift: number,
  coverage: number,
): void {
  const disc = makeDisc(shift + 0.5);
  const { partOffset, offsets, values } = splitDisc(disc, width);
  kernels.run.coverOutside(
    start,
    end,
    count,
    height,
    width,
    kernels.place(mask),
    disc.reach,
    kernels.place(disc.coverage),
    kernels.place(partOffset),
    kernels.place(offsets),
    kernels.place(values),
    coverage,
  );
}

/**
 * Restores strokes that vanished because their outlines moved inwards past each other.
 *
 * Ink that vanished beside a thick stroke is only its rough edge: a hairline leads further away
 * from the remaining ink than the outlines moved.
 */
function restoreHairlines(
  coverage: Float32Array,
  inside: Int32Array,
  ridge: Int32Array,
  height: number,
  width: number,
  shift: number,
  minRadius: number,
): void {
  const thin = new Float32Array(coverage.length);
  const discs = new Map<number, Disc>();
  for (const i of ridge) {
    const radius = Math.sqrt(inside[i]!) - 0.25;
    const kept = Math.min(radius, minRadius);
    if (radius - shift >= kept) continue;
    let disc = discs.get(inside[i]!);
    if (disc === undefined) discs.set(inside[i]!, disc = makeDisc(kept));
    renderDisc(thin, height, width, i, disc);
  }
  if (discs.size === 0) return;
  const shape = new Uint8Array(thin.length);
  const core = new Uint8Array(thin.length);
  for (let i = 0; i < thin.length; i++) {
    if (thin[i]! > 0) shape[i] = 1;
    if (coverage[i]! > 0) core[i] = 1;
  }
  const reach = Math.ceil(shift) + 3;
  const distances = squaredDistances(core, height, width, 1, reach);
  const components = connectRuns(findRuns(shape, height, width, 1, 1), height, width);
  const { runStart, runEnd, runComponent } = components;
  const keep = new Uint8Array(components.count);
  for (let run = 0; run < runStart.length; run++) {
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (inside[i]! > 0 && distances[i]! >= reach * reach) keep[runComponent[run]!] = 1;
    }
  }
  for (let run = 0; run < runStart.length; run++) {
    if (keep[runComponent[run]!] === 0) continue;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (thin[i]! > coverage[i]!) coverage[i] = thin[i]!;
    }
  }
}
