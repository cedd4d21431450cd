/**
 * Feature vectors in groups, such as the signatures of each writer.
 *
 * @module
 */
import type { FeatureVectors } from "./feature_vectors.ts";

/** Vectors in groups; those of a group are not independent. */
export interface GroupedVectors extends FeatureVectors {
  /**
   * The group of each vector, such as its writer. Pairs within a group are left out, because
   * signatures of one writer are not independent samples. By default each vector is its own group.
   */
  readonly groups?: readonly string[] | undefined;
}

/**
 * Indices of the vectors of each group, in the order in which the groups come first.
 *
 * @param vectors The vectors.
 */
export function indicesByGroup(
  { count, groups }: Pick<GroupedVectors, "count" | "groups">,
): number[][] {
  const indices = new Map<string, number[]>();
  for (let i = 0; i < count; i++) {
    const name = groups?.[i] ?? String(i);
    const group = indices.get(name);
    if (group === undefined) indices.set(name, [i]);
    else group.push(i);
  }
  return [...indices.values()];
}
