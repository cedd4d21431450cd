import assert from "node:assert/strict";
import { selectBackend } from "../../../lib/backend/select.ts";
import { DEFAULT_PEN_CONFIG, DEFAULT_PIXEL_CONFIG } from "../../../lib/model/config.ts";
import { createVAE, decodeModel, encodeModel } from "../../../lib/model/model_file.ts";
import { createMixturePrior } from "../../../lib/model/prior/mixture.ts";
import { createPlayEngine } from "../../../lib/play/engine/create_play_engine.ts";
import { coordinatesOf } from "../../../lib/play/directions/style_directions.ts";
import { playAssets } from "../../../lib/play/site/play_assets.ts";

const CONFIG = { ...DEFAULT_PEN_CONFIG, hidden: 16, channels: 12, latentDim: 12, points: 32 };

Deno.test("playAssets() fits directions to a model of one's own, with a mixture prior too", async () => {
  await selectBackend("simd");
  const vae = createVAE(CONFIG, 1);
  const mixture = createMixturePrior({
    weights: Float32Array.of(0.5, 0.5),
    means: Float32Array.from({ length: 24 }, (_, i) => i < 12 ? -2 : 2),
    factors: Float32Array.from({ length: 288 }, (_, i) => i % 144 % 13 === 0 ? 0.5 : 0),
  });
  const own = await encodeModel(vae, mixture);
  const assets = await playAssets(own);
  const { model, directions: { directions, samples } } = assets;
  assert.equal(samples, 640);

  const { prior } = await decodeModel(Uint8Array.from(model));
  assert.equal(prior.kind, "gaussian");
  directions.forEach(({ axis }, k) =>
    coordinatesOf(axis, directions).forEach((product, j) =>
      assert.ok(Math.abs(product - (j === k ? 1 : 0)) < 1e-3, `${k} and ${j}: ${product}`)
    )
  );
  const engine = createPlayEngine(() => Promise.resolve(assets));
  const recipe = { style: 1, coordinates: [1, -1], noise: 1, temperature: 1 };
  const { coordinates } = await engine.create(recipe);
  assert.ok(Math.abs(coordinates[0]! - 1) < 1e-3 && Math.abs(coordinates[1]! + 1) < 1e-3);
});

Deno.test("playAssets() refuses pixel models and damaged files", async () => {
  await selectBackend("simd");
  const pixel = { ...DEFAULT_PIXEL_CONFIG, height: 16, width: 32, channels: 2, latentDim: 3 };
  await assert.rejects(
    playAssets(await encodeModel(createVAE(pixel, 1))),
    /Cannot play with a pixel model: it has no strokes, expected a pen model/,
  );
  await assert.rejects(playAssets(new Uint8Array(100)), /safetensors|model/);
});
