/** Comparing numbers that were computed in different ways. */
import assert from "node:assert/strict";

type Numbers = ArrayLike<number>;

/** Root mean square. */
export function rms(values: Numbers): number {
  return Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0) / values.length);
}

/**
 * Asserts that every value is within `tolerance`, relative to the larger of the expected value and the
 * root mean square of all expected values: `|a - b| <= tolerance * max(|b|, rms(b))`.
 */
export function assertAgree(
  actual: Numbers,
  expected: Numbers,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what} has another number of values`);
  const scale = rms(expected);
  assert.ok(Number.isFinite(scale) && scale > 0, `${what} would agree with anything`);
  assertAllWithin(actual, expected, (b) => tolerance * Math.max(Math.abs(b), scale), what);
}

/** Asserts `|a - b| <= tolerance` for every value. */
export function assertWithin(
  actual: Numbers,
  expected: Numbers,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what} has another number of values`);
  assertAllWithin(actual, expected, () => tolerance, what);
}

function assertAllWithin(
  actual: Numbers,
  expected: Numbers,
  allowance: (expected: number) => number,
  what: string,
): void {
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const b = expected[i]!;
    if (!(Math.abs(a - b) <= allowance(b))) {
      assert.fail(`${what}[${i}] is ${a}, ${b} was expected within ${allowance(b)}`);
    }
  }
}
