import assert from "node:assert/strict";
import { recoverSignature } from "../../lib/generation/recover_signature.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import { medianWidth, scaleWidths } from "../../lib/strokes/geometry/median_width.ts";
import { placeTrajectory } from "../../lib/strokes/geometry/place_trajectory.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { scanOf, signatureOf } from "./scan_of.ts";

const PLACEMENT = { scale: 4, x: 90, y: 70 };

Deno.test("recoverSignature() gives the strokes where they lie in the scan, as wide as the ink", async () => {
  for (const width of [0.8, 3]) {
    for (let writer = 0; writer < 2; writer++) {
      const signature = scaleWidths(signatureOf(writer), width);
      const { trajectory, placement, warnings } = await recoverSignature(
        scanOf(signature, PLACEMENT),
      );
      assert.deepEqual(warnings, []);
      const measured = medianWidth(trajectory);
      assert.ok(
        Math.abs(Math.log(measured / width)) < 0.25,
        `a width of ${measured}, expected ${width}`,
      );
      // At the scale of the scan, where the placement puts it.
      const page = { height: 400, width: 700 };
      const truth = renderTrajectory(placeTrajectory(signature, PLACEMENT), page);
      const again = renderTrajectory(placeTrajectory(trajectory, placement), page);
      const distance = chamferDistance(again, truth) / PLACEMENT.scale;
      assert.ok(distance < 0.15, `writer ${writer}, width ${width}: ${distance} px`);
    }
  }
});

Deno.test("recoverSignature() keeps the differences of widths in a signature", async () => {
  const line = (y: number, width: number) => ({
    x: Float32Array.from({ length: 50 }, (_, i) => 10 + 2 * i),
    y: Float32Array.from({ length: 50 }, (_, i) => y + 4 * Math.sin(i / 4)),
    width: new Float32Array(50).fill(width),
  });
  const { trajectory } = await recoverSignature(scanOf([line(18, 0.8), line(44, 1.6)], PLACEMENT));
  const widths = trajectory.map((stroke) => medianWidth([stroke])).sort((a, b) => a - b);
  const ratio = widths.at(-1)! / widths[0]!;
  assert.ok(ratio > 1.7 && ratio < 2.5, `a ratio of ${ratio}, expected 2`);
});

Deno.test("recoverSignature() refuses an empty page and warns of a small signature", async () => {
  const empty = { height: 100, width: 200, data: new Uint8Array(20000).fill(255) };
  await assert.rejects(() => recoverSignature(empty), RangeError);
  const small = scanOf(signatureOf(1), { scale: 0.5, x: 100, y: 100 });
  assert.ok((await recoverSignature(small)).warnings.length > 0);
});
