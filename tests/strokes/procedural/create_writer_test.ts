import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { composeCharacters } from "../../../lib/strokes/procedural/compose_characters.ts";
import type { Script } from "../../../lib/strokes/procedural/scripts.ts";
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

Deno.test("createWriter() gives writers of characters, who write more and shorter strokes in rows", () => {
  const medianOf = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  const strokesOf = (script: Script) =>
    Array.from({ length: 60 }, (_, i) => createWriter(2, i, script).penDowns.length);
  const [latin, characters] = [medianOf(strokesOf("latin")), medianOf(strokesOf("characters"))];
  assert.ok(characters > 1.5 * latin, `${characters} and ${latin} strokes`);
  for (let index = 0; index < 60; index++) {
    const writer = createWriter(2, index, "characters");
    assert.deepEqual(createWriter(2, index, "characters"), writer);
    const trajectory = synthesizeSignature(writer, 0);
    const { left, top, right, bottom } = trajectoryBounds(trajectory);
    assert.ok(left > 3.9 && top > 3.9 && right < 124.1 && bottom < 60.1);
    assert.ok((right - left) / (bottom - top) >= 0.3);
  }
});

Deno.test("composeCharacters() writes characters from left to right, or from the top down", () => {
  let ordered = 0;
  for (let i = 0; i < 100; i++) {
    const starts = composeCharacters(new Random("characters", i)).map(({ start }) => start);
    const third = Math.ceil(starts.length / 3);
    const mean = (points: typeof starts, key: "x" | "y") =>
      points.reduce((sum, point) => sum + point[key], 0) / points.length;
    const [first, last] = [starts.slice(0, third), starts.slice(-third)];
    const isLeftToRight = mean(first, "x") < mean(last, "x");
    if (isLeftToRight || mean(first, "y") > mean(last, "y")) ordered++;
  }
  assert.ok(ordered > 95, `${ordered} of 100`);
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
