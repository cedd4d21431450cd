import assert from "node:assert/strict";
import { Random } from "../../lib/random.ts";
import { thin } from "../../lib/report/thin.ts";

Deno.test("thin() chooses at most `max` epochs in order, with the first and the last", () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const start = random.integer(0, 3);
    const epochs = Array.from({ length: random.integer(1, 3000) }, (_, i) => start + i);
    const max = random.integer(3, 40);
    const chosen = thin(epochs, max);
    assert.ok(chosen.length <= max);
    assert.ok(
      chosen.length >= Math.min(epochs.length, Math.floor(max / 3)),
      `${chosen.length} of ${max}`,
    );
    assert.equal(chosen[0], epochs[0]);
    assert.equal(chosen.at(-1), epochs.at(-1));
    assert.ok(
      chosen.every((epoch, i) => epochs.includes(epoch) && (i === 0 || epoch > chosen[i - 1]!)),
    );
  }
});
