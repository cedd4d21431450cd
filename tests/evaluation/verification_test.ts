import assert from "node:assert/strict";
import { measureSet } from "../../lib/evaluation/signature_set.ts";
import {
  equalErrorRate,
  type VerificationLabel,
  verifyByDistance,
} from "../../lib/evaluation/verification.ts";
import type { InkImage } from "../../lib/image/ink_image.ts";
import { Random } from "../../lib/random.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import {
  duplicateSignature,
  sampleVariability,
} from "../../lib/strokes/procedural/duplicate_signature.ts";
import { forgeSignature } from "../../lib/strokes/procedural/forge_signature.ts";
import { sampleForger } from "../../lib/strokes/procedural/forger.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { assertWithin } from "../model/agreement.ts";

Deno.test("equalErrorRate() is that of two normal distributions", () => {
  const random = new Random(1);
  const sample = (mean: number) => Array.from({ length: 20000 }, () => random.normal(mean));
  // Equal at the middle threshold: Phi(-1).
  assertWithin([equalErrorRate(sample(0), sample(2))], [0.15866], 0.005, "rate");
});

Deno.test("equalErrorRate() is 0 for separate scores, 1 for reversed ones, and 1/2 for equal ones", () => {
  assert.equal(equalErrorRate([1, 2], [3, 4, 5]), 0);
  assert.equal(equalErrorRate([3, 4], [1, 2]), 1);
  assertWithin([equalErrorRate([1, 2, 3, 4], [1, 2, 3, 4])], [0.5], 1e-9, "rate");
});

/** Signatures of one feature: two references and a questioned signature per writer, two forgeries. */
function onLine(forgeries: readonly number[]): [Float32Array, VerificationLabel[]] {
  const values: number[] = [];
  const labels: VerificationLabel[] = [];
  for (let writer = 0; writer < 4; writer++) {
    for (const offset of [0, 0.2, 0.1]) values.push(10 * writer + offset);
    for (const offset of forgeries) values.push(10 * writer + offset);
    const label = { writer: String(writer), isForgery: false };
    labels.push(label, label, label, ...forgeries.map(() => ({ ...label, isForgery: true })));
  }
  return [Float32Array.from(values), labels];
}

Deno.test("verifyByDistance() tells apart what is far, and not what is as near", () => {
  const [values, labels] = onLine([0.1, 3]);
  const result = verifyByDistance({ count: labels.length, size: 1, values }, labels, 2);
  assert.equal(result.writers, 4);
  assert.deepEqual(result.counts, { genuine: 4, skilled: 8, random: 12 });
  assert.equal(result.random, 0);
  // Half of the forgeries are where the genuine signature is.
  assertWithin([result.skilled!], [0.25], 0.26, "skilled");
  assert.ok(result.skilled! > 0);
});

Deno.test("verifyByDistance() knows no rate without forgeries, and needs more than references", () => {
  const [values, labels] = onLine([]);
  const vectors = { count: labels.length, size: 1, values };
  assert.equal(verifyByDistance(vectors, labels, 2).skilled, undefined);
  assert.throws(() => verifyByDistance(vectors, labels, 3), RangeError);
});

/** Images of writers with duplicates and forgeries of a procedural signature of each. */
function renderWriters(writers: number): { images: InkImage[]; labels: VerificationLabel[] } {
  const images: InkImage[] = [];
  const labels: VerificationLabel[] = [];
  const add = (writer: number, isForgery: boolean, trajectory: Trajectory) => {
    images.push(renderTrajectory(trajectory, { height: 64, width: 128 }));
    labels.push({ writer: String(writer), isForgery });
  };
  for (let writer = 0; writer < writers; writer++) {
    const signature = synthesizeSignature(createWriter(9, writer), 0);
    const variability = sampleVariability(new Random("hand", writer));
    for (let i = 0; i < 8; i++) {
      const random = new Random("again", writer, i);
      add(writer, false, duplicateSignature(signature, random, variability));
    }
    for (let i = 0; i < 4; i++) {
      const forger = sampleForger(new Random("forger", writer, i >> 1));
      add(writer, true, forgeSignature(signature, new Random("forgery", writer, i), forger));
    }
  }
  return { images, labels };
}

Deno.test("verifyByDistance() errs about as often as on real data", async () => {
  const { images, labels } = renderWriters(24);
  const { vectors } = await measureSet(images);
  const { skilled, random } = verifyByDistance(vectors, labels);
  // Signatures of 79 writers of SigComp 2009 against random forgeries: 3.7 %.
  assert.ok(random! < 0.05, `random forgeries: ${random}`);
  assert.ok(skilled! > 0.05 && skilled! < 0.2, `skilled forgeries: ${skilled}`);
});
