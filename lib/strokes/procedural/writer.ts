/**
 * Who signs: everything that all signatures of one person share.
 *
 * @module
 */

import type { Target } from "./pen_plan.ts";
import type { Point } from "./sigma_lognormal.ts";

/** A target with the habits of the hand on the way to it. */
export interface HabitualTarget extends Target {
  /** Seconds that the stroke takes if it is as long as the median stroke. */
  readonly duration: number;
  /** How much earlier than halfway the stroke is fastest, between 0 and 1. */
  readonly asymmetry: number;
  /** How much of the stroke before is over when this one begins, from 0 to 1. */
  readonly overlap: number;
}

/** A pen-down with the habits of the hand. */
export interface HabitualPenDown {
  /** Where the pen touches the paper. */
  readonly start: Point;
  /** The points it aims at, in order; at least one. */
  readonly targets: readonly HabitualTarget[];
  /** True for the dot of an "i" and the like, which is forgotten now and then. */
  readonly isDot: boolean;
}

/** How a writer's letters lean and how the ink flows. */
export interface WriterStyle {
  /** Shift to the right per unit of height. */
  readonly slant: number;
  /** Angle by which the baseline rises, in radians. */
  readonly rotation: number;
  /** Factor of all widths. */
  readonly stretch: number;
  /** Width of the ink where the pen rests, in pixels of a 64 x 128 image. */
  readonly inkWidth: number;
  /** How much thinner the ink is where the pen is fast, from 0 to 1. */
  readonly speedThinning: number;
  /** How much wider the ink is on the way down than on the way up, from 0. */
  readonly shading: number;
  /** How much thinner a stroke begins and ends, from 0 to 1. */
  readonly tapering: number;
  /** How much signatures of this writer vary: the share of the published genuine range in use. */
  readonly variability: number;
}

/** Who signs: a plan of the signature and a style, in x-heights with `y` upwards. */
export interface Writer {
  /** The seed of the data set. */
  readonly seed: number;
  /** The number of the writer within it. */
  readonly writer: number;
  /** What is written. */
  readonly penDowns: readonly HabitualPenDown[];
  /** How it is written. */
  readonly style: WriterStyle;
}
