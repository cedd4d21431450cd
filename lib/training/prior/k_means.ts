/**
 * Clustering by k-means.
 *
 * @module
 */
import type { Random } from "../../random.ts";

/** Settings of {@linkcode kMeans}. */
export interface KMeansOptions {
  /** Length of a vector. */
  readonly size: number;
  /** Number of clusters. */
  readonly clusters: number;
  /** Iterations. */
  readonly rounds: number;
  /** Chooses the first centres. */
  readonly random: Random;
}

/**
 * Lloyd's algorithm, started by k-means++ (Arthur & Vassilvitskii 2007).
 *
 * @param vectors `[count, size]`, row-major.
 * @param options Number of clusters and iterations.
 * @returns The cluster of each vector, `[count]`.
 */
export function kMeans(
  vectors: Float32Array,
  { size, clusters, rounds, random }: KMeansOptions,
): Int32Array {
  const count = vectors.length / size;
  const centres = new Float64Array(clusters * size);
  const nearest = new Float64Array(count).fill(Infinity);
  const labels = new Int32Array(count);
  /** Assigns each vector to centre k where that is nearer than its own. */
  const assign = (k: number) => {
    for (let i = 0; i < count; i++) {
      let squared = 0;
      for (let j = 0; j < size; j++) {
        squared += (vectors[i * size + j]! - centres[k * size + j]!) ** 2;
      }
      if (squared < nearest[i]!) [nearest[i], labels[i]] = [squared, k];
    }
  };
  for (let k = 0; k < clusters; k++) {
    const chosen = k === 0 ? random.integer(0, count - 1) : sampleIndex(nearest, random);
    centres.set(vectors.subarray(chosen * size, (chosen + 1) * size), k * size);
    assign(k);
  }
  for (let round = 0; round < rounds; round++) {
    moveCentres(centres, vectors, labels, size);
    nearest.fill(Infinity);
    for (let k = 0; k < clusters; k++) assign(k);
  }
  return labels;
}

/** Samples an index with probability proportional to its value. */
function sampleIndex(values: Float64Array, random: Random): number {
  let remaining = random.uniform() * values.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < values.length; i++) {
    remaining -= values[i]!;
    if (remaining < 0) return i;
  }
  return values.length - 1;
}

/** Moves each centre to the mean of its vectors; an empty cluster keeps its centre. */
function moveCentres(
  centres: Float64Array,
  vectors: Float32Array,
  labels: Int32Array,
  size: number,
): void {
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(centres.length / size);
  labels.forEach((label, i) => {
    counts[label]!++;
    for (let j = 0; j < size; j++) sums[label * size + j]! += vectors[i * size + j]!;
  });
  for (let i = 0; i < centres.length; i++) {
    const members = counts[Math.floor(i / size)]!;
    if (members > 0) centres[i] = sums[i]! / members;
  }
}
