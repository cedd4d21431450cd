/**
 * The flags of `generate` that start from given signatures or go from one to the next.
 *
 * @module
 */
import { DEFAULT_LIKE_OPTIONS } from "../../generation/generate_like.ts";
import { DEFAULT_INTERPOLATION_OPTIONS } from "../../generation/interpolate_signatures.ts";
import type { SignatureModel } from "../../generation/signature_model.ts";
import { HAND_SPREAD } from "../../generation/vary_signature.ts";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { type FlagValues, optional, repeatable } from "../flags.ts";
import { path, realNumber, wholeNumber } from "../parsers.ts";
import type { SignatureFile } from "./given_signatures.ts";

/** Declarations. */
export const likeFlags = {
  like: repeatable(
    path,
    "FILE",
    "Write --count variants of the signature in this image, or of each one in this folder " +
      `(default ${DEFAULT_LIKE_OPTIONS.count}); may be repeated`,
  ),
  spread: optional(
    realNumber(0, 1),
    "X",
    `Distance of variants from --like: 0 is the signature itself, ${HAND_SPREAD} its writer signing ` +
      `again, 1 another signature in its style (default ${HAND_SPREAD})`,
  ),
  interpolate: optional(
    wholeNumber(2, 10000),
    "N",
    "Write N signatures from one sample to the next, both included, or from one --like file to " +
      "the next; --count is the number of samples (default 2)",
  ),
} as const;

/** Values of {@linkcode likeFlags}, and of the flags that they change. */
export interface LikeFlagValues extends FlagValues<typeof likeFlags> {
  /** Number of writers. */
  readonly count?: number;
  /** Signatures of each writer. */
  readonly signatures?: number;
  /** Seed of all that is sampled. */
  readonly seed?: number;
  /** Sampling temperature. */
  readonly temperature?: number;
  /** Size of images in pixels. */
  readonly imageSize?: { readonly height: number; readonly width: number };
  /** Pixels per inch. */
  readonly dpi?: number;
  /** Width on paper, in millimetres. */
  readonly physicalWidth?: number;
}

/**
 * Refuses flags that contradict each other.
 *
 * @throws {RangeError} If two do; the message names them.
 */
export function checkLikeFlags(flags: LikeFlagValues): void {
  const { like, spread, interpolate, signatures, count } = flags;
  if (spread !== undefined && like === undefined) {
    throw new RangeError("Cannot generate with --spread: expected --like, a signature to vary");
  }
  if (spread !== undefined && interpolate !== undefined) {
    throw new RangeError("Cannot generate with --spread and --interpolate: expected one of them");
  }
  for (const name of ["like", "interpolate"] as const) {
    if (signatures === undefined || flags[name] === undefined) continue;
    throw new RangeError(`Cannot generate with --signatures and --${name}: expected one of them`);
  }
  if (interpolate === undefined) return;
  if (like !== undefined && count !== undefined) {
    throw new RangeError(
      "Cannot interpolate between --like files with --count: --interpolate is their number",
    );
  }
  if (like === undefined && count === 1) {
    throw new RangeError("Cannot interpolate with --count 1: expected at least 2 samples");
  }
}

/**
 * What the flags ask for in terms of the other flags: how many writers and signatures of each, and the
 * size of images, which is that of the largest given signature.
 *
 * @param flags The flags.
 * @param given The signatures of `--like`.
 * @returns The flags, with the content of the files in place of their names.
 * @throws {RangeError} If there are too few signatures to interpolate.
 */
export function resolveLikeFlags<Flags extends LikeFlagValues>(
  flags: Flags,
  given: readonly SignatureFile[],
): Flags {
  const { interpolate, count } = flags;
  if (flags.like === undefined) {
    if (interpolate === undefined) return flags;
    const ends = count ?? DEFAULT_INTERPOLATION_OPTIONS.count;
    return { ...flags, count: pathLength(ends, interpolate) };
  }
  const files = { like: given.map(({ hash }) => `sha256:${hash}`) };
  const { dpi, physicalWidth } = flags;
  const hasSize = flags.imageSize !== undefined || dpi !== undefined && physicalWidth !== undefined;
  const size = hasSize ? {} : { imageSize: sizeOfLargest(given) };
  if (interpolate !== undefined) {
    if (given.length < 2) {
      throw new RangeError(
        `Cannot interpolate between --like files: there is ${given.length}, expected at least 2`,
      );
    }
    return { ...flags, ...files, ...size, count: pathLength(given.length, interpolate) };
  }
  const variants = count ?? DEFAULT_LIKE_OPTIONS.count;
  if (given.length === 1) return { ...flags, ...files, ...size, count: variants };
  return { ...flags, ...files, ...size, count: given.length, signatures: variants };
}

function pathLength(ends: number, steps: number): number {
  return (ends - 1) * (steps - 1) + 1;
}

/** A strip of more signatures is hard to view. */
const MAX_STRIP = 20;

/**
 * Columns of the contact sheet of an interpolation: one strip, or one row from each end to the next.
 *
 * @param flags What {@linkcode resolveLikeFlags} returned.
 * @returns The number; `undefined` where there is no interpolation, or a row would be too long.
 */
export function stripColumns({ interpolate, count }: LikeFlagValues): number | undefined {
  if (interpolate === undefined || count === undefined) return undefined;
  const columns = count <= MAX_STRIP ? count : interpolate - 1;
  return columns <= MAX_STRIP ? columns : undefined;
}

/** Range of the height: lower images lose strokes of a thin pen, higher ones show nothing more. */
const HEIGHT_RANGE = [PEN_CANVAS.height, 1024] as const;

/** The size in which the canvas has the resolution of the file. */
function sizeOfLargest(given: readonly SignatureFile[]): { height: number; width: number } {
  const scale = Math.max(...given.map(({ placement }) => placement.scale));
  const [min, max] = HEIGHT_RANGE;
  const height = Math.round(Math.min(max, Math.max(min, scale * PEN_CANVAS.height)));
  return { height, width: height * PEN_CANVAS.width / PEN_CANVAS.height };
}

/**
 * Refuses a model without strokes for given signatures.
 *
 * @throws {RangeError} If it has none.
 */
export function checkLikeModel({ config }: SignatureModel, flags: LikeFlagValues): void {
  if (flags.like === undefined || config.model === "pen") return;
  throw new RangeError(
    `Cannot generate with --like: a ${config.model} model has no strokes, expected a pen model ` +
      "such as --model pretrained",
  );
}
