/**
 * Options of trajectory recovery.
 *
 * @module
 */

/**
 * Options of `recoverByRules`; a turn by an angle costs about its square. The network takes the defaults of
 * the graph and of the fit.
 */
export interface RecoveryOptions {
  /** Minimum ink coverage of a pixel that belongs to the ink. */
  readonly threshold: number;
  /** Dead ends that extend less are spurs and are pruned, in stroke widths. */
  readonly spurLength: number;
  /** Cost of a stroke that begins or ends on another one. */
  readonly endCost: number;
  /** Cost of lifting the pen: a line is retraced where that costs less. */
  readonly liftCost: number;
  /** Cost of retracing a line, for each stroke width of its length. */
  readonly retraceCost: number;
  /** Maximum length of a stretch that two crossing lines share, in stroke widths. */
  readonly maxBridgeLength: number;
  /** Maximum gap between ends that point at each other, in stroke widths. */
  readonly maxGapLength: number;
  /** Cost of joining lines that one would write in opposite directions, per logit. */
  readonly reversalCost: number;
  /** Bends along a line within this many stroke widths are smoothed away. */
  readonly smoothing: number;
}

/**
 * Defaults, tuned by hand on procedural signatures: `deno task bench recovery` measures a change.
 * For the scale of costs: a turn by 90 degrees costs about 1.5, a reversal on the spot about 6.
 */
export const DEFAULT_RECOVERY_OPTIONS: RecoveryOptions = {
  threshold: 0.4, // below the edge of the ink, so that thin strokes stay connected
  spurLength: 0.35,
  endCost: 0.9, // two ends cost as much as a turn by 97 degrees: a sharper one is no continuation
  liftCost: 8, // above a reversal, so that the pen rather turns back on a short line
  retraceCost: 0.2,
  maxBridgeLength: 7,
  maxGapLength: 1,
  reversalCost: 1,
  smoothing: 0.6,
};

/** Ink coverage at the edge of the ink. */
export const EDGE_COVERAGE = 0.5;
