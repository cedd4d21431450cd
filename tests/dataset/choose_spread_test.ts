import assert from "node:assert/strict";
import { chooseSpread } from "../../lib/dataset/choose_spread.ts";

const WRITERS = ["a", "a", "a", "a", "a", "b", "b", "b", "c", "d", "d"];

function counts(limit: number, seed: number): number[] {
  const chosen = chooseSpread(WRITERS, limit, seed);
  assert.equal(new Set(chosen).size, chosen.length);
  assert.deepEqual(chosen, chosen.toSorted((x, y) => x - y));
  return ["a", "b", "c", "d"].map((writer) => chosen.filter((i) => WRITERS[i] === writer).length);
}

Deno.test("chooseSpread() takes one of each writer before a second of any", () => {
  for (let seed = 0; seed < 20; seed++) {
    assert.deepEqual(counts(4, seed), [1, 1, 1, 1]);
    assert.deepEqual(counts(7, seed), [2, 2, 1, 2]);
    assert.deepEqual(counts(9, seed), [3, 3, 1, 2]);
    assert.deepEqual(counts(100, seed), [5, 3, 1, 2]);
    assert.equal(counts(2, seed).reduce((x, y) => x + y), 2);
  }
});

Deno.test("chooseSpread() chooses the same for a seed and otherwise for another", () => {
  const choices = Array.from({ length: 20 }, (_, seed) => chooseSpread(WRITERS, 4, seed).join());
  assert.deepEqual(choices, choices.map((_, seed) => chooseSpread(WRITERS, 4, seed).join()));
  assert.ok(new Set(choices).size > 5);
});

Deno.test("chooseSpread() refuses a limit that is no positive integer", () => {
  for (const limit of [0, -1, 1.5, NaN]) {
    assert.throws(() => chooseSpread(WRITERS, limit, 0), RangeError);
  }
});
