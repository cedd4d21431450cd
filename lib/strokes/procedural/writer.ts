/**
 * Procedural writers: everything that all signatures of one writer share.
 *
 * @module
 */

import type { Point } from "../geometry/point.ts";
import type { Target } from "./pen_plan.ts";

/** A target with the timing habits of the stroke that reaches it. */
export interface HabitualTarget extends Target {
  /** Duration in seconds of a stroke of median length. */
  readonly duration: number;
  /** Asymmetry of the speed profile, between 0 (symmetric) and 1 (sudden rise). */
  readonly asymmetry: number;
  /** Fraction of the previous stroke's duration after which this one begins, 0 to 1. */
  readonly delay: number;
}

/** A pen-down with the timing habits of its strokes. */
export interface HabitualPenDown {
  /** Where the pen touches down. */
  readonly start: Point;
  /** The points it aims at, in order; at least one. */
  readonly targets: readonly HabitualTarget[];
  /** Whether it is a dot, as on an "i", which is sometimes left out. */
  readonly isDot: boolean;
}

/** Slant, proportions and ink of a writer. */
export interface WriterStyle {
  /** Shear: shift to the right per unit of height. */
  readonly slant: number;
  /** Angle of the rising baseline, in radians. */
  readonly rotation: number;
  /** Factor of all horizontal distances. */
  readonly stretch: number;
  /** Stroke width of the pen at rest, in pixels of a 64 x 128 image. */
  readonly inkWidth: number;
  /** Fraction of the width that is lost at the reference speed, 0 to 1. */
  readonly speedThinning: number;
  /** Fraction of the width that is lost on vertical upstrokes, 0 to 1. */
  readonly shading: number;
  /** Fraction of the width that is lost at both ends of a stroke, 0 to 1. */
  readonly tapering: number;
  /** Intra-writer variability: 1 is the published range of genuine signatures. */
  readonly variability: number;
}

/** A writer: the pen plan of a signature, in x-heights with `y` upwards, and a style. */
export interface Writer {
  /** The seed of the data set. */
  readonly seed: number;
  /** The number of the writer in the data set. */
  readonly writer: number;
  /** The pen plan. */
  readonly penDowns: readonly HabitualPenDown[];
  /** The style. */
  readonly style: WriterStyle;
}
