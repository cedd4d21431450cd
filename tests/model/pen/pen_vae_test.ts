import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { DEFAULT_PEN_CONFIG, type PenVAEConfig } from "../../../lib/model/config.ts";
import { negativeElbo } from "../../../lib/model/loss.ts";
import { createVAE, decodeModel, encodeModel } from "../../../lib/model/model_file.ts";
import { renderPoints, toTrajectories } from "../../../lib/model/pen/render_points.ts";
import { type Bounds, trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { synthesizePenDataset } from "../../../lib/dataset/synthesize_pen_dataset.ts";
import { Random } from "../../../lib/random.ts";
import { Adam } from "../../../lib/training/adam.ts";
import { randomLatents } from "../tiny_model.ts";
import { assertWithin, rms } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { noiseFor, randomPoints, TINY_PEN_CONFIG } from "./tiny_pen.ts";

/** Weights and biases of both networks, counted by hand. */
function parameterCount(
  { points, hidden, channels, latentDim, blocks, components }: PenVAEConfig,
): number {
  const first = Math.ceil(hidden / 12); // channels of the raster, and after each convolution
  const convolutions = 4 * 4 * (4 * first + first * 2 * first + 2 * (2 * first) ** 2) + 7 * first;
  const features = 2 * 4 * 2 * first;
  const encoder = convolutions + features * hidden + 2 * hidden ** 2 + 2 * latentDim * hidden;
  const encoderBiases = 3 * hidden + 2 * latentDim;
  const plan = channels * (2 * latentDim + 2 * channels + 16 * channels + points);
  const planBiases = (2 + 1 + 16) * channels;
  const window = (8 * 6 + 2 + 1) * channels;
  const perBlock = (3 + 1) * channels ** 2 + 2 * channels;
  const output = (6 * components + 3) * (channels + 1);
  return encoder + encoderBiases + plan + planBiases + window + blocks * perBlock + output;
}

testOnEachBackend("a pen model runs forward and backward", async () => {
  const config = { ...TINY_PEN_CONFIG, points: 80 }; // so long that all of the decoder's past is in use
  const vae = createVAE(config, 1);
  const [batch, { points, latentDim }] = [3, config];
  const observations = randomPoints(config, batch, 1);
  const z = randomLatents(config, batch, 1);
  assert.deepEqual(vae.observationShape, [points, 4]);
  const { mean, logVar } = vae.encode(observations);
  assert.deepEqual([mean.shape, logVar.shape], [[batch, latentDim], [batch, latentDim]]);
  assert.deepEqual(vae.reconstructionLoss(observations, z).shape, [batch]);
  assert.equal(vae.decode, undefined, "the mean of p(x|z) has no closed form");
  const sampled = vae.sample(z, noiseFor(vae, batch));
  assert.deepEqual(sampled.shape, [batch, points, 4]);
  const values = await sampled.data();
  for (let i = 0; i < values.length; i += 4) {
    assert.ok(values[i + 2] === 0 || values[i + 2] === 1, "the pen is neither up nor down");
    assert.ok(values[i + 3]! > 0.3 && values[i + 3]! < 5, "the width is out of range");
  }
  const { grads } = tf.variableGrads(
    () => negativeElbo(vae, observations, z).loss,
    [...vae.parameters.values()],
  );
  assert.equal(Object.keys(grads).length, vae.parameters.size);
  for (const gradient of Object.values(grads)) assert.ok(rms(await gradient.data()) > 0);
  vae.dispose();
});

Deno.test("a pen model has the documented parameters", () => {
  const wide = { ...DEFAULT_PEN_CONFIG, hidden: 24, channels: 8 };
  for (const config of [TINY_PEN_CONFIG, wide, { ...wide, blocks: 7, components: 12 }]) {
    const vae = createVAE(config, 1);
    const count = [...vae.parameters.values()].reduce((sum, { size }) => sum + size, 0);
    assert.equal(count, parameterCount(config));
    vae.dispose();
  }
});

Deno.test("gradients of a pen model's negative ELBO are its slopes", async () => {
  const vae = createVAE(TINY_PEN_CONFIG, 2);
  const observations = randomPoints(TINY_PEN_CONFIG, 2, 2);
  const epsilon = randomLatents(TINY_PEN_CONFIG, 2, 2);
  const loss = () => negativeElbo(vae, observations, epsilon).loss;
  const { grads } = tf.variableGrads(loss, [...vae.parameters.values()]);
  for (const [name, variable] of vae.parameters) {
    const gradient = await grads[variable.name]!.data();
    const direction = new Random(3, name).normals(variable.size);
    const length = rms(direction) * Math.sqrt(direction.length);
    const slope = direction.reduce((sum, d, i) => sum + d / length * gradient[i]!, 0);
    const start = (await variable.data<"float32">()).slice();
    const lossAt = async (distance: number) => {
      const moved = start.map((value, i) => value + distance * direction[i]! / length);
      tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
      return (await loss().data())[0]!;
    };
    const step = 2e-3;
    const measured = (await lossAt(step) - await lossAt(-step)) / (2 * step);
    await lossAt(0);
    // Absolute values have kinks, and a few of them lie between the two places.
    const allowed = 0.05 * Math.max(Math.abs(slope), rms(gradient)) + 0.2;
    assert.ok(Math.abs(measured - slope) < allowed, `slope of ${name}: ${slope}, ${measured}`);
  }
  vae.dispose();
});

Deno.test("a pen model leaves no tensors but its results", async () => {
  const before = tf.memory().numTensors;
  const vae = createVAE(TINY_PEN_CONFIG, 1);
  const observations = randomPoints(TINY_PEN_CONFIG, 2, 1);
  const z = randomLatents(TINY_PEN_CONFIG, 2, 1);
  const start = tf.memory().numTensors;
  const added = (run: () => tf.TensorContainer) => {
    const results = run();
    const count = tf.memory().numTensors - start;
    tf.dispose(results);
    return count;
  };
  assert.equal(added(() => ({ ...vae.encode(observations) })), 2);
  assert.equal(added(() => vae.sample(z, noiseFor(vae, 2))), 1);
  assert.equal(added(() => vae.reconstructionLoss(observations, z)), 1);
  assert.equal(added(() => ({ ...negativeElbo(vae, observations, z) })), 3);
  const sampled = vae.sample(z, noiseFor(vae, 2));
  await vae.render(sampled);
  tf.dispose([sampled]);
  assert.equal(tf.memory().numTensors, start);
  vae.dispose();
  tf.dispose([observations, z]);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a pen model refuses trajectories of another number of points", () => {
  const vae = createVAE(TINY_PEN_CONFIG, 1);
  const other = randomPoints({ ...TINY_PEN_CONFIG, points: 12 }, 2, 1);
  assert.throws(() => vae.encode(other), /^TypeError: Cannot read trajectories: .*\[2,12,4\]/);
  const z = randomLatents(TINY_PEN_CONFIG, 2, 1);
  assert.throws(() => vae.reconstructionLoss(other, z), TypeError);
  vae.dispose();
});

Deno.test("a pen model survives its file", async () => {
  const vae = createVAE({ ...TINY_PEN_CONFIG, height: 32, width: 96 }, 4);
  const { vae: again } = await decodeModel(await encodeModel(vae));
  assert.deepEqual(again.config, vae.config);
  const z = randomLatents(TINY_PEN_CONFIG, 3, 4);
  const noise = noiseFor(vae, 3);
  assert.deepEqual(await again.sample(z, noise).data(), await vae.sample(z, noise).data());
  const [image] = await again.render(again.sample(z, noise));
  assert.deepEqual([image!.height, image!.width], [32, 96]);
  vae.dispose();
  again.dispose();
});

Deno.test("a pen model memorizes a few trajectories", async () => {
  await tf.setBackend("simd"); // many steps
  const config = { ...TINY_PEN_CONFIG, points: 24, latentDim: 4, hidden: 32, channels: 24 };
  const vae = createVAE(config, 5);
  const { points } = await synthesizePenDataset({ writers: 4, pointCount: 24, threads: 0 });
  const observations = tf.tensor3d(points, [4, 24, 4]);
  const epsilon = tf.zeros([4, 4]) as tf.Tensor2D;
  const adam = new Adam(vae.parameters);
  const loss = () => negativeElbo(vae, observations, epsilon, { beta: 0, freeBits: 0 }).loss;
  const [before] = await loss().data();
  for (let i = 0; i < 100; i++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(loss, [...vae.parameters.values()]);
      const byName = [...vae.parameters].map(([name, { name: id }]) => [name, grads[id]!] as const);
      adam.update(new Map(byName), 5e-3, 100);
    });
  }
  const [after] = await loss().data();
  // A distribution that is twice as narrow in both directions is worth 1.4 nats a point.
  assert.ok(after! < before! - 4 * 24, `${before} nats before, ${after} after`);
  await tf.setBackend("cpu");
  adam.dispose();
  vae.dispose();
});

