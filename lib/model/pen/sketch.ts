/**
 * Trajectories as small pictures, which the encoder looks at.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { LOG_WIDTH, type PenPlanes, POSITION, separate } from "./points.ts";

/** Pictures of ways of the pen, `[batch, 32, 64, 4]`. */
export type Sketches = tf.Tensor4D;

/** Rows, columns and channels of a sketch. */
export const SKETCH = { rows: 32, columns: 64, channels: 4 } as const;

/** Pixels of the canvas that are a cell of the sketch. */
const CELL = 2;

/** A line between two points is put down at so many places of it. */
const PARTS = 3;

/** Length that a way counts even where the pen stands still, in pixels: dots are to be seen. */
const DOT = 0.5;

/** Ink is counted in units of so much length, in pixels. */
const UNIT = 2;

/**
 * Draws trajectories as the encoder sees them: for each cell of the canvas how much line there is,
 * which way it lies, and how wide it is.
 *
 * Nothing of it depends on the order or the direction in which lines were written, as nothing of
 * that is in an image: what the pen wrote and what was traced from a picture of it look the same.
 * The four channels are the length of the line, the same times the cosine and the sine of twice its
 * angle, as of an orientation tensor (Bigun and Granlund 1987), and times the deviation of the
 * logarithm of its width from the usual one. Ink between the centres of cells is shared between them.
 *
 * @param planes `[batch, 4, points]`, see `toPlanes`.
 * @returns `[batch, 32, 64, 4]`. No gradient is asked of it, as nothing before it is learned.
 */
export function sketch(planes: PenPlanes): Sketches {
  return tf.tidy(() => {
    const [batch, , points] = planes.shape;
    const lines = points - 1;
    const [positions, pen, logWidth] = separate(planes, [2, 1, 1]);
    const pixels = positions!.mul<tf.Tensor3D>(
      tf.tensor3d([POSITION.unitX, POSITION.unitY], [1, 2, 1]),
    );
    const starts = pixels.slice([0, 0, 0], [batch, 2, lines]);
    const steps = pixels.slice([0, 0, 1], [batch, 2, lines]).sub<tf.Tensor3D>(starts);
    const [dx, dy] = separate(steps, [1, 1]);
    const squares = dx!.square().add(dy!.square());
    const isDrawn = pen!.slice([0, 0, 0], [batch, 1, lines]);
    const ink = squares.sqrt().add(DOT).mul(isDrawn).div<tf.Tensor3D>(UNIT * PARTS);
    const turned = ink.div(squares.add(1e-6));
    const width = logWidth!.slice([0, 0, 0], [batch, 1, lines]).sub(LOG_WIDTH.mean)
      .div<tf.Tensor3D>(LOG_WIDTH.deviation);
    const channels = tf.concat([
      ink,
      dx!.square().sub(dy!.square()).mul<tf.Tensor3D>(turned),
      dx!.mul(dy!).mul(2).mul<tf.Tensor3D>(turned),
      ink.mul<tf.Tensor3D>(width),
    ], 1);
    const places = tf.concat(
      Array.from(
        { length: PARTS },
        (_, i) => starts.add<tf.Tensor3D>(steps.mul((i + 0.5) / PARTS)),
      ),
      2,
    );
    const weights = tf.concat(new Array<tf.Tensor3D>(PARTS).fill(channels), 2);
    const [x, y] = separate(places, [1, 1]);
    const spots = PARTS * lines;
    const across = share(x!.add(POSITION.x).reshape([batch, spots, 1]), SKETCH.columns, 2);
    const down = share(y!.add<tf.Tensor3D>(POSITION.y), SKETCH.rows, 1);
    const { rows, columns } = SKETCH;
    const placed = down.reshape([batch, 1, rows, spots])
      .mul(weights.reshape([batch, SKETCH.channels, 1, spots]))
      .reshape<tf.Tensor3D>([batch, SKETCH.channels * rows, spots]);
    return tf.matMul(placed, across).reshape([batch, SKETCH.channels, rows, columns])
      .transpose<tf.Tensor4D>([0, 2, 3, 1]);
  });
}

/** How much of the ink at each place goes to each cell along one side: all to one, or parts to two. */
function share(places: tf.Tensor3D, cells: number, axis: 1 | 2): tf.Tensor3D {
  const shape: [number, number, number] = axis === 1 ? [1, cells, 1] : [1, 1, cells];
  const centres = tf.tensor3d(Array.from({ length: cells }, (_, i) => CELL * (i + 0.5)), shape);
  return places.sub(centres).abs().mul(-1 / CELL).add(1).relu();
}
