import assert from "node:assert/strict";
import { pathLength } from "../../../../lib/strokes/geometry/arc_length.ts";
import { createWriter } from "../../../../lib/strokes/procedural/create_writer.ts";
import { orderStrokes } from "../../../../lib/strokes/recovery/rules/order_strokes.ts";
import type { Stroke } from "../../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../../lib/strokes/procedural/synthesize_signature.ts";
import { directionLogOdds } from "../../../../lib/strokes/recovery/rules/direction_log_odds.ts";
import { line, reversed } from "../../shapes.ts";

function starts(strokes: readonly Stroke[]): (number | undefined)[][] {
  return strokes.map(({ x, y }) => [x[0], y[0]]);
}

Deno.test("orderStrokes() writes to the right and down, left strokes first, underlines last", () => {
  const underline = line(0, 40, 60, 40, 1);
  const ordered = orderStrokes([
    reversed(line(50, 10, 58, 30, 1)),
    underline,
    line(30, 30, 30, 10, 1),
    reversed(line(2, 20, 12, 20, 1)),
  ]);
  assert.deepEqual(starts(ordered), [[2, 20], [30, 10], [50, 10], [0, 40]]);
});

Deno.test("orderStrokes() gives the same for any order and direction that goes in", () => {
  for (let i = 0; i < 10; i++) {
    const strokes = synthesizeSignature(createWriter(61, i), 0)
      .map(({ x, y, width }) => ({ x, y, width }));
    const expected = orderStrokes(strokes);
    assert.deepEqual(orderStrokes(strokes.map(reversed).reverse()), expected);
    assert.deepEqual(orderStrokes(expected), expected);
  }
});

Deno.test("directionLogOdds() changes its sign with the direction", () => {
  for (let i = 0; i < 10; i++) {
    for (const { x, y } of synthesizeSignature(createWriter(62, i), 0)) {
      const backward = directionLogOdds(x.toReversed(), y.toReversed());
      assert.ok(Math.abs(directionLogOdds(x, y) + backward) < 1e-3);
    }
  }
});

Deno.test("directionLogOdds() finds the direction of most of the ink of procedural signatures", () => {
  let right = 0;
  let all = 0;
  for (let i = 0; i < 60; i++) {
    for (const { x, y } of synthesizeSignature(createWriter(63, i), 0)) {
      const length = pathLength({ x, y });
      all += length;
      if (directionLogOdds(x, y) > 0) right += length;
    }
  }
  assert.ok(right > 0.8 * all, `only ${right / all} of the length`);
});
