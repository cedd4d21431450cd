import assert from "node:assert/strict";
import { otsuThreshold } from "../../../lib/image/cleaning/otsu.ts";
import { Random } from "../../../lib/random.ts";

/** Sum of squared distances to the means of the two classes: what Otsu's threshold minimizes. */
function withinClass(histogram: readonly number[], threshold: number): number {
  let sum = 0;
  for (const [from, to] of [[0, threshold + 1], [threshold + 1, histogram.length]] as const) {
    let count = 0;
    let moment = 0;
    for (let i = from; i < to; i++) {
      count += histogram[i]!;
      moment += i * histogram[i]!;
    }
    for (let i = from; i < to; i++) sum += histogram[i]! * (i - moment / Math.max(1, count)) ** 2;
  }
  return sum;
}

Deno.test("otsuThreshold() minimizes the variance within classes when compared by brute force", () => {
  for (let trial = 0; trial < 200; trial++) {
    const random = new Random(1, "otsu", trial);
    const histogram = Array.from(
      { length: 40 },
      () => random.bernoulli(0.5) ? random.integer(0, 30) : 0,
    );
    const found = withinClass(histogram, otsuThreshold(histogram));
    const best = Math.min(...histogram.map((_, i) => withinClass(histogram, i)));
    assert.ok(found <= best * (1 + 1e-9) + 1e-9, `trial ${trial}: ${found} instead of ${best}`);
  }
});

Deno.test("otsuThreshold() takes the middle of an empty gap", () => {
  const histogram = new Array(256).fill(0);
  histogram[10] = 5;
  histogram[200] = 70;
  assert.equal(otsuThreshold(histogram), 104);
});

Deno.test("otsuThreshold() is 0 when there is only one level", () => {
  assert.equal(otsuThreshold([0, 0, 9, 0]), 0);
});