Deno.test("a pen model's sample() uses the given noise, row by row", async () => {
  const vae = createVAE(TINY_PEN_CONFIG, 6);
  const z = randomLatents(TINY_PEN_CONFIG, 3, 6);
  const noise = (seed: number) => vae.sampleNoise(new Random(seed), 1);
  const three = Float32Array.from([...noise(1), ...noise(2), ...noise(1)]);
  const all = await (vae.sample(z, three) as tf.Tensor3D).array();
  const one = (i: number) => z.slice([i, 0], [1, -1]) as tf.Tensor2D;
  for (const [i, seed] of [[0, 1], [1, 2], [2, 1]] as const) {
    const alone = await vae.sample(one(i), noise(seed)).data();
    assertWithin(alone, all[i]!.flat(), 1e-3, `trajectory ${i}`);
  }
  assert.notDeepEqual(await vae.sample(one(0), noise(2)).data(), all[0]!.flat());
  vae.dispose();
});

/** A sampled trajectory of three points, all at width 2. */
function sampledLine(...places: [x: number, y: number][]): tf.Tensor {
  return tf.tensor3d(places.flatMap(([x, y]) => [x, y, 0.9, 2]), [1, places.length, 4]);
}

Deno.test("renderPoints() renders at any size", async () => {
  const line = sampledLine([20, 32], [60, 32], [110, 32]);
  for (const [height, width] of [[64, 128], [128, 256], [128, 128], [20, 256]] as const) {
    const [image] = await renderPoints(line, { height, width });
    const scale = Math.min(height / 64, width / 128);
    const ink = image!.data.reduce((sum, value) => sum + value, 0) / scale ** 2;
    const expected = 120 * 2 + Math.PI; // a rectangle and two half discs of radius 1
    assert.ok(Math.abs(ink / expected - 1) < 0.02, `${ink} at ${height} x ${width}`);
    const centre = image!.data[Math.floor(height / 2) * width + Math.floor(width / 2)]!;
    assert.ok(centre > 0.3, `paper in the middle of ${height} x ${width}`);
  }
});

