import assert from "node:assert/strict";
import { splitByWriter } from "../../lib/dataset/split.ts";
import { Random } from "../../lib/random.ts";

/** Writers of uneven size, shuffled. */
function unevenWriters(seed: number, count: number): string[] {
  const random = new Random(seed, "sizes");
  const writers: string[] = [];
  for (let writer = 0; writer < count; writer++) {
    const size = random.integer(1, 12);
    for (let i = 0; i < size; i++) writers.push(`w${writer}`);
  }
  return random.shuffle(writers);
}

Deno.test("splitByWriter() puts each image in one part and each writer in one part for any seed", () => {
  for (let seed = 0; seed < 200; seed++) {
    const writers = unevenWriters(seed, 2 + seed % 30);
    const split = splitByWriter({ writers }, { validationFraction: 0.2, seed });
    const all = [...split.training, ...split.validation].sort((a, b) => a - b);
    assert.deepEqual(all, writers.map((_, index) => index));
    const trained = new Set(split.training.map((index) => writers[index]));
    assert.ok(split.validation.every((index) => !trained.has(writers[index])));
    assert.ok(split.validation.length > 0 && split.training.length > 0);
    assert.equal(split.byWriter, true);
  }
});

Deno.test("splitByWriter() holds out about the requested fraction when there are many writers", () => {
  for (let seed = 0; seed < 20; seed++) {
    const writers = unevenWriters(seed, 100);
    const { validation } = splitByWriter({ writers }, { validationFraction: 0.25, seed });
    assert.equal(validation.length, Math.round(0.25 * writers.length));
  }
});

Deno.test("splitByWriter() holds out the smaller writer when neither fits", () => {
  const writers = ["a", "a", "a", "b", "b"];
  assert.deepEqual(splitByWriter({ writers }, { seed: 3 }).validation, [3, 4]);
});

Deno.test("splitByWriter() chooses other writers for another seed, and the same for the same", () => {
  const writers = unevenWriters(1, 40);
  const choices = Array.from({ length: 10 }, (_, seed) => {
    const { validation } = splitByWriter({ writers }, { seed });
    assert.deepEqual(splitByWriter({ writers }, { seed }).validation, validation);
    return validation.join();
  });
  assert.ok(new Set(choices).size > 5);
});

Deno.test("splitByWriter() depends on the writers and not on the order of the images", () => {
  const writers = unevenWriters(2, 20);
  const reversed = writers.toReversed();
  const heldOut = (
    list: string[],
  ) => [...new Set(splitByWriter({ writers: list }, { seed: 5 }).validation.map((i) => list[i]))];
  assert.deepEqual(heldOut(reversed).sort(), heldOut(writers).sort());
});

Deno.test("splitByWriter() splits by image and says so when there is a single writer", () => {
  const split = splitByWriter({ writers: new Array(20).fill("me") }, { seed: 1 });
  assert.equal(split.byWriter, false);
  assert.equal(split.validation.length, 2);
  assert.equal(split.training.length, 18);
  const one = splitByWriter({ writers: ["me"] }, { seed: 1 });
  assert.deepEqual(one, { training: [0], validation: [], byWriter: false });
});

Deno.test("splitByWriter() holds nothing out for 0 and refuses invalid fractions", () => {
  const writers = ["a", "b"];
  assert.deepEqual(splitByWriter({ writers }, { validationFraction: 0, seed: 1 }).validation, []);
  for (const validationFraction of [1, -0.1, NaN]) {
    assert.throws(() => splitByWriter({ writers }, { validationFraction, seed: 1 }), RangeError);
  }
});

Deno.test("splitByWriter() holds out each writer in one fold, and folds of about equal size", () => {
  for (let seed = 0; seed < 50; seed++) {
    const count = 2 + seed % 4;
    const writers = unevenWriters(seed, 4 * count + seed % 7);
    const folds = Array.from(
      { length: count },
      (_, i) => splitByWriter({ writers }, { fold: { number: i + 1, count }, seed }),
    );
    const heldOut = folds.flatMap(({ validation }) => validation).sort((a, b) => a - b);
    assert.deepEqual(heldOut, writers.map((_, index) => index), "each image once");
    for (const { training, validation } of folds) {
      const trained = new Set(training.map((index) => writers[index]));
      assert.ok(validation.every((index) => !trained.has(writers[index])));
      assert.equal(training.length + validation.length, writers.length);
      assert.ok(Math.abs(validation.length - writers.length / count) <= 12, "the largest writer");
    }
  }
  assert.throws(
    () => splitByWriter({ writers: ["a", "b"] }, { fold: { number: 1, count: 3 }, seed: 1 }),
    /into 3 folds: it has 2 writers/,
  );
});
