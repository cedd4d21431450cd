import assert from "node:assert/strict";
import {
  sortScores,
  type VerificationScores,
  weightedErrorRate,
} from "../../../lib/evaluation/usefulness/weighted_error_rate.ts";
import { equalErrorRate } from "../../../lib/evaluation/verification.ts";
import { Random } from "../../../lib/random.ts";
import { assertWithin } from "../../model/agreement.ts";

const single = (score: number) => ({ score, writer: 0, author: 0, weight: 1 });

function rate(genuine: readonly number[], forged: readonly number[]): number {
  return weightedErrorRate(
    sortScores({ genuine: genuine.map(single), forged: forged.map(single) }),
    [1],
  )!;
}

Deno.test("weightedErrorRate() is that of normal and exponential distributions in closed form", () => {
  const random = new Random(1);
  const sample = (draw: () => number) => Array.from({ length: 40000 }, draw);
  // Both error rates are Phi(-d / 2) at the threshold in the middle.
  for (const [distance, expected] of [[1, 0.30854], [2, 0.15866], [4, 0.02275]] as const) {
    const value = rate(
      sample(() => random.normal(0)),
      sample(() => random.normal(distance)),
    );
    assertWithin([value], [expected], 0.005, `distance ${distance}`);
  }
  // P(a > t) = e^-t and P(b < t) = 1 - e^(-t / 3) are equal where u^3 + u = 1, u = e^(-t / 3).
  const exponential = (scale: number) => -scale * Math.log(1 - random.uniform());
  const value = rate(sample(() => exponential(1)), sample(() => exponential(3)));
  assertWithin([value], [0.31767], 0.005, "exponential");
});

Deno.test("weightedErrorRate() is 0 for separate scores, 1 for reversed ones, 1/2 for equal ones", () => {
  assert.equal(rate([1, 2], [3, 4, 5]), 0);
  assert.equal(rate([3, 4], [1, 2]), 1);
  assertWithin([rate([1, 2, 3, 4], [1, 2, 3, 4])], [0.5], 1e-12, "equal");
  assertWithin([rate([1, 1, 1], [1, 1])], [0.5], 1e-12, "all the same");
});

Deno.test("weightedErrorRate() agrees with equalErrorRate() up to a step of the error rates", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = new Random(seed, "scores");
    const genuine = Array.from({ length: random.integer(5, 60) }, () => random.normal());
    const forged = Array.from({ length: random.integer(5, 60) }, () => random.normal(1.5));
    const step = 1 / Math.min(genuine.length, forged.length);
    const difference = rate(genuine, forged) - equalErrorRate(genuine, forged);
    assert.ok(Math.abs(difference) <= step, `seed ${seed}: ${difference}`);
  }
});

/** Random scores of a few writers, compared with all others. */
function scoresOf(random: Random, writers: number): VerificationScores {
  const genuine = [];
  const forged = [];
  for (let writer = 0; writer < writers; writer++) {
    for (let i = 0; i < 4; i++) {
      genuine.push({ score: random.normal(), writer, author: writer, weight: 1 / 4 });
    }
    for (let author = 0; author < writers; author++) {
      if (author === writer) continue;
      for (let i = 0; i < 3; i++) {
        forged.push({ score: random.normal(1), writer, author, weight: 1 / 3 });
      }
    }
  }
  return { genuine, forged };
}

Deno.test("weightedErrorRate() with counts equals scores that are repeated as often", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed, "counts");
    const { genuine, forged } = scoresOf(random, 5);
    const counts = Array.from({ length: 5 }, () => random.integer(0, 3));
    const repeated = <T extends { writer: number; author: number }>(scores: readonly T[]) =>
      scores.flatMap((each) =>
        Array.from(
          {
            length: each.author === each.writer
              ? counts[each.writer]!
              : counts[each.writer]! * counts[each.author]!,
          },
          () => each,
        )
      );
    const weighted = weightedErrorRate(sortScores({ genuine, forged }), counts);
    const spelledOut = weightedErrorRate(
      sortScores({ genuine: repeated(genuine), forged: repeated(forged) }),
      [1, 1, 1, 1, 1],
    );
    if (weighted === undefined || spelledOut === undefined) assert.equal(weighted, spelledOut);
    else assertWithin([weighted], [spelledOut], 1e-9, `seed ${seed}`);
  }
});

Deno.test("weightedErrorRate() is undefined where nothing counts", () => {
  const sorted = sortScores({ genuine: [1, 2].map(single), forged: [3].map(single) });
  assert.equal(weightedErrorRate(sorted, [0]), undefined);
  assert.equal(weightedErrorRate(sortScores({ genuine: [single(1)], forged: [] }), [1]), undefined);
});
