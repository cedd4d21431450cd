/** Every measure of sets on cases whose result is known: the set itself, a lost mode, noise, junk. */
import assert from "node:assert/strict";
import { compareStatistics } from "../../lib/evaluation/compare_statistics.ts";
import { compareWithReference, splitReference } from "../../lib/evaluation/compare_sets.ts";
import { densityAndCoverage } from "../../lib/evaluation/density_coverage.ts";
import type { FeatureVectors } from "../../lib/evaluation/feature_vectors.ts";
import { frechetDistance } from "../../lib/evaluation/frechet_distance.ts";
import { kernelDistance } from "../../lib/evaluation/kernel_distance.ts";
import { momentsOfVectors } from "../../lib/evaluation/moments.ts";
import { measureSet, type SignatureSet } from "../../lib/evaluation/signature_set.ts";
import { STATISTICS } from "../../lib/evaluation/statistics.ts";
import { Random } from "../../lib/random.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { draw } from "./drawn_shapes.ts";
import { gaussianVectors } from "./gaussian_vectors.ts";

/** k of density and coverage. */
const K = 5;

const frechet = (a: FeatureVectors, b: FeatureVectors) =>
  frechetDistance(momentsOfVectors(a), momentsOfVectors(b));

/** Single numbers, each the sum of a mean and noise. */
function numbers(random: Random, count: number, mean: (i: number) => number): FeatureVectors {
  const values = Float32Array.from({ length: count }, (_, i) => mean(i) + random.normal());
  return { count, size: 1, values };
}

/** MMD² of two distributions on the line under (x y + 1)^3, by their first three moments. */
function kernelOracle(a: readonly number[], b: readonly number[]): number {
  return [3, 3, 1].reduce((sum, weight, i) => sum + weight * (a[i]! - b[i]!) ** 2, 0);
}

/** Asserts that a kernel distance is a value, within its standard error. */
function assertKernelDistance(a: FeatureVectors, b: FeatureVectors, expected: number): void {
  const { value, standardError } = kernelDistance(a, b);
  assert.ok(standardError < 0.2 * expected, `${expected} +- ${standardError}`);
  assert.ok(Math.abs(value - expected) < 4 * standardError, `${value} for ${expected}`);
}

/** Expected coverage of n points by m of the same distribution (Naeem et al. 2020). */
function expectedCoverage(n: number, m: number): number {
  let missed = 1;
  for (let i = 1; i <= K; i++) missed *= (n - i) / (n + m - i);
  return 1 - missed;
}

Deno.test("measures of a set against itself have their closed forms", () => {
  const set = gaussianVectors(new Random(1), 40, 6);
  assert.ok(Math.abs(frechet(set, set)) < 1e-4, `${frechet(set, set)}`);
  // Each point is in its own neighbourhood and in those of which it is a neighbour.
  assert.deepEqual(densityAndCoverage(set, set, K), { density: (K + 1) / K, coverage: 1 });
  // Pairs within the set leave out a point with itself, pairs across do not.
  const kernel = (i: number, j: number) => {
    let product = 0;
    for (let k = 0; k < 6; k++) product += set.values[6 * i + k]! * set.values[6 * j + k]!;
    return (product / 6 + 1) ** 3;
  };
  let [equal, different] = [0, 0];
  for (let i = 0; i < 40; i++) {
    for (let j = 0; j < 40; j++) {
      if (i === j) equal += kernel(i, j) / 40;
      else different += kernel(i, j) / (40 * 39);
    }
  }
  const expected = 2 * (different - equal) / 40;
  const { value } = kernelDistance(set, set);
  assert.ok(Math.abs(value - expected) < 1e-4 * Math.abs(expected), `${value} for ${expected}`);
});

Deno.test("measures of a set that has lost one of two modes have their closed forms", () => {
  const random = new Random(2);
  const mode = 1;
  const both = numbers(random, 1500, (i) => i % 2 === 0 ? mode : -mode);
  const one = numbers(random, 1500, () => mode);
  const moments = (mean: number) => [mean, mean ** 2 + 1, mean ** 3 + 3 * mean];
  assertKernelDistance(both, one, kernelOracle([0, mode ** 2 + 1, 0], moments(mode)));
  const closed = mode ** 2 + (Math.sqrt(1 + mode ** 2) - 1) ** 2;
  assert.ok(Math.abs(frechet(both, one) - closed) < 0.15, `${frechet(both, one)} for ${closed}`);

  // Modes so far apart that no neighbourhood reaches from one to the other: all neighbourhoods of the
  // lost one are empty, and samples are as close to the other as ever.
  const far = numbers(random, 400, (i) => i % 2 === 0 ? 50 : -50);
  const lost = numbers(random, 400, () => 50);
  const { density, coverage } = densityAndCoverage(far, lost, K);
  const expected = expectedCoverage(200, 400) / 2;
  assert.ok(Math.abs(density - 1) < 0.15, `density ${density}`);
  assert.ok(Math.abs(coverage - expected) < 0.03, `coverage ${coverage} for ${expected}`);
});

