/**
 * The place of a stroke in the order of writing.
 *
 * @module
 */

/** What the network reads of a stroke's place in the order of writing. */
export interface StrokeOrder {
  /** Weight of the stroke in means over strokes. */
  readonly weight: number;
  /** Mean order: log-odds, see `PlaceCues`. */
  readonly order: number;
}

/**
 * The disorder that comes of writing one stroke right after another, where without that strokes are
 * written in the order of their means: that of the two strokes, if the first one is the later one, or
 * of those that would be written between them.
 *
 * @param from The first stroke.
 * @param to The stroke that is written right after it.
 * @param strokes All strokes.
 * @returns Differences of the mean orders, times weights.
 */
export function joiningDisorder(
  from: StrokeOrder,
  to: StrokeOrder,
  strokes: readonly StrokeOrder[],
): number {
  const gap = to.order - from.order;
  if (gap < 0) return -gap * from.weight * to.weight / (from.weight + to.weight);
  return strokes.reduce((sum, { weight, order }) => {
    if (order <= from.order || order >= to.order) return sum;
    // It is written before both strokes or after both, whichever is less wrong.
    const [before, after] = [from.weight * (order - from.order), to.weight * (to.order - order)];
    return sum + weight * Math.min(before, after) / (from.weight + to.weight + weight);
  }, 0);
}
