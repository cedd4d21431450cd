import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { globalNorm } from "../../../lib/training/adam.ts";
import { assertLikeCpu, normal, on } from "./compare.ts";

Deno.test("Sum, Mean, Max and Min are those of the cpu backend over any axes", async () => {
  const cases: [number[], number | number[] | undefined][] = [
    [[], undefined],
    [[1], undefined],
    [[7], 0],
    [[1000], undefined],
    [[5, 7], 0],
    [[5, 7], 1],
    [[5, 7], [0, 1]],
    [[3, 4, 5], [0, 2]],
    [[3, 4, 5], 1],
    [[3, 4, 5], [0, 1]],
    [[2, 3, 4, 5], [1, 3]],
    [[2, 3, 4, 5], [0, 1, 2]],
    [[2, 1, 4, 1], [1, 2]],
    [[2, 1, 4, 1], [1, 3]],
    [[70, 9, 33], [0, 1]],
    [[3, 40000], 1],
    [[40000, 3], 0],
    [[2, 3], []],
  ];
  for (const [shape, axes] of cases) {
    for (const keepDims of [false, true]) {
      await assertLikeCpu(
        () => {
          const x = normal(shape, "x");
          return [
            tf.sum(x, axes, keepDims),
            tf.mean(x, axes, keepDims),
            tf.max(x, axes, keepDims),
            tf.min(x, axes, keepDims),
          ];
        },
        `[${shape}] over ${axes}`,
        1e-5,
      );
    }
  }
});

Deno.test("Sum and Mean of no values are 0 and no number", async () => {
  const { values } = await on("simd", () => [tf.zeros([0, 3]).sum(0), tf.zeros([0, 3]).mean(0)]);
  assert.deepEqual([...values[0]!], [0, 0, 0]);
  assert.ok(values[1]!.every(Number.isNaN));
});

Deno.test("Sum is good to 1e-6 where the terms are many and of one sign", async () => {
  const x = Float32Array.from(new Random("sum").normals(2_000_003), Math.abs);
  const exact = x.reduce((sum, value) => sum + value, 0);
  const { values } = await on(
    "simd",
    () => [tf.sum(tf.tensor1d(x)), tf.tensor1d(x).square().sum()],
  );
  assert.ok(Math.abs(values[0]![0]! / exact - 1) < 2e-7);
  const squares = x.reduce((sum, value) => sum + value * value, 0);
  assert.ok(Math.abs(values[1]![0]! / squares - 1) < 2e-7);
});

Deno.test("Sum over leading axes is good to 1e-6", async () => {
  const x = Float32Array.from(new Random("sum").normals(100_000 * 5), Math.abs);
  const exact = new Float64Array(5);
  x.forEach((value, i) => exact[i % 5]! += value);
  const { values } = await on("simd", () => tf.sum(tf.tensor2d(x, [100_000, 5]), 0));
  values[0]!.forEach((value, i) => assert.ok(Math.abs(value / exact[i]! - 1) < 5e-7));
});

Deno.test("reductions pass on what is not finite", async () => {
  for (
    const values of [[1, NaN, 2, 3, 4], [1, Infinity, 2], [Infinity, -Infinity], [-Infinity, 1]]
  ) {
    await assertLikeCpu(() => {
      const x = tf.tensor1d(values);
      return [
        x.sum(),
        x.mean(),
        x.max(),
        x.min(),
        x.tile([40]).reshape([-1, values.length]).sum(0),
      ];
    }, `${values}`);
  }
});

Deno.test("gradients of Sum and Mean are those of the cpu backend", async () => {
  for (const axes of [0, 1, [0, 2], undefined]) {
    await assertLikeCpu(() => [
      tf.grad((x) => tf.sum(x, axes))(normal([3, 4, 5], "x")),
      tf.grad((x) => tf.mean(x, axes))(normal([3, 4, 5], "x")),
    ], `${axes}`);
  }
});

Deno.test("globalNorm() is the root of the sum of all squares", async () => {
  const lengths = [1, 5, 70_001, 0, 300];
  const { values } = await on(
    "simd",
    () => globalNorm(lengths.map((length) => normal([length], "gradient").mul(3))),
  );
  let sum = 0;
  await on("cpu", () => {
    for (const length of lengths) {
      for (const value of normal([length], "gradient").mul(3).dataSync()) sum += value ** 2;
    }
    return tf.scalar(0);
  });
  assert.ok(Math.abs(values[0]![0]! - Math.sqrt(sum)) < 1e-5 * Math.sqrt(sum));
});
