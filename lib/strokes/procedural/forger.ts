/**
 * Forgers: everything that all forgeries by one hand share.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { StyleChange } from "./apply_style.ts";
import { sampleVariability } from "./duplicate_signature.ts";

/** A hand that copies signatures of others. */
export interface Forger {
  /** Seed of the habitual errors that all copies of a signature by this hand share. */
  readonly seed: number;
  /** Factor of all errors of the copy: 1 is the typical forger, 0 copies exactly. */
  readonly clumsiness: number;
  /** Variability from one forgery to the next, as of `duplicateSignature`. */
  readonly variability: number;
  /** How slant, baseline, proportions and pen differ from the writer's. */
  readonly style: StyleChange;
  /** Writing time as a multiple of the writer's: a copy is drawn slowly. */
  readonly slowness: number;
  /** Amplitude of the tremor, in pixels of a 64 x 128 canvas. */
  readonly tremor: number;
  /** Fraction of the variation in stroke width that is lost: slow strokes are even and end bluntly. */
  readonly evenness: number;
  /** Mean number of additional pen lifts per 100 pixels of path. */
  readonly lifts: number;
  /** Probability that the strokes are written in another order. */
  readonly reordering: number;
}

/** Standard deviations of a forger's style, after practice. */
const STYLE_SPREAD = {
  /** Shift to the left per pixel of height: about a third of the deviation between writers. */
  slant: 0.22,
  /** In radians. */
  rotation: 0.06,
  /** Of the logarithm of the horizontal factor. */
  stretch: 0.18,
  /** Of the logarithm of the stroke width: another pen, another pressure. */
  inkWidth: 0.1,
} as const;

/** Mean logarithm of the change of the stroke width: a slow pen leaves more ink. */
const SLOW_INK = 0.05;

/**
 * Samples a forger.
 *
 * @param random Random generator.
 * @returns A hand of typical skill, better or worse by a lognormal factor.
 */
export function sampleForger(random: Random): Forger {
  const clumsiness = Math.exp(random.normal(0, 0.2));
  return {
    seed: random.integer(0, 2 ** 32 - 1),
    clumsiness,
    variability: sampleVariability(random),
    style: {
      slant: random.normal(0, STYLE_SPREAD.slant * clumsiness),
      rotation: random.normal(0, STYLE_SPREAD.rotation * clumsiness),
      stretch: Math.exp(random.normal(0, STYLE_SPREAD.stretch * clumsiness)),
      inkWidth: Math.exp(random.normal(SLOW_INK, STYLE_SPREAD.inkWidth)),
    },
    slowness: random.uniform(1.4, 2.8),
    tremor: 0.2 * Math.exp(random.normal(0, 0.5)),
    evenness: random.uniform(0.3, 0.9),
    lifts: random.uniform(0, 0.35),
    reordering: 0.3,
  };
}
