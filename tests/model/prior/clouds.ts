/** Latent clouds with known shapes, and a distance between clouds. */
import type { AggregatedPosterior } from "../../../lib/training/prior/aggregated_posterior.ts";
import { Random } from "../../../lib/random.ts";

/** Posteriors around points of a noisy parabola in two arms, bent into `latentDim` dimensions. */
export function curvedCloud(count: number, latentDim: number, seed: number): AggregatedPosterior {
  const mean = new Float32Array(count * latentDim);
  for (let i = 0; i < count; i++) {
    const random = new Random(seed, "curved cloud", i);
    const arm = random.bernoulli(0.5) ? 1 : -1;
    const position = random.normal();
    for (let j = 0; j < latentDim; j++) {
      const bend = j % 2 === 0 ? position : arm * (position * position - 1);
      mean[i * latentDim + j] = bend + 0.5 * j + 0.2 * random.normal();
    }
  }
  return { mean, logVar: new Float32Array(count * latentDim).fill(-3), count, latentDim };
}

/** Sliced Wasserstein-1 distance between two clouds of equal size, over 32 directions. */
export function slicedWasserstein(a: Float32Array, b: Float32Array, latentDim: number): number {
  const random = new Random(1, "slices");
  let sum = 0;
  for (let slice = 0; slice < 32; slice++) {
    const direction = random.normals(latentDim);
    const length = Math.hypot(...direction);
    const project = (points: Float32Array) =>
      Float64Array.from(
        { length: points.length / latentDim },
        (_, i) =>
          direction.reduce((dot, value, j) => dot + value * points[i * latentDim + j]!, 0) / length,
      ).sort();
    const [left, right] = [project(a), project(b)];
    sum += left.reduce((total, value, i) => total + Math.abs(value - right[i]!), 0) / left.length;
  }
  return sum / 32;
}

/** Mean and covariance of points, row-major. */
export function sampleMoments(points: Float32Array, latentDim: number) {
  const count = points.length / latentDim;
  const mean = new Float64Array(latentDim);
  points.forEach((value, i) => mean[i % latentDim]! += value / count);
  const covariance = new Float64Array(latentDim * latentDim);
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < latentDim; a++) {
      for (let b = 0; b < latentDim; b++) {
        covariance[a * latentDim + b]! += (points[i * latentDim + a]! - mean[a]!) *
          (points[i * latentDim + b]! - mean[b]!) / count;
      }
    }
  }
  return { mean, covariance };
}

/** Asserts that numbers agree to an absolute tolerance. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (actual.length !== expected.length) throw new Error("lengths differ");
  for (let i = 0; i < actual.length; i++) {
    if (!(Math.abs(actual[i]! - expected[i]!) <= tolerance)) {
      throw new Error(`value ${i} is ${actual[i]}, expected ${expected[i]}`);
    }
  }
}
