import assert from "node:assert/strict";
import {
  bootstrapErrorRates,
  pairedDifference,
  percentileInterval,
  type TestedFold,
  withInterval,
  worthInSignatures,
} from "../../../lib/evaluation/usefulness/error_rate_bootstrap.ts";
import { sortScores } from "../../../lib/evaluation/usefulness/weighted_error_rate.ts";
import { Random } from "../../../lib/random.ts";
import { assertWithin } from "../../model/agreement.ts";

const OPTIONS = { seed: 1, resamples: 400 };

/**
 * Folds whose writers have error rates of their own: genuine scores with a mean of the writer, forged
 * ones at a distance.
 */
function foldsOf(random: Random, distance: number, { writers = 30, spread = 0.5 } = {}) {
  return Array.from({ length: 3 }, (_, fold): TestedFold => {
    const indices = Array.from({ length: writers }, (_, i) => fold * writers + i);
    const genuine = indices.flatMap((writer) => {
      const mean = spread * random.normal();
      return Array.from({ length: 10 }, () => ({
        score: mean + random.normal(),
        writer,
        author: writer,
        weight: 0.1,
      }));
    });
    const forged = indices.flatMap((writer) =>
      indices.filter((author) => author !== writer).map((author) => ({
        score: distance + random.normal(),
        writer,
        author,
        weight: 1,
      }))
    );
    return { writers: indices, sorted: sortScores({ genuine, forged }) };
  });
}

Deno.test("bootstrapErrorRates() has an interval that contains the true rate as often as it says", () => {
  // Genuine scores are N(0, 1 + spread^2), forged ones N(2, 1): the rates are equal at t.
  const deviation = Math.sqrt(1 + 0.5 ** 2);
  const threshold = 2 * deviation / (1 + deviation);
  const expected = normalTail(threshold / deviation);
  let contained = 0;
  const trials = 60;
  for (let seed = 0; seed < trials; seed++) {
    const rates = bootstrapErrorRates(foldsOf(new Random(seed, "trial"), 2), {
      seed,
      resamples: 150,
    });
    const { interval: [low, high] } = withInterval(rates);
    assert.ok(low <= rates.value && rates.value <= high);
    if (low <= expected && expected <= high) contained++;
  }
  // 95 % of 60 are 57; fewer than 51 happen once in 250 times.
  assert.ok(contained >= 51, `${contained} of ${trials}`);
});

/** P(X > x) of N(0, 1), by Simpson's rule. */
function normalTail(x: number): number {
  const [n, end] = [2000, 9];
  const h = (end - x) / n;
  const density = (value: number) => Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(x) + density(end);
  for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * density(x + i * h);
  return sum * h / 3;
}

Deno.test("pairedDifference() of equal verifiers is 0, and is narrower than unpaired rates allow", () => {
  const first = bootstrapErrorRates(foldsOf(new Random(1), 2), OPTIONS);
  const same = pairedDifference(first, first);
  assert.deepEqual([same.value, ...same.interval], [0, 0, 0]);
  // The same scores, but forgeries a little further away: writers' own means cancel.
  const second = bootstrapErrorRates(foldsOf(new Random(1), 2.1), OPTIONS);
  const { value, interval: [low, high] } = pairedDifference(first, second);
  assert.ok(value > 0 && low > 0, `${value} (${low} to ${high})`);
  const { interval } = withInterval(first);
  assert.ok(high - low < 0.5 * (interval[1] - interval[0]));
});

Deno.test("pairedDifference() changes its sign when the verifiers change places", () => {
  const [a, b] = [1.5, 2].map((distance, i) =>
    bootstrapErrorRates(foldsOf(new Random(i), distance), OPTIONS)
  );
  const [there, back] = [pairedDifference(a!, b!), pairedDifference(b!, a!)];
  assertWithin(
    [there.value, ...there.interval],
    [-back.value, -back.interval[1], -back.interval[0]],
    1e-12,
    "difference",
  );
});

Deno.test("percentileInterval() leaves 2.5 % out at each end", () => {
  const resamples = Float64Array.from({ length: 1001 }, (_, i) => i);
  assertWithin(percentileInterval(resamples), [25, 975], 1e-9, "interval");
});

Deno.test("worthInSignatures() finds the place on the curve", () => {
  const flat = (value: number) => ({ value, resamples: new Float64Array(10).fill(value) });
  const curve = [[1, 0.1], [2, 0.06], [3, 0.05], [5, 0.04]].map(([signatures, value]) => ({
    signatures: signatures!,
    rates: flat(value!),
  }));
  for (
    const [rate, expected] of [[0.2, 1], [0.1, 1], [0.08, 1.5], [0.055, 2.5], [0.045, 4], [0.01, 5]]
  ) {
    const { value, interval } = worthInSignatures(flat(rate!), curve);
    assertWithin([value, ...interval], [expected!, expected!, expected!], 1e-9, `rate ${rate}`);
  }
});

Deno.test("bootstrapErrorRates() repeats itself with the same seed", () => {
  const folds = foldsOf(new Random(1), 2);
  assert.deepEqual(bootstrapErrorRates(folds, OPTIONS), bootstrapErrorRates(folds, OPTIONS));
  const other = bootstrapErrorRates(folds, { ...OPTIONS, seed: 2 });
  assert.notDeepEqual(bootstrapErrorRates(folds, OPTIONS).resamples, other.resamples);
});
