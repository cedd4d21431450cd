/**
 * A set of signatures, measured.
 *
 * @module
 */
import { stratifiedSample } from "../dataset/stratified_sample.ts";
import type { InkImage } from "../image/ink_image.ts";
import { extractFeatures, type SignatureFeatures, toFeatureVectors } from "./features.ts";
import type { GroupedVectors } from "./grouped_vectors.ts";
import { type Degeneration, findDegeneration, normalizeSignature } from "./normalize.ts";
import { STATISTICS, type StatisticValues } from "./statistics.ts";

/** Images that {@linkcode measureSet} keeps as examples. */
const MAX_EXAMPLES = 64;

/** A set of signatures, measured. */
export interface SignatureSet {
  /** Features of each image on their fixed scale, with the writers where they are known. */
  readonly vectors: GroupedVectors;
  /** The statistics of each image, by their name. */
  readonly values: StatisticValues;
  /** Medians over the set, by the name of the statistic. */
  readonly medians: Readonly<Record<string, number>>;
  /** Number of degenerate images by kind. */
  readonly degenerate: Readonly<Record<Degeneration, number>>;
  /** Some normalized images: the first ones, or from as many writers as possible. */
  readonly examples: readonly InkImage[];
}

/** Options of {@linkcode measureSet}. */
export interface SetOptions {
  /** The writer of each image; by default each has its own. */
  readonly groups?: readonly string[] | undefined;
  /** Called after each image. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Normalizes and measures images. An image without ink counts as a blank one.
 *
 * @param images Images of any size; at least one.
 * @param options Writers and a listener.
 * @throws {RangeError} If there is no image.
 */
export async function measureSet(
  images: Iterable<InkImage> | AsyncIterable<InkImage>,
  { groups, onProgress }: SetOptions = {},
): Promise<SignatureSet> {
  const kept = groups && new Set(stratifiedSample(groups, MAX_EXAMPLES, 0));
  const features: SignatureFeatures[] = [];
  const examples: InkImage[] = [];
  const degenerate = { "empty": 0, "off the canvas": 0, "blob": 0 };
  const values = STATISTICS.map(() => [] as number[]);
  for await (const image of images) {
    const normal = normalizeSignature(image);
    const measured = extractFeatures(normal.image);
    const degeneration = findDegeneration(normal, measured.strokes.skeletonPixels);
    if (degeneration !== undefined) degenerate[degeneration]++;
    STATISTICS.forEach(({ measure }, k) => {
      values[k]!.push(measure({ normal, strokes: measured.strokes }));
    });
    const isKept = kept?.has(features.length) ?? examples.length < MAX_EXAMPLES;
    if (isKept) examples.push(normal.image);
    features.push(measured);
    onProgress?.(features.length);
  }
  if (features.length === 0) throw new RangeError("Cannot measure a set: it has no signatures");
  return {
    vectors: { ...toFeatureVectors(features), groups },
    values: Object.fromEntries(STATISTICS.map(({ name }, k) => [name, values[k]!])),
    medians: Object.fromEntries(STATISTICS.map(({ name }, k) => [name, median(values[k]!)])),
    degenerate,
    examples,
  };
}

/**
 * The median; of an even number of values the mean of the two in the middle.
 *
 * @param values At least one.
 */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
