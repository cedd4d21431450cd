import assert from "node:assert/strict";
import { ModelFormatError } from "../../lib/errors.ts";
import * as tf from "@tensorflow/tfjs";
import { RECONSTRUCTION_LOSSES } from "../../lib/model/config.ts";
import {
  configFromMetadata,
  createVAE,
  decodeModel,
  encodeModel,
  MODEL_FORMAT,
  readNetworks,
} from "../../lib/model/model_file.ts";
import { CHECKSUM_KEY } from "../../lib/model/checksum.ts";
import { readParameters } from "../../lib/model/parameters.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type TensorData,
} from "../../lib/model/safetensors.ts";
import { fitPrior } from "../../lib/training/prior/fit_prior.ts";
import { testOnEachBackend } from "./each_backend.ts";
import { randomImages, randomLatents, TINY_CONFIG } from "./tiny_model.ts";

for (const loss of RECONSTRUCTION_LOSSES) {
  testOnEachBackend(`decodeModel() gives back the same ${loss} model`, async () => {
    const original = createVAE({ ...TINY_CONFIG, loss, observationStd: 0.1 }, 4);
    const bytes = await encodeModel(original);
    assert.deepEqual(await encodeModel(original), bytes, "the same model, the same bytes");
    const { vae: restored } = await decodeModel(bytes);
    assert.deepEqual(restored.config, original.config);
    assert.deepEqual([...restored.parameters.keys()], [...original.parameters.keys()]);
    assert.deepEqual(await encodeModel(restored), bytes);
    const z = randomLatents(TINY_CONFIG, 2, 1);
    const images = randomImages(TINY_CONFIG, 2, 1);
    assert.deepEqual(await restored.decode!(z).data(), await original.decode!(z).data());
    assert.deepEqual(
      await restored.encode(images).logVar.data(),
      await original.encode(images).logVar.data(),
    );
    assert.deepEqual(
      await restored.reconstructionLoss(images, z).data(),
      await original.reconstructionLoss(images, z).data(),
    );
    original.dispose();
    restored.dispose();
  });
}

const tinyModel = createVAE(TINY_CONFIG, 4);
const tinyFile = await encodeModel(tinyModel);
tinyModel.dispose();

/** The tiny model's file after a change to its content. */
function changed(
  change: (tensors: Map<string, TensorData>, metadata: Record<string, string>) => void,
): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(tinyFile);
  const { [CHECKSUM_KEY]: _, ...others } = metadata;
  const copy: Safetensors = { tensors: new Map(tensors), metadata: others };
  change(copy.tensors as Map<string, TensorData>, copy.metadata as Record<string, string>);
  return encodeSafetensors(copy);
}

const withConfig = (fields: Record<string, unknown>) =>
  changed((_, metadata) => metadata.config = JSON.stringify({ ...TINY_CONFIG, ...fields }));
const FIRST = "encoder.conv0.weight";

const ATTACKS: Readonly<
  Record<string, [Uint8Array, typeof ModelFormatError | typeof RangeError, RegExp]>
