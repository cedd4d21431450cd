import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { assertLikeCpu, normal, on } from "./compare.ts";

type Shape4 = [number, number, number, number];

interface Case {
  readonly x: Shape4;
  readonly outputs: number;
  readonly kernel: [number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
}

/** All gradients of a convolution, and itself. */
function convolution({ x, outputs, kernel, strides, pad }: Case): tf.Tensor[] {
  const image = normal(x, "x") as tf.Tensor4D;
  const filter = normal([...kernel, x[3], outputs], "w") as tf.Tensor4D;
  const run = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.conv2d(a, b, strides, pad);
  const y = run(image, filter);
  const dy = normal(y.shape, "dy");
  const [dx, dw] = tf.grads((a, b) => run(a as tf.Tensor4D, b as tf.Tensor4D))([image, filter], dy);
  return [y, dx!, dw!];
}

/** All gradients of a transposed convolution, and itself. */
function transposed(small: Shape4, outputs: number, k: number, stride: number): tf.Tensor[] {
  const image = normal(small, "x") as tf.Tensor4D;
  const filter = normal([k, k, outputs, small[3]], "w") as tf.Tensor4D;
  const shape: Shape4 = [small[0], small[1] * stride, small[2] * stride, outputs];
  const run = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.conv2dTranspose(a, b, shape, stride, "same");
  const y = run(image, filter);
  const dy = normal(y.shape, "dy");
  const [dx, dw] = tf.grads((a, b) => run(a as tf.Tensor4D, b as tf.Tensor4D))([image, filter], dy);
  return [y, dx!, dw!];
}

Deno.test("Conv2D and its gradients are those of the cpu backend for every kernel and stride", async () => {
  for (const kernel of [[1, 1], [3, 3], [4, 4], [5, 3], [2, 4]] as const) {
    for (const strides of [1, 2, [2, 1]] as const) {
      for (const pad of ["same", "valid"] as const) {
        for (const [channels, outputs] of [[1, 3], [3, 9], [5, 1]] as const) {
          const x: Shape4 = [2, 7, 9, channels];
          const settings = { x, outputs, kernel: [...kernel], strides, pad } as Case;
          await assertLikeCpu(() => convolution(settings), JSON.stringify(settings));
        }
      }
    }
  }
});

Deno.test("Conv2D and its gradients are those of the cpu backend where Winograd's algorithm runs", async () => {
  const sizes = [[4, 4], [5, 7], [10, 12], [6, 18]] as const;
  for (const [height, width] of sizes) {
    for (const pad of ["same", "valid", 2] as const) {
      for (const [channels, outputs] of [[4, 12], [8, 20], [64, 4]] as const) {
        const x: Shape4 = [2, height, width, channels];
        const settings: Case = { x, outputs, kernel: [4, 4], strides: 2, pad };
        await assertLikeCpu(() => convolution(settings), JSON.stringify(settings), 4e-6);
      }
    }
  }
});

Deno.test("Conv2D and its gradients lose few digits by Winograd's algorithm in tiles of four outputs by four", async () => {
  for (const [x, outputs] of [[[1, 16, 32, 32], 32], [[1, 8, 16, 128], 32]] as const) {
    const settings: Case = { x: [...x], outputs, kernel: [4, 4], strides: 2, pad: "same" };
    await assertLikeCpu(() => convolution(settings), JSON.stringify(settings), 2e-6);
  }
});

Deno.test("Conv2D of many images with many channels is that of each", async () => {
  const copies = 36;
  const shape: Shape4 = [1, 6, 6, 640];
  const { values } = await on("simd", () => {
    const filter = normal([4, 4, 640, 1], "w").mul<tf.Tensor4D>(normal([300], "v"));
    const run = (x: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same");
    const [x, dy] = [normal(shape, "x"), normal([1, 3, 3, 300], "dy")];
    const repeated = (t: tf.Tensor) => tf.tile(t, [copies, 1, 1, 1]);
    const [dx, dw] = tf.grads(run)([x, filter], dy);
    const [dxs, dws] = tf.grads(run)([repeated(x), filter], repeated(dy));
    const pairs = [
      [run(repeated(x), filter), run(x, filter)],
      [dxs!, dx!],
      [dws!.div(copies), dw!],
    ] as const;
    return pairs.map(([all, one]) => all.sub(one).abs().max().div(one.abs().max()));
  });
  for (const [difference] of values) assert.ok(difference! < 4e-6, `${difference}`);
});

Deno.test("Conv2D divides images into bands and batches into groups", async () => {
  const bands: Shape4 = [1, 32, 320, 16];
  const groups: Shape4 = [5, 32, 64, 4];
  for (const x of [bands, groups]) {
    const settings: Case = { x, outputs: 4, kernel: [4, 4], strides: 2, pad: "same" };
    await assertLikeCpu(() => convolution(settings), JSON.stringify(settings), 1e-5);
  }
});

Deno.test("Conv2DBackpropInput as transposed convolution is that of the cpu backend", async () => {
  for (const batch of [1, 3]) {
    for (const [height, width] of [[1, 1], [2, 5], [4, 8], [3, 3]] as const) {
      for (const [channels, outputs] of [[4, 8], [8, 4], [12, 1], [5, 3]] as const) {
        for (const [k, stride] of [[4, 2], [3, 1], [3, 2], [2, 2]] as const) {
          await assertLikeCpu(
            () => transposed([batch, height, width, channels], outputs, k, stride),
            JSON.stringify([batch, height, width, channels, outputs, k, stride]),
            4e-6,
          );
        }
      }
    }
  }
});

Deno.test("FusedConv2D adds bias and activation", async () => {
  for (const activation of ["linear", "relu", "elu", "sigmoid", "leakyrelu"] as const) {
    await assertLikeCpu(() =>
      tf.fused.conv2d({
        x: normal([2, 6, 8, 4], "x") as tf.Tensor4D,
        filter: normal([4, 4, 4, 8], "w") as tf.Tensor4D,
        strides: 2,
        pad: "same",
        bias: normal([8], "b"),
        activation,
        leakyreluAlpha: 0.3,
      }), activation);
  }
});

Deno.test("Conv2D of an empty batch is empty", async () => {
  const settings: Case = { x: [0, 8, 8, 4], outputs: 4, kernel: [4, 4], strides: 2, pad: "same" };
  await assertLikeCpu(() => {
    const image = tf.zeros([0, 8, 8, 4]) as tf.Tensor4D;
    return tf.conv2d(image, tf.zeros([4, 4, 4, 4]) as tf.Tensor4D, settings.strides, "same");
  }, "empty");
});

Deno.test("Conv2D propagates values that are not finite", async () => {
  for (const channels of [3, 4]) {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const compute = () => {
        const values = new Float32Array(8 * 8 * channels).fill(1);
        values[27 * channels + 1] = bad;
        const image = tf.tensor4d(values, [1, 8, 8, channels]);
        return tf.conv2d(image, tf.ones([4, 4, channels, 4]) as tf.Tensor4D, 2, "same");
      };
      const expected = (await on("cpu", compute)).values[0]!;
      const actual = (await on("simd", compute)).values[0]!;
      assert.ok(expected.some((value) => !Number.isFinite(value)));
      expected.forEach((value, i) => {
        if (!Number.isFinite(value)) assert.ok(!Number.isFinite(actual[i]!), `value ${i}`);
      });
    }
  }
});
