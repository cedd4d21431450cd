/**
 * Which images of a folder are used, and as whose.
 *
 * @module
 */
import { type NamedSignature, nameWriters } from "./name_writers.ts";
import type { SignatureKind } from "./read_level.ts";
import { matchWriters, parseWriterPattern } from "./writer_pattern.ts";

/** How the writers of a folder are told. */
export interface WriterOptions {
  /**
   * Whether forgeries, and signatures that may be forged, are left out or taken as those of writers of
   * their own, such as `forgeries of 001`.
   */
  readonly forgeries: "exclude" | "include";
  /**
   * A regular expression that finds the writer in each path below the folder: its group `writer`, or
   * else its first one. Without it {@linkcode nameWriters} tells them.
   */
  readonly writerPattern?: string | RegExp | undefined;
}

/** An image and whose it is. */
export interface AssignedImage {
  /** Path below the folder, with `/` between the parts. */
  readonly path: string;
  /** Whom it counts as an image of. */
  readonly writer: string;
  /** Whom it is by, as far as the path says it. */
  readonly kind: SignatureKind;
}

/** What was made of the paths of a folder. */
export interface WriterAssignment {
  /** The images to use, in the order of the paths. */
  readonly images: readonly AssignedImage[];
  /** Forgeries, and signatures that may be forged, whether they are used or not. */
  readonly forgeries: readonly AssignedImage[];
  /** Paths that the pattern does not match. */
  readonly unmatched: readonly string[];
  /** There are names that were not taken for writers. */
  readonly hasUnusedNames: boolean;
}

/**
 * Tells whose each image of a folder is, and which are used.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @param folder Name of the folder.
 * @param options How writers are told.
 * @throws {SyntaxError} If the pattern is no regular expression with a group.
 * @throws {RangeError} If it matches no path.
 */
export function assignWriters(
  paths: readonly string[],
  folder: string,
  { forgeries, writerPattern }: WriterOptions,
): WriterAssignment {
  const naming = nameWriters(paths, folder);
  const matched = writerPattern === undefined
    ? undefined
    : matchWriters(paths, parseWriterPattern(writerPattern));
  const assigned: AssignedImage[] = [];
  const unmatched: string[] = [];
  naming.signatures.forEach((signature, index) => {
    const path = paths[index]!;
    const { kind } = signature;
    if (matched !== undefined && matched[index] === undefined) unmatched.push(path);
    else {
      const writer = matched === undefined ? signature.writer : matched[index];
      assigned.push({ path, writer: roleOf({ writer, kind }), kind });
    }
  });
  return {
    images: forgeries === "include" ? assigned : assigned.filter((image) => !isDoubtful(image)),
    forgeries: assigned.filter(isDoubtful),
    unmatched,
    hasUnusedNames: matched === undefined && naming.hasUnusedNames,
  };
}

function isDoubtful({ kind }: { readonly kind: SignatureKind }): boolean {
  return kind === "forged" || kind === "questioned";
}

const ROLES: Readonly<Partial<Record<SignatureKind, string>>> = {
  forged: "forgeries",
  questioned: "questioned",
};

/** Whom a signature counts for: a forgery never for its victim. */
function roleOf({ writer, kind }: NamedSignature): string {
  const role = ROLES[kind];
  if (role === undefined) return writer!;
  return writer === undefined ? role : `${role} of ${writer}`;
}

/**
 * Whose hand an image shows, for a split that keeps a forgery on the side of the signature that it
 * imitates: a model that learned one has seen the other.
 *
 * @param writer The writer of an image, such as `001` or `forgeries of 001`.
 * @returns `001` for both.
 */
export function imitatedWriter(writer: string): string {
  return writer.replace(/^(?:forgeries|questioned) of /, "");
}
