/**
 * The state of the play page: all that a link holds.
 *
 * @module
 */
import type { KeptPart, SignatureRecipe } from "../play_engine.ts";

/** The state of the page: the recipe of its signature, and what its controls are set to. */
export interface PlayState extends SignatureRecipe {
  /** What earlier signatures have left of themselves, ascending; at most `MAX_KEPT_PARTS`. */
  readonly kept: readonly KeptPart[];
  /** Directions that a new signature leaves as they are: indices, ascending. */
  readonly locked: readonly number[];
  /** Fraction of the signature that a new one keeps, from 0 to {@linkcode MAX_KEEP}. */
  readonly keep: number;
  /** Number, from 0, of the signature by the same writer that is shown in place of the first one. */
  readonly variant?: number | undefined;
}

/** Number of signatures by the same writer beside the one of the recipe. */
export const VARIANTS = 6;
/** Seeds are integers from 0 to this. */
export const MAX_SEED = 0xffff_ffff;
/** Maximum of a coordinate either way, in standard deviations. */
export const MAX_COORDINATE = 3;
/** Maximum of a slider either way; the style of a signature may lie beyond it. */
export const MAX_SLIDER = 2.5;
/** Maximum fraction to keep: of a whole signature, nothing would be left to write. */
export const MAX_KEEP = 0.95;
/** Maximum number of directions that a link may speak of. */
export const MAX_DIRECTIONS = 64;

/** The state of a page whose address holds none. */
export const DEFAULT_STATE: PlayState = {
  style: 18, // legible, with a flourish
  coordinates: [],
  noise: 1,
  temperature: 0.8, // lively, and seldom malformed
  kept: [],
  locked: [],
  keep: 0,
};

/** Coordinates have two decimals, so that a link holds them exactly. */
export function roundCoordinate(value: number): number {
  const bounded = Math.min(MAX_COORDINATE, Math.max(-MAX_COORDINATE, value));
  return Math.round(bounded * 100) / 100 + 0; // no negative zero
}

/** Fractions have two decimals. */
export function roundFraction(value: number, max = 1): number {
  return Math.round(Math.min(max, Math.max(0, value)) * 100) / 100;
}
