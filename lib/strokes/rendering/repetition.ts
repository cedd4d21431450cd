/**
 * The repetition of animations.
 *
 * @module
 */

/** Whether and when an animation begins again. */
export interface Repetition {
  /** Repeats the animation; once if left out. */
  readonly loop?: boolean | undefined;
  /** Seconds for which the whole signature is shown before it is written again; 2 if left out. */
  readonly pause?: number | undefined;
}

/** Seconds of a pause between two repetitions. */
export const DEFAULT_PAUSE = 2;
