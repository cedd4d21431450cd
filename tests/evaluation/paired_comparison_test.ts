import assert from "node:assert/strict";
import { type FeatureVectors, selectVectors } from "../../lib/evaluation/feature_vectors.ts";
import type { GroupedVectors } from "../../lib/evaluation/grouped_vectors.ts";
import { pairedComparison } from "../../lib/evaluation/paired_comparison.ts";
import { Random } from "../../lib/random.ts";
import { gaussianVectors } from "./gaussian_vectors.ts";

/** Writers who repeat themselves: each has a mean of its own, and signatures around it. */
function writers(
  random: Random,
  count: number,
  copies: number,
  size: number,
  { spread = 0.2 } = {},
): GroupedVectors {
  const centres = random.normals(count * size);
  const values = Float32Array.from(
    { length: count * copies * size },
    (_, i) =>
      centres[Math.floor(i / (copies * size)) * size + i % size]! + spread * random.normal(),
  );
  const groups = Array.from({ length: count * copies }, (_, i) => `w${Math.floor(i / copies)}`);
  return { count: count * copies, size, values, groups };
}

/** The difference by its definition, pair by pair. */
function bruteForce(reference: GroupedVectors, a: FeatureVectors, b: FeatureVectors): number {
  const kernel = (x: FeatureVectors, i: number, y: FeatureVectors, j: number) => {
    let sum = 0;
    for (let k = 0; k < x.size; k++) {
      sum += (x.values[i * x.size + k]! - y.values[j * x.size + k]!) ** 2;
    }
    return Math.exp(-sum / x.size);
  };
  const distance = (x: FeatureVectors) => {
    let within = 0;
    for (let i = 0; i < x.count; i++) {
      for (let j = 0; j < x.count; j++) if (i !== j) within += kernel(x, i, x, j);
    }
    const names = [...new Set(reference.groups)];
    const across = names.map((name) => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < reference.count; i++) {
        if (reference.groups![i] !== name) continue;
        for (let j = 0; j < x.count; j++) sum += kernel(reference, i, x, j);
        count += x.count;
      }
      return sum / count;
    });
    const mean = across.reduce((sum, value) => sum + value, 0) / names.length;
    return within / (x.count * (x.count - 1)) - 2 * mean;
  };
  return 1000 * (distance(b) - distance(a));
}

Deno.test("pairedComparison() gives the difference by its definition, each writer counting once", () => {
  const random = new Random(1);
  const reference = writers(random, 6, 3, 4);
  const uneven = {
    ...selectVectors(reference, [0, 1, 2, 3, 6, 7, 9, 12, 13, 15]),
    groups: [0, 1, 2, 3, 6, 7, 9, 12, 13, 15].map((i) => reference.groups![i]!),
  };
  const [a, b] = [gaussianVectors(random, 12, 4), gaussianVectors(random, 12, 4, { mean: 0.5 })];
  const { difference, writers: count } = pairedComparison(
    [{ reference: uneven, first: a, second: b }],
    { resamples: 10 },
  );
  assert.ok(Math.abs(difference - bruteForce(uneven, a, b)) < 1e-6, `${difference}`);
  assert.equal(count, 6);
});

Deno.test("pairedComparison() finds the known difference of normal distributions", () => {
  // E exp(-(x - y)^2 / d) is prod sqrt(d / (d + 2 v)) exp(-m^2 / (d + 2 v)) for x - y ~ N(m, v).
  const size = 2;
  const mean = (m: number, v: number) =>
    (Math.sqrt(size / (size + 2 * v)) * Math.exp(-(m * m) / (size + 2 * v))) ** size;
  const squared = (m: number, variance: number) =>
    mean(0, 2) + mean(0, 2 * variance) - 2 * mean(m, 1 + variance);
  const random = new Random(2);
  const n = 600;
  const { difference, standardError, verdict } = pairedComparison([{
    reference: gaussianVectors(random, n, size),
    first: gaussianVectors(random, n, size, { mean: 0.3 }),
    second: gaussianVectors(random, n, size, { mean: 0.6, deviation: 1.5 }),
  }], { resamples: 200 });
  const expected = 1000 * (squared(0.6, 2.25) - squared(0.3, 1));
  assert.ok(
    Math.abs(difference - expected) < 4 * standardError,
    `${difference} +- ${standardError}, expected ${expected}`,
  );
  assert.ok(standardError < 0.3 * expected);
  assert.equal(verdict, "first is nearer");
});

Deno.test("pairedComparison() of a set against itself is exactly 0, and swapping negates", () => {
  const random = new Random(3);
  const reference = writers(random, 12, 3, 5);
  const [a, b] = [gaussianVectors(random, 60, 5), gaussianVectors(random, 60, 5, { mean: 1 })];
  const same = pairedComparison([{ reference, first: a, second: a }], { resamples: 50 });
  assert.deepEqual([same.difference, same.standardError], [0, 0]);
  assert.equal(same.verdict, "no significant difference");
  const forth = pairedComparison([{ reference, first: a, second: b }]);
  const back = pairedComparison([{ reference, first: b, second: a }]);
  assert.ok(Math.abs(forth.difference + back.difference) < 1e-9);
  assert.ok(Math.abs(forth.standardError - back.standardError) < 1e-9);
  assert.equal(forth.verdict, "first is nearer");
  assert.equal(back.verdict, "second is nearer");
});

