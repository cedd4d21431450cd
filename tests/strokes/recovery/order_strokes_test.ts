import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { orderStrokes } from "../../../lib/strokes/recovery/order_strokes.ts";
import type { Stroke } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { directionLogOdds } from "../../../lib/strokes/recovery/direction_log_odds.ts";

function line(x0: number, y0: number, x1: number, y1: number): Stroke {
  const along = Array.from({ length: 21 }, (_, i) => i / 20);
  return {
    x: Float32Array.from(along, (t) => x0 + t * (x1 - x0)),
    y: Float32Array.from(along, (t) => y0 + t * (y1 - y0)),
    width: new Float32Array(21).fill(1),
  };
}

function reversed({ x, y, width }: Stroke): Stroke {
  return { x: x.toReversed(), y: y.toReversed(), width: width.toReversed() };
}

function starts(strokes: readonly Stroke[]): (number | undefined)[][] {
  return strokes.map(({ x, y }) => [x[0], y[0]]);
}

Deno.test("orderStrokes() writes to the right and down, left strokes first, underlines last", () => {
  const underline = line(0, 40, 60, 40);
  const ordered = orderStrokes([
    reversed(line(50, 10, 58, 30)),
    underline,
    line(30, 30, 30, 10),
    reversed(line(2, 20, 12, 20)),
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
      let length = 0;
      for (let k = 1; k < x.length; k++) length += Math.hypot(x[k]! - x[k - 1]!, y[k]! - y[k - 1]!);
      all += length;
      if (directionLogOdds(x, y) > 0) right += length;
    }
  }
  assert.ok(right > 0.8 * all, `only ${right / all} of the length`);
});
