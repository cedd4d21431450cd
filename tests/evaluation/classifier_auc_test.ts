import assert from "node:assert/strict";
import { classifierAuc, classifyHalves } from "../../lib/evaluation/classifier_auc.ts";
import { compareByClassifier } from "../../lib/evaluation/compare_by_classifier.ts";
import { type FeatureVectors, selectVectors } from "../../lib/evaluation/feature_vectors.ts";
import type { GroupedVectors } from "../../lib/evaluation/grouped_vectors.ts";
import {
  addClassSums,
  linearDiscriminant,
  sumClass,
} from "../../lib/evaluation/linear_discriminant.ts";
import { Random } from "../../lib/random.ts";
import { gaussianVectors } from "./gaussian_vectors.ts";

/** Writers who repeat themselves: each has a mean of its own, and signatures around it. */
function writers(random: Random, count: number, copies: number, size: number): GroupedVectors {
  const centres = random.normals(count * size);
  const values = Float32Array.from(
    { length: count * copies * size },
    (_, i) => centres[Math.floor(i / (copies * size)) * size + i % size]! + 0.2 * random.normal(),
  );
  const groups = Array.from({ length: count * copies }, (_, i) => `w${Math.floor(i / copies)}`);
  return { count: count * copies, size, values, groups };
}

