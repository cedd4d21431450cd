import assert from "node:assert/strict";
import { measureStrokes } from "../../lib/evaluation/stroke_statistics.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { circle, draw, maskOf, polyline } from "./drawn_shapes.ts";

const measure = (...shapes: Trajectory[]) => measureStrokes(maskOf(draw(shapes.flat())), 64, 128);

Deno.test("measureStrokes() measures a line", () => {
  const { components, holes, skeletonPixels, branchPixels, endPixels } = measure(
    polyline([[20, 30], [100, 30]]),
  );
  assert.deepEqual([components, holes, branchPixels, endPixels], [1, 0, 0, 2]);
  assert.ok(Math.abs(skeletonPixels - 80) <= 2, `${skeletonPixels}`);
});

Deno.test("measureStrokes() counts holes and pieces", () => {
  assert.deepEqual(
    [measure(circle(30, 30, 12)), measure(circle(30, 30, 12), circle(80, 30, 12))]
      .map(({ components, holes, endPixels }) => [components, holes, endPixels]),
    [[1, 1, 0], [2, 2, 0]],
  );
  const eight = measure(circle(40, 30, 12), circle(64, 30, 12));
  assert.deepEqual([eight.components, eight.holes], [1, 2]);
  const nested = measure(circle(60, 30, 20), circle(60, 30, 10));
  assert.deepEqual([nested.components, nested.holes], [2, 2]);
});

Deno.test("measureStrokes() finds where lines meet and end", () => {
  const cross = measure(polyline([[30, 30], [90, 30]]), polyline([[60, 8], [60, 52]]));
  assert.equal(cross.endPixels, 4);
  assert.ok(cross.branchPixels >= 1 && cross.branchPixels <= 5, `${cross.branchPixels}`);
  assert.deepEqual([cross.components, cross.holes], [1, 0]);
  const comb = measure(
    polyline([[20, 20], [100, 20]]),
    ...[40, 60, 80].map((x) => polyline([[x, 20], [x, 50]])),
  );
  assert.equal(comb.endPixels, 5);
});

Deno.test("measureStrokes() finds nothing on blank paper, and ink at the border", () => {
  const blank = measureStrokes(new Uint8Array(64 * 128), 64, 128);
  assert.deepEqual([blank.components, blank.holes, blank.skeletonPixels], [0, 0, 0]);
  const full = measureStrokes(new Uint8Array(12).fill(1), 3, 4);
  assert.deepEqual([full.components, full.holes], [1, 0]);
  const diagonal = measureStrokes(Uint8Array.of(1, 0, 0, 1), 2, 2);
  assert.deepEqual([diagonal.components, diagonal.holes], [1, 0]);
});
