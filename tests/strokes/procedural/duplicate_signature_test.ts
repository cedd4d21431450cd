import assert from "node:assert/strict";
import { extractFeatures, toFeatureVectors } from "../../../lib/evaluation/features.ts";
import { squaredDistances } from "../../../lib/evaluation/feature_vectors.ts";
import { normalizeSignature } from "../../../lib/evaluation/normalize.ts";
import { median } from "../../../lib/evaluation/signature_set.ts";
import { Random } from "../../../lib/random.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import {
  duplicateSignature,
  sampleVariability,
} from "../../../lib/strokes/procedural/duplicate_signature.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { assertWithin } from "../../model/agreement.ts";
import { line } from "../shapes.ts";

const signatureOf = (writer: number): Trajectory => synthesizeSignature(createWriter(3, writer), 0);

Deno.test("duplicateSignature() writes the same strokes differently each time, and inside the canvas", () => {
  for (let writer = 0; writer < 20; writer++) {
    const signature = signatureOf(writer);
    const again = duplicateSignature(signature, new Random(1, writer), 2);
    assert.deepEqual(again, duplicateSignature(signature, new Random(1, writer), 2));
    assert.notDeepEqual(again, duplicateSignature(signature, new Random(2, writer), 2));
    assert.deepEqual(again.map(({ x }) => x.length), signature.map(({ x }) => x.length));
    assert.deepEqual(again.map(({ time }) => time), signature.map(({ time }) => time));
    const { left, top, right, bottom } = trajectoryBounds(again);
    assertWithin([left + right, top + bottom], [128, 64], 1e-3, "middle");
    assert.ok(
      left > 3.99 && top > 3.99 && Math.min(left, top) < 4.01,
      "it does not fill the canvas",
    );
  }
});

Deno.test("duplicateSignature() leaves a signature alone where nothing varies", () => {
  const signature = signatureOf(0);
  const again = duplicateSignature(signature, new Random(1), 0);
  again.forEach(({ x, y, width }, i) => {
    assertWithin(x, [...signature[i]!.x], 1e-3, "x");
    assertWithin(y, [...signature[i]!.y], 1e-3, "y");
    assertWithin(width, [...signature[i]!.width], 1e-3, "width");
  });
});

Deno.test("duplicateSignature() starts a stroke at its moved reference", () => {
  // The frame keeps the canvas as it is, nearly; the second bar begins where the first one ends.
  const frame = [line(4, 4, 4.1, 4, 2), line(123.9, 60, 124, 60, 2)];
  const distances: number[] = [];
  const strays: number[] = [];
  for (let seed = 0; seed < 60; seed++) {
    const [, , first, second] = duplicateSignature(
      [...frame, line(20, 20, 90, 50, 2), line(90, 50, 95, 20, 2)],
      new Random(seed),
    );
    const [x, y] = [second!.x[0]!, second!.y[0]!];
    distances.push(Math.hypot(x - first!.x.at(-1)!, y - first!.y.at(-1)!));
    strays.push(Math.hypot(x - 90, y - 50));
  }
  assert.ok(median(distances) < 0.7 * median(strays), `${median(distances)}, ${median(strays)}`);
});

Deno.test("duplicateSignature() varies about as much as real writers do", () => {
  const [writers, signatures] = [24, 5];
  const features = Array.from({ length: writers }, (_, writer) => {
    const signature = signatureOf(writer);
    const variability = sampleVariability(new Random("hand", writer));
    return Array.from({ length: signatures }, (_, i) => {
      const again = duplicateSignature(signature, new Random("again", writer, i), variability);
      const image = renderTrajectory(again, { height: 64, width: 128 });
      return extractFeatures(normalizeSignature(image).image);
    });
  });
  const vectors = toFeatureVectors(features.flat());
  const distances = squaredDistances(vectors, vectors);
  const [within, between]: [number[], number[]] = [[], []];
  for (let i = 0; i < vectors.count; i++) {
    for (let j = 0; j < i; j++) {
      const isSame = Math.floor(i / signatures) === Math.floor(j / signatures);
      (isSame ? within : between).push(Math.sqrt(distances[i * vectors.count + j]!));
    }
  }
  // Signatures of 91 writers of SigComp 2009: 0.47.
  assertWithin([median(within) / median(between)], [0.47], 0.07, "ratio of distances");
});

Deno.test("sampleVariability() differs from writer to writer around 1", () => {
  const factors = Array.from({ length: 400 }, (_, i) => sampleVariability(new Random("hand", i)));
  assertWithin([median(factors)], [1], 0.06, "median");
  assert.ok(Math.min(...factors) < 0.6 && Math.max(...factors) > 1.6);
});

Deno.test("duplicateSignature() throws for an empty signature", () => {
  assert.throws(() => duplicateSignature([], new Random(1)), RangeError);
});
