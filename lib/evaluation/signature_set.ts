/**
 * A set of signatures, measured.
 *
 * @module
 */
import { stratifiedSample } from "../dataset/stratified_sample.ts";
import type { InkImage } from "../image/ink_image.ts";
import { extractFeatures, type SignatureFeatures, toFeatureVectors } from "./features.ts";
import type { GroupedVectors } from "./kernel_distance.ts";
import { type Degeneration, findDegeneration, normalizeSignature } from "./normalize.ts";

/** What is counted of each picture; medians of it describe a set. */
export const STATISTICS = [
  "inkRatio",
  "aspect",
  "components",
  "strokeWidth",
  "skeletonPixels",
  "branchPixels",
  "holes",
] as const;

/** Name of a count. */
export type Statistic = typeof STATISTICS[number];

/** Pictures that {@linkcode measureSet} keeps for people to look at. */
const KEPT = 64;

/** A set of signatures, measured. */
export interface SignatureSet {
  /** Features of each picture on their fixed scale, with the writers where they are known. */
  readonly vectors: GroupedVectors;
  /** Medians over the set. */
  readonly medians: Readonly<Record<Statistic, number>>;
  /** How many pictures are no drawing of a signature, by what is wrong. */
  readonly degenerate: Readonly<Record<Degeneration, number>>;
  /** Some pictures in their normal form: the first, or of as many writers as possible. */
  readonly examples: readonly InkImage[];
}

/** What goes with the pictures of a set. */
export interface SetOptions {
  /** The writer of each picture; each has one of its own where it is left out. */
  readonly groups?: readonly string[] | undefined;
  /** Called after each picture. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Normalises pictures and measures them. A picture without ink counts as a blank one.
 *
 * @param images Pictures of any size, one after the other; at least one.
 * @param options Writers and listener.
 * @throws {RangeError} If there is no picture.
 */
export async function measureSet(
  images: Iterable<InkImage> | AsyncIterable<InkImage>,
  { groups, onProgress }: SetOptions = {},
): Promise<SignatureSet> {
  const kept = groups && new Set(stratifiedSample(groups, KEPT, 0));
  const features: SignatureFeatures[] = [];
  const examples: InkImage[] = [];
  const degenerate = { "empty": 0, "off the canvas": 0, "blob": 0 };
  const counts = STATISTICS.map(() => [] as number[]);
  for await (const image of images) {
    const normal = normalizeSignature(image);
    const measured = extractFeatures(normal.image);
    const degeneration = findDegeneration(normal, measured.strokes.skeletonPixels);
    if (degeneration !== undefined) degenerate[degeneration]++;
    const all = { ...measured.strokes, ...normal };
    STATISTICS.forEach((name, k) => counts[k]!.push(all[name]));
    const isKept = kept?.has(features.length) ?? examples.length < KEPT;
    if (isKept) examples.push(normal.image);
    features.push(measured);
    onProgress?.(features.length);
  }
  if (features.length === 0) throw new RangeError("Cannot measure a set of no signatures");
  const medians = Object.fromEntries(STATISTICS.map((name, k) => [name, median(counts[k]!)]));
  return {
    vectors: { ...toFeatureVectors(features), groups },
    medians: medians as Record<Statistic, number>,
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
