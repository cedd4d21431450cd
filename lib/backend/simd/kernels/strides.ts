/**
 * Strides: the numbers of values from one index of a dimension to the next.
 *
 * @module
 */

/** A walk through two tensors at once. */
export interface Walk {
  /** Size of each dimension. */
  readonly sizes: readonly number[];
  /** Strides in the first tensor; 0 where it is repeated. */
  readonly aStrides: readonly number[];
  /** Strides in the second tensor; 0 where it is repeated. */
  readonly bStrides: readonly number[];
}

/** The strides of a contiguous tensor. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** The strides of a contiguous tensor that is broadcast to `rank` dimensions. */
export function broadcastStrides(shape: readonly number[], rank: number): number[] {
  const strides = contiguousStrides(shape).map((stride, i) => shape[i] === 1 ? 0 : stride);
  return padStart(strides, rank, 0);
}

/** Joins neighbouring dimensions that both tensors step through as through one; leaves out size 1. */
export function joinDimensions(walk: Walk): Walk {
  const sizes: number[] = [];
  const aStrides: number[] = [];
  const bStrides: number[] = [];
  for (let i = 0; i < walk.sizes.length; i++) {
    const [size, a, b] = [walk.sizes[i]!, walk.aStrides[i]!, walk.bStrides[i]!];
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && aStrides[last] === a * size && bStrides[last] === b * size) {
      sizes[last]! *= size;
      aStrides[last] = a;
      bStrides[last] = b;
    } else {
      sizes.push(size);
      aStrides.push(a);
      bStrides.push(b);
    }
  }
  return { sizes, aStrides, bStrides };
}

/**
 * A walk as arguments of a job: sizes, strides in the first tensor, strides in the second.
 *
 * @param walk At most `rank` dimensions; dimensions of size 1 are put before them.
 * @param rank Number of dimensions that the job has.
 */
export function walkArguments({ sizes, aStrides, bStrides }: Walk, rank: number): number[] {
  return [
    ...padStart(sizes, rank, 1),
    ...padStart(aStrides, rank, 0),
    ...padStart(bStrides, rank, 0),
  ];
}

/** `values` at the end of a list of `length`, after copies of `filler`. */
function padStart(values: readonly number[], length: number, filler: number): number[] {
  return [...new Array<number>(length - values.length).fill(filler), ...values];
}
