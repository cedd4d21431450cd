import assert from "node:assert/strict";
import { measureStrokes } from "../../lib/evaluation/stroke_statistics.ts";
import { findDegeneration, normalizeSignature } from "../../lib/evaluation/normalize.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import type { InkImage } from "../../lib/image/ink_image.ts";
import { fitToCanvas } from "../../lib/strokes/geometry/fit_to_canvas.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { measureStrokeWidth } from "../../lib/image/cleaning/measure_stroke_width.ts";
import { circle, draw, maskOf, polyline, SIZE } from "./drawn_shapes.ts";

const degeneration = (image: InkImage) => {
  const normal = normalizeSignature(image);
  const { skeletonPixels } = measureStrokes(maskOf(normal.image), 64, 128);
  return findDegeneration(normal, skeletonPixels);
};

Deno.test("normalizeSignature() gives one image for one signature, however it was rendered", () => {
  for (let writer = 0; writer < 4; writer++) {
    const signature = synthesizeSignature(createWriter(9, writer), 0);
    const wide = signature.map((stroke) => ({ ...stroke, width: stroke.width.map(() => 1.5) }));
    const small = fitToCanvas(wide, { height: 64, width: 128, margin: 14 });
    const thick = wide.map((stroke) => ({ ...stroke, width: stroke.width.map(() => 2.2) }));
    const large = fitToCanvas(wide, { height: 192, width: 384 });
    const expected = normalizeSignature(draw(wide)).image;
    for (
      const [name, image] of Object.entries({
        small: draw(small),
        thick: draw(thick),
        large: draw(large, { height: 192, width: 384 }),
        faint: { ...draw(wide), data: draw(wide).data.map((value) => 0.4 * value) },
      })
    ) {
      const distance = chamferDistance(expected, normalizeSignature(image).image);
      assert.ok(distance < 0.6, `writer ${writer}, ${name}: ${distance} px`);
    }
  }
});

Deno.test("normalizeSignature() crops, centres and gives strokes their width", () => {
  const { image, strokeWidth, aspect, inkRatio } = normalizeSignature(
    draw(circle(90, 20, 10, 3)),
  );
  const mask = maskOf(image);
  const rows = Array.from({ length: 64 }, (_, y) => mask.subarray(y * 128, y * 128 + 128));
  const used = rows.flatMap((row, y) => row.includes(1) ? [y] : []);
  // The outline reaches to the margins of 3 pixels; thinning takes 3 more on each side.
  assert.ok(Math.abs(used[0]! - 6) <= 1 && Math.abs(used.at(-1)! - 57) <= 1, `${used}`);
  const columns = Array.from({ length: 128 }, (_, x) => x).filter((x) => rows.some((r) => r[x]));
  assert.ok(Math.abs(columns[0]! + columns.at(-1)! - 127) <= 2, "centred");
  assert.ok(Math.abs(measureStrokeWidth(mask, 64, 128) - 1.6) < 0.8);
  assert.ok(Math.abs(aspect - 1) < 0.05);
  // The circle grows from 23 to 58 pixels, and its stroke from 3 to 7.6.
  assert.ok(Math.abs(strokeWidth - 7.6) < 0.8, `${strokeWidth}`);
  const area = Math.PI * 2 * 25.2 * 7.6 / (64 * 128);
  assert.ok(Math.abs(inkRatio - area) < 0.1 * area, `${inkRatio} instead of ${area}`);
});

Deno.test("findDegeneration() tells empty images, cut strokes and blobs from signatures", () => {
  const blank = { ...SIZE, data: new Float32Array(64 * 128) };
  assert.equal(degeneration(blank), "empty");
  assert.equal(degeneration({ ...SIZE, data: blank.data.map(() => 0.05) }), "empty");
  assert.equal(degeneration({ ...SIZE, data: blank.data.map(() => NaN) }), "empty");
  assert.equal(degeneration(draw(polyline([[60, 30], [66, 33]]))), "empty");
  assert.equal(
    degeneration(draw(polyline([[60, 30], [127.5, 30], [127.5, 60]]))),
    "off the canvas",
  );
  assert.equal(degeneration(draw(polyline([[40, 32], [90, 32]], 40))), "blob");
  assert.equal(degeneration(draw(polyline([[20, 50], [60, 10], [70, 50], [110, 15]]))), undefined);
  for (let writer = 0; writer < 20; writer++) {
    const signature = draw(synthesizeSignature(createWriter(3, writer), 0));
    assert.equal(degeneration(signature), undefined, `writer ${writer}`);
  }
});
