import assert from "node:assert/strict";
import { createVAE } from "../../../lib/model/model_file.ts";
import { readParameters } from "../../../lib/model/parameters.ts";
import { growDepth } from "../../../lib/model/pen/grow_depth.ts";
import { randomLatents } from "../tiny_model.ts";
import { rms } from "../agreement.ts";
import { noiseFor, randomPoints, TINY_PEN_CONFIG } from "./tiny_pen.ts";
import * as tf from "@tensorflow/tfjs";

const DEEPER = { ...TINY_PEN_CONFIG, blocks: 6 };

Deno.test("growDepth() makes a deeper model that starts as the trained one", async () => {
  const small = createVAE(TINY_PEN_CONFIG, 1);
  const deep = createVAE(DEEPER, 2);
  growDepth(deep.parameters, await readParameters(small.parameters), 4);
  const observations = randomPoints(TINY_PEN_CONFIG, 3, 1);
  const z = randomLatents(TINY_PEN_CONFIG, 3, 1);
  const noise = noiseFor(small, 3);
  assert.deepEqual(await deep.sample(z, noise).data(), await small.sample(z, noise).data());
  assert.deepEqual(
    await deep.encode(observations).mean.data(),
    await small.encode(observations).mean.data(),
  );
  const loss = () => deep.reconstructionLoss(observations, z).sum<tf.Scalar>();
  assert.deepEqual(
    await deep.reconstructionLoss(observations, z).data(),
    await small.reconstructionLoss(observations, z).data(),
  );
  // What is new learns from the first step on.
  const output = deep.parameters.get("decoder.block5.output.weight")!;
  const { grads } = tf.variableGrads(loss, [output]);
  assert.ok(rms(await grads[output.name]!.data()) > 0);
  assert.ok(rms(await deep.parameters.get("decoder.block5.tap0.weight")!.data()) > 0);
  small.dispose();
  deep.dispose();
});

Deno.test("growDepth() refuses weights that do not fit, and changes nothing", async () => {
  const small = createVAE(TINY_PEN_CONFIG, 1);
  const deep = createVAE(DEEPER, 2);
  const tensors = await readParameters(small.parameters);
  const before = await readParameters(deep.parameters);
  const without = new Map([...tensors].filter(([name]) => name !== "decoder.block3.tap.bias"));
  assert.throws(
    () => growDepth(deep.parameters, without, 4),
    /^WeightsError: Cannot load weights: "decoder.block3.tap.bias" is missing/,
  );
  const deeper = await readParameters(deep.parameters);
  assert.throws(
    () => growDepth(small.parameters, deeper, 6),
    /^WeightsError: Cannot load weights: "decoder.block4\..*" is not of this model/,
  );
  assert.deepEqual(await readParameters(deep.parameters), before);
  small.dispose();
  deep.dispose();
});
