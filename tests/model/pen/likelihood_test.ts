import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  differenceMatrix,
  LAPLACE_SCALES,
  penNegativeLogLikelihood,
} from "../../../lib/model/pen/likelihood.ts";
import { fromPlanes, toPlanes } from "../../../lib/model/pen/points.ts";
import { Random } from "../../../lib/random.ts";
import { assertAgree, assertWithin } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { randomPoints, TINY_PEN_CONFIG } from "./tiny_pen.ts";

const BATCH = 3;
const { points: POINTS } = TINY_PEN_CONFIG;

/** What a decoder might return, `[batch, 4, points]`. */
function randomPlanes(seed: number): tf.Tensor3D {
  const values = new Random(seed, "planes").normals(BATCH * 4 * POINTS);
  return tf.tensor3d(values, [BATCH, 4, POINTS]);
}

/** The reconstruction term of one example in float64, term by term from the formulas. */
function expectedLoss(target: number[][], planes: number[][]): number {
  const [x, y, pen, logWidth] = planes as [number[], number[], number[], number[]];
  const errorX = target.map(([trueX], i) => 64 + 40 * x[i]! - trueX!);
  const errorY = target.map(([, trueY], i) => 32 + 20 * y[i]! - trueY!);
  const isDown = target.map(([, , down]) => down!);
  let loss = 0;
  for (let i = 0; i < POINTS; i++) {
    const probability = 1 / (1 + Math.exp(-pen[i]!));
    loss -= Math.log(isDown[i] ? probability : 1 - probability);
    const clipped = Math.min(Math.max(logWidth[i]!, -1.2), 1.6);
    loss += Math.abs(clipped - Math.log(target[i]![3]!)) / LAPLACE_SCALES.logWidth;
    for (const error of [errorX, errorY]) {
      loss += Math.abs(error[i]!) / LAPLACE_SCALES.position;
      if (i + 1 >= POINTS) continue;
      const step = error[i + 1]! - error[i]!;
      loss += (0.9 * isDown[i]! + 0.1) * Math.abs(step) / LAPLACE_SCALES.step;
      if (i + 2 >= POINTS) continue;
      const bend = error[i + 2]! - error[i + 1]! - step;
      loss += isDown[i]! * isDown[i + 1]! * Math.abs(bend) / LAPLACE_SCALES.bend;
    }
  }
  return loss;
}

testOnEachBackend("penNegativeLogLikelihood() is the sum of its terms", async () => {
  const target = randomPoints(TINY_PEN_CONFIG, BATCH, 1);
  const planes = randomPlanes(2);
  const [targets, outputs] = [await target.array(), await planes.array()];
  const expected = targets.map((example, i) => expectedLoss(example, outputs[i]!));
  const differences = differenceMatrix(POINTS);
  const loss = penNegativeLogLikelihood(toPlanes(target), planes, differences);
  assert.deepEqual(loss.shape, [BATCH]);
  assertAgree(await loss.data(), expected, 1e-5, "loss");
});

Deno.test("penNegativeLogLikelihood() is next to nothing for what was written", async () => {
  const target = randomPoints(TINY_PEN_CONFIG, BATCH, 3);
  const planes = tf.tidy(() => {
    const scale = tf.tensor3d([1, 1, 80, 1], [1, 4, 1]);
    const offset = tf.tensor3d([0, 0, -40, 0], [1, 4, 1]);
    return toPlanes(target).mul(scale).add(offset) as tf.Tensor3D; // log-odds of 40 and -40
  });
  const loss = penNegativeLogLikelihood(toPlanes(target), planes, differenceMatrix(POINTS));
  assertWithin(await loss.data(), new Array(BATCH).fill(0), 1e-3, "loss");
});

Deno.test("penNegativeLogLikelihood() leaves no tensors but its result", () => {
  const [target, planes] = [toPlanes(randomPoints(TINY_PEN_CONFIG, BATCH, 4)), randomPlanes(4)];
  const differences = differenceMatrix(POINTS);
  const before = tf.memory().numTensors;
  penNegativeLogLikelihood(target, planes, differences).dispose();
  assert.equal(tf.memory().numTensors, before);
});

testOnEachBackend("fromPlanes() undoes toPlanes()", async () => {
  const points = randomPoints(TINY_PEN_CONFIG, BATCH, 5);
  const planes = toPlanes(points);
  assert.deepEqual(planes.shape, [BATCH, 4, POINTS]);
  const again = fromPlanes(planes);
  const [values, expected] = [await again.data(), await points.data()];
  for (let i = 0; i < values.length; i++) {
    const wanted = i % 4 === 2 ? 1 / (1 + Math.exp(-expected[i]!)) : expected[i]!;
    assertWithin([values[i]!], [wanted], 1e-4, `value ${i}`);
  }
  const before = tf.memory().numTensors;
  tf.dispose([toPlanes(points), fromPlanes(planes)]);
  assert.equal(tf.memory().numTensors, before);
});
