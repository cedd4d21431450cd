/**
 * Perceptrons that judge the parts of a pen's path.
 *
 * @module
 */
import { HIDDEN_UNITS, STROKE_COUNTS } from "./architecture.ts";

/** A perceptron with one hidden layer of rectified linear units. */
class Perceptron {
  readonly #hiddenWeight: Float32Array;
  readonly #hiddenBias: Float32Array;
  readonly #outputWeight: Float32Array;
  readonly #outputBias: Float32Array;

  constructor(tensors: ReadonlyMap<string, Float32Array>, name: string) {
    this.#hiddenWeight = tensors.get(`${name}.hidden.weight`)!;
    this.#hiddenBias = tensors.get(`${name}.hidden.bias`)!;
    this.#outputWeight = tensors.get(`${name}.output.weight`)!;
    this.#outputBias = tensors.get(`${name}.output.bias`)!;
  }

  /** The outputs, without an activation. */
  run(inputs: Float32Array): number[] {
    const outputs = [...this.#outputBias];
    const sums = [0, 0, 0, 0];
    for (let unit = 0; unit < HIDDEN_UNITS; unit += sums.length) {
      this.#sumFour(unit, inputs, sums);
      for (let i = 0; i < sums.length; i++) {
        const sum = sums[i]!;
        if (sum <= 0) continue;
        for (let k = 0; k < outputs.length; k++) {
          outputs[k]! += this.#outputWeight[k * HIDDEN_UNITS + unit + i]! * sum;
        }
      }
    }
    return outputs;
  }

  /** The sums of four hidden units, side by side, because each addition waits for the one before. */
  #sumFour(unit: number, inputs: Float32Array, sums: number[]): void {
    const [weight, bias] = [this.#hiddenWeight, this.#hiddenBias];
    const count = inputs.length;
    let [a, b, c, d] = [bias[unit]!, bias[unit + 1]!, bias[unit + 2]!, bias[unit + 3]!];
    let at = unit * count;
    for (let i = 0; i < count; i++, at++) {
      const input = inputs[i]!;
      a += weight[at]! * input;
      b += weight[at + count]! * input;
      c += weight[at + 2 * count]! * input;
      d += weight[at + 3 * count]! * input;
    }
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
  }
}

/** Negative log-likelihoods of how an edge was written, in nats. */
export interface EdgeEnergies {
  /** From its first point to its last. */
  readonly forward: number;
  /** From its last point to its first. */
  readonly backward: number;
  /** In both directions, one after the other. */
  readonly both: number;
}

/**
 * Energy of each stroke that the number differs from that of the search, in nats: the search knows what
 * the perceptron does not.
 */
const DIFFERENCE_ENERGY = 1;

/** Judges the parts of a path and the number of strokes. */
export class PathJudges {
  readonly #edge: Perceptron;
  readonly #transition: Perceptron;
  readonly #start: Perceptron;
  readonly #end: Perceptron;
  readonly #count: Perceptron;

  /**
   * Creates the perceptrons.
   *
   * @param tensors Their weights by name.
   */
  constructor(tensors: ReadonlyMap<string, Float32Array>) {
    this.#edge = new Perceptron(tensors, "edge");
    this.#transition = new Perceptron(tensors, "transition");
    this.#start = new Perceptron(tensors, "start");
    this.#end = new Perceptron(tensors, "end");
    this.#count = new Perceptron(tensors, "count");
  }

  /**
   * How an edge was written.
   *
   * @param forward The inputs of `GraphFeatures` for the edge, entered at its first point.
   * @param backward The same, entered at its last point.
   */
  edge(forward: Float32Array, backward: Float32Array): EdgeEnergies {
    const [ahead, bothAhead] = this.#edge.run(forward) as [number, number];
    const [back, bothBack] = this.#edge.run(backward) as [number, number];
    const both = bothAhead + bothBack;
    const max = Math.max(ahead, back, both);
    const total = max +
      Math.log(Math.exp(ahead - max) + Math.exp(back - max) + Math.exp(both - max));
    return { forward: total - ahead, backward: total - back, both: total - both };
  }

  /** Negative log-likelihood of the pen that arrives along one branch leaving along another. */
  transition(inputs: Float32Array): number {
    return softplus(-this.#transition.run(inputs)[0]!);
  }

  /** Negative log-likelihood of a stroke that is written away from a branch beginning there. */
  start(inputs: Float32Array): number {
    return softplus(-this.#start.run(inputs)[0]!);
  }

  /** Negative log-likelihood of a stroke that is written towards a branch ending there. */
  end(inputs: Float32Array): number {
    return softplus(-this.#end.run(inputs)[0]!);
  }

  /**
   * The number of strokes from which the true one most likely differs by at most 1.
   *
   * @param inputs The inputs of `countInputs`.
   * @param found The number that the search found.
   * @returns The number; `undefined` if there are more than the perceptron tells apart.
   */
  strokeCount(inputs: Float32Array, found: number): number | undefined {
    const scores = this.#count.run(inputs).map((score, count) =>
      score - DIFFERENCE_ENERGY * Math.abs(count - found)
    );
    const max = Math.max(...scores);
    const odds = scores.map((score) => Math.exp(score - max));
    const near = odds.map((own, count) => (odds[count - 1] ?? 0) + own + (odds[count + 1] ?? 0));
    const best = near.indexOf(Math.max(...near));
    return best < STROKE_COUNTS - 2 ? best : undefined;
  }
}

/** `log(1 + exp(x))`, stable. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
