import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

function render(trajectory: Trajectory): Float32Array {
  return renderTrajectory(trajectory, { height: 64, width: 128 }).data;
}

/** Averages blocks of 4 x 4 pixels of a 64 x 128 image, so that nearby ink counts as alike. */
function blur(image: Float32Array): Float32Array {
  const result = new Float32Array(16 * 32);
  image.forEach((value, i) => {
    result[(i >> 9) * 32 + ((i & 127) >> 2)]! += value / 16;
  });
  return result;
}

/** From 0, the same but for the strength of the ink, to the square root of 2, no ink in common. */
function distance(a: Float32Array, b: Float32Array): number {
  const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, v, i) => sum + v * q[i]!, 0);
  return Math.sqrt(Math.max(0, 2 - 2 * dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))));
}

Deno.test("synthesizeSignature() depends on seed, writer and sample alone", () => {
  const expected = synthesizeSignature(createWriter(5, 17), 3);
  synthesizeSignature(createWriter(8, 1), 0);
  const writer = createWriter(5, 17);
  synthesizeSignature(writer, 9);
  assert.deepEqual(synthesizeSignature(writer, 3), expected);
  assert.notDeepEqual(synthesizeSignature(writer, 4), expected);
  assert.notDeepEqual(synthesizeSignature(createWriter(5, 18), 3), expected);
  assert.notDeepEqual(synthesizeSignature(createWriter(6, 17), 3), expected);
});

Deno.test("synthesizeSignature() is finite, timed, inked and fills 64 x 128 but for the margin", () => {
  for (let index = 0; index < 100; index++) {
    const signature = synthesizeSignature(createWriter(11, index), index % 5);
    assert.ok(signature.length > 0);
    let time = -1;
    for (const stroke of signature) {
      const { x, y, width } = stroke;
      assert.ok(x.length >= 2);
      assert.ok(y.length === x.length && width.length === x.length);
      assert.equal(stroke.time?.length, x.length);
      for (let i = 0; i < x.length; i++) {
        assert.ok(Number.isFinite(x[i]!) && Number.isFinite(y[i]!));
        assert.ok(width[i]! >= 0.1 && width[i]! <= 5);
        assert.ok(stroke.time![i]! > time);
        time = stroke.time![i]!;
      }
    }
    const { left, top, right, bottom } = trajectoryBounds(signature);
    const slack = Math.min(left - 4, top - 4, 124 - right, 60 - bottom);
    assert.ok(Math.abs(slack) < 1e-3, `the margin differs from 4 by ${slack}`);
  }
});

Deno.test("synthesizeSignature() makes signatures of one writer more alike than those of different writers", () => {
  const signatures = Array.from({ length: 30 }, (_, index) => {
    const writer = createWriter(21, index);
    return [0, 1, 2].map((sample) => blur(render(synthesizeSignature(writer, sample))));
  });
  let recognized = 0;
  signatures.forEach(([first, second, third], index) => {
    const own = [second!, third!].map((other) => distance(first!, other)).sort((a, b) => a - b);
    assert.ok(own[0]! > 0.05, "samples of a writer are all the same");
    const others = signatures.filter((_, other) => other !== index).flat()
      .map((other) => distance(first!, other)).sort((a, b) => a - b);
    assert.ok(own[0]! < others[others.length >> 1]!, "a sample is far from its own writer");
    if (own[0]! < others[0]!) recognized++;
  });
  // For random guesses it would be 1; nearest neighbours of real signatures are right for 3 of 4.
  assert.ok(recognized >= 22, `only ${recognized} of 30 writers are nearest to themselves`);
});

Deno.test("synthesizeSignature() sometimes leaves out dots, and nothing else", () => {
  let forgotten = 0;
  let dots = 0;
  for (let index = 0; index < 60; index++) {
    const writer = createWriter(31, index);
    const penDowns = writer.penDowns.length;
    const dotted = writer.penDowns.filter(({ isDot }) => isDot).length;
    for (let sample = 0; sample < 4; sample++) {
      const missing = penDowns - synthesizeSignature(writer, sample).length;
      assert.ok(missing >= 0 && missing <= dotted);
      forgotten += missing;
      dots += dotted;
    }
  }
  assert.ok(forgotten > 0 && forgotten < 0.15 * dots, `${forgotten} of ${dots} dots are missing`);
});

Deno.test("synthesizeSignature() varies more when the writer does", () => {
  let steady = 0;
  let careless = 0;
  for (let index = 0; index < 12; index++) {
    const writer = createWriter(41, index);
    const spread = (variability: number) => {
      const varied = { ...writer, style: { ...writer.style, variability } };
      const [a, b] = [0, 1].map((sample) => blur(render(synthesizeSignature(varied, sample))));
      return distance(a!, b!);
    };
    steady += spread(0.1);
    careless += spread(1);
  }
  assert.ok(careless > 1.5 * steady, `${careless} is not well above ${steady}`);
});

Deno.test("synthesizeSignature() throws when sample is not an integer from 0", () => {
  const writer = createWriter(1, 0);
  assert.throws(() => synthesizeSignature(writer, -1), RangeError);
  assert.throws(() => synthesizeSignature(writer, 0.5), RangeError);
});
