/**
 * The position of a stroke in the order of writing.
 *
 * @module
 */

/** The position of a stroke in the order of writing, as the network reads it. */
export interface StrokeOrder {
  /** Weight of the stroke in means over strokes. */
  readonly weight: number;
  /** Mean order: log-odds, see `PlaceCues`. */
  readonly order: number;
}

/**
 * The disorder of writing one stroke right after another, relative to writing all strokes by ascending
 * mean order. If the first stroke is the later one, these two are out of order; otherwise all strokes
 * are whose mean order is between theirs.
 *
 * @param from The first stroke.
 * @param to The stroke that is written right after it.
 * @param strokes All strokes.
 * @returns The sum of weighted differences of mean orders that are of the wrong sign; 0 for none.
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
    // It is written before both strokes or after both, whichever gives less disorder.
    const [before, after] = [from.weight * (order - from.order), to.weight * (to.order - order)];
    return sum + weight * Math.min(before, after) / (from.weight + to.weight + weight);
  }, 0);
}
