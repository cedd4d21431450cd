/**
 * What a folder was understood to hold, in figures.
 *
 * @module
 */
import type { AssignedImage, WriterAssignment } from "./assign_writers.ts";

/** What a folder was understood to hold. */
export interface WriterSummary {
  /** Images that are used, readable or not. */
  readonly images: number;
  /** Their writers. */
  readonly writers: number;
  /** How many images a writer has. */
  readonly imagesPerWriter: { readonly min: number; readonly median: number; readonly max: number };
  /** Forgeries that were recognized. */
  readonly forgeries: number;
  /** Signatures of which nobody says whether they are forged. */
  readonly questioned: number;
  /** Whether these two are among the images. */
  readonly areForgeriesUsed: boolean;
  /** A few images of different writers. */
  readonly examples: readonly { readonly path: string; readonly writer: string }[];
  /** Images that the pattern for writers does not match. */
  readonly unmatched: number;
  /** Few writers were found, and names that may be people were not used: a pattern may be needed. */
  readonly isDoubtful: boolean;
}

const EXAMPLES = 3;
/** A folder with fewer writers and other names below was perhaps misunderstood. */
const MIN_WRITERS = 4;

/**
 * Sums up what was made of the paths of a folder.
 *
 * @param assignment What was made of them.
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
    areForgeriesUsed: forgeries.length > 0 && images.includes(forgeries[0]!),
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

/** An image of the first, the middle and the last writer; of fewer writers the same of the images. */
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
