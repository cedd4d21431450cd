import assert from "node:assert/strict";
import { squaredDistances } from "../../lib/image/distance_transform.ts";
import { Random } from "../../lib/random.ts";

function bruteForce(mask: Uint8Array, width: number, target: number, limit: number): number[] {
  return Array.from(mask, (_, i) => {
    let best = limit * limit;
    for (let j = 0; j < mask.length; j++) {
      if (mask[j] !== target) continue;
      const dy = Math.floor(i / width) - Math.floor(j / width);
      const dx = i % width - j % width;
      best = Math.min(best, dy * dy + dx * dx);
    }
    return best;
  });
}

Deno.test("squaredDistances() agrees with brute force on random masks", () => {
  let seed = 0;
  for (const fraction of [0, 0.003, 0.02, 0.3, 0.97, 1]) {
    for (const limit of [1, 2, 5, 100]) {
      const random = new Random(seed++, "distance");
      const [height, width] = [random.integer(1, 30), random.integer(1, 30)];
      const mask = Uint8Array.from(
        { length: height * width },
        () => random.bernoulli(fraction) ? 1 : 0,
      );
      for (const target of [0, 1]) {
        const found = squaredDistances(mask, height, width, target, limit);
        assert.deepEqual([...found], bruteForce(mask, width, target, limit));
      }
    }
  }
});