/** The distribution function of N(0, 1), within 1e-7 (Abramowitz & Stegun 1964, 26.2.17). */
function normalDistribution(x: number): number {
  if (x < 0) return 1 - normalDistribution(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const tail = terms.reduceRight((sum, term) => (sum + term) * t, 0);
  return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * tail;
}

Deno.test("linearDiscriminant() gives C^-1 (mean1 - mean2) of known classes", () => {
  // Points at the corners of parallelograms: covariance [[2, 1], [1, 1]], means 0 and (3, -1).
  const corners = [[2, 1], [-2, -1], [0, 1], [0, -1]];
  const vectors: FeatureVectors = {
    count: 8,
    size: 2,
    values: Float32Array.from([...corners, ...corners.map(([x, y]) => [x! + 3, y! - 1])].flat()),
  };
  const weights = new Float64Array(8).fill(1);
  const [first, second] = [[0, 1, 2, 3], [4, 5, 6, 7]].map((indices) =>
    addClassSums([
      sumClass(vectors, indices.slice(0, 1), weights),
      sumClass(vectors, indices.slice(1), weights),
    ])
  );
  const direction = linearDiscriminant(first!, [second!], 1e-12);
  // The inverse is [[1, -1], [-1, 2]].
  assert.ok(Math.abs(direction[0]! + 4) < 1e-6, `${direction}`);
  assert.ok(Math.abs(direction[1]! - 5) < 1e-6, `${direction}`);
  // Without correlations each feature is on its own.
  const apart = linearDiscriminant(first!, [second!], 1);
  assert.ok(Math.abs(apart[0]! + 3 / 2) < 1e-6 && Math.abs(apart[1]! - 1) < 1e-6, `${apart}`);
});

Deno.test("classifierAuc() finds the closed-form AUC of shifted normal distributions", () => {
  // The best classifier of N(0, I) and N(m, I) has the AUC Phi(|m| / sqrt 2).
  const size = 5;
  for (const [seed, mean] of [[1, 0.2], [2, 0.5], [3, 1]] as const) {
    const random = new Random(seed, "shifted");
    const { auc, standardError, interval } = classifierAuc(
      gaussianVectors(random, 800, size),
      gaussianVectors(random, 800, size, { mean }),
    );
    const expected = normalDistribution(mean * Math.sqrt(size / 2));
    assert.ok(standardError > 0.001 && standardError < 0.025, `${standardError}`);
    assert.ok(
      Math.abs(auc - expected) < 3 * standardError,
      `${auc} +- ${standardError}, expected ${expected}`,
    );
    assert.ok(interval[0] < auc && auc < interval[1] && interval[1] <= 1);
  }
});

Deno.test("classifierAuc() uses correlations between features", () => {
  // Two features with one common part: each tells little, their difference all.
  const random = new Random(4);
  const correlated = (shift: number): FeatureVectors => {
    const values = Float32Array.from({ length: 800 }, () => 0);
    for (let i = 0; i < 400; i++) {
      const common = 5 * random.normal();
      values[2 * i] = common + 0.5 * random.normal() + shift;
      values[2 * i + 1] = common + 0.5 * random.normal();
    }
    return { count: 400, size: 2, values };
  };
  const [reference, samples] = [correlated(0), correlated(2)];
  assert.ok(classifierAuc(reference, samples, { shrinkage: 0.001 }).auc > 0.97);
  assert.ok(classifierAuc(reference, samples, { shrinkage: 1 }).auc < 0.7);
});

Deno.test("classifierAuc() of one distribution is 0.5 within its interval", () => {
  // More features than writers: a classifier that were tested on what it has seen would be sure.
  const random = new Random(5);
  const [cases, size] = [60, 20];
  const results = Array.from(
    { length: cases },
    () => classifierAuc(writers(random, 14, 4, size), writers(random, 14, 3, size), { folds: 7 }),
  );
  const mean = results.reduce((sum, { auc }) => sum + auc, 0) / cases;
  const missed = results.filter(({ interval: [low, high] }) => low > 0.5 || high < 0.5).length;
  assert.ok(Math.abs(mean - 0.5) < 0.06, `mean ${mean}`);
  // 5 % of 60 is 3; more than 8 has a probability of .004.
  assert.ok(missed <= 8, `${missed} of ${cases} intervals without 0.5`);
});

Deno.test("compareByClassifier() tells a dropped mode and a shift, and finds nearer what is nearer", () => {
  const random = new Random(6);
  const size = 6;
  const mixture = (count: number, dropped: boolean) => {
    const vectors = gaussianVectors(random, count, size, { deviation: 0.5 });
    for (let i = 0; i < count; i++) {
      vectors.values[i * size]! += !dropped && i % 3 === 0 ? 2 : -1;
    }
    return vectors;
  };
  const reference = mixture(300, false);
  const [first, second] = [mixture(300, false), mixture(300, true)];
  const comparison = compareByClassifier([{ reference, first, second }]);
  assert.ok(Math.abs(comparison.first - 0.5) < 0.12, `${comparison.first}`);
  // One real signature in three, of the lost mode, lies beyond all samples.
  assert.ok(comparison.second > 0.6, `${comparison.second}`);
  assert.equal(comparison.verdict, "first is nearer");

  const near = { ...first, values: first.values.map((value) => value + 0.2) };
  const far = { ...first, values: first.values.map((value) => value + 0.6) };
  const shifted = compareByClassifier([{ reference, first: far, second: near }]);
  assert.equal(shifted.verdict, "second is nearer");
  assert.ok(shifted.difference < 0);
});

Deno.test("compareByClassifier() does not rank models that never overlap with the reference", () => {
  const random = new Random(12);
  const [reference, near, far] = [0, 10, 20].map((mean) =>
    gaussianVectors(random, 50, 3, { mean })
  );
  const { first, second, verdict } = compareByClassifier([
    { reference: reference!, first: near!, second: far! },
  ]);
  assert.ok(first > 0.999 && second > 0.999);
  assert.equal(verdict, "too far to rank");
});

Deno.test("compareByClassifier() of a model with itself is exactly 0, and swapping negates", () => {
  const random = new Random(7);
  const reference = writers(random, 12, 3, 5);
  const [a, b] = [gaussianVectors(random, 60, 5), gaussianVectors(random, 60, 5, { mean: 1 })];
  const same = compareByClassifier([{ reference, first: a, second: a }]);
  assert.deepEqual([same.difference, same.standardError], [0, 0]);
  assert.equal(same.verdict, "no significant difference");
  const forth = compareByClassifier([{ reference, first: a, second: b }]);
  const back = compareByClassifier([{ reference, first: b, second: a }]);
  assert.ok(Math.abs(forth.difference + back.difference) < 1e-12);
  assert.ok(Math.abs(forth.standardError - back.standardError) < 1e-12);
  assert.ok(Math.abs(forth.first - back.second) < 1e-12);
  const { auc, standardError } = classifierAuc(reference, a);
  assert.ok(Math.abs(same.first - auc) < 2 * standardError, `${same.first} and ${auc}`);
});

Deno.test("compareByClassifier() tells models of one distribution apart in few cases", () => {
  const random = new Random(8);
  const [cases, size] = [60, 8];
  for (const mean of [0, 0.7]) {
    const results = Array.from({ length: cases }, () =>
      compareByClassifier([{
        reference: writers(random, 14, 3, size),
        first: gaussianVectors(random, 60, size, { mean }),
        second: gaussianVectors(random, 60, size, { mean }),
      }]));
    const alarms = results.filter(({ verdict }) => verdict !== "no significant difference").length;
    assert.ok(alarms <= 8, `mean ${mean}: ${alarms} false alarms in ${cases}`);
    const spread = Math.sqrt(
      results.reduce((sum, { difference }) => sum + difference ** 2, 0) / cases,
    );
    const claimed = results.reduce((sum, { standardError }) => sum + standardError, 0) / cases;
    assert.ok(claimed > 0.8 * spread && claimed < 2 * spread, `${claimed} against ${spread}`);
  }
});

Deno.test("compareByClassifier() does not rank models by AUCs below 0.5", () => {
  const verdicts = new Map<string, number>();
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed, "few writers");
    const { first, second, interval: [low, high], verdict } = compareByClassifier([{
      reference: writers(random, 12, 2, 6),
      first: gaussianVectors(random, 100, 6),
      second: gaussianVectors(random, 100, 6, { mean: 0.3 }),
    }]);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const told = (auc: number) => auc - (high - low) / 2 > 0.5;
    const isOrder = verdict === "first is nearer" || verdict === "second is nearer";
    if (isOrder) assert.ok(Math.min(first, second) >= 0.5 || told(Math.max(first, second)));
    if (verdict === "too near to rank") {
      assert.ok(Math.min(first, second) < 0.5 && !told(Math.max(first, second)));
      assert.ok(low > 0 || high < 0, "without a significant difference, that is what it says");
    }
  }
  // Means that differ by 0.3 are told from the reference in some cases only.
  assert.ok(verdicts.get("first is nearer")! > 2, JSON.stringify([...verdicts]));
  assert.ok(verdicts.get("too near to rank")! > 0, JSON.stringify([...verdicts]));
});

