import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../lib/backend/select.ts";
import { loadModel } from "../../lib/generation/load_model.ts";
import { SignatureModel } from "../../lib/generation/signature_model.ts";
import { generateTrajectories } from "../../lib/model/generate.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import { inFolder, readFolder, runProgram } from "../cli/run_program.ts";
import { TINY_PEN_CONFIG } from "../model/pen/tiny_pen.ts";
import { TINY_CONFIG } from "../training/fixtures.ts";

await selectBackend("simd", { threads: 1 });

function createModel(config: typeof TINY_CONFIG | typeof TINY_PEN_CONFIG): SignatureModel {
  return new SignatureModel(createVAE(config, 3), createNormalPrior(config.latentDim));
}

/** Runs the command in a folder, and returns the signatures that it wrote, without the sheet. */
async function runGenerate(folder: string, ...flags: string[]): Promise<Map<string, Uint8Array>> {
  const args = ["--model=pretrained", "--backend=simd", "--out=out", ...flags];
  const { code, stderr } = await runProgram("generate.ts", args, folder);
  assert.equal(code, 0, stderr);
  const files = new Map<string, Uint8Array>();
  for (const { name, isDirectory } of Deno.readDirSync(`${folder}/out`)) {
    if (!isDirectory) continue;
    for (const [file, bytes] of await readFolder(`${folder}/out/${name}`)) {
      files.set(`${name}/${file}`, bytes);
    }
  }
  for (const [file, bytes] of await readFolder(`${folder}/out`)) {
    if (file.startsWith("signature-")) files.set(file, bytes);
  }
  return files;
}

const number = (index: number, digits: number) => String(index + 1).padStart(digits, "0");

Deno.test("SignatureModel.generate() gives the bytes of the generate command", () =>
  inFolder(async (folder) => {
    const written = await runGenerate(folder, "--count=9", "--seed=5", "--temperature=0.9");
    using model = await loadModel("pretrained");
    const generated = new Map<string, Uint8Array>();
    for await (const signature of model.generate({ count: 9, seed: 5, temperature: 0.9 })) {
      generated.set(`signature-${number(signature.writer, 4)}.png`, signature.toPng());
    }
    assert.deepEqual(generated, written);
  }));

Deno.test("SignatureModel.generate() gives the command's signatures of each writer, as SVG too", () =>
  inFolder(async (folder) => {
    const flags = ["--count=2", "--signatures=3", "--seed=6", "--format=svg", "--ink-color=1a2b80"];
    const written = await runGenerate(folder, ...flags);
    using model = await loadModel("pretrained");
    const generated = new Map<string, Uint8Array>();
    for await (const signature of model.generate({ count: 2, seed: 6, signaturesPerWriter: 3 })) {
      const { writer, sample } = signature;
      const name = `writer-${number(writer, 4)}/signature-${number(sample, 2)}.svg`;
      const svg = signature.toSvg({ color: [0x1a, 0x2b, 0x80] });
      generated.set(name, new TextEncoder().encode(svg));
    }
    assert.deepEqual(generated, written);
  }));

Deno.test("SignatureModel streams throw the reason of an aborted signal, and free their tensors", async () => {
  using model = createModel(TINY_PEN_CONFIG);
  const strokes = [{ x: [5, 40, 90], y: [10, 50, 20], width: [2, 2, 2] }];
  const trajectory = strokes.map(({ x, y, width }) => ({
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    width: Float32Array.from(width),
  }));
  for (
    const start of [
      (signal: AbortSignal) => model.generate({ count: 500, signal }),
      (signal: AbortSignal) => model.generate({ count: 500, signaturesPerWriter: 2, signal }),
      (signal: AbortSignal) => model.generateLike(trajectory, { count: 500, signal }),
      (signal: AbortSignal) => model.interpolate({ steps: 500, signal }),
    ]
  ) {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    let received = 0;
    const read = async () => {
      for await (const _ of start(controller.signal)) {
        if (++received === 3) controller.abort(new Error("enough"));
      }
    };
    await assert.rejects(read(), /^Error: enough$/);
    assert.equal(received, 3);
    assert.equal(tf.memory().numTensors, before);
    await assert.rejects(start(AbortSignal.abort()).next(), { name: "AbortError" });
  }
});

