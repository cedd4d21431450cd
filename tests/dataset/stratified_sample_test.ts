import assert from "node:assert/strict";
import { stratifiedSample } from "../../lib/dataset/stratified_sample.ts";

const WRITERS = ["a", "a", "a", "a", "a", "b", "b", "b", "c", "d", "d"];

function counts(limit: number, seed: number): number[] {
  const chosen = stratifiedSample(WRITERS, limit, seed);
  assert.equal(new Set(chosen).size, chosen.length);
  assert.deepEqual(chosen, chosen.toSorted((x, y) => x - y));
  return ["a", "b", "c", "d"].map((writer) => chosen.filter((i) => WRITERS[i] === writer).length);
}

Deno.test("stratifiedSample() takes one of each writer before a second of any", () => {
  for (let seed = 0; seed < 20; seed++) {
    assert.deepEqual(counts(4, seed), [1, 1, 1, 1]);
    assert.deepEqual(counts(7, seed), [2, 2, 1, 2]);
    assert.deepEqual(counts(9, seed), [3, 3, 1, 2]);
    assert.deepEqual(counts(100, seed), [5, 3, 1, 2]);
    assert.equal(counts(2, seed).reduce((x, y) => x + y), 2);
  }
});

Deno.test("stratifiedSample() chooses the same for a seed and otherwise for another", () => {
  const choices = Array.from(
    { length: 20 },
    (_, seed) => stratifiedSample(WRITERS, 4, seed).join(),
  );
  assert.deepEqual(choices, choices.map((_, seed) => stratifiedSample(WRITERS, 4, seed).join()));
  assert.ok(new Set(choices).size > 5);
});

Deno.test("stratifiedSample() refuses a limit that is no positive integer", () => {
  for (const limit of [0, -1, 1.5, NaN]) {
    assert.throws(() => stratifiedSample(WRITERS, limit, 0), RangeError);
  }
});
