import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { createFlowPrior } from "../../../lib/model/prior/flow.ts";
import { createGaussianPrior } from "../../../lib/model/prior/gaussian.ts";
import { fitGaussian } from "../../../lib/training/prior/fit_gaussian.ts";
import { fitMixture } from "../../../lib/training/prior/fit_mixture.ts";
import { createMixturePrior } from "../../../lib/model/prior/mixture.ts";
import type { Prior } from "../../../lib/model/prior/prior.ts";
import { readPrior } from "../../../lib/model/prior/read_prior.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type TensorData,
} from "../../../lib/model/safetensors.ts";
import { Random } from "../../../lib/random.ts";
import { curvedCloud } from "./clouds.ts";

const LATENT_DIM = 4;
const cloud = curvedCloud(80, LATENT_DIM, 1);
const MAKERS: Readonly<Record<string, () => Prior>> = {
  gaussian: () => createGaussianPrior(fitGaussian(cloud)),
  mixture: () => createMixturePrior(fitMixture(cloud)),
  flow: () => {
    const flow = createFlowPrior(fitGaussian(cloud), 1, { blocks: 2, hidden: 6 });
    const random = new Random(2);
    for (const variable of flow.parameters.values()) {
      tf.tidy(() => variable.assign(tf.tensor(random.normals(variable.size), variable.shape)));
    }
    return flow;
  },
};

async function transformed(prior: Prior): Promise<number[]> {
  const epsilon = tf.tensor2d(new Random(3).normals(6 * LATENT_DIM), [6, LATENT_DIM]);
  const z = prior.transform(epsilon);
  const values = [...await z.data()];
  tf.dispose([epsilon, z]);
  return values;
}

for (const [kind, make] of Object.entries(MAKERS)) {
  Deno.test(`readPrior() restores a ${kind} prior from the bytes of a file`, async () => {
    const before = tf.memory().numTensors;
    const prior = make();
    const tensors = await prior.tensors();
    for (const name of tensors.keys()) assert.ok(name.startsWith(`prior.${kind}.`), name);
    tensors.set("decoder.bias", { shape: [1], data: Float32Array.of(1) });
    const bytes = encodeSafetensors({ tensors, metadata: {} });
    const again = readPrior(decodeSafetensors(bytes).tensors, LATENT_DIM);
    assert.equal(again.kind, kind);
    assert.equal(again.latentDim, LATENT_DIM);
    assert.deepEqual(await transformed(again), await transformed(prior));
    tensors.delete("decoder.bias");
    assert.deepEqual(await again.tensors(), tensors);
    prior.dispose();
    again.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  Deno.test(`readPrior() refuses a ${kind} prior that does not fit`, async () => {
    const prior = make();
    const original = await prior.tensors();
    prior.dispose();
    const before = tf.memory().numTensors;
    const refuses = (change: (tensors: Map<string, TensorData>) => void, message: RegExp) => {
      const tensors = new Map(
        [...original].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
      );
      change(tensors);
      assert.throws(() => readPrior(tensors, LATENT_DIM), (error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, /^Cannot load weights: /);
        assert.match(error.message, message);
        return true;
      });
      assert.equal(tf.memory().numTensors, before, String(message));
    };
    for (const name of original.keys()) {
      // Of a flow whose last block's order is missing, the block's weights are too many.
      refuses((tensors) => tensors.delete(name), /is missing|does not belong to this|has shape/);
      refuses((tensors) => tensors.get(name)!.data[0] = NaN, /values that are not finite/);
      refuses(
        (tensors) => tensors.set(name, { shape: [1, 1, 1, 1], data: Float32Array.of(1) }),
        /has shape/,
      );
    }
    refuses(
      (tensors) => tensors.set(`prior.${kind}.extra`, { shape: [1], data: Float32Array.of(1) }),
      /"prior\.\w+\.extra" does not belong to this/,
    );
    refuses(
      (tensors) => tensors.set(`prior.other`, { shape: [1], data: Float32Array.of(1) }),
      /"prior\.other" does not belong to this/,
    );
    assert.throws(
      () => readPrior(original, LATENT_DIM + 1),
      /^WeightsError: Cannot load weights: .*shape/,
    );
    assert.equal(tf.memory().numTensors, before);
  });
}

type Spoil = [kind: string, name: string, index: number, value: number, message: RegExp];
const SPOILS: readonly Spoil[] = [
  ["gaussian", "prior.gaussian.factor", 0, 0, /not lower triangular/],
  ["gaussian", "prior.gaussian.factor", 1, 0.5, /not lower triangular/],
  ["mixture", "prior.mixture.factors", 5, -1, /not lower triangular/],
  ["mixture", "prior.mixture.weights", 0, -1, /not positive or do not add up to 1/],
  ["mixture", "prior.mixture.weights", 0, 5, /not positive or do not add up to 1/],
  ["flow", "prior.flow.whitening.factor", 0, -2, /not lower triangular/],
  ["flow", "prior.flow.1.order", 0, 1.5, /not a permutation of the numbers from 0 to 3/],
  ["flow", "prior.flow.1.order", 0, 9, /not a permutation/],
];
for (const [kind, name, index, value, message] of SPOILS) {
  Deno.test(`readPrior() refuses ${value} in ${name}`, async () => {
    const prior = MAKERS[kind]!();
    const tensors = await prior.tensors();
    prior.dispose();
    tensors.get(name)!.data[index] = value;
    assert.throws(() => readPrior(tensors, LATENT_DIM), (error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("readPrior() gives N(0, I) for a file without a prior, and names an unknown one", () => {
  const tensors = new Map([["priority", { shape: [1], data: Float32Array.of(1) }]]);
  assert.equal(readPrior(tensors, 3).kind, "normal");
  for (const name of ["prior.vamp.means", "prior.normal.mean", "prior.gaussianmean"]) {
    tensors.set(name, { shape: [1], data: Float32Array.of(1) });
    assert.throws(
      () => readPrior(tensors, 3),
      /^WeightsError: .*"prior\..*" does not belong to a known prior/,
    );
    tensors.delete(name);
  }
});
