import assert from "node:assert/strict";
import { Random } from "../../../../lib/random.ts";
import { INPUTS, STROKE_COUNTS } from "../../../../lib/strokes/recovery/network/architecture.ts";
import { PathJudges } from "../../../../lib/strokes/recovery/network/path_judges.ts";
import { perceptronTensors } from "./random_perceptrons.ts";

/** A perceptron by its definition: `W2 relu(W1 x + b1) + b2`. */
function outputsOf(
  tensors: ReadonlyMap<string, Float32Array>,
  name: string,
  inputs: Float32Array,
): number[] {
  const tensor = (part: string) => tensors.get(`${name}.${part}`)!;
  const layer = (weight: Float32Array, bias: Float32Array, x: ArrayLike<number>) =>
    [...bias].map((value, i) =>
      Array.from(x).reduce((sum, input, k) => sum + weight[i * x.length + k]! * input, value)
    );
  const hidden = layer(tensor("hidden.weight"), tensor("hidden.bias"), inputs);
  const active = hidden.map((value) => Math.max(value, 0));
  return layer(tensor("output.weight"), tensor("output.bias"), active);
}

Deno.test("PathJudges gives energies whose probabilities add up to 1, and reversing an edge swaps them", () => {
  const random = new Random("edges");
  const judges = new PathJudges(perceptronTensors(random));
  for (let trial = 0; trial < 20; trial++) {
    const [ahead, back] = [random.normals(INPUTS.edge), random.normals(INPUTS.edge)];
    const { forward, backward, both } = judges.edge(ahead, back);
    const total = Math.exp(-forward) + Math.exp(-backward) + Math.exp(-both);
    assert.ok(Math.abs(total - 1) < 1e-9);
    const reversed = judges.edge(back, ahead);
    assert.ok(Math.abs(reversed.forward - backward) < 1e-9);
    assert.ok(Math.abs(reversed.both - both) < 1e-9);
  }
});

Deno.test("PathJudges computes -log softmax and -log sigmoid of the outputs of its perceptrons", () => {
  const random = new Random("definition");
  const tensors = perceptronTensors(random);
  const judges = new PathJudges(tensors);
  const [ahead, back] = [random.normals(INPUTS.edge), random.normals(INPUTS.edge)];
  const [[f, a], [b, c]] = [outputsOf(tensors, "edge", ahead), outputsOf(tensors, "edge", back)];
  const scores = [f!, b!, a! + c!];
  const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
  const { forward, backward, both } = judges.edge(ahead, back);
  [forward, backward, both].forEach((energy, i) => {
    assert.ok(Math.abs(energy + Math.log(Math.exp(scores[i]!) / total)) < 1e-5);
  });
  for (const name of ["transition", "start", "end"] as const) {
    const inputs = random.normals(name === "transition" ? INPUTS.transition : INPUTS.branch);
    const [score] = outputsOf(tensors, name, inputs);
    assert.ok(Math.abs(judges[name](inputs) + Math.log(1 / (1 + Math.exp(-score!)))) < 1e-5);
  }
});

Deno.test("PathJudges finds the number within 1 of which the true one most likely is, near the one that was found", () => {
  const inputs = new Random("count").normals(INPUTS.count);
  const countFor = (odds: Readonly<Record<number, number>>, found: number) => {
    const tensors = perceptronTensors(new Random("perceptrons"));
    tensors.get("count.output.weight")!.fill(0);
    const bias = tensors.get("count.output.bias")!.fill(-30);
    for (const [count, value] of Object.entries(odds)) bias[Number(count)] = Math.log(value);
    return new PathJudges(tensors).strokeCount(inputs, found);
  };
  assert.equal(countFor({ 7: 1 }, 7), 7);
  assert.equal(countFor({ 3: 0.3, 4: 0.1, 5: 0.3, 9: 0.3 }, 6), 4);
  assert.equal(countFor({ 3: 0.2, 4: 0.1, 5: 0.1, 9: 0.6 }, 6), 4);
  assert.equal(countFor({ 3: 0.2, 4: 0.1, 5: 0.1, 9: 0.6 }, 9), 9);
  assert.equal(countFor({ 2: 0.5, 8: 0.5 }, 9), 9);
  assert.equal(countFor({ 2: 0.5, 8: 0.5 }, 1), 1);
  assert.equal(countFor({ [STROKE_COUNTS - 1]: 1 }, 30), undefined);
});