> = {
  "nothing": [new Uint8Array(), ModelFormatError, /has 0 bytes/],
  "a text": [new TextEncoder().encode("<html>not found</html>"), ModelFormatError, /header claims/],
  "a PNG": [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0),
    ModelFormatError,
    /header claims/,
  ],
  "half of a model": [tinyFile.slice(0, tinyFile.length / 2), ModelFormatError, /ends at byte/],
  "a safetensors file without metadata": [
    encodeSafetensors({ tensors: new Map(), metadata: {} }),
    ModelFormatError,
    /format is undefined, expected "signature-vae-1"/,
  ],
  "another format": [
    changed((_, metadata) => metadata.format = "pt"),
    ModelFormatError,
    /format is "pt", expected "signature-vae-1"/,
  ],
  "no config": [
    changed((_, metadata) => delete metadata.config),
    ModelFormatError,
    /config is not JSON/,
  ],
  "a broken config": [
    changed((_, metadata) => metadata.config = "{"),
    ModelFormatError,
    /config is not JSON/,
  ],
  "a config of null": [
    changed((_, metadata) => metadata.config = "null"),
    ModelFormatError,
    /config is not a JSON object/,
  ],
  "a config of a list": [
    changed((_, metadata) => metadata.config = "[]"),
    ModelFormatError,
    /config is not a JSON object/,
  ],
  "a nested config": [
    changed((_, metadata) => {
      metadata.config = `{"model":"pixel","height":${"[".repeat(1e5)}${"]".repeat(1e5)}}`;
    }),
    RangeError,
    /height is a list/,
  ],
  "another kind of model": [withConfig({ model: "gan" }), RangeError, /model is "gan"/],
  "a height of a text": [withConfig({ height: "16" }), RangeError, /height is "16"/],
  "a huge height": [withConfig({ height: 2 ** 40 }), RangeError, /height is 1099511627776/],
  "the largest sizes": [
    withConfig({ height: 1024, width: 2048, latentDim: 4096, channels: 512 }),
    RangeError,
    /"encoder.conv0.weight" has shape \[4,4,1,2\], expected \[4,4,1,512\]/,
  ],
  "a larger image": [
    withConfig({ height: 1024, width: 2048 }),
    RangeError,
    /"encoder.moments.weight" has shape/,
  ],
  "more latent dimensions": [
    withConfig({ latentDim: 4096 }),
    RangeError,
    /"encoder.moments.weight" has shape \[32,6\], expected \[32,8192\]/,
  ],
  "one parameter less": [
    changed((tensors) => tensors.delete("decoder.conv0.bias")),
    RangeError,
    /"decoder.conv0.bias" is missing/,
  ],
  "one parameter more": [
    changed((tensors) => tensors.set("extra", { shape: [1], data: Float32Array.of(1) })),
    RangeError,
    /"extra" is not of this model/,
  ],
  "a parameter named __proto__": [
    changed((tensors) => tensors.set("__proto__", { shape: [1], data: Float32Array.of(1) })),
    RangeError,
    /"__proto__" is not of this model/,
  ],
  "another shape": [
    changed((tensors) => tensors.set(FIRST, { ...tensors.get(FIRST)!, shape: [4, 4, 2, 1] })),
    RangeError,
    /"encoder.conv0.weight" has shape \[4,4,2,1\], expected \[4,4,1,2\]/,
  ],
  "not a number": [
    changed((tensors) => tensors.get(FIRST)!.data[3] = NaN),
    RangeError,
    /"encoder.conv0.weight" has values that are not finite/,
  ],
  "an infinity": [
    changed((tensors) => tensors.get("decoder.conv0.bias")!.data[0] = Infinity),
    RangeError,
    /"decoder.conv0.bias" has values that are not finite/,
  ],
};
for (const [what, [bytes, type, message]] of Object.entries(ATTACKS)) {
  Deno.test(`decodeModel() refuses ${what} and leaves no tensors`, async () => {
    const before = tf.memory().numTensors;
    await assert.rejects(decodeModel(bytes), (error) => {
      assert.ok(error instanceof type, `${error}`);
      assert.match(error.message, /^Cannot (read|load|build) /);
      assert.match(error.message, message);
      assert.ok(error.message.length < 300);
      return true;
    });
    assert.equal(tf.memory().numTensors, before);
  });
}

Deno.test("readNetworks() gives config and weights without the prior, and no tensors", async () => {
  const vae = createVAE(TINY_CONFIG, 4);
  const prior = await fitPrior("gaussian", {
    mean: Float32Array.from({ length: 30 }, (_, i) => i % 7),
    logVar: new Float32Array(30),
    count: 10,
    latentDim: 3,
  }, { seed: 1 });
  const before = tf.memory().numTensors;
  const { config, parameters } = await readNetworks(await encodeModel(vae, prior));
  assert.deepEqual(config, TINY_CONFIG);
  assert.deepEqual(parameters, await readParameters(vae.parameters));
  assert.equal(tf.memory().numTensors, before);
  await assert.rejects(readNetworks(new Uint8Array(3)), ModelFormatError);
  prior.dispose();
  vae.dispose();
});

Deno.test("decodeModel() reads a model whose values were rounded to float16", async () => {
  const original = createVAE(TINY_CONFIG, 4);
  const content = await encodeModel(original, undefined, { hasChecksum: false });
  const bytes = encodeSafetensors(decodeSafetensors(content), "F16");
  assert.ok(bytes.length < 0.6 * tinyFile.length);
  const { vae: rounded } = await decodeModel(bytes);
  const z = randomLatents(TINY_CONFIG, 2, 1);
  const [expected, actual] = [await original.decode!(z).data(), await rounded.decode!(z).data()];
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 2e-3));
  original.dispose();
  rounded.dispose();
});

Deno.test("configFromMetadata() reads the config alone", () => {
  const metadata = { format: MODEL_FORMAT, config: JSON.stringify({ ...TINY_CONFIG, more: 1 }) };
  assert.deepEqual(configFromMetadata(metadata), TINY_CONFIG);
});

Deno.test("decodeModel() and encodeModel() leave no tensors but the parameters", async () => {
  const before = tf.memory().numTensors;
  const { vae } = await decodeModel(tinyFile);
  await encodeModel(vae);
  assert.equal(tf.memory().numTensors - before, vae.parameters.size);
  vae.dispose();
  assert.equal(tf.memory().numTensors, before);
});