Deno.test("measures of a set with noise or junk added have their closed forms", () => {
  const random = new Random(3);
  const reference = numbers(random, 2000, () => 0);
  const noisy = numbers(random, 2000, () => random.normal());
  assertKernelDistance(reference, noisy, kernelOracle([0, 1, 0], [0, 2, 0]));
  const closed = (Math.SQRT2 - 1) ** 2;
  assert.ok(Math.abs(frechet(reference, noisy) - closed) < 0.08, `${frechet(reference, noisy)}`);

  // A fraction of junk is in no neighbourhood: it lowers the density, and leaves fewer to cover.
  const [count, junk] = [500, 0.4];
  const real = numbers(random, count, () => 0);
  const mixed = numbers(random, count, (i) => i < junk * count ? 1000 + 50 * i : 0);
  const { density, coverage } = densityAndCoverage(real, mixed, K);
  const expected = expectedCoverage(count, (1 - junk) * count);
  assert.ok(Math.abs(density - (1 - junk)) < 0.1, `density ${density}`);
  assert.ok(Math.abs(coverage - expected) < 0.04, `coverage ${coverage} for ${expected}`);
});

const signature = (writer: number, number: number) =>
  draw(synthesizeSignature(createWriter(11, writer), number));

Deno.test("signatures of few writers have lost coverage, not density", async () => {
  const writers = Array.from({ length: 60 }, (_, i) => i);
  const measure = async (of: (i: number) => ReturnType<typeof signature>) =>
    (await measureSet(writers.map(of))).vectors;
  const reference = splitReference(await measure((i) => signature(i, 0)), 1);
  const others = compareWithReference(reference, await measure((i) => signature(100 + i, 0)));
  const few = compareWithReference(reference, await measure((i) => signature(100 + i % 3, i)));
  assert.ok(few.coverage < 0.7 * others.coverage, `${few.coverage} after ${others.coverage}`);
  assert.ok(few.density > 0.5 * others.density, `${few.density} after ${others.density}`);
  assert.ok(few.frechet > 1.2 * others.frechet, `${few.frechet} after ${others.frechet}`);
  assert.ok(few.kid.value > others.kid.value + others.kid.standardError, `${few.kid.value}`);
});

/** A set whose statistics are all the same numbers. */
function statisticsSet(values: readonly number[], groups?: readonly string[]): SignatureSet {
  return {
    vectors: { count: values.length, size: 1, values: new Float32Array(values.length), groups },
    values: Object.fromEntries(STATISTICS.map(({ name }) => [name, values])),
    medians: {},
    degenerate: { "empty": 0, "off the canvas": 0, "blob": 0 },
    examples: [],
  };
}

const normals = (seed: number, count: number, mean: number, deviation: number) =>
  statisticsSet([...new Random(seed).normals(count)].map((value) => mean + deviation * value));

Deno.test("compareStatistics() finds the Wasserstein distances of normal distributions", () => {
  // W1 is the shift of equal shapes, and E|z| times the difference of deviations of equal means.
  const { name, first, second, difference, interval, verdict } = compareStatistics([{
    reference: normals(1, 2000, 10, 2),
    first: normals(2, 2000, 10.5, 2),
    second: normals(3, 2000, 10, 4),
  }], { resamples: 60 })[0]!;
  const wider = 2 * Math.sqrt(2 / Math.PI);
  assert.equal(name, STATISTICS[0]!.name);
  assert.ok(Math.abs(first - 0.5) < 0.12, `${first}`);
  assert.ok(Math.abs(second - wider) < 0.15, `${second} for ${wider}`);
  assert.equal(difference, second - first);
  assert.ok(interval[0] < wider - 0.5 && wider - 0.5 < interval[1], `${interval}`);
  assert.equal(verdict, "first is nearer");
});

Deno.test("compareStatistics() of equal sets is 0, and swapping models negates", () => {
  const reference = normals(1, 200, 0, 1);
  const [a, b] = [normals(2, 100, 0, 1), normals(3, 100, 1, 1)];
  for (
    const { first, second, difference, verdict } of compareStatistics([
      { reference: a, first: a, second: a },
    ])
  ) {
    assert.deepEqual([first, second, difference], [0, 0, 0]);
    assert.equal(verdict, "no significant difference");
  }
  const forth = compareStatistics([{ reference, first: a, second: b }]);
  const back = compareStatistics([{ reference, first: b, second: a }]);
  forth.forEach(({ difference, interval, verdict }, i) => {
    assert.equal(back[i]!.difference, -difference);
    back[i]!.interval.forEach((end, k) => {
      assert.ok(Math.abs(end + interval[1 - k]!) < 1e-9);
    });
    assert.equal(verdict, "first is nearer");
  });
});

Deno.test("compareStatistics() tells models of one distribution apart in few cases", () => {
  let told = 0;
  for (let seed = 0; seed < 40; seed++) {
    const groups = Array.from({ length: 120 }, (_, i) => `writer-${i % 12}`);
    const random = new Random(seed, "writers");
    const means = Array.from({ length: 12 }, () => random.normal());
    const values = groups.map((_, i) => means[i % 12]! + 0.2 * random.normal());
    const { verdict } = compareStatistics([{
      reference: statisticsSet(values, groups),
      first: normals(1000 + seed, 80, 0, 1),
      second: normals(2000 + seed, 80, 0, 1),
    }], { seed, resamples: 60 })[0]!;
    if (verdict !== "no significant difference") told++;
  }
  assert.ok(told <= 5, `${told} of 40`);
});
