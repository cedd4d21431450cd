/**
 * Perceptrons that judge the parts of a pen's path.
 *
 * @module
 */
import { HIDDEN_UNITS } from "./architecture.ts";

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
    for (let unit = 0, at = 0; unit < HIDDEN_UNITS; unit++) {
      let sum = this.#hiddenBias[unit]!;
      for (let i = 0; i < inputs.length; i++) sum += this.#hiddenWeight[at++]! * inputs[i]!;
      if (sum <= 0) continue;
      for (let k = 0; k < outputs.length; k++) {
        outputs[k]! += this.#outputWeight[k * HIDDEN_UNITS + unit]! * sum;
      }
    }
    return outputs;
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

/** Judges the parts of a path. Inputs are those of `GraphFeatures`. */
export class PathJudges {
  readonly #edge: Perceptron;
  readonly #transition: Perceptron;
  readonly #start: Perceptron;
  readonly #end: Perceptron;

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
  }

  /**
   * How an edge was written.
   *
   * @param forward The inputs for the edge, entered at its first point.
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
}

/** `log(1 + exp(x))`, stable. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