Deno.test("compareByClassifier() knows its standard error where models differ", () => {
  const random = new Random(13);
  const results = Array.from({ length: 60 }, () =>
    compareByClassifier([{
      reference: writers(random, 14, 3, 6),
      first: gaussianVectors(random, 60, 6, { mean: 0.4 }),
      second: gaussianVectors(random, 60, 6, { mean: 0.8 }),
    }]));
  const mean = results.reduce((sum, { difference }) => sum + difference, 0) / results.length;
  const spread = Math.sqrt(
    results.reduce((sum, { difference }) => sum + (difference - mean) ** 2, 0) / results.length,
  );
  const claimed = results.reduce((sum, { standardError }) => sum + standardError, 0) /
    results.length;
  assert.ok(claimed > 0.8 * spread && claimed < 1.5 * spread, `${claimed} against ${spread}`);
  assert.ok(mean > 0.05, `${mean}`);
});

Deno.test("compareByClassifier() pools references: the mean over all of their writers", () => {
  const random = new Random(9);
  const [first, second] = [
    gaussianVectors(random, 80, 3),
    gaussianVectors(random, 80, 3, { mean: 0.5 }),
  ];
  const set = { reference: writers(random, 20, 2, 3), first, second };
  // All samples are told from a reference far away, with either model: its AUCs are 1.
  const far = gaussianVectors(random, 10, 3, { mean: 50 });
  const other = { ...set, reference: far };
  const pooled = compareByClassifier([set, other]);
  const alone = compareByClassifier([set]);
  // The first reference has the same folds in both, and two thirds of the writers.
  assert.ok(Math.abs(pooled.first - (2 * alone.first + 1) / 3) < 1e-9, `${pooled.first}`);
  assert.ok(Math.abs(pooled.difference - 2 * alone.difference / 3) < 1e-9, `${pooled.difference}`);
  assert.ok(Math.abs(pooled.standardError - 2 * alone.standardError / 3) < 1e-9);
});

Deno.test("classifierAuc() gives the same result for the same seed, and counts each writer once", () => {
  const random = new Random(10);
  const reference = writers(random, 8, 3, 3);
  const samples = gaussianVectors(random, 40, 3, { mean: 0.4 });
  assert.deepEqual(
    classifierAuc(reference, samples, { seed: 4 }),
    classifierAuc(reference, samples, { seed: 4 }),
  );
  assert.notEqual(
    classifierAuc(reference, samples, { seed: 4 }).auc,
    classifierAuc(reference, samples, { seed: 5 }).auc,
  );
  // Every signature of one writer twice: the same.
  const indices = [0, 1, 2, ...Array(24).keys()];
  const twice = {
    ...selectVectors(reference, indices),
    groups: indices.map((i) => reference.groups![i]!),
  };
  const [once, repeated] = [reference, twice].map((set) => classifierAuc(set, samples).auc);
  assert.ok(Math.abs(once! - repeated!) < 1e-9, `${once} and ${repeated}`);
});

Deno.test("classifyHalves() tests halves of four writers and more, and leaves out smaller ones", () => {
  const random = new Random(14);
  const halves = { first: writers(random, 4, 3, 2), second: writers(random, 5, 3, 2) };
  assert.deepEqual(
    classifyHalves(halves, { seed: 2 }),
    classifierAuc(halves.first, halves.second, { seed: 2 }),
  );
  assert.equal(classifyHalves({ ...halves, first: writers(random, 3, 3, 2) }), undefined);
});

Deno.test("classifierAuc() says what it cannot test", () => {
  const random = new Random(11);
  const reference = writers(random, 3, 5, 2);
  const vectors = gaussianVectors(random, 10, 2);
  assert.throws(
    () => classifierAuc(reference, vectors),
    /the reference has 3 writers, expected at least 4/,
  );
  assert.throws(
    () => classifierAuc(vectors, gaussianVectors(random, 2, 2)),
    /a model has 2 samples, expected at least 4/,
  );
  assert.throws(() => classifierAuc(vectors, gaussianVectors(random, 9, 3)), /2 and 3 values/);
  assert.throws(() => classifierAuc(vectors, vectors, { folds: 2 }), /with 2 folds, expected an/);
  for (const shrinkage of [0, 1.1, NaN]) {
    assert.throws(
      () => classifierAuc(vectors, vectors, { shrinkage }),
      /a shrinkage of [\d.Na]+, ex/,
    );
  }
  assert.throws(() => compareByClassifier([]), /without a reference, expected one or more/);
  const nine = gaussianVectors(random, 9, 2);
  assert.throws(
    () => compareByClassifier([{ reference: vectors, first: vectors, second: nine }]),
    /they have 10 and 9 samples, expected the same number/,
  );
});
