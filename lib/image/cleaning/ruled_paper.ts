/**
 * Finds the hidden lines of ruled paper.
 *
 * @module
 */
import type { ImageLine } from "./image_line.ts";

/** Minimum number of parallel lines of ruled paper. */
const MIN_RULING = 3;
/** Minimum distance of ruled lines in pixels, and its tolerance as a fraction. */
const MIN_RULING_STEP = 8;
const MAX_RULING_ERROR = 0.12;

/**
 * Finds the lines of ruled paper that strokes hide: three or more parallel lines determine the
 * positions of the others.
 */
export function completeRuling(printed: readonly ImageLine[], isVertical: boolean): ImageLine[] {
  const family = printed.filter(({ vertical, isRuled, fraction }) =>
    vertical === isVertical && isRuled && fraction >= 0.8
  ).sort((a, b) => a.line.middle[0] - b.line.middle[0]);
  if (family.length < MIN_RULING) return [];
  const at = family.map(({ line: { middle, from } }) => middle[0] - middle[1] * from);
  const steps = at.slice(1).map((value, i) => value - at[i]!);
  const step = Math.min(...steps);
  const isEven = steps.every((value) =>
    Math.abs(value / step - Math.round(value / step)) < MAX_RULING_ERROR
  );
  if (!isEven || step < MIN_RULING_STEP) return [];
  const missing: ImageLine[] = [];
  steps.forEach((value, i) => {
    const count = Math.round(value / step);
    for (let k = 1; k < count; k++) {
      const model = family[i]!;
      const [, b, c] = model.line.middle;
      const middle = [at[i]! + value * k / count + b * model.line.from, b, c] as const;
      missing.push({ ...model, line: { ...model.line, middle } });
    }
  });
  return missing;
}
