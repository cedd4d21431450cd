import * as tf from "@tensorflow/tfjs";
import { causalProducts } from "../../../lib/model/pen/causal_products.ts";
import type { Features } from "../../../lib/model/pen/layers.ts";
import { assertLikeCpu, normal } from "./compare.ts";

/** Rows, features, outputs, step: too small for tiles, too narrow, and with every kind of last tile. */
const SIZES = [
  ...[[1, 3, 2, 1], [10, 5, 7, 2], [10, 4, 4, 12], [200, 66, 40, 30], [900, 64, 64, 16]],
  ...[[400, 64, 96, 1], [401, 64, 48, 1], [402, 48, 64, 1], [403, 64, 64, 1], [390, 64, 48, 12]],
  ...[[160, 48, 64, 40], [121, 64, 64, 40], [300, 64, 64, 80]],
] as [number, number, number, number][];

/** The convolution and its gradients with weights that keep the scale. */
function convolution(
  [rows, features, outputs, step]: [number, number, number, number],
  taps = 3,
): tf.Tensor[] {
  const scale = 1 / Math.sqrt(taps * features);
  const weights = Array.from(
    { length: taps },
    (_, k) => normal([features, outputs], "weight", k).mul(scale),
  );
  const tensors = [normal([rows, features], "x"), normal([outputs], "bias"), ...weights];
  const products = (x: tf.Tensor, bias: tf.Tensor, ...weights: tf.Tensor[]) =>
    causalProducts(x as Features, weights as tf.Tensor2D[], bias as tf.Tensor1D, step);
  const gradients = tf.grads(products)(tensors, normal([rows, outputs], "dy"));
  return [products(...(tensors as [tf.Tensor, tf.Tensor])), ...gradients];
}

Deno.test("causalProducts() and its gradients are those of the cpu backend", async () => {
  for (const sizes of SIZES) {
    for (const taps of [2, 3, 4]) {
      const what = JSON.stringify([sizes, taps]);
      await assertLikeCpu(() => convolution(sizes, taps), what, 4e-6);
    }
  }
});
