import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { PenVAEConfig } from "../../../lib/model/config.ts";
import { ParameterList, randomInitializer } from "../../../lib/model/parameters.ts";
import { createDecoder, type PenDecoder } from "../../../lib/model/pen/decoder.ts";
import type { Features } from "../../../lib/model/layers.ts";
import {
  distributionSize,
  initialLogDeviations,
  LOG_DEVIATION_RANGE,
} from "../../../lib/model/pen/likelihood.ts";
import { type PenStates, trajectoryStates } from "../../../lib/model/pen/states.ts";
import { MIN_P } from "../../../lib/model/pen/sample_mixture.ts";
import {
  NOISE_SIZE,
  samplePointNoise,
  samplePoints,
} from "../../../lib/model/pen/sample_points.ts";
import { Random } from "../../../lib/random.ts";
import { assertWithin, rms } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { randomLatents } from "../tiny_model.ts";
import { randomPoints, TINY_PEN_CONFIG } from "./tiny_pen.ts";

const BATCH = 2;
const COMPONENTS = TINY_PEN_CONFIG.components;
const DISTRIBUTION_SIZE = distributionSize(COMPONENTS);
/** Long enough for every block to reach back twice its dilation. */
const CONFIG: PenVAEConfig = { ...TINY_PEN_CONFIG, points: 80 };

function build(): { decoder: PenDecoder; list: ParameterList } {
  const list = new ParameterList(randomInitializer(new Random(1, "decoder")));
  return { decoder: createDecoder(CONFIG, list), list };
}

function rowsOf(states: PenStates, t: number): PenStates {
  const take = (table: Features) => table.slice<Features>([t * BATCH, 0], [BATCH, -1]);
  const { position, pen, logWidth, offset, wasDown } = states;
  return {
    position: take(position),
    pen: take(pen),
    logWidth: take(logWidth),
    offset: take(offset),
    wasDown: take(wasDown),
  };
}

testOnEachBackend("a pen decoder predicts the same point by point and all at once", async () => {
  const { decoder, list } = build();
  const conditioning = decoder.conditioning(randomLatents(CONFIG, BATCH, 1));
  const { states } = trajectoryStates(randomPoints(CONFIG, BATCH, 1));
  const all = decoder.predict(states, conditioning, BATCH);
  assert.deepEqual(all.shape, [CONFIG.points * BATCH, DISTRIBUTION_SIZE]);
  const cache = decoder.createCache();
  const one = Array.from(
    { length: CONFIG.points },
    (_, t) => cache.predict(rowsOf(states, t), conditioning.slice([t * BATCH, 0], [BATCH, -1])),
  );
  cache.dispose();
  assertWithin(await tf.concat(one).data(), await all.data(), 1e-4, "outputs");
  list.dispose();
});

Deno.test("a pen decoder is causal", async () => {
  const { decoder, list } = build();
  const conditioning = decoder.conditioning(randomLatents(CONFIG, BATCH, 1));
  const points = randomPoints(CONFIG, BATCH, 1);
  const predict = (points: tf.Tensor3D) =>
    decoder.predict(trajectoryStates(points).states, conditioning, BATCH).data();
  const before = await predict(points);
  const place = 40; // point 40 is known from row 41 on
  const moved = points.add(
    tf.tensor3d(
      Array.from({ length: CONFIG.points }, (_, t) => t === place ? 5 : 0),
      [1, CONFIG.points, 1],
    ),
  ) as tf.Tensor3D;
  const after = await predict(moved);
  const known = (place + 1) * BATCH * DISTRIBUTION_SIZE;
  assert.deepEqual(after.slice(0, known), before.slice(0, known));
  const changed = (row: number) =>
    after.slice(row * BATCH * DISTRIBUTION_SIZE, (row + 1) * BATCH * DISTRIBUTION_SIZE)
      .some((value, i) => value !== before[row * BATCH * DISTRIBUTION_SIZE + i]);
  for (const row of [place + 1, place + 2, place + 10, place + 36]) assert.ok(changed(row));
  list.dispose();
});

