import { causalGradients } from "./causal_gradients.ts";
import { assertLikeCpu } from "./compare.ts";

type Sizes = readonly [rows: number, features: number, inner: number, step: number];

/** Too small or too narrow for tiles; and of a size for tiles, which only three taps have. */
const SUMMED: readonly Sizes[] = [
  ...[[1, 3, 2, 1], [10, 5, 7, 2], [10, 4, 4, 12], [200, 66, 40, 30], [121, 64, 64, 40]] as const,
];

/** With every kind of last tile. */
const TILED: readonly Sizes[] = [
  ...[[900, 64, 64, 16], [400, 64, 96, 1], [401, 64, 48, 1], [402, 48, 64, 1]] as const,
  ...[[403, 64, 64, 1], [390, 64, 48, 12], [160, 48, 64, 40], [300, 64, 64, 80]] as const,
];

async function assertCausalLikeCpu(sizes: Sizes, taps: number): Promise<void> {
  await assertLikeCpu(() => causalGradients(sizes, taps), JSON.stringify([sizes, taps]), 5e-6);
}

Deno.test("causalBlock() by direct sums has the values and gradients of the cpu backend", async () => {
  for (const sizes of SUMMED) {
    for (const taps of [2, 3, 4]) await assertCausalLikeCpu(sizes, taps);
  }
});

Deno.test("causalBlock() by tiles has the values and gradients of the cpu backend", async () => {
  for (const sizes of TILED) await assertCausalLikeCpu(sizes, 3);
});
