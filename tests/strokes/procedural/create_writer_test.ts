import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

Deno.test("createWriter() ends for every writer, with a signature of a usable shape", () => {
  const aspects = Array.from({ length: 300 }, (_, index) => {
    const bounds = trajectoryBounds(synthesizeSignature(createWriter(1, index), 0));
    return (bounds.right - bounds.left) / (bounds.bottom - bounds.top);
  }).sort((a, b) => a - b);
  assert.ok(aspects[0]! >= 0.9 && aspects.at(-1)! <= 5.2);
  // The median of real signatures is 2.2.
  assert.ok(aspects[150]! > 1.9 && aspects[150]! < 2.6, `the median aspect is ${aspects[150]}`);
});

Deno.test("createWriter() gives finite plans in which every pen-down has targets", () => {
  for (let index = 0; index < 200; index++) {
    for (const { start, targets } of createWriter(4, index).penDowns) {
      assert.ok(Number.isFinite(start.x) && Number.isFinite(start.y));
      assert.ok(targets.length > 0);
      for (const target of targets) {
        for (const value of Object.values(target)) assert.ok(Number.isFinite(value));
      }
    }
  }
});

Deno.test("createWriter() gives every writer a style of their own", () => {
  const styles = Array.from({ length: 100 }, (_, i) => JSON.stringify(createWriter(1, i).style));
  assert.equal(new Set(styles).size, 100);
  assert.notDeepEqual(createWriter(1, 0).style, createWriter(2, 0).style);
});

Deno.test("createWriter() throws when seed or writer is not an integer", () => {
  assert.throws(() => createWriter(0.5, 0), RangeError);
  assert.throws(() => createWriter(0, -1), RangeError);
  assert.throws(() => createWriter(0, NaN), RangeError);
});
