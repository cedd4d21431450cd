/**
 * Trajectories as small images, which the encoder convolves.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { LOG_WIDTH, type PenPlanes, POSITION, splitPlanes } from "./points.ts";

/** Rasterized trajectories, `[batch, rows, columns, channels]`, see {@linkcode RASTER}. */
export type Rasters = tf.Tensor4D;

/** Side of a raster cell, in pixels of the pen canvas. */
const CELL = 2;

/** Rows, columns and channels of a raster. */
export const RASTER = {
  rows: PEN_CANVAS.height / CELL,
  columns: PEN_CANVAS.width / CELL,
  channels: 4,
} as const;

/** Samples along a line between two points, each splatted into the cells around it. */
const SAMPLES_PER_LINE = 3;

/** Added to each line's length, in pixels, so that dots are visible too. */
const DOT_LENGTH = 0.5;

/** Length of line, in pixels, that counts as 1. */
const LENGTH_UNIT = 2;

/**
 * Rasterizes trajectories: the amount of line in each cell of the canvas, its orientation and width.
 *
 * Rasters depend neither on the order nor on the direction of writing, which images do not show: a
 * trajectory has the same raster as one recovered from its image. The four channels are the length of
 * line; the length times cosine and sine of twice the angle, as in an orientation tensor (Bigun and
 * Granlund 1987); and the length times the normalized logarithm of the width. Bilinear weights
 * distribute lines to cells.
 *
 * @param planes `[batch, 4, points]`, see `toPlanes`.
 * @returns The rasters. Their gradient is never needed, as nothing before them is learned.
 */
export function rasterize(planes: PenPlanes): Rasters {
  return tf.tidy(() => {
    const [batch, , points] = planes.shape;
    const lines = points - 1;
    const { starts, offsets, channels } = describeLines(planes);
    const positions = tf.concat(
      Array.from(
        { length: SAMPLES_PER_LINE },
        (_, i) => starts.add<tf.Tensor3D>(offsets.mul((i + 0.5) / SAMPLES_PER_LINE)),
      ),
      2,
    );
    const values = tf.concat(new Array<tf.Tensor3D>(SAMPLES_PER_LINE).fill(channels), 2);
    const [x, y] = splitPlanes(positions, [1, 1]);
    const samples = SAMPLES_PER_LINE * lines;
    const columnWeights = cellWeights(
      x!.add(POSITION.x).reshape([batch, samples, 1]),
      RASTER.columns,
      2,
    );
    const rowWeights = cellWeights(y!.add<tf.Tensor3D>(POSITION.y), RASTER.rows, 1);
    const inRows = rowWeights.reshape([batch, 1, RASTER.rows, samples])
      .mul(values.reshape([batch, RASTER.channels, 1, samples]))
      .reshape<tf.Tensor3D>([batch, RASTER.channels * RASTER.rows, samples]);
    return tf.matMul(inRows, columnWeights)
      .reshape([batch, RASTER.channels, RASTER.rows, RASTER.columns])
      .transpose<tf.Tensor4D>([0, 2, 3, 1]);
  });
}

/** Start and offset of each line in pixels from the centre, and its channels, `[batch, 4, lines]`. */
function describeLines(planes: PenPlanes) {
  const [batch, , points] = planes.shape;
  const lines = points - 1;
  const [positions, pen, logWidth] = splitPlanes(planes, [2, 1, 1]);
  const pixels = positions!.mul<tf.Tensor3D>(
    tf.tensor3d([POSITION.unitX, POSITION.unitY], [1, 2, 1]),
  );
  const starts = pixels.slice([0, 0, 0], [batch, 2, lines]);
  const offsets = pixels.slice([0, 0, 1], [batch, 2, lines]).sub<tf.Tensor3D>(starts);
  const [dx, dy] = splitPlanes(offsets, [1, 1]);
  const squares = dx!.square().add(dy!.square());
  const isDown = pen!.slice([0, 0, 0], [batch, 1, lines]);
  const length = squares.sqrt().add(DOT_LENGTH).mul(isDown)
    .div<tf.Tensor3D>(LENGTH_UNIT * SAMPLES_PER_LINE);
  const perSquare = length.div(squares.add(1e-6));
  const width = logWidth!.slice([0, 0, 0], [batch, 1, lines]).sub(LOG_WIDTH.mean)
    .div<tf.Tensor3D>(LOG_WIDTH.deviation);
  const channels = tf.concat([
    length,
    dx!.square().sub(dy!.square()).mul<tf.Tensor3D>(perSquare), // cos(2 angle)
    dx!.mul(dy!).mul(2).mul<tf.Tensor3D>(perSquare), // sin(2 angle)
    length.mul<tf.Tensor3D>(width),
  ], 1);
  return { starts, offsets, channels };
}

/** Linear weights of each position in each cell along one axis: all in one cell, or parts in two. */
function cellWeights(positions: tf.Tensor3D, cells: number, axis: 1 | 2): tf.Tensor3D {
  const shape: [number, number, number] = axis === 1 ? [1, cells, 1] : [1, 1, cells];
  const centres = tf.tensor3d(Array.from({ length: cells }, (_, i) => CELL * (i + 0.5)), shape);
  return positions.sub(centres).abs().mul(-1 / CELL).add(1).relu();
}
