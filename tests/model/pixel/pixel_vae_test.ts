import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  DEFAULT_PIXEL_CONFIG,
  type PixelVAEConfig,
  RECONSTRUCTION_LOSSES,
} from "../../../lib/model/config.ts";
import { negativeElbo } from "../../../lib/model/loss.ts";
import { createVAE } from "../../../lib/model/model_file.ts";
import { type Initializer, randomInitializer } from "../../../lib/model/parameters.ts";
import { createPixelVAE } from "../../../lib/model/pixel/pixel_vae.ts";
import { Random } from "../../../lib/random.ts";
import type { Images } from "../../../lib/types.ts";
import { assertWithin, rms } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { randomImages, randomLatents, TINY_CONFIG } from "../tiny_model.ts";

/** Weights and biases of both networks, counted by hand. */
function parameterCount({ height, width, latentDim, channels }: PixelVAEConfig): number {
  const features = height * width / 256 * 8 * channels;
  const convolutions = 16 * channels * (1 + 2 * channels + 8 * channels + 32 * channels);
  const encoderBiases = 15 * channels;
  const decoderBiases = 7 * channels + 1;
  const moments = 2 * latentDim * (features + 1);
  return 2 * convolutions + encoderBiases + decoderBiases + moments + features * (latentDim + 1);
}

const SIZES = [
  { height: 16, width: 16 },
  { height: 16, width: 48 },
  { height: 48, width: 32 },
  { height: 80, width: 16 },
];
for (const size of SIZES) {
  testOnEachBackend(`a ${size.height}x${size.width} model runs forward and backward`, async () => {
    const config = { ...TINY_CONFIG, ...size };
    const vae = createVAE(config, 1);
    const batch = 3;
    const images = randomImages(config, batch, 1);
    const z = randomLatents(config, batch, 1);
    assert.deepEqual(vae.observationShape, [size.height, size.width, 1]);
    const { mean, logVar } = vae.encode(images);
    assert.deepEqual([mean.shape, logVar.shape], [[batch, 3], [batch, 3]]);
    assert.deepEqual(vae.reconstructionLoss(images, z).shape, [batch]);
    const decoded = vae.decode!(z);
    assert.deepEqual(decoded.shape, images.shape);
    assert.ok((await decoded.data()).every((ink) => ink > 0 && ink < 1));
    const { grads } = tf.variableGrads(
      () => negativeElbo(vae, images, z).loss,
      [...vae.parameters.values()],
    );
    for (const [name, parameter] of vae.parameters) {
      const gradient = grads[parameter.name]!;
      assert.deepEqual(gradient.shape, parameter.shape, name);
      const size = rms(await gradient.data());
      assert.ok(size > 0 && size < 1e4, `the gradient of ${name} is ${size}`);
    }
    vae.dispose();
  });
}

Deno.test("a pixel model has as many parameters as its layers", () => {
  const configs = [
    TINY_CONFIG,
    DEFAULT_PIXEL_CONFIG,
    ...SIZES.map((s) => ({ ...TINY_CONFIG, ...s })),
  ];
  for (const config of configs) {
    const vae = createVAE(config, 1);
    const sizes = [...vae.parameters.values()].map((parameter) => parameter.size);
    assert.equal(sizes.reduce((sum, size) => sum + size), parameterCount(config));
    vae.dispose();
  }
});

Deno.test("a pixel model's first weights keep the size of activations and little ink", async () => {
  const vae = createVAE({ ...DEFAULT_PIXEL_CONFIG, channels: 8, latentDim: 32 }, 1);
  for (const [name, parameter] of vae.parameters) {
    const values = await parameter.data();
    if (name.endsWith("bias")) {
      const ink = 1 / (1 + Math.exp(-values[0]!));
      if (name === "decoder.conv0.bias") assert.ok(ink > 0.05 && ink < 0.1, `${ink} of ink`);
      else assert.ok(values.every((value) => value === 0), name);
      continue;
    }
    const size = rms(values);
    const isEncoder = name.startsWith("encoder");
    const taps = isEncoder ? 16 : 4; // a transposed convolution of stride 2 uses a quarter of them
    const fanIn = parameter.rank === 2
      ? parameter.shape[0]!
      : taps * parameter.shape[isEncoder ? 2 : 3]!;
    const feedsRelu = !["encoder.moments.weight", "decoder.conv0.weight"].includes(name);
    const target = Math.sqrt((feedsRelu ? 2 : 1) / fanIn);
    const error = 4 / Math.sqrt(2 * parameter.size); // four standard errors
    assert.ok(Math.abs(size / target - 1) < error, `${name}: ${size}, not ${target}`);
  }
  vae.dispose();
});

