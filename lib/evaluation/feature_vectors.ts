/**
 * Vectors of one length, and the products between them.
 *
 * @module
 */

/** Vectors of one length, row by row. */
export interface FeatureVectors {
  /** Number of vectors. */
  readonly count: number;
  /** Length of each. */
  readonly size: number;
  /** `count * size` values. */
  readonly values: Float32Array;
}

/**
 * The products of all vectors of one set with all of another.
 *
 * @param a `[n, size]`.
 * @param b `[m, size]`.
 * @returns `[n, m]`: `a b^T`.
 * @throws {RangeError} If the lengths of the vectors differ.
 */
export function innerProducts(a: FeatureVectors, b: FeatureVectors): Float64Array {
  const { size } = a;
  if (size !== b.size) {
    throw new RangeError(
      `Cannot compare vectors: they have ${size} and ${b.size} values, expected the same length`,
    );
  }
  const products = new Float64Array(a.count * b.count);
  const [x, y] = [a.values, b.values];
  for (let i = 0; i < a.count; i++) {
    const from = i * size;
    let j = 0;
    // Four at a time: each value of x is read once for four products.
    for (; j + 3 < b.count; j += 4) {
      let [p, q, r, s] = [0, 0, 0, 0];
      let [at, bt, ct, dt] = [j * size, (j + 1) * size, (j + 2) * size, (j + 3) * size];
      for (let k = from; k < from + size; k++) {
        const value = x[k]!;
        p += value * y[at++]!;
        q += value * y[bt++]!;
        r += value * y[ct++]!;
        s += value * y[dt++]!;
      }
      const to = i * b.count + j;
      products[to] = p;
      products[to + 1] = q;
      products[to + 2] = r;
      products[to + 3] = s;
    }
    for (; j < b.count; j++) {
      let p = 0;
      for (let k = 0; k < size; k++) p += x[from + k]! * y[j * size + k]!;
      products[i * b.count + j] = p;
    }
  }
  return products;
}

/**
 * The squared Euclidean distances of all vectors of one set to all of another.
 *
 * @param a `[n, size]`.
 * @param b `[m, size]`.
 * @returns `[n, m]`, never negative.
 * @throws {RangeError} If the lengths of the vectors differ.
 */
export function squaredDistances(a: FeatureVectors, b: FeatureVectors): Float64Array {
  const result = innerProducts(a, b);
  const [normsA, normsB] = [squaredNorms(a), squaredNorms(b)];
  for (let i = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++) {
      const at = i * b.count + j;
      result[at] = Math.max(0, normsA[i]! + normsB[j]! - 2 * result[at]!);
    }
  }
  return result;
}

function squaredNorms({ count, size, values }: FeatureVectors): Float64Array {
  const norms = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = i * size; k < (i + 1) * size; k++) norms[i]! += values[k]! * values[k]!;
  }
  return norms;
}

/**
 * Selects vectors by index.
 *
 * @param vectors The vectors.
 * @param indices Indices of the vectors to take.
 */
export function selectVectors(
  { size, values }: FeatureVectors,
  indices: readonly number[],
): FeatureVectors {
  const selected = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    selected.set(values.subarray(index * size, (index + 1) * size), i * size);
  });
  return { count: indices.length, size, values: selected };
}