Deno.test("SignatureModel.generate() samples from the model's prior", async () => {
  using model = createModel(TINY_PEN_CONFIG);
  const shifted = new SignatureModel(model.vae, {
    ...model.prior,
    transform: (epsilon) => tf.tidy(() => epsilon.mul<typeof epsilon>(0.1).add(2)),
  });
  const options = { count: 2, seed: 1, temperature: 1 };
  const strokes = async (of: SignatureModel) =>
    (await Array.fromAsync(of.generate(options))).map((signature) => signature.strokes);
  assert.notDeepEqual(await strokes(shifted), await strokes(model));
  assert.deepEqual(
    await strokes(shifted),
    await Array.fromAsync(generateTrajectories(shifted, options)),
  );
});

Deno.test("SignatureModel.generate() works for a pixel model, which has no strokes", async () => {
  using model = createModel(TINY_CONFIG);
  const signatures = await Array.fromAsync(model.generate({ count: 2 }));
  assert.deepEqual(signatures.map(({ writer, sample }) => [writer, sample]), [[0, 0], [1, 0]]);
  for (const signature of signatures) {
    assert.equal(signature.strokes, undefined);
    const { height, width, data } = signature.toImage();
    assert.deepEqual([height, width, data.length], [16, 32, 512]);
    assert.deepEqual(signature.toPng({ width: 32 }), signature.toPng());
    assert.throws(() => signature.toSvg(), /^TypeError: Cannot convert to SVG: .* has no strokes/);
    assert.throws(
      () => signature.toPng({ width: 64 }),
      /^RangeError: Cannot render at 32x64: a pixel model's signature has 16x32 pixels/,
    );
  }
  assert.throws(
    () => model.generate({ signaturesPerWriter: 2 }),
    /^RangeError: Cannot generate with signaturesPerWriter: a pixel model has no strokes/,
  );
});

Deno.test("SignatureModel.generate() explains options at once, and refuses a disposed model", async () => {
  const before = tf.memory().numTensors;
  const model = createModel(TINY_PEN_CONFIG);
  for (
    const [options, message] of [
      [{ count: 0 }, /^RangeError: .*count is 0, expected a positive integer/],
      [{ temperature: -1 }, /^RangeError: .*temperature is -1, expected a number from 0 to 100/],
      [{ signaturesPerWriter: 1.5 }, /^RangeError: .*signaturesPerWriter is 1.5/],
    ] as const
  ) {
    assert.throws(() => model.generate(options), message);
  }
  await Array.fromAsync(model.generate({ count: 2, signaturesPerWriter: 2 }));
  model.dispose();
  model.dispose();
  assert.equal(tf.memory().numTensors, before);
  assert.throws(() => model.generate(), /Cannot generate: the model is disposed/);
  await assert.rejects(model.toBytes(), /Cannot save model: the model is disposed/);
});

Deno.test("SignatureModel refuses a prior of other latents", () => {
  const vae = createVAE(TINY_PEN_CONFIG, 1);
  assert.throws(
    () => new SignatureModel(vae, createNormalPrior(TINY_PEN_CONFIG.latentDim + 1)),
    /^RangeError: Cannot combine model and prior: the prior's latentDim is/,
  );
  vae.dispose();
});

Deno.test("GeneratedSignature.toPng() derives a size from the other, and outlives the model", async () => {
  const model = createModel(TINY_PEN_CONFIG);
  const [signature] = await Array.fromAsync(model.generate({ count: 1 }));
  model.dispose();
  const { height, width } = model.config;
  assert.equal(signature!.toImage({ width: 3 * width }).height, 3 * height);
  assert.equal(signature!.toImage({ height: 2 * height }).width, 2 * width);
  assert.deepEqual(signature!.toPng({ height, width }), signature!.toPng());
  assert.throws(() => signature!.toPng({ width: 0 }), /^RangeError: Cannot render: width is 0/);
});

Deno.test("SignatureModel.generate() gives a writer the same signatures in whatever range it is", async () => {
  using model = createModel(TINY_PEN_CONFIG);
  const options = { seed: 3, signaturesPerWriter: 2 };
  const contents = async (start: number, count: number) =>
    (await Array.fromAsync(model.generate({ ...options, start, count }))).map(({ content }) =>
      content
    );
  const whole = await contents(0, 300);
  assert.deepEqual(whole.map(({ writer }) => writer), whole.map((_, i) => Math.floor(i / 2)));
  // The edges of batches and positions within them.
  for (const [start, count] of [[0, 1], [7, 2], [8, 8], [15, 18], [31, 1], [100, 60], [299, 1]]) {
    assert.deepEqual(
      await contents(start!, count!),
      whole.slice(2 * start!, 2 * (start! + count!)),
    );
  }
  for (const start of [-1, 0.5, NaN]) {
    assert.throws(
      () => model.generate({ start }),
      /start is .*, expected an integer of at least 0/,
    );
  }
});
