import assert from "node:assert/strict";
import { editDistance, suggestFlags } from "../../lib/cli/suggest_flags.ts";

const FLAGS = ["data", "batchSize", "learningRate", "latentDim", "beta", "blas", "out", "epochs"];

/** Each word with one letter left out, doubled, replaced, or swapped with the next. */
function typos(word: string): string[] {
  return Array.from(word).flatMap((letter, i) => [
    word.slice(0, i) + word.slice(i + 1),
    word.slice(0, i) + letter + word.slice(i),
    word.slice(0, i) + "q" + word.slice(i + 1),
    word.slice(0, i) + (word[i + 1] ?? "") + letter + word.slice(i + 2),
  ]);
}

Deno.test("suggestFlags() finds a flag of six letters or more for every typo in it", () => {
  for (const flag of ["batch-size", "learning-rate", "latent-dim", "epochs"]) {
    for (const typo of typos(flag)) assert.deepEqual(suggestFlags(typo, FLAGS), [flag], typo);
  }
});

Deno.test("suggestFlags() suggests nothing where no name is near", () => {
  for (const input of ["bogus", "verbose", "x", "no", "dropout-rate", "a"]) {
    assert.deepEqual(suggestFlags(input, FLAGS), [], input);
  }
});

Deno.test("suggestFlags() knows names of other programs, and words of a name", () => {
  const cases = { lr: "learning-rate", klWeight: "beta", "latent-size": "latent-dim" };
  for (const [input, flag] of Object.entries({ ...cases, rate: "learning-rate" })) {
    assert.deepEqual(suggestFlags(input, FLAGS), [flag], input);
  }
  assert.deepEqual(suggestFlags("lr", ["data"]), [], "the command has no such flag");
});

Deno.test("editDistance() is a symmetric count of typos, 0 for the same word only", () => {
  for (const word of ["batch-size", "seed"]) {
    for (const typo of typos(word)) {
      assert.equal(editDistance(word, typo), word === typo ? 0 : 1, typo);
      assert.equal(editDistance(typo, word), editDistance(word, typo));
    }
    assert.equal(editDistance(word, ""), word.length);
  }
});
