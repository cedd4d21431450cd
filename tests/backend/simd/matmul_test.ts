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

type Sizes = readonly [rows: number, depth: number, columns: number];

/** Sizes of several blocks, and of several chunks. */
const BATCHED_SIZES: readonly Sizes[] = [[97, 33, 65], [7, 1030, 40], [110, 259, 36]];

async function assertProductsLikeCpu(
  [rows, depth, columns]: Sizes,
  aBatch: readonly number[],
  bBatch: readonly number[],
): Promise<void> {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      await assertLikeCpu(
        () => {
          const a = normal([...aBatch, ...(transposeA ? [depth, rows] : [rows, depth])], "a");
          const b = normal([...bBatch, ...(transposeB ? [columns, depth] : [depth, columns])], "b");
          return tf.matMul(a, b, transposeA, transposeB);
        },
        JSON.stringify([rows, depth, columns, transposeA, transposeB, aBatch, bBatch]),
        2e-6 * Math.sqrt(depth),
      );
    }
  }
}

Deno.test("BatchMatMul is that of the cpu backend for transposed matrices of several blocks", async () => {
  const sizes: readonly Sizes[] = [
    ...BATCHED_SIZES,
    ...[[1, 600, 1], [200, 5, 9], [3, 513, 150], [64, 67, 200], [30, 4096, 18]] as const,
  ];
  for (const size of sizes) await assertProductsLikeCpu(size, [], []);
});

Deno.test("BatchMatMul is that of the cpu backend for batches, repeated where one has size 1", async () => {
  for (const size of BATCHED_SIZES) {
    for (const [aBatch, bBatch] of [[[3], [3]], [[2], [1]], [[1], [2]]] as const) {
      await assertProductsLikeCpu(size, aBatch, bBatch);
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

Deno.test("BatchMatMul propagates values that are not finite", async () => {
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