Deno.test("pairedComparison() tells models of one distribution apart in at most one case in twenty", () => {
  const random = new Random(4);
  const size = 8;
  const cases = 200;
  // In turn: the models are right, and the models are off by the same.
  for (const mean of [0, 0.5]) {
    const results = Array.from({ length: cases }, () =>
      pairedComparison([{
        reference: writers(random, 12, 3, size),
        first: gaussianVectors(random, 40, size, { mean }),
        second: gaussianVectors(random, 40, size, { mean }),
      }], { resamples: 100 }));
    const alarms = results.filter(({ verdict }) => verdict !== "no significant difference").length;
    // 5 % of 200 is 10; more than 20 has a probability of .002.
    assert.ok(alarms <= 20, `mean ${mean}: ${alarms} false alarms in ${cases}`);
    const spread = Math.sqrt(
      results.reduce((sum, { difference }) => sum + difference ** 2, 0) / cases,
    );
    const claimed = results.reduce((sum, { standardError }) => sum + standardError, 0) / cases;
    assert.ok(claimed > 0.85 * spread && claimed < 2 * spread, `${claimed} against ${spread}`);
  }
});

Deno.test("pairedComparison() knows its standard error where models differ", () => {
  const random = new Random(5);
  const results = Array.from({ length: 150 }, () => {
    const first = gaussianVectors(random, 50, 6);
    // Paired: the second model makes the same samples, larger.
    const second = { ...first, values: first.values.map((value) => 1.4 * value + 0.1) };
    return pairedComparison([{ reference: writers(random, 15, 4, 6), first, second }], {
      resamples: 100,
    });
  });
  const mean = results.reduce((sum, { difference }) => sum + difference, 0) / results.length;
  const spread = Math.sqrt(
    results.reduce((sum, { difference }) => sum + (difference - mean) ** 2, 0) / results.length,
  );
  const claimed = results.reduce((sum, { standardError }) => sum + standardError, 0) /
    results.length;
  assert.ok(claimed > 0.8 * spread && claimed < 1.3 * spread, `${claimed} against ${spread}`);
  const covered = results.filter(({ interval: [low, high] }) => low < mean && mean < high).length;
  assert.ok(covered >= 133, `${covered} of 150 intervals hold the mean`); // 95 % is 142
});

Deno.test("pairedComparison() finds a model that drops a mode or repeats itself", () => {
  const random = new Random(6);
  const size = 4;
  const mixture = (count: number) => {
    const vectors = gaussianVectors(random, count, size, { deviation: 0.5 });
    for (let i = 0; i < count; i++) vectors.values[i * size]! += i % 3 === 0 ? 2 : -1;
    return vectors;
  };
  const reference = mixture(60);
  const first = mixture(150);
  const dropped = { ...first, values: first.values.slice() };
  for (let i = 0; i < 150; i += 3) dropped.values[i * size]! -= 3;
  assert.equal(
    pairedComparison([{ reference, first, second: dropped }]).verdict,
    "first is nearer",
  );
  const repeating = selectVectors(first, Array.from({ length: 150 }, (_, i) => i % 5));
  assert.equal(
    pairedComparison([{ reference, first, second: repeating }]).verdict,
    "first is nearer",
  );
});

Deno.test("pairedComparison() pools references: the mean over all of their writers", () => {
  const random = new Random(7);
  const [first, second] = [
    gaussianVectors(random, 80, 3),
    gaussianVectors(random, 80, 3, { mean: 0.5 }),
  ];
  const references = [writers(random, 10, 2, 3), writers(random, 30, 1, 3)];
  const sets = references.map((reference) => ({ reference, first, second }));
  const [small, large] = sets.map((set) => pairedComparison([set]));
  const pooled = pairedComparison(sets);
  assert.equal(pooled.writers, 40);
  const expected = (10 * small!.difference + 30 * large!.difference) / 40;
  assert.ok(Math.abs(pooled.difference - expected) < 1e-6);
  assert.ok(pooled.standardError < small!.standardError);
});

Deno.test("pairedComparison() gives the same result for the same seed", () => {
  const random = new Random(8);
  const sets = [{
    reference: writers(random, 8, 2, 3),
    first: gaussianVectors(random, 30, 3),
    second: gaussianVectors(random, 30, 3, { mean: 0.2 }),
  }];
  assert.deepEqual(pairedComparison(sets, { seed: 4 }), pairedComparison(sets, { seed: 4 }));
  assert.notEqual(
    pairedComparison(sets, { seed: 4 }).standardError,
    pairedComparison(sets, { seed: 5 }).standardError,
  );
});

Deno.test("pairedComparison() says what it cannot compare", () => {
  const random = new Random(9);
  const [a, b] = [gaussianVectors(random, 10, 2), gaussianVectors(random, 9, 2)];
  const reference = writers(random, 3, 5, 2);
  assert.throws(
    () => pairedComparison([{ reference, first: a, second: a }]),
    /the reference has 3 writers, expected at least 4/,
  );
  assert.throws(
    () => pairedComparison([{ reference: a, first: a, second: b }]),
    /they have 10 and 9 samples, expected the same number/,
  );
  assert.throws(() => pairedComparison([]), /0 samples, expected at least 2/);
});
