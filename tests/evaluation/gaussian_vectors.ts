/** Random vectors with known distributions. */
import type { FeatureVectors } from "../../lib/evaluation/feature_vectors.ts";
import type { Random } from "../../lib/random.ts";

/** Independent normal values. */
export function gaussianVectors(
  random: Random,
  count: number,
  size: number,
  { mean = 0, deviation = 1 }: { mean?: number; deviation?: number } = {},
): FeatureVectors {
  const values = random.normals(count * size).map((value) => mean + deviation * value);
  return { count, size, values };
}