Deno.test("encode() refuses images of another size", () => {
  const vae = createVAE(TINY_CONFIG, 1);
  for (
    const shape of [[2, 32, 16, 1], [2, 16, 16, 1], [1, 16, 64, 1], [2, 16, 32], [2, 16, 32, 3]]
  ) {
    assert.throws(
      () => vae.encode(tf.zeros(shape)),
      /^TypeError: Cannot encode images: their shape is \[.+\], expected \[batch, 16, 32, 1\]$/,
    );
  }
  vae.dispose();
});

Deno.test("render() gives one image per example and frees nothing", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const decoded = vae.decode!(randomLatents(TINY_CONFIG, 3, 2)) as Images;
  const images = await vae.render(decoded);
  const data = await decoded.data();
  assert.deepEqual(images.map(({ height, width }) => [height, width]), Array(3).fill([16, 32]));
  images.forEach((image, i) =>
    assert.deepEqual(image.data, data.slice(i * 512, (i + 1) * 512), `image ${i}`)
  );
  vae.dispose();
});

for (const loss of RECONSTRUCTION_LOSSES) {
  testOnEachBackend(`sample() with ${loss} has the mean and variance of p(x|z)`, async () => {
    const config = { ...TINY_CONFIG, loss };
    const vae = createVAE(config, 3);
    const [batch, pixels] = [40, 16 * 32];
    const z = tf.tile(randomLatents(config, 1, 3), [batch, 1]);
    const noises = Array.from({ length: batch }, (_, i) => vae.sampleNoise(new Random("x", i), 1));
    const samples = await vae.sample(z, Float32Array.from(noises.flatMap((n) => [...n]))).data();
    const mean = await vae.decode!(z).data<"float32">();
    const errors = Float32Array.from(samples, (x, i) => x - mean[i]!);
    const average = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const expected = loss === "mse"
      ? config.observationStd ** 2
      : mean.slice(0, pixels).reduce((sum, p) => sum + p * (1 - p) / pixels, 0);
    assertWithin([average], [0], 4 * Math.sqrt(expected / errors.length), "mean");
    assertWithin([rms(errors) ** 2], [expected], 0.05 * expected, "variance");
    if (loss === "bce") assert.ok(samples.every((x) => x === 0 || x === 1));
    vae.dispose();
  });
}

Deno.test("a model's functions leave no tensors but their results, and dispose() none", () => {
  const before = tf.memory().numTensors;
  const vae = createVAE(TINY_CONFIG, 1);
  assert.equal(tf.memory().numTensors - before, vae.parameters.size);
  const images = randomImages(TINY_CONFIG, 2, 1);
  const z = randomLatents(TINY_CONFIG, 2, 1);
  const calls: [number, () => unknown][] = [
    [2, () => vae.encode(images)],
    [1, () => vae.decode!(z)],
    [1, () => vae.sample(z, new Float32Array(2 * 16 * 32))],
    [1, () => vae.reconstructionLoss(images, z)],
  ];
  tf.tidy(() => {
    for (const [results, call] of calls) {
      const start = tf.memory().numTensors;
      call();
      assert.equal(tf.memory().numTensors - start, results, String(call));
    }
  });
  tf.dispose([images, z]);
  vae.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a model that cannot be built leaves no tensors", () => {
  const before = tf.memory().numTensors;
  const initializer = randomInitializer(new Random(1));
  const failing: Initializer = (name, ...rest) => {
    if (name === "decoder.conv1.weight") throw new RangeError("no such weights");
    return initializer(name, ...rest);
  };
  assert.throws(() => createPixelVAE(TINY_CONFIG, failing), /no such weights/);
  assert.throws(() => createVAE({ ...TINY_CONFIG, height: 17 }, 1), /height is 17/);
  assert.equal(tf.memory().numTensors, before);
});
