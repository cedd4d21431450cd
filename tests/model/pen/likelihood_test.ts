import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  distributionSize,
  initialLogDeviations,
  trajectoryNll,
} from "../../../lib/model/pen/likelihood.ts";
import { type PenPoints, toPlanes } from "../../../lib/model/pen/points.ts";
import { trajectoryStates } from "../../../lib/model/pen/states.ts";
import { Random } from "../../../lib/random.ts";
import { assertAgree, assertWithin } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { randomPoints, TINY_PEN_CONFIG } from "./tiny_pen.ts";

const BATCH = 3;
const { points: POINTS, components: COMPONENTS } = TINY_PEN_CONFIG;
const DISTRIBUTION_SIZE = distributionSize(COMPONENTS);
const FIRST_DEVIATIONS = [0.3, 0.6, 1, 1.7, 3, 6, 12, 24];

/** What a decoder might return, `[points * batch, DISTRIBUTION_SIZE]`. */
function randomOutputs(seed: number): tf.Tensor2D {
  const rows = POINTS * BATCH;
  const values = new Random(seed, "outputs").normals(rows * DISTRIBUTION_SIZE);
  return tf.tensor2d(values, [rows, DISTRIBUTION_SIZE]);
}

function lossOf(points: PenPoints, outputs: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const { states, targets } = trajectoryStates(points);
    return trajectoryNll(outputs, states, targets, BATCH);
  });
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** -log p of one trajectory in float64, point by point from the densities. */
function expectedLoss(points: number[][], outputs: number[][]): number {
  let [x, y, pen, width, offsetX, offsetY, drawn] = [64, 32, 0, Math.exp(0.2), 0, 0, 0];
  let loss = 0;
  points.forEach(([nextX, nextY, nextPen, nextWidth], t) => {
    const output = outputs[t]!;
    const part = (i: number) => output.slice(i * COMPONENTS, (i + 1) * COMPONENTS);
    const [logits, meanX, meanY, logX, logY, rho] = [0, 1, 2, 3, 4, 5].map(part);
    const weights = logits!.map(Math.exp);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let density = 0;
    for (let k = 0; k < COMPONENTS; k++) {
      const r = 0.95 * Math.tanh(rho![k]!);
      const first = Math.log(FIRST_DEVIATIONS[k]!);
      const sx = Math.exp(clip(logX![k]! + first, Math.log(0.1), Math.log(60)));
      const sy = Math.exp(clip(logY![k]! + first, Math.log(0.1), Math.log(60)));
      const u = (nextX! - x - 2 * meanX![k]! - offsetX * drawn * pen) / sx;
      const v = (nextY! - y - 2 * meanY![k]! - offsetY * drawn * pen) / sy;
      const exponent = -(u * u - 2 * r * u * v + v * v) / (2 * (1 - r * r));
      density += weights[k]! / total * Math.exp(exponent) /
        (2 * Math.PI * sx * sy * Math.sqrt(1 - r * r));
    }
    loss -= Math.log(density);
    const [penLogit, change, logScale] = output.slice(6 * COMPONENTS) as [number, number, number];
    const probability = 1 / (1 + Math.exp(-penLogit));
    loss -= Math.log(nextPen === 1 ? probability : 1 - probability);
    const scale = Math.exp(clip(logScale, Math.log(0.02), Math.log(4)));
    const error = Math.abs(Math.log(nextWidth!) - Math.log(width) - change);
    loss += error / scale + Math.log(2 * scale);
    [offsetX, offsetY, drawn] = [nextX! - x, nextY! - y, pen];
    [x, y, pen, width] = [nextX!, nextY!, nextPen!, nextWidth!];
  });
  return loss;
}

testOnEachBackend(
  "trajectoryNll() is the sum over points of the densities' logarithms",
  async () => {
    const points = randomPoints(TINY_PEN_CONFIG, BATCH, 1);
    const outputs = randomOutputs(2);
    const [examples, rows] = [await points.array(), await outputs.array()];
    const expected = examples.map((example, i) =>
      expectedLoss(example, Array.from({ length: POINTS }, (_, t) => rows[t * BATCH + i]!))
    );
    const loss = lossOf(points, outputs);
    assert.deepEqual(loss.shape, [BATCH]);
    assertAgree(await loss.data(), expected, 1e-5, "loss");
  },
);

