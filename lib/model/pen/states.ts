/**
 * The state of the pen before each point, which the decoder is conditioned on.
 *
 * All tensors are tables with rows ordered by point: row `t * batch + i` is point t of example i, so
 * the row d points back is `d * batch` rows up.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { POINT, POINT_SIZE } from "../../strokes/geometry/pen_points.ts";
import type { Features } from "../layers.ts";
import { shiftRows } from "./causal_block.ts";
import { LOG_WIDTH, MIN_WIDTH, type PenPoints, POSITION } from "./points.ts";

/** The values of points, one row per example and point. */
export interface PointValues {
  /** Position in pixels, `[rows, 2]`. */
  readonly position: Features;
  /** 1 where the pen is down on the next offset, else 0, `[rows, 1]`. */
  readonly pen: Features;
  /** Natural logarithm of the width in pixels, `[rows, 1]`. */
  readonly logWidth: Features;
}

/** The state before a point: the values of the last point, and how the pen came to it. */
export interface PenStates extends PointValues {
  /** The last offset, which led to this position, in pixels, `[rows, 2]`. */
  readonly offset: Features;
  /** 1 where the pen was down on the last offset, else 0, `[rows, 1]`. */
  readonly wasDown: Features;
}

/** Number of state features: the last offset if pen-down, if pen-up, pen, width. */
export const STATE_SIZE = 6;

/** Number of pixels that is 1 in the networks' offsets, with the pen down and up. */
export const OFFSET_UNIT = { penDown: 2, penUp: 20 } as const;

/** Before the first point the pen is up over the middle of the canvas. */
export const START = {
  x: POSITION.x,
  y: POSITION.y,
  pen: 0,
  width: Math.exp(LOG_WIDTH.mean),
} as const;

/**
 * The values of points. Call it within `tf.tidy`.
 *
 * @param rows `[rows, 4]`: x, y, pen, width.
 */
export function pointValues(rows: Features): PointValues {
  return {
    position: columns(rows, POINT.x, 2),
    pen: columns(rows, POINT.pen, 1),
    logWidth: columns(rows, POINT.width, 1).maximum<Features>(MIN_WIDTH).log(),
  };
}

/**
 * Points of values: the inverse of {@linkcode pointValues}.
 *
 * @returns `[rows, 4]`: x, y, pen, width.
 */
export function pointRows({ position, pen, logWidth }: PointValues): Features {
  return tf.tidy(() => tf.concat([position, pen, logWidth.exp()], 1) as Features);
}

/**
 * The state before the first point.
 *
 * @param batch Number of examples.
 * @returns One row per example.
 */
export function startStates(batch: number): PenStates {
  return tf.tidy(() => ({
    ...pointValues(startRows(batch)),
    offset: tf.zeros([batch, 2]) as Features,
    wasDown: tf.zeros([batch, 1]) as Features,
  }));
}

/**
 * The state before each point of given trajectories, for teacher forcing, and the points themselves.
 *
 * @param points `[batch, points, 4]`.
 * @returns States and the values of the points, `points * batch` rows each.
 */
export function trajectoryStates(points: PenPoints): { states: PenStates; targets: PointValues } {
  return tf.tidy(() => {
    const [batch, count] = points.shape;
    const rows = points.transpose([1, 0, 2]).reshape<Features>([count * batch, POINT_SIZE]);
    const kept = rows.slice([0, 0], [(count - 1) * batch, POINT_SIZE]);
    const before = pointValues(tf.concat([startRows(batch), kept]) as Features);
    const { position, pen } = before;
    const first = tf.zeros([batch, 2]) as Features;
    const offsets = position.slice([batch, 0]).sub<Features>(
      position.slice([0, 0], [(count - 1) * batch, 2]),
    );
    return {
      states: {
        ...before,
        offset: tf.concat([first, offsets]) as Features,
        wasDown: shiftRows(pen, batch),
      },
      targets: { ...pointValues(rows) },
    };
  });
}

function startRows(batch: number): Features {
  const { x, y, pen, width } = START;
  return tf.tile(tf.tensor2d([x, y, pen, width], [1, POINT_SIZE]), [batch, 1]);
}

/** `count` columns of a table from column `first` on. */
export function columns(table: Features, first: number, count: number): Features {
  return table.slice([0, first], [table.shape[0], count]);
}

/**
 * States as features of about unit size.
 *
 * @returns `[rows, STATE_SIZE]`.
 */
export function stateFeatures({ pen, logWidth, offset, wasDown }: PenStates): Features {
  return tf.tidy(() =>
    tf.concat([
      offset.mul(wasDown).div(OFFSET_UNIT.penDown),
      offset.mul(tf.sub(1, wasDown)).div(OFFSET_UNIT.penUp),
      pen.mul(2).sub(1),
      logWidth.sub(LOG_WIDTH.mean).div(LOG_WIDTH.deviation),
    ], 1) as Features
  );
}

/**
 * The momentum of the pen: the last offset within a stroke, else zero.
 *
 * @returns Offsets in pixels, `[rows, 2]`.
 */
export function momentum({ pen, offset, wasDown }: PenStates): Features {
  return tf.tidy(() => offset.mul(wasDown.mul(pen)));
}
