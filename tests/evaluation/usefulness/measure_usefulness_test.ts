import assert from "node:assert/strict";
import { selectBackend } from "../../../lib/backend/select.ts";
import {
  foldsOfWriters,
  measureUsefulness,
} from "../../../lib/evaluation/usefulness/measure_usefulness.ts";
import { RECIPES, trainingSources } from "../../../lib/evaluation/usefulness/training_recipes.ts";
import { reportUsefulness } from "../../../lib/evaluation/usefulness/usefulness_report.ts";
import {
  usefulnessMarkdown,
  usefulnessTable,
} from "../../../lib/evaluation/usefulness/usefulness_text.ts";
import { Random } from "../../../lib/random.ts";
import { toyRealWriters, toyWriters } from "./toy_writers.ts";

await selectBackend("simd", { threads: 1 });

Deno.test("foldsOfWriters() tests each writer once, and never one that was trained on", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed, "folds");
    const folds = random.integer(2, 6);
    const names = Array.from({ length: random.integer(12, 90) }, (_, i) => `writer ${i}`);
    const tested: number[] = [];
    for (const { training, test } of foldsOfWriters(names, folds, seed)) {
      assert.deepEqual(test.filter((writer) => training.includes(writer)), []);
      assert.equal(training.length + test.length, names.length);
      tested.push(...test);
    }
    assert.deepEqual(tested.sort((a, b) => a - b), [...names.keys()]);
  }
});

Deno.test("trainingSources() has what a recipe names, nothing of test writers, and no forgery", () => {
  const real = toyRealWriters(1, 12, { forgeries: 2 });
  const synthetic = toyWriters(9, 5, 2);
  const training = real.slice(0, 8);
  const allowed = new Set(
    training.flatMap(({ genuine, variants }) => [...genuine, ...variants.flat()]),
  );
  for (const recipe of RECIPES) {
    const sources = trainingSources(recipe, training, synthetic);
    assert.equal(sources.length, Number(recipe.synthetic) + Number(recipe.realSignatures > 0));
    for (const source of sources) {
      if (source === synthetic) continue;
      assert.equal(source.length, training.length);
      source.forEach((images, writer) => {
        const { genuine, variants } = training[writer]!;
        const count = Math.min(recipe.realSignatures, genuine.length);
        assert.ok(images.every((image) => allowed.has(image)));
        assert.equal(images.filter((image) => genuine.includes(image)).length, count);
        const varied = variants.slice(0, recipe.variants ? count : 0).flat();
        assert.equal(images.length, count + varied.length);
      });
    }
  }
});

const SETTINGS = {
  version: "0",
  data: "toys",
  real: { writers: 12, signatures: 72, forgeries: 24 },
  synthetic: { model: "toy", writers: 20, signatures: 3, temperature: 1 },
  seed: 1,
  folds: 2,
  steps: 3,
  references: 3,
};

Deno.test("measureUsefulness() reports all recipes and both kinds of forgeries, the same with the same seed", async () => {
  const real = toyRealWriters(1, 12, { forgeries: 2 });
  const synthetic = toyWriters(9, 20, 3);
  const progress: number[] = [];
  const measure = async () =>
    reportUsefulness(
      SETTINGS,
      await measureUsefulness(real, synthetic, {
        seed: 1,
        folds: 2,
        steps: 3,
        onProgress: (done, total) => progress.push(done / total),
      }),
    );
  const report = await measure();
  assert.deepEqual(progress, progress.toSorted((a, b) => a - b));
  assert.equal(progress.at(-1), 1);
  assert.deepEqual(report.rows.map(({ id }) => id), RECIPES.map(({ id }) => id));
  assert.equal(report.trainingWriters, 6);
  for (const { rates } of report.rows) {
    for (const { value, interval: [low, high] } of [rates.random!, rates.skilled!]) {
      assert.ok(0 <= low && low <= value && value <= high && high <= 1);
    }
  }
  for (const { value, interval: [low, high], verdict } of report.comparisons) {
    assert.ok(low <= value && value <= high);
    assert.equal(verdict === "no significant difference", low <= 0 && high >= 0);
  }
  for (const line of usefulnessTable(report).split("\n")) assert.ok(line.length <= 80, line);
  assert.match(
    usefulnessMarkdown(report),
    /\| trained on \| random forgeries \| skilled forgeries \|/,
  );
  assert.deepEqual(await measure(), report);
});

Deno.test("measureUsefulness() has no rate for skilled forgeries where there are none", async () => {
  const real = toyRealWriters(1, 12);
  const results = await measureUsefulness(real, toyWriters(9, 5, 2), { folds: 2, steps: 1 });
  assert.ok(results.every(({ skilled }) => skilled === undefined));
  const table = usefulnessTable(reportUsefulness(SETTINGS, results));
  assert.doesNotMatch(table, /skilled/);
});

Deno.test("measureUsefulness() refuses too few writers, and writers with one signature", async () => {
  await assert.rejects(measureUsefulness(toyRealWriters(1, 11), toyWriters(9, 5, 2)), RangeError);
  // Without other writers in the fold there would be no random forgeries.
  const folds = measureUsefulness(toyRealWriters(1, 12), toyWriters(9, 5, 2), { folds: 12 });
  await assert.rejects(folds, /4 for each of 12 folds/);
  const single = toyRealWriters(1, 12).map((writer) => ({
    ...writer,
    genuine: writer.genuine.slice(0, 1),
  }));
  await assert.rejects(measureUsefulness(single, toyWriters(9, 5, 2)), RangeError);
});
