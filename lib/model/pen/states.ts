/**
 * What the pen did before each point, as the decoder sees it.
 *
 * Everything here is a table of rows: of trajectories, row `t * batch + i` is about point t of
 * example i, so that what lies `d` points back is `d * batch` rows up.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { type Features, shiftRows } from "./layers.ts";
import { LOG_WIDTH, MIN_WIDTH, type PenPoints } from "./points.ts";

/** Where the pen is and how it came there, one row per example and point. */
export interface PenStates {
  /** Place in pixels, `[rows, 2]`. */
  readonly position: Features;
  /** 1 where the next way is drawn, else 0, `[rows, 1]`. */
  readonly pen: Features;
  /** Natural logarithm of the width in pixels, `[rows, 1]`. */
  readonly logWidth: Features;
  /** The way that led here, in pixels, `[rows, 2]`. */
  readonly step: Features;
  /** 1 where that way was drawn, else 0, `[rows, 1]`. */
  readonly drawn: Features;
}

/** Numbers that describe the state before a point: the way on paper, the way in the air, pen, width. */
export const STATE_SIZE = 6;

/** Pixels that count as 1: of a way on paper, and of a way in the air. */
export const UNIT = { paper: 2, air: 20 } as const;

/** Before the first point the pen is held over the middle of the canvas: x, y, pen, width. */
export const START: readonly [number, number, number, number] = [
  PEN_CANVAS.width / 2,
  PEN_CANVAS.height / 2,
  0,
  Math.exp(LOG_WIDTH.mean),
];

/**
 * The state before the first point.
 *
 * @param batch How many examples.
 * @returns One row for each.
 */
export function startStates(batch: number): PenStates {
  return tf.tidy(() => {
    const start = startRows(batch);
    return {
      position: columns(start, 0, 2),
      pen: columns(start, 2, 1),
      logWidth: columns(start, 3, 1).log<Features>(),
      step: tf.zeros([batch, 2]) as Features,
      drawn: tf.zeros([batch, 1]) as Features,
    };
  });
}

/**
 * The state before each point of whole trajectories, and the points themselves.
 *
 * @param points `[batch, points, 4]`.
 * @returns States `[points * batch]`, and the points in the same order, `[points * batch, 4]`, the
 * last column as logarithms.
 */
export function trajectoryStates(points: PenPoints): { states: PenStates; targets: Features } {
  return tf.tidy(() => {
    const [batch, count] = points.shape;
    const rows = points.transpose([1, 0, 2]).reshape([count * batch, 4]) as Features;
    const kept = rows.slice([0, 0], [(count - 1) * batch, 4]);
    const before = tf.concat([startRows(batch), kept]) as Features;
    const position = columns(before, 0, 2);
    const pen = columns(before, 2, 1);
    const first = tf.zeros([batch, 2]) as Features;
    const ways = position.slice([batch, 0]).sub<Features>(
      position.slice([0, 0], [(count - 1) * batch, 2]),
    );
    return {
      states: {
        position,
        pen,
        logWidth: logarithm(columns(before, 3, 1)),
        step: tf.concat([first, ways]) as Features,
        drawn: shiftRows(pen, batch),
      },
      targets: tf.concat([columns(rows, 0, 3), logarithm(columns(rows, 3, 1))], 1) as Features,
    };
  });
}

function startRows(batch: number): Features {
  return tf.tile(tf.tensor2d([...START], [1, 4]), [batch, 1]);
}

function logarithm(width: Features): Features {
  return width.maximum<Features>(MIN_WIDTH).log();
}

/** So many columns from the first on. */
export function columns(table: Features, first: number, count: number): Features {
  return table.slice([0, first], [table.shape[0], count]);
}

/**
 * States in units in which everything is about as large as 1.
 *
 * @returns `[rows, STATE_SIZE]`.
 */
export function describeStates({ pen, logWidth, step, drawn }: PenStates): Features {
  return tf.tidy(() =>
    tf.concat([
      step.mul(drawn).div(UNIT.paper),
      step.mul(tf.sub(1, drawn)).div(UNIT.air),
      pen.mul(2).sub(1),
      logWidth.sub(LOG_WIDTH.mean).div(LOG_WIDTH.deviation),
    ], 1) as Features
  );
}

/**
 * Where the pen would be carried by its momentum: the last way once more, in the middle of a stroke.
 *
 * @returns Ways in pixels, `[rows, 2]`.
 */
export function momentum({ pen, step, drawn }: PenStates): Features {
  return tf.tidy(() => step.mul(drawn.mul(pen)));
}
