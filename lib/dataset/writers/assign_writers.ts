/**
 * Assigns writers to the images of a folder and selects the images to use.
 *
 * @module
 */
import { type NamedSignature, nameWriters } from "./name_writers.ts";
import type { SignatureKind } from "./read_level.ts";
import { matchWriters, parseWriterPattern } from "./writer_pattern.ts";

/** Options of {@linkcode assignWriters}. */
export interface WriterOptions {
  /**
   * Whether forgeries and questioned signatures are left out, or included under separate writers
   * such as `forgeries of 001`.
   */
  readonly forgeries: "exclude" | "include";
  /**
   * A regular expression that matches the writer in each path below the folder: its group `writer`,
   * or else its first one. By default {@linkcode nameWriters} finds the writers.
   */
  readonly writerPattern?: string | RegExp | undefined;
}

/** An image with its writer. */
export interface AssignedImage {
  /** Path below the folder, with `/` between the parts. */
  readonly path: string;
  /** The writer that it is assigned to. */
  readonly writer: string;
  /** Kind of the signature, as far as the path gives it. */
  readonly kind: SignatureKind;
}

/** Result of {@linkcode assignWriters}. */
export interface WriterAssignment {
  /** The images to use, in the order of the paths. */
  readonly images: readonly AssignedImage[];
  /** Forgeries and questioned signatures, used or not. */
  readonly forgeries: readonly AssignedImage[];
  /** Paths that the pattern does not match. */
  readonly unmatched: readonly string[];
  /** Whether there are names that were not taken as writers. */
  readonly hasUnusedNames: boolean;
}

/**
 * Assigns a writer to each image of a folder and selects the images to use.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @param folder Name of the folder.
 * @param options Forgeries and pattern of writers.
 * @throws {SyntaxError} If the pattern is not a regular expression with a group.
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

/** The writer that a signature is assigned to; a forgery never to its victim. */
function roleOf({ writer, kind }: NamedSignature): string {
  const role = ROLES[kind];
  if (role === undefined) return writer!;
  return writer === undefined ? role : `${role} of ${writer}`;
}

/**
 * The writer whose signature an image shows or imitates. A split by it keeps forgeries together
 * with the signatures that they imitate.
 *
 * @param writer The writer of an image, such as `001` or `forgeries of 001`.
 * @returns `001` for both.
 */
export function imitatedWriter(writer: string): string {
  return writer.replace(/^(?:forgeries|questioned) of /, "");
}
