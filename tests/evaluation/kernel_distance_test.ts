import assert from "node:assert/strict";
import type { GroupedVectors } from "../../lib/evaluation/grouped_vectors.ts";
import { kernelDistance } from "../../lib/evaluation/kernel_distance.ts";
import { Random } from "../../lib/random.ts";
import { gaussianVectors } from "./gaussian_vectors.ts";

/** The definition, pair by pair. */
function bruteForce(x: GroupedVectors, y: GroupedVectors): number {
  const mean = (a: GroupedVectors, b: GroupedVectors, isWithin: boolean) => {
    let [sum, pairs] = [0, 0];
    for (let i = 0; i < a.count; i++) {
      for (let j = 0; j < b.count; j++) {
        if (isWithin && (a.groups ? a.groups[i] === a.groups[j] : i === j)) continue;
        let product = 0;
        for (let k = 0; k < a.size; k++) {
          product += a.values[i * a.size + k]! * b.values[j * a.size + k]!;
        }
        sum += (product / a.size + 1) ** 3;
        pairs++;
      }
    }
    return sum / pairs;
  };
  return mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
}

Deno.test("kernelDistance() is the unbiased estimate by its definition", () => {
  const random = new Random(1);
  const groups = ["a", "b", "a", "c", "c", "c", "d"];
  const x = { ...gaussianVectors(random, 7, 5), groups };
  const y = gaussianVectors(random, 9, 5, { mean: 0.5 });
  assert.ok(Math.abs(kernelDistance(x, y).value - bruteForce(x, y)) < 1e-9);
});

Deno.test("kernelDistance() of one distribution is 0 on average, as its standard error says", () => {
  const random = new Random(2);
  const runs = Array.from(
    { length: 150 },
    () => kernelDistance(gaussianVectors(random, 60, 4), gaussianVectors(random, 40, 4)),
  );
  const mean = runs.reduce((sum, { value }) => sum + value, 0) / runs.length;
  const spread = Math.sqrt(
    runs.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (runs.length - 1),
  );
  assert.ok(Math.abs(mean) < 3.5 * spread / Math.sqrt(runs.length), `mean ${mean} of ${spread}`);
  assert.ok(runs.some(({ value }) => value < 0), "unbiased estimates fall below 0 too");
  const claimed = runs.reduce((sum, { standardError }) => sum + standardError, 0) / runs.length;
  assert.ok(claimed > 0.6 * spread && claimed < 2.5 * spread, `${claimed} against ${spread}`);
});

Deno.test("kernelDistance() finds the known distance of two normal distributions", () => {
  // E k(x, y) = sum of C(3, j) E x^j E y^j for single values, so the distance is the sum of
  // C(3, j) (E x^j - E y^j)^2: for N(0, 1) and N(0, 4) that is 3 (1 - 4)^2.
  const random = new Random(3);
  const { value, standardError } = kernelDistance(
    gaussianVectors(random, 1500, 1),
    gaussianVectors(random, 1500, 1, { deviation: 2 }),
  );
  assert.ok(Math.abs(value - 27) < 4 * standardError, `${value} +- ${standardError}`);
  assert.ok(standardError < 4);
});

Deno.test("kernelDistance() is not misled by writers who repeat themselves", () => {
  const random = new Random(4);
  const repeated = (writers: number, copies: number): GroupedVectors => {
    const { values } = gaussianVectors(random, writers, 6);
    const rows = Array.from({ length: writers }, (_, i) => values.subarray(6 * i, 6 * i + 6));
    const all = rows.flatMap((row) => Array.from({ length: copies }, () => [...row])).flat();
    const groups = rows.flatMap((_, i) => Array.from({ length: copies }, () => `${i}`));
    return { count: writers * copies, size: 6, values: Float32Array.from(all), groups };
  };
  const [x, y] = [repeated(40, 5), repeated(40, 5)];
  const { groups: _x, ...looseX } = x;
  const { groups: _y, ...looseY } = y;
  const grouped = kernelDistance(x, y);
  assert.ok(Math.abs(grouped.value) < 4 * grouped.standardError);
  assert.ok(kernelDistance(looseX, looseY).value > grouped.value + 0.2);
});

Deno.test("kernelDistance() refuses sets that hold no pair", () => {
  const one = { count: 1, size: 2, values: new Float32Array(2) };
  const two = { count: 2, size: 2, values: new Float32Array(4) };
  assert.throws(() => kernelDistance(one, two), /one has 1 groups, expected at least 2/);
  assert.throws(
    () => kernelDistance(two, { count: 2, size: 3, values: new Float32Array(6) }),
    /2 and 3 values/,
  );
});
