import assert from "node:assert/strict";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import { scaleTrajectory } from "../../../lib/strokes/geometry/scale_trajectory.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { recoverByRules } from "../../../lib/strokes/recovery/rules/recover_by_rules.ts";
import { recoverTrajectory } from "../../../lib/strokes/recovery/recover_trajectory.ts";
import { compareTrajectories } from "../../../bench/recovery_measures.ts";

const SIZE = { height: 192, width: 384 };

/** Held-out signatures: no weights were trained on this seed. */
function signature(writer: number): Trajectory {
  return fitToCanvas(synthesizeSignature(createWriter(9, writer), 0), SIZE);
}

Deno.test("recoverTrajectory() finds more of the directions and the order of signatures than the rules", async () => {
  const total = { rules: [0, 0, 0], network: [0, 0, 0] };
  let byRules = 0;
  const count = 24;
  for (let writer = 0; writer < count; writer++) {
    const truth = signature(writer);
    const image = renderTrajectory(truth, SIZE);
    const { strokes, isByRules } = await recoverTrajectory(image);
    if (isByRules) byRules++;
    for (const [name, found] of [["network", strokes], ["rules", recoverByRules(image)]] as const) {
      const { direction, order, ldtw } = compareTrajectories(
        scaleTrajectory(found, 1 / 3),
        scaleTrajectory(truth, 1 / 3),
      );
      total[name][0]! += direction / count;
      total[name][1]! += order / count;
      total[name][2]! += ldtw / count;
    }
  }
  const { rules, network } = total;
  assert.ok(network[0]! > rules[0]! + 0.08, `direction ${network[0]} and ${rules[0]} by rules`);
  assert.ok(network[1]! > rules[1]! + 0.05, `order ${network[1]} and ${rules[1]} by rules`);
  assert.ok(network[2]! < 0.75 * rules[2]!, `LDTW ${network[2]} px and ${rules[2]} by rules`);
  assert.ok(byRules <= 1, `${byRules} signatures by rules`);
});

Deno.test("recoverTrajectory() writes all ink and nothing beside it", async () => {
  for (let writer = 30; writer < 38; writer++) {
    const image = renderTrajectory(signature(writer), SIZE);
    const { strokes } = await recoverTrajectory(image);
    const redrawn = renderTrajectory(scaleTrajectory(strokes, 1 / 3), { height: 64, width: 128 });
    const original = renderTrajectory(scaleTrajectory(signature(writer), 1 / 3), {
      height: 64,
      width: 128,
    });
    assert.ok(chamferDistance(redrawn, original) < 0.3, `writer ${writer}`);
  }
});

Deno.test("recoverTrajectory() gives the same strokes for the same image, and leaves it alone", async () => {
  const image = renderTrajectory(signature(40), SIZE);
  const copy = { ...image, data: image.data.slice() };
  const first = await recoverTrajectory(image);
  await recoverTrajectory(renderTrajectory(signature(41), SIZE));
  assert.deepEqual(await recoverTrajectory(copy), first);
  assert.deepEqual(image, copy);
});

Deno.test("recoverTrajectory() takes images of any size", async () => {
  const truth = signature(42);
  const small = scaleTrajectory(truth, 0.5);
  const tall = { height: 300, width: 250 };
  for (const [trajectory, size] of [[small, { height: 96, width: 192 }], [small, tall]] as const) {
    const { strokes } = await recoverTrajectory(renderTrajectory(trajectory, size));
    const redrawn = renderTrajectory(strokes, size);
    assert.ok(chamferDistance(redrawn, renderTrajectory(trajectory, size)) < 0.6);
  }
});

Deno.test("recoverTrajectory() copes with empty, one-pixel, solid and noisy images", async () => {
  const blank = () => new Float32Array(SIZE.height * SIZE.width);
  const recover = async (data: Float32Array) =>
    (await recoverTrajectory({ ...SIZE, data })).strokes;
  assert.deepEqual(await recover(blank()), []);
  const pixel = blank();
  pixel[50 * SIZE.width + 60] = 1;
  assert.equal((await recover(pixel)).length, 1);
  assert.ok((await recover(blank().fill(1))).length > 0);
  let state = 1;
  const noise = blank().map(() => Number((state = state * 16807 % 2147483647) % 3 === 0));
  for (const { x, y, width } of await recover(noise)) {
    for (const values of [x, y, width]) assert.ok(values.every(Number.isFinite));
  }
  assert.deepEqual(
    (await recoverTrajectory({ height: 1, width: 1, data: blank().slice(0, 1) })).strokes,
    [],
  );
});

Deno.test("recoverTrajectory() throws when the image has not the pixels of its size", async () => {
  await assert.rejects(
    recoverTrajectory({ height: 4, width: 4, data: new Float32Array(15) }),
    /the image has 15 pixels, expected 4 x 4/,
  );
});
