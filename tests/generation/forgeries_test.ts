import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../lib/backend/select.ts";
import { GeneratedSignature } from "../../lib/generation/generated_signature.ts";
import { recordSignature } from "../../lib/generation/record_signature.ts";
import { SignatureModel } from "../../lib/generation/signature_model.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import { Random } from "../../lib/random.ts";
import { TINY_PEN_CONFIG } from "../model/pen/tiny_pen.ts";
import { TINY_CONFIG } from "../training/fixtures.ts";

await selectBackend("simd", { threads: 1 });

function createModel(config: typeof TINY_CONFIG | typeof TINY_PEN_CONFIG): SignatureModel {
  return new SignatureModel(createVAE(config, 3), createNormalPrior(config.latentDim));
}

const keyOf = ({ writer, sample, forger }: GeneratedSignature) => `${writer} ${sample} ${forger}`;

Deno.test("SignatureModel.generate() gives the forgeries of a writer after the genuine signatures", async () => {
  using model = createModel(TINY_PEN_CONFIG);
  const options = { count: 2, signaturesPerWriter: 2, forgeriesPerWriter: 4 };
  const signatures = await Array.fromAsync(model.generate(options));
  assert.deepEqual(signatures.slice(6).map(keyOf), [
    "1 0 undefined",
    "1 1 undefined",
    "1 0 0",
    "1 1 0",
    "1 2 0",
    "1 3 1",
  ]);
  for (const signature of signatures) {
    const copy = new GeneratedSignature(structuredClone(signature.content));
    assert.equal(keyOf(copy), keyOf(signature));
    assert.deepEqual(copy.toPng(), signature.toPng());
  }
});

Deno.test("SignatureModel.generate() keeps each forgery when there are more of anything", async () => {
  using model = createModel(TINY_PEN_CONFIG);
  const generate = async (count: number, signaturesPerWriter: number, forgeriesPerWriter: number) =>
    new Map(
      (await Array.fromAsync(
        model.generate({ count, signaturesPerWriter, forgeriesPerWriter, seed: 4 }),
      )).map((signature) => [keyOf(signature), signature.strokes]),
    );
  const few = await generate(2, 1, 2);
  const more = await generate(3, 3, 5);
  assert.equal(more.size, 24);
  for (const [key, strokes] of few) assert.deepEqual(more.get(key), strokes, key);
});

Deno.test("recordSignature() takes longer for a forgery, whatever the format", async () => {
  using model = createModel(TINY_PEN_CONFIG);
  const options = { count: 6, signaturesPerWriter: 2, forgeriesPerWriter: 2 };
  const ratios: number[] = [];
  for await (const signature of model.generate(options)) {
    if (signature.forger === undefined || signature.strokes!.length === 0) continue;
    const { slowness } = signature;
    assert.ok(slowness >= 1.4 && slowness <= 2.8, `${slowness}`);
    const slow = recordSignature(signature).time.at(-1)!;
    const fast = recordSignature(new GeneratedSignature({ ...signature.content, slowness: 1 }));
    ratios.push(slow / fast.time.at(-1)! / slowness);
  }
  assert.ok(ratios.length >= 6 && ratios.every((ratio) => ratio > 0.6), `${ratios}`);
  const median = ratios.sort((a, b) => a - b)[ratios.length >> 1]!;
  assert.ok(median > 0.8 && median < 1.4, `${median}`);
});

Deno.test("SignatureModel.generate() explains forgeries that it cannot make", () => {
  using model = createModel(TINY_PEN_CONFIG);
  assert.throws(
    () => model.generate({ forgeriesPerWriter: 1 }),
    /^RangeError: Cannot generate with forgeriesPerWriter: expected signaturesPerWriter/,
  );
  assert.throws(
    () => model.generate({ signaturesPerWriter: 1, forgeriesPerWriter: -1 }),
    /^RangeError: .*forgeriesPerWriter is -1, expected an integer of at least 0/,
  );
});

Deno.test("SignatureModel.sampleLatents() gives the prior's z of each writer, for any count", async () => {
  using model = createModel(TINY_CONFIG);
  const before = tf.memory().numTensors;
  const { latentDim } = model.prior;
  for (const count of [1, 130]) {
    const latents = await Array.fromAsync(
      model.sampleLatents({ count, seed: 5, temperature: 0.5 }),
    );
    assert.equal(latents.length, count);
    // The prior is N(0, I), so z is epsilon.
    const last = new Random(5, "generate", count - 1).normals(latentDim).map((v) => v * 0.5);
    assert.deepEqual(latents.at(-1), last);
  }
  assert.equal(tf.memory().numTensors, before);
});
