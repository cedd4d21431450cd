import assert from "node:assert/strict";
import { median } from "../../../lib/evaluation/signature_set.ts";
import { Random } from "../../../lib/random.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { forgeSignature } from "../../../lib/strokes/procedural/forge_signature.ts";
import { type Forger, sampleForger } from "../../../lib/strokes/procedural/forger.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { assertWithin } from "../../model/agreement.ts";

const signatureOf = (writer: number): Trajectory => synthesizeSignature(createWriter(4, writer), 0);
const forgerOf = (...key: number[]): Forger => sampleForger(new Random("forger", ...key));

/** Chamfer distance of the ink, in pixels of the canvas. */
function inkDistance(a: Trajectory, b: Trajectory): number {
  const [scale, size] = [2, { height: 128, width: 256 }];
  const enlarge = (trajectory: Trajectory) =>
    renderTrajectory(
      trajectory.map((stroke) => ({
        x: stroke.x.map((x) => scale * x),
        y: stroke.y.map((y) => scale * y),
        width: stroke.width.map(() => 1),
      })),
      size,
    );
  return chamferDistance(enlarge(a), enlarge(b)) / scale;
}

/** A hand that copies exactly. */
const EXACT: Forger = {
  seed: 1,
  clumsiness: 0,
  variability: 0,
  style: { slant: 0, rotation: 0, stretch: 1, inkWidth: 1 },
  slowness: 1,
  tremor: 0,
  evenness: 0,
  lifts: 0,
  reordering: 0,
};

Deno.test("forgeSignature() gives the same forgery for the same arguments, on the canvas", () => {
  for (let writer = 0; writer < 20; writer++) {
    const signature = signatureOf(writer);
    const forge = (attempt: number) =>
      forgeSignature(signature, new Random("attempt", attempt), forgerOf(writer));
    const forgery = forge(0);
    assert.deepEqual(forgery, forge(0));
    assert.notDeepEqual(forgery, forge(1));
    const { left, top, right, bottom } = trajectoryBounds(forgery);
    assertWithin([left + right, top + bottom], [128, 64], 1e-3, "middle");
    assert.ok(left > 3.99 && top > 3.99 && Math.min(left, top) < 4.01);
    for (const { x, y, width, time } of forgery) {
      assert.ok([...x, ...y, ...width, ...time!].every(Number.isFinite));
      assert.ok(width.every((value) => value > 0));
    }
  }
});

Deno.test("forgeSignature() copies exactly where the forger makes no error", () => {
  const signature = signatureOf(0);
  const copy = forgeSignature(signature, new Random(1), EXACT);
  assert.equal(copy.length, signature.length);
  copy.forEach(({ x, y, width }, i) => {
    assertWithin(x, [...signature[i]!.x], 1e-3, "x");
    assertWithin(y, [...signature[i]!.y], 1e-3, "y");
    assertWithin(width, [...signature[i]!.width], 1e-3, "width");
  });
});

Deno.test("forgeSignature() takes longer than the writer, and time never runs backwards", () => {
  for (let writer = 0; writer < 20; writer++) {
    const signature = signatureOf(writer);
    const forger = { ...forgerOf(writer), reordering: 1 };
    const forgery = forgeSignature(signature, new Random(writer), forger);
    const times = forgery.flatMap(({ time }) => [...time!]);
    assert.ok(times.every((time, i) => i === 0 || time >= times[i - 1]!));
    const penDown = (strokes: Trajectory) =>
      strokes.reduce((sum, { time }) => sum + time!.at(-1)! - time![0]!, 0);
    assertWithin([penDown(forgery) / penDown(signature)], [forger.slowness], 0.02, "slowness");
  }
});

Deno.test("forgeSignature() keeps strokes without times without times", () => {
  const signature = signatureOf(0).map(({ x, y, width }) => ({ x, y, width }));
  const forgery = forgeSignature(signature, new Random(1), forgerOf(1));
  assert.ok(forgery.every(({ time }) => time === undefined));
});

Deno.test("forgeSignature() lets all forgeries by one hand share its errors", () => {
  const [own, others]: [number[], number[]] = [[], []];
  for (let writer = 0; writer < 20; writer++) {
    const signature = signatureOf(writer);
    const forge = (forger: number, attempt: number) =>
      forgeSignature(signature, new Random(forger, attempt), forgerOf(writer, forger));
    const first = forge(0, 0);
    own.push(inkDistance(first, forge(0, 1)));
    others.push(inkDistance(first, forge(1, 1)));
  }
  assert.ok(median(own) < 0.8 * median(others), `${median(own)}, ${median(others)}`);
});

Deno.test("forgeSignature() reorders, reverses and splits strokes but keeps the ink", () => {
  const signature = signatureOf(3);
  const forger = { ...EXACT, reordering: 1, lifts: 1e3 };
  for (let seed = 0; seed < 20; seed++) {
    const forgery = forgeSignature(signature, new Random(seed), { ...forger, seed });
    assert.ok(forgery.length > signature.length, "no pen lift");
    assert.ok(inkDistance(signature, forgery) < 0.8);
  }
});

Deno.test("forgeSignature() shakes in proportion to the tremor", () => {
  const signature = signatureOf(5);
  const distanceOf = (tremor: number) =>
    inkDistance(signature, forgeSignature(signature, new Random(7), { ...EXACT, tremor }));
  assert.ok(distanceOf(0.2) > 0.05 && distanceOf(0.2) < 0.4, `${distanceOf(0.2)}`);
  assert.ok(distanceOf(0.6) > 1.8 * distanceOf(0.2));
});

Deno.test("forgeSignature() throws for an empty signature", () => {
  assert.throws(() => forgeSignature([], new Random(1), forgerOf(1)), RangeError);
});
