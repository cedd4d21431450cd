import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  biasRelu,
  type Features,
  layerNorm,
  residualBlock,
  silu,
} from "../../../lib/model/layers.ts";
import { assertLikeCpu, normal, on } from "./compare.ts";

/** Rows and columns that leave every remainder of a vector, and enough for several chunks. */
const SHAPES = [
  ...[[1, 1], [3, 2], [2, 3], [5, 4], [4, 5], [1, 7], [3, 66], [64, 130], [300, 131], [0, 4]],
] as [number, number][];

for (const [name, layer] of [["layerNorm", layerNorm], ["silu", silu]] as const) {
  Deno.test(`${name}() and its gradient are those of the cpu backend`, async () => {
    for (const shape of SHAPES) {
      await assertLikeCpu(
        () => {
          const x = normal(shape, "x").mul<Features>(3).add<Features>(1);
          const gradient = tf.grad((x) => layer(x as Features))(x, normal(shape, "dy"));
          return [layer(x), gradient];
        },
        `${name} [${shape}]`,
        5e-6,
      );
    }
  });
}

Deno.test("residualBlock() and its gradients are those of the cpu backend", async () => {
  for (const [rows, width] of SHAPES.filter(([rows]) => rows > 0)) {
    await assertLikeCpu(
      () => {
        const x = normal([rows, width], "x");
        const weight = normal([width, width], "weight").mul(1 / Math.sqrt(width));
        const bias = normal([width], "bias");
        const block = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
          residualBlock(x as Features, weight as tf.Tensor2D, bias as tf.Tensor1D);
        const gradients = tf.grads(block)([x, weight, bias], normal([rows, width], "dy"));
        return [block(x, weight, bias), ...gradients];
      },
      `[${rows}, ${width}]`,
      2e-5,
    );
  }
});

Deno.test("biasRelu() and its gradients are those of the cpu backend", async () => {
  for (const shape of [[3, 2], [64, 130], [2, 3, 5, 4], [0, 4]]) {
    await assertLikeCpu(
      () => {
        const x = normal(shape, "x");
        const bias = normal([shape.at(-1)!], "bias") as tf.Tensor1D;
        const layer = (x: tf.Tensor, bias: tf.Tensor) => biasRelu(x, bias as tf.Tensor1D);
        return [layer(x, bias), ...tf.grads(layer)([x, bias], normal(shape, "dy"))];
      },
      `[${shape}]`,
      5e-6,
    );
  }
});

Deno.test("residualBlock() chained gives the gradients of the cpu backend", async () => {
  await assertLikeCpu(
    () => {
      const weights = [0, 1, 2].map((i) => normal([20, 20], "weight", i).mul<tf.Tensor2D>(0.2));
      const bias = normal([20], "bias") as tf.Tensor1D;
      const network = (...weights: tf.Tensor[]) =>
        weights.reduce(
          (x, weight) => residualBlock(x as Features, weight as tf.Tensor2D, bias),
          normal([9, 20], "x"),
        );
      return tf.grads(network)(weights, normal([9, 20], "dy"));
    },
    "three blocks",
    1e-5,
  );
});

Deno.test("layers pass on NaN, in its row alone", async () => {
  const { values } = await on("simd", () => {
    const x = tf.ones([4, 6]).bufferSync();
    x.set(NaN, 1, 5);
    const input = x.toTensor() as Features;
    return [layerNorm(input), silu(input), residualBlock(input, tf.eye(6), tf.zeros([6]))];
  });
  const [normalized, swish, block] = values.map((tensor) => [...tensor].map(Number.isNaN));
  const row = [...new Array(6).fill(false), ...new Array(6).fill(true)];
  assert.deepEqual(normalized!.slice(0, 12), row);
  assert.deepEqual(block!.slice(0, 12), row);
  assert.equal(swish!.indexOf(true), 11);
  for (const flags of [normalized!, swish!, block!]) assert.ok(!flags.slice(12).includes(true));
});

Deno.test("kernels of layers refuse integers", async () => {
  await tf.setBackend("simd");
  tf.tidy(() => {
    const x = tf.tensor2d([1, 2], [1, 2], "int32");
    assert.throws(() => tf.engine().runKernel("Silu", { x }), {
      name: "TypeError",
      message: "Cannot compute with x: it is int32, expected float32",
    });
  });
});