Deno.test("the density of the offset to a point integrates to 1", async () => {
  const spacing = 4; // the smallest deviation is 3.7
  const grid: number[] = [];
  for (let x = -150; x < 300; x += spacing) {
    for (let y = -150; y < 300; y += spacing) grid.push(x, y, 0, Math.exp(0.2));
  }
  const rows = grid.length / 4;
  const raw = new Random(3, "outputs").normals(DISTRIBUTION_SIZE).map((value) => 0.3 * value);
  raw.fill(2.5, 3 * COMPONENTS, 5 * COMPONENTS);
  raw[6 * COMPONENTS + 1] = 0; // the width is the median, where its density is known
  const one = tf.tensor2d(raw, [1, DISTRIBUTION_SIZE]);
  const points = tf.tensor3d(grid, [rows, 1, 4]);
  const { states, targets } = trajectoryStates(points);
  const loss = await trajectoryNll(
    tf.tile(one, [rows, 1]),
    states,
    targets,
    rows,
  ).data<"float32">();
  const penUp = 1 / (1 + Math.exp(raw[6 * COMPONENTS]!));
  const scale = Math.exp(raw[6 * COMPONENTS + 2]!);
  const rest = -Math.log(penUp) + Math.log(2 * scale);
  const sum = loss.reduce((sum, nll) => sum + spacing ** 2 * Math.exp(rest - nll), 0);
  assertWithin([sum], [1], 2e-3, "probability");
});

testOnEachBackend("the gradient of trajectoryNll() is its slope", async () => {
  const points = randomPoints(TINY_PEN_CONFIG, BATCH, 4);
  const outputs = randomOutputs(5);
  const gradient = await tf.grad((x) => lossOf(points, x as tf.Tensor2D).sum())(outputs).array();
  const [examples, rows] = [await points.array(), await outputs.array()];
  const [row, example] = [4 * BATCH + 1, 1];
  const expected = Array.from({ length: DISTRIBUTION_SIZE }, (_, column) => {
    const moved = (by: number) => {
      const changed = Array.from({ length: POINTS }, (_, t) => [...rows[t * BATCH + example]!]);
      changed[4]![column]! += by;
      return expectedLoss(examples[example]!, changed);
    };
    return (moved(1e-5) - moved(-1e-5)) / 2e-5;
  });
  assertAgree((gradient as number[][])[row]!, expected, 1e-3, "gradient");
});

Deno.test("trajectoryNll() leaves no tensors but its result", () => {
  const [points, outputs] = [randomPoints(TINY_PEN_CONFIG, BATCH, 4), randomOutputs(4)];
  const before = tf.memory().numTensors;
  lossOf(points, outputs).dispose();
  assert.equal(tf.memory().numTensors, before);
});

testOnEachBackend("toPlanes() gives planes of about unit scale", async () => {
  const points = randomPoints(TINY_PEN_CONFIG, BATCH, 5);
  const planes = await toPlanes(points).array();
  const expected = (await points.array()).map((example) => [
    example.map(([x]) => (x! - 64) / 40),
    example.map(([, y]) => (y! - 32) / 20),
    example.map(([, , pen]) => pen!),
    example.map(([, , , width]) => Math.log(width!)),
  ]);
  assertWithin(planes.flat(2), expected.flat(2), 1e-5, "planes");
});

Deno.test("initialLogDeviations() are those of 8 components, and between them for others", () => {
  assert.deepEqual(initialLogDeviations(8), FIRST_DEVIATIONS.map(Math.log));
  for (const components of [4, 12, 20]) {
    const logs = initialLogDeviations(components);
    assert.deepEqual([logs[0], logs.at(-1)], [Math.log(0.3), Math.log(24)]);
    assert.equal(logs.length, components);
    assert.ok(logs.every((value, i) => i === 0 || value > logs[i - 1]!));
  }
});
