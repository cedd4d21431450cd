import assert from "node:assert/strict";
import { Random } from "../lib/random.ts";

const COUNT = 20_000;

function draws(draw: (random: Random) => number, ...key: (string | number)[]): number[] {
  const random = new Random(...key);
  return Array.from({ length: COUNT }, () => draw(random));
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean,
    variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
  };
}

Deno.test("Random gives a sequence that never changes between versions", () => {
  const random = new Random(1, "pinned");
  const values = Array.from({ length: 3 }, () => random.integer(0, 1_000_000));
  assert.deepEqual(values, PINNED);
});

const PINNED = [335458, 75171, 434830];

Deno.test("Random streams differ when any part of the key differs", () => {
  const keys = [[1], [2], ["1"], [1, "a"], [1, "b"], [1, "a", 0], [1, "a", 1], [11], [1, 1]];
  const firsts = keys.map((key) => new Random(...key).uniform());
  assert.equal(new Set(firsts).size, keys.length);
});

Deno.test("Random streams of neighbouring keys are uncorrelated", () => {
  const first = Array.from({ length: COUNT }, (_, i) => new Random(7, "x", i).normal());
  const second = Array.from({ length: COUNT }, (_, i) => new Random(8, "x", i).normal());
  const shifted = [...first.slice(1), first[0]!];
  for (const other of [second, shifted]) {
    const correlation = first.reduce((sum, value, i) => sum + value * other[i]!, 0) / COUNT;
    assert.ok(Math.abs(correlation) < 5 / Math.sqrt(COUNT), `${correlation}`);
  }
});

Deno.test("uniform() has the moments of its interval and stays within it", () => {
  const values = draws((random) => random.uniform(-2, 4), 1);
  assert.ok(values.every((value) => value >= -2 && value < 4));
  const { mean, variance } = moments(values);
  assert.ok(Math.abs(mean - 1) < 0.06, `${mean}`);
  assert.ok(Math.abs(variance - 3) < 0.1, `${variance}`);
});

Deno.test("normal() has the moments and tails of a normal distribution", () => {
  const values = draws((random) => random.normal(3, 2), 2);
  const { mean, variance } = moments(values);
  assert.ok(Math.abs(mean - 3) < 0.07, `${mean}`);
  assert.ok(Math.abs(variance - 4) < 0.2, `${variance}`);
  const beyondTwoSigma = values.filter((value) => Math.abs(value - 3) > 4).length / COUNT;
  assert.ok(Math.abs(beyondTwoSigma - 0.0455) < 0.007, `${beyondTwoSigma}`);
});

Deno.test("integer() reaches both ends evenly", () => {
  const counts = [0, 0, 0, 0];
  for (const value of draws((random) => random.integer(5, 8), 3)) counts[value - 5]!++;
  for (const count of counts) assert.ok(Math.abs(count - COUNT / 4) < 350, `${counts}`);
});

Deno.test("choice() follows its weights and refuses an empty list", () => {
  const picked = draws((random) => random.choice([0, 1, 2], [1, 0, 3]), 4);
  assert.equal(picked.filter((value) => value === 1).length, 0);
  const fraction = picked.filter((value) => value === 2).length / COUNT;
  assert.ok(Math.abs(fraction - 0.75) < 0.02, `${fraction}`);
  assert.throws(() => new Random(1).choice([]), RangeError);
});

Deno.test("shuffle() keeps every item, leaves its input alone and moves all places alike", () => {
  const items = [0, 1, 2, 3, 4];
  const firsts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 5000; i++) {
    const shuffled = new Random(5, i).shuffle(items);
    assert.deepEqual([...shuffled].sort(), items);
    firsts[shuffled[0]!]!++;
  }
  assert.deepEqual(items, [0, 1, 2, 3, 4]);
  for (const count of firsts) assert.ok(Math.abs(count - 1000) < 150, `${firsts}`);
});
