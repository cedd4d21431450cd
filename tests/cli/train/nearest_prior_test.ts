import assert from "node:assert/strict";
import { splitByWriter } from "../../../lib/dataset/split.ts";
import { describeTooFew } from "../../../lib/cli/train/nearest_prior.ts";

Deno.test("describeTooFew() names a fraction that holds out enough writers, where there are enough", () => {
  for (let total = 8; total < 40; total++) {
    const message = describeTooFew(1, total, "pretrained");
    assert.match(
      message,
      /^not compared with that of "pretrained": 1 writer is held out, expected/,
    );
    const validationFraction = Number(/--validation-fraction ([\d.]+) /.exec(message)![1]);
    // Ten signatures of each writer.
    const writers = Array.from({ length: 10 * total }, (_, i) => `writer ${i % total}`);
    const { training, validation } = splitByWriter({ writers }, { validationFraction, seed: 1 });
    const [learned, heldOut] = [training, validation].map((indices) =>
      new Set(indices.map((index) => writers[index])).size
    );
    assert.ok(heldOut! >= 4 && learned! >= 4, `${total} writers: ${heldOut} are held out`);
  }
  assert.match(describeTooFew(0, 7, "a"), /0 writers are held out, .*, and the folder has 7$/);
});
