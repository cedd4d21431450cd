/**
 * Eigenvalues and eigenvectors of symmetric matrices, in float64.
 *
 * @module
 */

/** What {@linkcode symmetricEigen} finds. */
export interface SymmetricEigen {
  /** `size` eigenvalues, ascending. */
  readonly values: Float64Array;
  /** `size * size` values: row `i` is the unit eigenvector of eigenvalue `i`. */
  readonly vectors: Float64Array;
}

/** More rounds for one eigenvalue than any matrix of numbers takes. */
const MOST_ROUNDS = 60;

/**
 * Decomposes a symmetric matrix: Householder's reduction to a tridiagonal matrix, then implicit QL
 * (Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL algorithms for symmetric matrices", 1968).
 *
 * @param matrix Row-major, `size * size` values; its lower triangle is read.
 * @param size Its rows.
 * @returns Eigenvalues and eigenvectors: `matrix = vectors^T diag(values) vectors`.
 * @throws {RangeError} If a value is not finite or the matrix is not of that size.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
 * assert.ok(Math.abs(values[0]! - 1) < 1e-12 && Math.abs(values[1]! - 3) < 1e-12);
 * ```
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  if (matrix.length !== size * size) {
    throw new RangeError(
      `Cannot decompose a matrix: it has ${matrix.length} values, ${size} x ${size} are wanted`,
    );
  }
  // Rows and columns of `a` up to the current one hold the matrix that is still to be reduced, the
  // others the reflections; at the end its columns are the eigenvectors of the tridiagonal form.
  const a = Float64Array.from(matrix);
  if (!a.every(Number.isFinite)) {
    throw new RangeError("Cannot decompose a matrix: a value is not finite");
  }
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  reduceToTridiagonal(a, diagonal, beside, size);
  const vectors = transpose(a, size);
  diagonalize(diagonal, beside, vectors, size);
  return sortAscending(diagonal, vectors, size);
}

function transpose(matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) result[j * size + i] = matrix[i * size + j]!;
  }
  return result;
}

/** After it, `a` is orthogonal, and `a^T matrix a` has `diagonal` with `beside[1 ..]` next to it. */
function reduceToTridiagonal(
  a: Float64Array,
  diagonal: Float64Array,
  beside: Float64Array,
  size: number,
): void {
  for (let i = size - 1; i > 0; i--) {
    const row = i * size;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(a[row + k]!);
    if (i === 1 || scale === 0) {
      beside[i] = a[row + i - 1]!;
      diagonal[i] = 0;
      continue;
    }
    let squared = 0;
    for (let k = 0; k < i; k++) {
      a[row + k]! /= scale;
      squared += a[row + k]! ** 2;
    }
    const last = a[row + i - 1]!;
    const length = last >= 0 ? -Math.sqrt(squared) : Math.sqrt(squared);
    beside[i] = scale * length;
    squared -= last * length;
    a[row + i - 1] = last - length;
    diagonal[i] = squared;
    reflect(a, beside, i, squared, size);
  }
  diagonal[0] = 0;
  beside[0] = 0;
  accumulateReflections(a, diagonal, size);
}

/** Applies the reflection in row `i` to the rows above it; `beside[0 .. i)` is room for a vector. */
function reflect(a: Float64Array, beside: Float64Array, i: number, h: number, size: number): void {
  const row = i * size;
  for (let j = 0; j < i; j++) a[j * size + i] = a[row + j]! / h;
  beside.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const value = a[row + j]!;
    let sum = beside[j]! + a[j * size + j]! * value;
    for (let k = 0; k < j; k++) {
      sum += a[j * size + k]! * a[row + k]!;
      beside[k]! += a[j * size + k]! * value;
    }
    beside[j] = sum;
  }
  let product = 0;
  for (let j = 0; j < i; j++) {
    beside[j]! /= h;
    product += beside[j]! * a[row + j]!;
  }
  const half = product / (2 * h);
  for (let j = 0; j < i; j++) beside[j]! -= half * a[row + j]!;
  for (let j = 0; j < i; j++) {
    const [f, g] = [a[row + j]!, beside[j]!];
    for (let k = 0; k <= j; k++) a[j * size + k]! -= f * beside[k]! + g * a[row + k]!;
  }
}

function accumulateReflections(a: Float64Array, diagonal: Float64Array, size: number): void {
  const sums = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    if (diagonal[i] !== 0) {
      sums.fill(0, 0, i);
      for (let k = 0; k < i; k++) {
        const value = a[row + k]!;
        for (let j = 0; j < i; j++) sums[j]! += value * a[k * size + j]!;
      }
      for (let k = 0; k < i; k++) {
        const value = a[k * size + i]!;
        for (let j = 0; j < i; j++) a[k * size + j]! -= sums[j]! * value;
      }
    }
    diagonal[i] = a[row + i]!;
    a[row + i] = 1;
    for (let j = 0; j < i; j++) {
      a[j * size + i] = 0;
      a[row + j] = 0;
    }
  }
}

/** Turns the tridiagonal matrix to a diagonal one, and the rows of `vectors` along with it. */
function diagonalize(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
  size: number,
): void {
  beside.copyWithin(0, 1);
  beside[size - 1] = 0;
  for (let l = 0; l < size; l++) {
    for (let round = 0;; round++) {
      const m = findSplit(diagonal, beside, l, size);
      if (m === l) break;
      if (round === MOST_ROUNDS) {
        throw new RangeError("Cannot decompose a matrix: its eigenvalues do not converge");
      }
      chase(diagonal, beside, vectors, l, m, size);
    }
  }
}

/** The first index from `l` on after which the matrix falls apart. */
function findSplit(
  diagonal: Float64Array,
  beside: Float64Array,
  l: number,
  size: number,
): number {
  let m = l;
  for (; m < size - 1; m++) {
    const around = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
    if (Math.abs(beside[m]!) <= Number.EPSILON * around) break;
  }
  return m;
}

/** One implicit QL step on the rows from `l` to `m`. */
function chase(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
  l: number,
  m: number,
  size: number,
): void {
  const ratio = (diagonal[l + 1]! - diagonal[l]!) / (2 * beside[l]!);
  const root = Math.hypot(ratio, 1);
  let g = diagonal[m]! - diagonal[l]! + beside[l]! / (ratio + (ratio >= 0 ? root : -root));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * beside[i]!;
    const b = c * beside[i]!;
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= p;
      beside[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = diagonal[i + 1]! - p;
    const turn = (diagonal[i]! - g) * s + 2 * c * b;
    p = s * turn;
    diagonal[i + 1] = g + p;
    g = c * turn - b;
    rotateRows(vectors, i * size, (i + 1) * size, size, c, s);
  }
  diagonal[l]! -= p;
  beside[l] = g;
  beside[m] = 0;
}

function rotateRows(
  vectors: Float64Array,
  first: number,
  second: number,
  size: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < size; k++) {
    const upper = vectors[second + k]!;
    const lower = vectors[first + k]!;
    vectors[second + k] = s * lower + c * upper;
    vectors[first + k] = c * lower - s * upper;
  }
}

function sortAscending(
  diagonal: Float64Array,
  vectors: Float64Array,
  size: number,
): SymmetricEigen {
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a]! - diagonal[b]!);
  const sorted = new Float64Array(vectors.length);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors: sorted };
}
