import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, gaussianNll, laplaceNll } from "../../lib/model/likelihoods.ts";
import { Random } from "../../lib/random.ts";
import type { Images } from "../../lib/types.ts";
import { assertAgree, assertWithin } from "./agreement.ts";
import { testOnEachBackend } from "./each_backend.ts";

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

/** -x log p - (1 - x) log(1 - p) for p = sigmoid(logit), in float64. */
function crossEntropy(target: number, logit: number): number {
  const softplus = (l: number) => Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l)));
  return target * softplus(-logit) + (1 - target) * softplus(logit);
}

/** -log N(target; sigmoid(logit), std^2), in float64. */
function normalNll(target: number, logit: number, std: number): number {
  const density = (target - sigmoid(logit)) ** 2 / (2 * std ** 2);
  return density + Math.log(std) + Math.log(2 * Math.PI) / 2;
}

/** Every pair of a logit and a target, each of them an image of a single pixel. */
const LOGITS = [-1e4, -200, -90, -88, -20, -14, -13, -3, -1e-3, 0, 1e-3, 2, 13, 17, 89, 104, 1e4];
const PAIRS = LOGITS.flatMap((logit) => [0, 0.3, 1].map((target) => ({ logit, target })));
const onePixelImages = (values: number[]) => tf.tensor(values, [values.length, 1, 1, 1]) as Images;
const pairTargets = () => onePixelImages(PAIRS.map(({ target }) => target));
const pairLogits = () => onePixelImages(PAIRS.map(({ logit }) => logit));

testOnEachBackend("binaryCrossEntropy() is right for logits of any size", async () => {
  const loss = await binaryCrossEntropy(pairTargets(), pairLogits()).data();
  PAIRS.forEach(({ target, logit }, i) => {
    const exact = Math.fround(crossEntropy(target, logit));
    const allowed = 3e-7 + 3e-6 * exact;
    assertWithin([loss[i]!], [exact], allowed, `loss of logit ${logit}, target ${target}`);
  });
});

testOnEachBackend("binaryCrossEntropy() has gradient sigmoid(logit) - target", async () => {
  const gradient = await tf.grad((logits) =>
    binaryCrossEntropy(pairTargets(), logits as Images).sum()
  )(pairLogits()).data();
  PAIRS.forEach(({ target, logit }, i) => {
    const exact = sigmoid(logit) - target;
    assertWithin([gradient[i]!], [exact], 1e-6, `gradient at ${logit}, target ${target}`);
  });
});

testOnEachBackend("gaussianNll() is right for logits of any size", async () => {
  for (const std of [0.01, 0.25, 1, 10]) {
    const loss = await gaussianNll(pairTargets(), pairLogits().sigmoid(), std).data();
    PAIRS.forEach(({ target, logit }, i) => {
      const exact = normalNll(target, logit, std);
      const allowed = 1e-6 * Math.abs(exact) + 1e-6 / std ** 2;
      assertWithin([loss[i]!], [exact], allowed, `logit ${logit}, target ${target}, std ${std}`);
    });
  }
});

testOnEachBackend("gaussianNll() has the gradient of its formula", async () => {
  const std = 0.25;
  const gradient = await tf.grad((logits) =>
    gaussianNll(pairTargets(), logits.sigmoid(), std).sum()
  )(pairLogits()).data();
  PAIRS.forEach(({ target, logit }, i) => {
    const p = sigmoid(logit);
    const exact = (p - target) / std ** 2 * p * (1 - p);
    assertWithin([gradient[i]!], [exact], 1e-5, `gradient at ${logit}, target ${target}`);
  });
});

testOnEachBackend("gaussianNll() sums over the values of each example", async () => {
  const random = new Random(1, "likelihood");
  const targets = Float32Array.from({ length: 105 }, () => random.uniform());
  const logits = random.normals(105).map((value) => 4 * value);
  const expected = [0, 1, 2].map((image) => {
    const pixels = targets.subarray(image * 35, (image + 1) * 35);
    return pixels.reduce((sum, x, i) => sum + normalNll(x, logits[image * 35 + i]!, 0.3), 0);
  });
  for (const shape of [[3, 5, 7, 1], [3, 35]]) {
    const nll = gaussianNll(tf.tensor(targets, shape), tf.tensor(logits, shape).sigmoid(), 0.3);
    assert.deepEqual(nll.shape, [3]);
    assertAgree(await nll.data(), expected, 1e-5, `[${shape}]`);
  }
});

testOnEachBackend("laplaceNll() is -log of the density of each value", async () => {
  const [x, median, logScale] = ["x", "median", "scale"].map((key) =>
    new Random(2, key).normals(12)
  );
  const expected = x!.map((value, i) => {
    const scale = Math.exp(logScale![i]!);
    return -Math.log(Math.exp(-Math.abs(value - median![i]!) / scale) / (2 * scale));
  });
  const [a, b, c] = [x!, median!, logScale!].map((values) => tf.tensor(values, [4, 3]));
  const nll = laplaceNll(a!, b!, c!);
  assert.deepEqual(nll.shape, [4, 3]);
  assertAgree(await nll.data(), expected, 1e-5, "Laplace");
});

Deno.test("likelihoods leave no tensors but their results", () => {
  const [targets, logits] = [pairTargets(), pairLogits()];
  const before = tf.memory().numTensors;
  binaryCrossEntropy(targets, logits);
  gaussianNll(targets, logits, 0.25);
  laplaceNll(targets, logits, logits);
  assert.equal(tf.memory().numTensors - before, 3);
});