/** A decoder that predicts the same for every point, whatever came before. */
function constantDecoder(outputs: number[], points: number): PenDecoder {
  const rows = (count: number) => tf.tile(tf.tensor2d([outputs]), [count, 1]);
  return {
    conditioning: (z) => tf.zeros([points * z.shape[0], 1]) as Features,
    predict: ({ pen }) => rows(pen.shape[0]),
    createCache: () => ({ predict: ({ pen }) => rows(pen.shape[0]), dispose: () => {} }),
  };
}

/** What samplePoints() samples where every point has the same distribution. */
async function sampleConstant(
  outputs: number[],
  [batch, points]: readonly [number, number],
  seed: number,
): Promise<number[][][]> {
  const noise = new Float32Array(batch * points * NOISE_SIZE);
  for (let i = 0; i < batch; i++) {
    noise.set(samplePointNoise(new Random(seed, i), points), i * points * NOISE_SIZE);
  }
  const z = tf.zeros([batch, 3]) as tf.Tensor2D;
  const decoder = constantDecoder(outputs, points);
  return await samplePoints(decoder, z, tf.tensor3d(noise, [batch, points, NOISE_SIZE])).array();
}

testOnEachBackend("samplePoints() samples from the distribution it is given", async () => {
  const [batch, points] = [400, 6];
  const outputs = new Array(DISTRIBUTION_SIZE).fill(0);
  // Two components at (4, -6) and (-10, 2), chosen 3 times and once in 4.
  outputs.fill(-50, 0, COMPONENTS);
  outputs[0] = Math.log(3);
  outputs[1] = 0;
  [outputs[COMPONENTS], outputs[2 * COMPONENTS]] = [2, -3];
  [outputs[COMPONENTS + 1], outputs[2 * COMPONENTS + 1]] = [-5, 1];
  outputs.fill(Math.log(1 / 0.3), 3 * COMPONENTS, 3 * COMPONENTS + 1); // the first has deviation 1
  outputs.fill(Math.log(1 / 0.3), 4 * COMPONENTS, 4 * COMPONENTS + 1);
  outputs[6 * COMPONENTS] = -100; // the pen is always up, so there is no momentum
  outputs[6 * COMPONENTS + 1] = 0.1;
  const sampled = await sampleConstant(outputs, [batch, points], 7);
  const steps = sampled.flatMap((example) =>
    example.map(([x, y], t) => [
      x! - (t === 0 ? 64 : example[t - 1]![0]!),
      y! - (t === 0 ? 32 : example[t - 1]![1]!),
    ])
  );
  const first = steps.filter(([x]) => x! > -3);
  assertWithin([first.length / steps.length], [0.75], 0.03, "fraction of the first component");
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xs, ys] = [first.map(([x]) => x!), first.map(([, y]) => y!)];
  assertWithin([mean(xs), mean(ys)], [4, -6], 0.05, "mean");
  const deviation = (values: number[]) =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  assertWithin([deviation(xs), deviation(ys)], [1, 1], 0.06, "deviation");
  for (const example of sampled) {
    assert.ok(example.every(([, , pen]) => pen === 0));
    assertWithin(
      example.map(([, , , width]) => width!),
      example.map((_, t) => Math.exp(0.2 + 0.1 * (t + 1))),
      1e-4,
      "width",
    );
  }
});

/** A decoder and noise of several groups of examples, the last of which is not full. */
function setUp(config: PenVAEConfig, batch: number) {
  const list = new ParameterList(randomInitializer(new Random(1, "decoder")));
  const decoder = createDecoder(config, list);
  const { network: _, ...composed } = decoder;
  const z = randomLatents(config, batch, 3);
  const values = Array.from(
    { length: batch },
    (_, i) => [...samplePointNoise(new Random(3, i), config.points)],
  );
  const noise = tf.tensor3d(values.flat(), [batch, config.points, NOISE_SIZE]);
  return { list, decoder, composed, z, noise };
}

