import assert from "node:assert/strict";
import { renderCurves } from "../../../lib/training/run/curves.ts";
import type { EpochMetrics } from "../../../lib/training/metrics.ts";

function record(epoch: number, change: Partial<EpochMetrics> = {}): EpochMetrics {
  const terms = { loss: 90 / epoch, reconstruction: 80 / epoch, kl: 10 / epoch, beta: 1 };
  const speed = { seconds: 1, imagesPerSecond: 100, gradientNorm: 1 };
  return { epoch, step: 10 * epoch, ...terms, ...speed, learningRate: 1e-3, best: true, ...change };
}

const titles = (svg: string) =>
  [...svg.matchAll(/<text class="" [^>]*>([^<]*)</g)].map(([, t]) => t);

Deno.test("renderCurves() shows training and validation loss, its terms and the best epoch", () => {
  const validation = { validationLoss: 95, validationReconstruction: 84, validationKl: 11 };
  const svg = renderCurves([
    record(1, { ...validation, imageMse: 0.1 }),
    record(2, { ...validation, imageMse: 0.2 }),
    record(3, { ...validation, imageMse: 0.2, best: false }),
  ]);
  assert.deepEqual(titles(svg), [
    "loss: reconstruction + β KL (nats per image)",
    "reconstruction (nats per image)",
    "KL divergence (nats per image)",
    "MSE of reconstructed pixels",
    "learning rate",
    "β, weight of the KL divergence",
  ]);
  assert.equal(svg.match(/>training</g)!.length, 3);
  assert.equal(svg.match(/>validation</g)!.length, 3);
  assert.match(svg, />best: epoch 2</);
  assert.match(svg, /<title>validation, epoch 3: 84\.000<\/title>/);
});

Deno.test("renderCurves() leaves out what was not measured", () => {
  const svg = renderCurves([record(1, { best: false })]);
  assert.equal(titles(svg).length, 5);
  assert.doesNotMatch(svg, />validation<|best: epoch|MSE/);
});
