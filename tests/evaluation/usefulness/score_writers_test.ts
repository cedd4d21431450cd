import assert from "node:assert/strict";
import { scoreWriters } from "../../../lib/evaluation/usefulness/score_writers.ts";
import { assertWithin } from "../../model/agreement.ts";

/** Features of one dimension. */
function onLine(...values: number[]) {
  return { count: values.length, size: 1, values: Float32Array.from(values) };
}

Deno.test("scoreWriters() takes the distance to the nearest of the next references", () => {
  const writers = [
    { writer: 4, genuine: [0, 1, 2], forgeries: [3] },
    { writer: 7, genuine: [4, 5], forgeries: [] },
  ];
  const vectors = onLine(0, 1, 3, 10, 100, 101);
  const { random, skilled } = scoreWriters(vectors, writers, 2);
  const own = random!.genuine.filter(({ writer }) => writer === 4).map(({ score }) => score);
  assertWithin(own, [1, 1, 2], 1e-5, "genuine");
  assertWithin(skilled!.forged.map(({ score }) => score), [9], 1e-5, "skilled");
  // Writer 7 has one other signature, which is the only reference.
  const other = random!.genuine.filter(({ writer }) => writer === 7).map(({ score }) => score);
  assertWithin(other, [1, 1], 1e-5, "few references");
  const forged = random!.forged.map(({ score, writer, author }) => [score, writer, author]);
  assertWithin(
    forged.flat(),
    [99, 4, 7, 98, 4, 7, 100, 7, 4, 100, 7, 4, 97, 7, 4],
    1e-4,
    "random",
  );
});

Deno.test("scoreWriters() gives each writer, and each pair, the weight 1", () => {
  const writers = [
    { writer: 0, genuine: [0, 1, 2], forgeries: [3, 4] },
    { writer: 1, genuine: [5, 6], forgeries: [] },
    { writer: 2, genuine: [7, 8, 9, 10], forgeries: [11] },
  ];
  const vectors = onLine(...Array.from({ length: 12 }, (_, i) => i));
  const { random, skilled } = scoreWriters(vectors, writers, 3);
  const sumsOf = (scores: readonly { writer: number; author: number; weight: number }[]) => {
    const sums = new Map<string, number>();
    for (const { writer, author, weight } of scores) {
      sums.set(`${writer} ${author}`, (sums.get(`${writer} ${author}`) ?? 0) + weight);
    }
    return sums;
  };
  for (const scores of [random!.genuine, random!.forged, skilled!.forged]) {
    for (const [pair, sum] of sumsOf(scores)) assertWithin([sum], [1], 1e-9, pair);
  }
  assert.equal(sumsOf(random!.forged).size, 6);
});

Deno.test("scoreWriters() has no scores for kinds of forgeries that are missing", () => {
  const { random, skilled } = scoreWriters(
    onLine(0, 1),
    [{ writer: 0, genuine: [0, 1], forgeries: [] }],
    3,
  );
  assert.equal(random, undefined);
  assert.equal(skilled, undefined);
});