testOnEachBackend("samplePoints() samples the same by a kernel as without", async () => {
  // 13 channels are no whole number of tiles, 11 examples no whole number of groups.
  const config = { ...CONFIG, channels: 13, blocks: 6, components: 12 };
  const { list, decoder, composed, z, noise } = setUp(config, 11);
  // Distributions that differ, so that some of their parts are cut off.
  const output = list.parameters.get("decoder.output.weight")!;
  tf.tidy(() => output.assign(output.mul(12)));
  const byKernel = await samplePoints(decoder, z, noise).data();
  assertWithin(byKernel, await samplePoints(composed, z, noise).data(), 1e-2, "points");
  assert.ok(new Set(byKernel.filter((_, i) => i % 4 === 2)).size === 2, "pens go up and down");
  list.dispose();
});

testOnEachBackend("samplePoints() leaves no tensors but its result", () => {
  const { decoder, list } = build();
  const z = randomLatents(CONFIG, BATCH, 2);
  const noise = tf.zeros([BATCH, CONFIG.points, NOISE_SIZE]) as tf.Tensor3D;
  const before = tf.memory().numTensors;
  samplePoints(decoder, z, noise).dispose();
  assert.equal(tf.memory().numTensors, before);
  list.dispose();
});

testOnEachBackend(
  "samplePoints() leaves out the observation noise",
  async () => {
    const min = Math.exp(LOG_DEVIATION_RANGE[0]);
    for (const deviation of [1e-3, min, min * 1.25]) {
      const outputs = new Array(DISTRIBUTION_SIZE).fill(0);
      outputs.fill(-50, 1, COMPONENTS);
      [outputs[COMPONENTS], outputs[2 * COMPONENTS]] = [2, -3]; // (4, -6)
      for (const at of [3 * COMPONENTS, 4 * COMPONENTS]) {
        outputs[at] = Math.log(deviation) - initialLogDeviations(COMPONENTS)[0]!;
      }
      outputs[6 * COMPONENTS] = -100;
      const sampled = await sampleConstant(outputs, [200, 5], 8);
      const errors = sampled.flatMap((example) =>
        example.slice(1).flatMap(([x, y], t) => [
          x! - example[t]![0]! - 4,
          y! - example[t]![1]! + 6,
        ])
      );
      const expected = deviation > min ? 0.75 * min : 0; // a triangle of sides 3, 4 and 5
      assertWithin([rms(errors)], [expected], 0.05 * min, `deviation of ${deviation}`);
    }
  },
);

testOnEachBackend(
  "samplePoints() never samples components below min-p",
  async () => {
    const [batch, points] = [300, 6];
    const outputs = new Array(DISTRIBUTION_SIZE).fill(0);
    // Components at x = 2, 4, ... with probabilities in proportion 1, 0.9 k, 1.1 k, 0, ..., 1.
    const logits = [0, Math.log(0.9 * MIN_P), Math.log(1.1 * MIN_P)];
    outputs.fill(-50, 0, COMPONENTS);
    logits.forEach((logit, i) => outputs[i] = logit);
    outputs[COMPONENTS - 1] = 0;
    for (let i = 0; i < COMPONENTS; i++) {
      outputs[COMPONENTS + i] = i + 1;
      for (const axis of [3, 4]) outputs[axis * COMPONENTS + i] = -10; // exactly there
    }
    outputs[6 * COMPONENTS] = -100;
    const sampled = await sampleConstant(outputs, [batch, points], 9);
    const counts = new Array<number>(COMPONENTS).fill(0);
    for (const example of sampled) {
      example.forEach(([x], t) => {
        counts[Math.round((x! - (t === 0 ? 64 : example[t - 1]![0]!)) / 2) - 1]!++;
      });
    }
    const total = 2 + 1.1 * MIN_P;
    const expected = [1, 0, 1.1 * MIN_P, 0, 0, 0, 0, 1].map((p) => p / total);
    assert.deepEqual(counts.map((count) => count > 0), expected.map((p) => p > 0));
    assertWithin(counts.map((count) => count / (batch * points)), expected, 0.04, "fractions");
  },
);
