import assert from "node:assert/strict";
import { selectBackend } from "../../../lib/backend/select.ts";
import { createVAE } from "../../../lib/model/model_file.ts";
import { NearestTrainingIndex } from "../../../lib/report/views/nearest_training.ts";
import { renderExamples } from "../../../lib/report/views/render_examples.ts";
import { barBatches, TINY_CONFIG } from "../../training/fixtures.ts";

await selectBackend("simd", { threads: 1 });

Deno.test("NearestTrainingIndex finds a copied training signature, and puts it first", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const data = barBatches(24, true);
  const training = data.examples("training");
  const heldOut = data.examples("validation");
  const images = await renderExamples(vae, training, training.names.map((_, i) => i));
  const [other] = await renderExamples(vae, heldOut, [0]);
  const index = new NearestTrainingIndex(vae, data);
  for (const [k, copy] of images.entries()) {
    const { pairs, compared } = (await index.find([other!, copy]))!;
    assert.deepEqual(compared, { count: images.length, of: images.length });
    assert.equal(pairs[0]!.number, 2);
    assert.ok(pairs[0]!.ratio! < 1e-3, `${pairs[0]!.ratio}`);
    assert.deepEqual(pairs[0]!.nearest, images[training.names.indexOf(pairs[0]!.name)]);
    assert.deepEqual(pairs[0]!.nearest, images[k]);
    assert.ok(pairs[1]!.ratio! > 0);
  }
  vae.dispose();
});
