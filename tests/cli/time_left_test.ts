import assert from "node:assert/strict";
import { createTimeLeft } from "../../lib/cli/time_left.ts";

Deno.test("createTimeLeft() goes by the rate since its creation, not by what was done before", () => {
  let milliseconds = 0;
  const timeLeft = createTimeLeft(600, () => milliseconds);
  milliseconds = 1000;
  assert.equal(timeLeft(700, 1000), "", "too early to tell");
  milliseconds = 4000;
  assert.equal(timeLeft(800, 1000), "50/s  4 s left");
  milliseconds = 40_000;
  assert.equal(timeLeft(800, 1000), "5.0/s  40 s left");
  assert.equal(timeLeft(600, 1000), "", "no rate");
  assert.equal(timeLeft(1000, 1000), "10/s  0 s left");
});