Deno.test("toTrajectories() fits samples into the canvas, as data are, and keeps widths", async () => {
  const cases: [[number, number][], Bounds][] = [
    // Too small, far out, and too large: as wide as can be, and as high.
    [[[20, 30], [60, 50], [120, 30]], { left: 4, right: 124, top: 20, bottom: 44 }],
    [[[-80, 30], [0, 50], [20, 30]], { left: 4, right: 124, top: 20, bottom: 44 }],
    [[[-60, 30], [40, 50], [180, 30]], { left: 4, right: 124, top: 27, bottom: 37 }],
    [[[60, 0], [70, 90], [80, 112]], { left: 59, right: 69, top: 4, bottom: 60 }],
  ];
  for (const [places, box] of cases) {
    const [trajectory] = await toTrajectories(sampledLine(...places));
    const bounds = trajectoryBounds(trajectory!);
    for (const side of ["left", "right", "top", "bottom"] as const) {
      // Tips are a little flatter after smoothing.
      const places = `${side} is ${bounds[side]}, expected ${box[side]}`;
      assert.ok(Math.abs(bounds[side] - box[side]) < 1.5, places);
    }
    assert.ok(bounds.left >= 3.99 && bounds.top >= 3.99, "it leaves the canvas");
    assertWithin(
      [bounds.left + bounds.right, bounds.top + bounds.bottom],
      [128, 64],
      1e-3,
      "middle",
    );
    assert.equal(trajectory![0]!.width[0], 2);
  }
});

Deno.test("toTrajectories() does not enlarge samples that are far too small", async () => {
  const [trajectory] = await toTrajectories(sampledLine([10, 10], [12, 10], [14, 10]));
  const [stroke] = trajectory!;
  assertWithin([stroke!.x[0]!, stroke!.x.at(-1)!, stroke!.y[0]!], [61, 67, 32], 1e-3, "places");
});

Deno.test("toTrajectories() of a pen that is never down is empty, and rendered as paper", async () => {
  const up = tf.tensor3d([10, 10, 0.1, 2, 20, 20, 0.2, 2], [1, 2, 4]);
  assert.deepEqual(await toTrajectories(up), [[]]);
  const [image] = await renderPoints(up, { height: 16, width: 32 });
  assert.ok(image!.data.every((ink) => ink === 0));
});
