import assert from "node:assert/strict";
import { densityAndCoverage, nearestDistances } from "../../lib/evaluation/density_coverage.ts";
import { Random } from "../../lib/random.ts";
import { gaussianVectors } from "./gaussian_vectors.ts";

const line = (...values: number[]) => ({
  count: values.length,
  size: 1,
  values: Float32Array.from(values),
});

Deno.test("densityAndCoverage() counts neighbourhoods of a toy set", () => {
  // With k = 2 the neighbourhoods of 0, 1, 2, 10 reach 2, 1, 2 and 9 far.
  const reference = line(0, 1, 2, 10);
  assert.deepEqual(densityAndCoverage(reference, line(1, 30), 2), {
    density: 4 / (2 * 2), // 1 is in all four, 30 in none
    coverage: 1,
  });
  assert.deepEqual(densityAndCoverage(reference, line(-1.5), 2), { density: 0.5, coverage: 0.25 });
});

Deno.test("densityAndCoverage() reaches to neighbours of other writers", () => {
  const reference = { ...line(0, 0.01, 5, 5.01), groups: ["a", "a", "b", "b"] };
  assert.equal(densityAndCoverage(reference, line(2.5), 1).coverage, 1);
  const { groups: _, ...loose } = reference;
  assert.equal(densityAndCoverage(loose, line(2.5), 1).coverage, 0);
});

Deno.test("densityAndCoverage() of one distribution come to their known expectations", () => {
  // Naeem et al.: density 1, coverage 1 - (n-1)...(n-k) / ((n+m-1)...(n+m-k)).
  const random = new Random(1);
  const [n, m, k, runs] = [200, 150, 5, 30];
  let [density, coverage] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const found = densityAndCoverage(
      gaussianVectors(random, n, 3),
      gaussianVectors(random, m, 3),
      k,
    );
    density += found.density / runs;
    coverage += found.coverage / runs;
  }
  let missed = 1;
  for (let i = 1; i <= k; i++) missed *= (n - i) / (n + m - i);
  assert.ok(Math.abs(density - 1) < 0.03, `density ${density}`);
  assert.ok(Math.abs(coverage - (1 - missed)) < 0.01, `coverage ${coverage}, not ${1 - missed}`);
});

Deno.test("densityAndCoverage() distinguishes lost diversity from lost fidelity", () => {
  const random = new Random(2);
  const reference = gaussianVectors(random, 300, 4);
  const narrow = densityAndCoverage(
    reference,
    gaussianVectors(random, 300, 4, { deviation: 0.3 }),
    5,
  );
  const wide = densityAndCoverage(reference, gaussianVectors(random, 300, 4, { deviation: 3 }), 5);
  assert.ok(narrow.density > 1 && narrow.coverage < 0.7);
  assert.ok(wide.density < 0.5);
});

Deno.test("densityAndCoverage() refuses a reference with too few neighbours", () => {
  assert.throws(() => densityAndCoverage(line(0, 1), line(0), 2), /has 1 neighbours/);
});

Deno.test("nearestDistances() finds the nearest", () => {
  assert.deepEqual([...nearestDistances(line(0, 4), line(1, -3, 9))], [1, 3]);
});
