import { causalGradients } from "./causal_gradients.ts";
import { assertLikeCpu } from "./compare.ts";

/**
 * Rows, features, inner features, step: too small or too narrow for tiles, and with every kind of last
 * tile.
 */
const SIZES = [
  ...[[1, 3, 2, 1], [10, 5, 7, 2], [10, 4, 4, 12], [200, 66, 40, 30], [900, 64, 64, 16]],
  ...[[400, 64, 96, 1], [401, 64, 48, 1], [402, 48, 64, 1], [403, 64, 64, 1], [390, 64, 48, 12]],
  ...[[160, 48, 64, 40], [121, 64, 64, 40], [300, 64, 64, 80]],
] as [number, number, number, number][];

Deno.test("causalBlock() and its gradients are those of the cpu backend", async () => {
  for (const sizes of SIZES) {
    for (const taps of [2, 3, 4]) {
      const what = JSON.stringify([sizes, taps]);
      await assertLikeCpu(() => causalGradients(sizes, taps), what, 5e-6);
    }
  }
});
