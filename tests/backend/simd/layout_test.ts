import * as tf from "@tensorflow/tfjs";
import { assertLikeCpu, normal } from "./compare.ts";

Deno.test("Transpose is that of the cpu backend for every order", async () => {
  const orders: [number[], number[]][] = [
    [[5], [0]],
    [[3, 5], [1, 0]],
    [[64, 33], [1, 0]],
    [[2, 3, 4], [0, 2, 1]],
    [[2, 3, 4], [2, 0, 1]],
    [[2, 3, 4, 5], [3, 1, 0, 2]],
    [[2, 3, 4, 2, 3, 2], [0, 1, 3, 2, 4, 5]],
    [[2, 3, 4, 2, 3, 2], [5, 4, 3, 2, 1, 0]],
    [[0, 3], [1, 0]],
    [[1, 300, 200], [2, 1, 0]],
  ];
  for (const [shape, order] of orders) {
    await assertLikeCpu(() => tf.transpose(normal(shape, "x"), order), `[${shape}] ${order}`, 0);
  }
});

Deno.test("Slice, Concat, Pack, PadV2 and Tile are those of the cpu backend", async () => {
  await assertLikeCpu(
    () => {
      const x = normal([5, 7, 6, 3], "x");
      return [
        x.slice([1, 2], [3, 4]),
        x.slice([0, 0, 2, 1], [-1, -1, 3, 2]),
        x.slice(2),
        x.slice([0, 0, 0, 0], [0, 7, 6, 3]),
        x.pad([[1, 0], [0, 2], [3, 1], [0, 0]], -1.5),
        x.tile([1, 2, 1, 3]),
        tf.concat([x, x.neg()], 0),
        tf.concat([x, x.slice([0, 0, 0, 0], [5, 7, 6, 1]), x], 3),
        tf.concat([x, x.slice([0, 0, 0, 0], [5, 0, 6, 3])], 1),
        tf.stack([x, x.neg()], 2),
        tf.stack([x.min(), x.max()]),
        tf.stack([x, x.neg(), x], 4),
        ...tf.split(x, [2, 5], 1),
        ...tf.split(x, 3, 2),
        ...tf.split(x, [1, 0, 2], -1),
        x.reshape([7, -1]).reverse(1),
        x.flatten(),
      ];
    },
    "layout",
    0,
  );
});

Deno.test("gradients through layout are those of the cpu backend", async () => {
  await assertLikeCpu(() =>
    tf.grad((x) => {
      const turned = x.transpose([0, 2, 1]).pad([[0, 0], [1, 2], [0, 1]]);
      return tf.concat([turned.slice([0, 1, 0], [2, 2, 3]), turned.slice([0, 0, 1], [2, 2, 3])], 1)
        .tile([1, 2, 1]).square();
    })(normal([2, 3, 4], "x")), "layout");
});
