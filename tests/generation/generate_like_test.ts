import assert from "node:assert/strict";
import { selectBackend } from "../../lib/backend/select.ts";
import { DEFAULT_LIKE_OPTIONS, generateLike } from "../../lib/generation/generate_like.ts";
import { loadModel } from "../../lib/generation/load_model.ts";
import { SignatureModel } from "../../lib/generation/signature_model.ts";
import { varySignature } from "../../lib/generation/vary_signature.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { renderPenCanvas } from "../../lib/model/pen/render_points.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import { medianWidth, scaleWidths } from "../../lib/strokes/geometry/median_width.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { TINY_CONFIG } from "../training/fixtures.ts";
import { scanOf, signatureOf } from "./scan_of.ts";

await selectBackend("simd", { threads: 1 });

const SIZE = { height: 128, width: 256 };
const WRITERS = 4;

/** In pixels of the pen canvas. */
function distance(a: Trajectory, b: Trajectory): number {
  return chamferDistance(renderPenCanvas(a, SIZE), renderPenCanvas(b, SIZE)) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("varySignature() at spread 0 is the signature, and goes further away with the spread", () => {
  const distances = [0, 0.05, 0.15, 0.25].map((spread) =>
    mean(Array.from({ length: WRITERS }, (_, writer) => {
      const signature = signatureOf(writer);
      return distance(varySignature(signature, { seed: 1, index: 0, spread }), signature);
    }))
  );
  assert.ok(distances[0]! < 0.02, `${distances[0]} px`);
  distances.slice(1).forEach((value, i) => assert.ok(value > 1.2 * distances[i]!, `${distances}`));
  assert.ok(distances.at(-1)! > 0.5 && distances.at(-1)! < 4, `${distances}`);
});

Deno.test("generateLike() goes from the signature to another one, with ink as wide", async () => {
  using model = await loadModel("pretrained");
  const spreads = [0.25, 0.5, 1];
  const sums = spreads.map(() => 0);
  for (let writer = 0; writer < WRITERS; writer++) {
    const signature = scaleWidths(signatureOf(writer), 0.8 + 0.3 * writer);
    for (const [i, spread] of spreads.entries()) {
      const options = { ...DEFAULT_LIKE_OPTIONS, count: 1, seed: writer, spread };
      for await (const variant of generateLike(model.vae, signature, options)) {
        sums[i]! += distance(variant, signature);
        const ratio = medianWidth(variant) / medianWidth(signature);
        assert.ok(ratio > 0.75 && ratio < 1.35, `widths times ${ratio} at ${spread}`);
      }
    }
  }
  assert.ok(sums[0]! < sums[1]! && sums[1]! < sums[2]!, `${sums}`);
});

Deno.test("SignatureModel.generateLike() gives the same variants for the same seed, whatever the count", async () => {
  using model = await loadModel("pretrained");
  const signature = signatureOf(3);
  for (const spread of [0.1, 0.6]) {
    const generate = async (count: number, seed = 1) => {
      const variants = await Array.fromAsync(
        model.generateLike(signature, { count, seed, spread }),
      );
      assert.deepEqual(
        variants.map(({ sample }) => sample),
        Array.from({ length: count }).map((_, i) => i),
      );
      return variants.map(({ strokes }) => strokes);
    };
    const many = await generate(9);
    assert.deepEqual(await generate(2), many.slice(0, 2));
    const options = { ...DEFAULT_LIKE_OPTIONS, start: 7, count: 2, spread };
    assert.deepEqual(
      await Array.fromAsync(generateLike(model.vae, signature, options)),
      many.slice(7),
    );
    assert.notDeepEqual(many[0], many[1]);
    assert.notDeepEqual((await generate(1, 2))[0], many[0]);
  }
});

Deno.test("SignatureModel.generateLike() reads a scan, and at spread 0 redraws it", async () => {
  using model = await loadModel("pretrained");
  const signature = signatureOf(5);
  const image = scanOf(signature, { scale: 4, x: 100, y: 60 });
  const [variant] = await Array.fromAsync(model.generateLike(image, { count: 1, spread: 0 }));
  assert.ok(distance(variant!.strokes!, signature) < 0.3);
});

Deno.test("generateLike() needs a pen model where the decoder writes, and refuses options out of range", async () => {
  const signature = signatureOf(0);
  using pixel = new SignatureModel(
    createVAE(TINY_CONFIG, 1),
    createNormalPrior(TINY_CONFIG.latentDim),
  );
  const run = (vae: typeof pixel.vae | undefined, options: Partial<typeof DEFAULT_LIKE_OPTIONS>) =>
    Array.fromAsync(generateLike(vae, signature, { ...DEFAULT_LIKE_OPTIONS, ...options }));
  assert.equal((await run(undefined, { count: 2 })).length, 2);
  assert.equal((await run(pixel.vae, { count: 2 })).length, 2);
  await assert.rejects(async () => await run(undefined, { spread: 0.5 }), /there is no model/);
  await assert.rejects(
    async () => await run(pixel.vae, { spread: 0.5 }),
    /pixel model has no strokes/,
  );
  await assert.rejects(async () => await run(undefined, { spread: 1.1 }), /spread is 1.1/);
  await assert.rejects(async () => await run(undefined, { spread: NaN }), /spread is NaN/);
  await assert.rejects(async () => await run(undefined, { count: 0 }), /count is 0/);
  await assert.rejects(async () => await run(undefined, { temperature: -1 }), /temperature is -1/);
});
