import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { createFlowPrior, type FlowPrior } from "../../../lib/model/prior/flow.ts";
import { createGaussianPrior, type Gaussian } from "../../../lib/model/prior/gaussian.ts";
import { fitGaussian } from "../../../lib/training/prior/fit_gaussian.ts";
import { Random } from "../../../lib/random.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { assertClose, curvedCloud } from "./clouds.ts";

/** Well conditioned, so that float32 can invert it. */
function fitWhitening(latentDim: number): Gaussian {
  const cloud = curvedCloud(100, latentDim, 1);
  cloud.logVar.fill(0);
  return fitGaussian(cloud);
}

/** A flow that bends: every parameter is random. */
function bentFlow(latentDim: number): FlowPrior {
  const whitening = fitWhitening(latentDim);
  const flow = createFlowPrior(whitening, 1, { blocks: 2, hidden: 12 });
  const random = new Random(2, "bend");
  for (const variable of flow.parameters.values()) {
    tf.tidy(() =>
      variable.assign(tf.tensor(random.normals(variable.size), variable.shape).mul(0.3))
    );
  }
  return flow;
}

for (const latentDim of [2, 3, 8]) {
  testOnEachBackend(`normalize() undoes transform() in ${latentDim} dimensions`, async () => {
    const flow = bentFlow(latentDim);
    const epsilon = tf.tensor2d(new Random(3).normals(16 * latentDim), [16, latentDim]);
    const z = flow.transform(epsilon);
    const again = flow.normalize(z);
    assertClose(await again.epsilon.data(), await epsilon.data(), 1e-4);
    const inverse = flow.inverse!(z);
    assert.deepEqual(await inverse.data(), await again.epsilon.data());
    const gaussian = createGaussianPrior(fitWhitening(latentDim));
    const straight = gaussian.transform(epsilon);
    assert.ok((await z.sub(straight).abs().max().data())[0]! > 0.3, "the flow does not bend");
    tf.dispose([epsilon, z, again, inverse, straight]);
    flow.dispose();
    gaussian.dispose();
  });

  testOnEachBackend(
    `normalize() gives the determinant of finite differences in ${latentDim} dimensions`,
    async () => {
      const flow = bentFlow(latentDim);
      const point = [...new Random(4).normals(latentDim)];
      const step = 1e-2;
      // Row 0 is the point, then two neighbours along each axis.
      const rows = [point];
      for (let j = 0; j < latentDim; j++) {
        for (const sign of [1, -1]) {
          rows.push(point.map((value, i) => i === j ? value + sign * step : value));
        }
      }
      const z = tf.tensor2d(rows);
      const { epsilon, logDeterminant } = flow.normalize(z);
      const values = await epsilon.array();
      const jacobian = Array.from(
        { length: latentDim },
        (_, j) =>
          values[0]!.map((_, i) => (values[2 * j + 1]![i]! - values[2 * j + 2]![i]!) / step / 2),
      );
      const expected = Math.log(Math.abs(determinant(jacobian)));
      assertClose([(await logDeterminant.data())[0]!], [expected], 0.02);
      tf.dispose([z, epsilon, logDeterminant]);
      flow.dispose();
    },
  );
}

/** By Gaussian elimination with pivots. */
function determinant(rows: number[][]): number {
  let product = 1;
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows.slice(i).reduce((best, row) =>
      Math.abs(row[i]!) > Math.abs(best[i]!) ? row : best
    );
    if (pivot !== rows[i]) {
      rows[rows.indexOf(pivot)] = rows[i]!;
      rows[i] = pivot;
      product = -product;
    }
    product *= pivot[i]!;
    for (const row of rows.slice(i + 1)) {
      const factor = row[i]! / pivot[i]!;
      for (let j = i; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    }
  }
  return product;
}

Deno.test("negativeLogLikelihood() of a bent flow is a density: it integrates to 1", async () => {
  const flow = bentFlow(2);
  const [from, to, steps] = [-20, 20, 160];
  const cell = (to - from) / steps;
  const points: number[][] = [];
  for (let y = 0; y < steps; y++) {
    for (let x = 0; x < steps; x++) points.push([from + (x + 0.5) * cell, from + (y + 0.5) * cell]);
  }
  const integral = tf.tidy(() =>
    flow.negativeLogLikelihood(tf.tensor2d(points)).neg().exp().sum().mul(cell * cell)
  );
  assertClose(await integral.data(), [1], 0.01);
  integral.dispose();
  flow.dispose();
});

testOnEachBackend("createFlowPrior() starts as the normal distribution", async () => {
  const whitening = fitGaussian(curvedCloud(100, 5, 1));
  const flow = createFlowPrior(whitening, 1, { blocks: 2, hidden: 8 });
  const gaussian = createGaussianPrior(whitening);
  const z = tf.tensor2d(new Random(5).normals(20), [4, 5]);
  const [flowNll, gaussianNll] = [flow, gaussian].map((prior) => prior.negativeLogLikelihood(z));
  assertClose(await flowNll!.data(), await gaussianNll!.data(), 1e-3);
  tf.dispose([z, flowNll!, gaussianNll!]);
  flow.dispose();
  gaussian.dispose();
});

testOnEachBackend("flows leave no tensors behind", () => {
  const before = tf.memory().numTensors;
  const flow = bentFlow(4);
  const epsilon = tf.zeros<tf.Rank.R2>([3, 4]);
  const made = tf.memory().numTensors;
  const z = flow.transform(epsilon);
  assert.equal(tf.memory().numTensors - made, 1);
  const { epsilon: again, logDeterminant } = flow.normalize(z);
  assert.equal(tf.memory().numTensors - made, 3);
  const nll = flow.negativeLogLikelihood(z);
  assert.equal(tf.memory().numTensors - made, 4);
  tf.dispose([epsilon, z, again, logDeterminant, nll]);
  flow.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("createFlowPrior() refuses vectors of one value", () => {
  assert.throws(
    () => createFlowPrior({ mean: Float32Array.of(0), factor: Float32Array.of(1) }, 1),
    /^RangeError: Cannot make a flow: latentDim is 1/,
  );
});
