import assert from "node:assert/strict";
import { selectBackend } from "../../lib/backend/select.ts";
import { loadModel } from "../../lib/generation/load_model.ts";
import { SignatureModel } from "../../lib/generation/signature_model.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import { TINY_CONFIG } from "../training/fixtures.ts";
import { signatureOf } from "./scan_of.ts";

await selectBackend("simd", { threads: 1 });

Deno.test("SignatureModel.interpolate() starts at the seed's first sample, and neighbours are alike", async () => {
  using model = await loadModel("pretrained");
  const [sample] = await Array.fromAsync(model.generate({ count: 1, seed: 4 }));
  const strip = await Array.fromAsync(model.interpolate({ steps: 12, seed: 4 }));
  assert.deepEqual(strip.map(({ writer }) => writer), Array.from({ length: 12 }, (_, i) => i));
  assert.ok(chamferDistance(strip[0]!.toImage(), sample!.toImage()) < 0.2);
  const images = strip.map((signature) => signature.toImage());
  let neighbours = 0;
  for (let i = 1; i < images.length; i++) neighbours += chamferDistance(images[i]!, images[i - 1]!);
  const ends = chamferDistance(images[0]!, images.at(-1)!);
  assert.ok(neighbours / 11 < 0.8 * ends, `${neighbours / 11} against ${ends}`);
});

Deno.test("SignatureModel.interpolate() passes through all ends once, the given ones unchanged", async () => {
  using model = await loadModel("pretrained");
  const ends = [0, 1, 2].map(signatureOf);
  const path = await Array.fromAsync(model.interpolate({ steps: 5, between: ends }));
  assert.equal(path.length, 9);
  [0, 4, 8].forEach((at, i) => assert.deepEqual(path[at]!.strokes, ends[i]));
  assert.notDeepEqual(path[2]!.strokes, path[1]!.strokes);
  assert.equal((await Array.fromAsync(model.interpolate({ steps: 5, count: 3 }))).length, 9);
});

Deno.test("SignatureModel.interpolate() interpolates images of a pixel model, but not given signatures", async () => {
  using model = new SignatureModel(
    createVAE(TINY_CONFIG, 1),
    createNormalPrior(TINY_CONFIG.latentDim),
  );
  const strip = await Array.fromAsync(model.interpolate({ steps: 3 }));
  assert.deepEqual(strip.map((signature) => signature.toImage().width), [32, 32, 32]);
  const given = () =>
    Array.fromAsync(model.interpolate({ between: [signatureOf(0), signatureOf(1)] }));
  await assert.rejects(given, /a pixel model has no strokes/);
  await assert.rejects(() => Array.fromAsync(model.interpolate({ steps: 1 })), /steps is 1/);
  await assert.rejects(() => Array.fromAsync(model.interpolate({ count: 1 })), /count is 1/);
});
