/**
 * Weights of the source samples that make each sample of a resampled row or column.
 *
 * @module
 */

/** For each output sample: the first source sample it reads, and the weights from there on. */
export interface Taps {
  readonly first: Int32Array;
  /** Weights of output `i` are `weights[offset[i] .. offset[i + 1])`. */
  readonly offset: Int32Array;
  readonly weights: Float64Array;
}

export function makeTaps(start: number, length: number, available: number, count: number): Taps {
  const step = length / count;
  const first = new Int32Array(count);
  const offset = new Int32Array(count + 1);
  const weights = new Float64Array(count * (Math.ceil(Math.max(step, 1)) + 2));
  let used = 0;
  for (let i = 0; i < count; i++) {
    offset[i] = used;
    if (step >= 1) {
      const low = Math.max(0, start + i * step);
      const high = Math.min(available, start + (i + 1) * step);
      const begin = Math.min(available - 1, Math.floor(low + 1e-9));
      const end = Math.max(begin + 1, Math.ceil(high - 1e-9));
      first[i] = begin;
      const scale = 1 / Math.max(high - low, 1e-9);
      for (let j = begin; j < end; j++) {
        weights[used++] = (Math.min(high, j + 1) - Math.max(low, j)) * scale;
      }
    } else {
      const centre = start + (i + 0.5) * step - 0.5;
      const position = Math.min(available - 1, Math.max(0, centre));
      const begin = Math.min(Math.floor(position), Math.max(0, available - 2));
      first[i] = begin;
      weights[used++] = 1 - (position - begin);
      if (available > 1) weights[used++] = position - begin;
    }
  }
  offset[count] = used;
  return { first, offset, weights };
}

/** The end of the columns that a new pixel reads, exclusive. */
export function endOfTaps({ first, offset }: Taps, x: number): number {
  return first[x]! + offset[x + 1]! - offset[x]!;
}

/** Rounds weights to integers with a given total per output. */
export function roundWeights({ offset, weights }: Taps, total: number): Int32Array {
  const rounded = new Int32Array(offset[offset.length - 1]!);
  for (let i = 0; i + 1 < offset.length; i++) {
    const begin = offset[i]!;
    let rest = total;
    let largest = begin;
    for (let k = begin; k < offset[i + 1]!; k++) {
      const weight = Math.round(weights[k]! * total);
      rounded[k] = weight;
      rest -= weight;
      if (weight > rounded[largest]!) largest = k;
    }
    rounded[largest]! += rest;
  }
  return rounded;
}

/** Edges of new pixels in a row: whole columns, and the covered fraction of the next column. */
interface Edges {
  readonly column: Int32Array;
  readonly fraction: Float64Array;
  /** Factor of the sum over each new pixel. */
  readonly scale: Float64Array;
}

export function makeEdges(
  start: number,
  length: number,
  available: number,
  count: number,
  unit: number,
): Edges {
  const step = length / count;
  const column = new Int32Array(count + 1);
  const fraction = new Float64Array(count + 1);
  const scale = new Float64Array(count);
  let before = 0;
  for (let i = 0; i <= count; i++) {
    const edge = Math.min(available, Math.max(0, start + i * step));
    column[i] = Math.min(available - 1, Math.floor(edge + 1e-9));
    fraction[i] = edge - column[i]!;
    if (i > 0) scale[i - 1] = unit / Math.max(edge - before, 1e-9);
    before = edge;
  }
  return { column, fraction, scale };
}
