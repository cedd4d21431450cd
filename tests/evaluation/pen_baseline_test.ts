import assert from "node:assert/strict";
import { synthesizePenDataset } from "../../lib/dataset/synthesize_pen_dataset.ts";
import { samplePenBaseline } from "../../lib/evaluation/pen_baseline.ts";

Deno.test("samplePenBaseline() samples trajectories like those it is fitted to", async () => {
  const dataset = await synthesizePenDataset({ writers: 300, pointCount: 16, seed: 5, threads: 0 });
  const options = { count: 300, seed: 1, components: 64 };
  const drawn = samplePenBaseline(dataset, options);
  assert.equal(drawn.length, 300 * 16 * 4);
  assert.deepEqual(samplePenBaseline(dataset, { ...options, count: 10 }), drawn.slice(0, 640));
  const describe = (points: Float32Array, offset: number) => {
    const values = Array.from(points).filter((_, i) => i % 4 === offset);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance) };
  };
  for (const offset of [0, 1]) {
    const [given, made] = [describe(dataset.points, offset), describe(drawn, offset)];
    assert.ok(Math.abs(given.mean - made.mean) < 0.15 * given.deviation);
    assert.ok(Math.abs(given.deviation - made.deviation) < 0.1 * given.deviation);
  }
  for (let i = 0; i < drawn.length; i += 4) {
    assert.ok(drawn[i + 2]! >= 0 && drawn[i + 2]! <= 1);
    assert.ok(drawn[i + 3]! > 0 && drawn[i + 3]! < 7);
  }
});
