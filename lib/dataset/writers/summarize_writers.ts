/**
 * Summarizes the interpretation of a folder.
 *
 * @module
 */
import type { AssignedImage, WriterAssignment } from "./assign_writers.ts";

/** Summary of the images and writers of a folder. */
export interface WriterSummary {
  /** Number of images. */
  readonly images: number;
  /** Number of their writers. */
  readonly writers: number;
  /** Number of images per writer. */
  readonly imagesPerWriter: { readonly min: number; readonly median: number; readonly max: number };
  /** Number of recognized forgeries. */
  readonly forgeries: number;
  /** Number of questioned signatures: unknown whether genuine or forged. */
  readonly questioned: number;
  /** Whether forgeries and questioned signatures are among the images. */
  readonly areForgeriesUsed: boolean;
  /** Examples of images of different writers. */
  readonly examples: readonly { readonly path: string; readonly writer: string }[];
  /** Number of images that the pattern for writers does not match. */
  readonly unmatched: number;
  /** Whether few writers were found although unused names may be people: a pattern may help. */
  readonly isDoubtful: boolean;
}

const EXAMPLES = 3;
/** Minimum number of writers of a folder with unused names that is not doubtful. */
const MIN_WRITERS = 4;

/**
 * Summarizes the assignment of writers.
 *
 * @param assignment The assignment.
 */
export function summarizeWriters(assignment: WriterAssignment): WriterSummary {
  const { images, forgeries, unmatched, hasUnusedNames } = assignment;
  const groups = Map.groupBy(images, ({ writer }) => writer);
  const counts = Array.from(groups.values(), ({ length }) => length).sort((a, b) => a - b);
  const forged = forgeries.filter(({ kind }) => kind === "forged").length;
  return {
    images: images.length,
    writers: groups.size,
    imagesPerWriter: { min: counts[0] ?? 0, median: medianOf(counts), max: counts.at(-1) ?? 0 },
    forgeries: forged,
    questioned: forgeries.length - forged,
    areForgeriesUsed: images.some(({ kind }) => kind === "forged" || kind === "questioned"),
    examples: chooseExamples(images, [...groups.values()]),
    unmatched: unmatched.length,
    isDoubtful: groups.size < MIN_WRITERS && hasUnusedNames,
  };
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Chooses an image of the first, the middle and the last writer; with fewer writers, the first,
 * middle and last image.
 */
function chooseExamples(
  images: readonly AssignedImage[],
  groups: readonly (readonly AssignedImage[])[],
): WriterSummary["examples"] {
  const candidates = groups.length < EXAMPLES ? images : groups.map(([image]) => image!);
  const last = candidates.length - 1;
  const chosen = new Set(
    Array.from({ length: EXAMPLES }, (_, index) => Math.round(index * last / (EXAMPLES - 1))),
  );
  return candidates.filter((_, index) => chosen.has(index))
    .map(({ path, writer }) => ({ path, writer }));
}
