import assert from "node:assert/strict";
import { countLevels } from "../../../lib/image/cleaning/ink_levels.ts";
import { Random } from "../../../lib/random.ts";

Deno.test("countLevels() counts long stretches and single levels alike", () => {
  const random = new Random(1, "levels");
  for (const length of [0, 1, 15, 16, 17, 1000, 4099]) {
    const levels = new Uint8Array(length).fill(200);
    for (let i = 0; i < length; i++) {
      if (i % 300 < 100) levels[i] = random.integer(0, 255);
    }
    const counts = new Int32Array(256);
    for (const level of levels) counts[level]!++;
    assert.deepEqual(countLevels(levels), counts);
  }
});
