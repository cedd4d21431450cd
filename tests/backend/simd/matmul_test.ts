import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { assertLikeCpu, normal, on } from "./compare.ts";

const SIZES = [1, 2, 5, 6, 7, 8, 9, 12, 13, 17];

Deno.test("BatchMatMul is that of the cpu backend for every remainder of a tile", async () => {
  for (const rows of SIZES) {
    for (const columns of SIZES) {
      for (const depth of [1, 2, 3, 8]) {
        await assertLikeCpu(() => {
          const a = normal([rows, depth], "a");
          const b = normal([depth, columns], "b");
          return tf.matMul(a, b);
        }, `${rows} ${depth} ${columns}`);
      }
    }
  }
});

Deno.test("BatchMatMul is that of the cpu backend in all transpositions, batches and blocks", async () => {
  const sizes = [
    ...[[1, 600, 1], [97, 33, 65], [7, 1030, 40], [200, 5, 9], [3, 513, 150]],
    ...[[110, 259, 36], [64, 67, 200], [30, 4096, 18]],
  ];
  for (const [rows, depth, columns] of sizes as [number, number, number][]) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        for (const [aBatch, bBatch] of [[[], []], [[3], [3]], [[2], [1]], [[1], [2]]]) {
          await assertLikeCpu(
            () => {
              const a = normal([...aBatch!, ...(transposeA ? [depth, rows] : [rows, depth])], "a");
              const b = normal(
                [...bBatch!, ...(transposeB ? [columns, depth] : [depth, columns])],
                "b",
              );
              return tf.matMul(a, b, transposeA, transposeB);
            },
            JSON.stringify([rows, depth, columns, transposeA, transposeB, aBatch, bBatch]),
            2e-6 * Math.sqrt(depth),
          );
        }
      }
    }
  }
});

Deno.test("BatchMatMul of empty matrices is empty or zero", async () => {
  await assertLikeCpu(() => [
    tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])),
    tf.matMul(tf.zeros([0, 2, 3]), tf.zeros([0, 3, 2])),
  ], "empty");
  const { values } = await on("simd", () => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 2])));
  assert.deepEqual([...values[0]!], [0, 0, 0, 0]);
});

Deno.test("BatchMatMul passes on what is not finite", async () => {
  for (const bad of [NaN, Infinity]) {
    await assertLikeCpu(() => {
      const a = tf.ones([7, 9]).bufferSync();
      a.set(bad, 3, 4);
      return tf.matMul(a.toTensor() as tf.Tensor2D, tf.ones([9, 10]));
    }, `${bad}`);
  }
});

Deno.test("gradients of BatchMatMul are those of the cpu backend", async () => {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      await assertLikeCpu(() => {
        const a = normal(transposeA ? [5, 7] : [7, 5], "a");
        const b = normal(transposeB ? [9, 5] : [5, 9], "b");
        return tf.grads((x, y) => tf.matMul(x, y, transposeA, transposeB))(
          [a, b],
          normal([7, 9], "y"),
        );
      }, `${transposeA} ${transposeB}`);
    }
  }
});

Deno.test("_FusedMatMul adds bias and activation", async () => {
  for (const activation of ["linear", "relu", "elu", "sigmoid"] as const) {
    await assertLikeCpu(() =>
      tf.fused.matMul({
        a: normal([7, 5], "a") as tf.Tensor2D,
        b: normal([5, 9], "b") as tf.Tensor2D,
        bias: normal([9], "bias"),
        activation,
      }), activation);
  }
});
