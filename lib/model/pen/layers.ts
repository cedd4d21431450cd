/**
 * The layers that the pen model's two networks are made of.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { hasKernel, type SaveTensors } from "../fused_kernels.ts";
import type { ParameterList } from "../parameters.ts";
import { causalProducts } from "./causal_products.ts";

/** Values per example, `[batch, features]`. */
export type Features = tf.Tensor2D;

/** Scale of a layer's first outputs over its inputs: small, so that residual blocks begin near nothing. */
const GAIN = 1 / Math.sqrt(3);

/** Keeps the division finite where all features are alike. */
export const NORM_EPSILON = 1e-5;

/**
 * The swish of each value, `x sigmoid(x)` (Ramachandran et al. 2017).
 *
 * @param x A tensor of any shape.
 * @returns The same shape.
 */
export function silu(x: Features): Features {
  return hasKernel("Silu") ? siluKernel(x) : siluComposed(x);
}

const siluKernel: (x: Features) => Features = tf.customGrad((x, save) => {
  (save as SaveTensors)([x as tf.Tensor]);
  const value: Features = tf.engine().runKernel("Silu", { x: x as tf.Tensor });
  const gradFunc = (dy: tf.Tensor, [x]: tf.Tensor[]) =>
    tf.engine().runKernel("SiluGrad", { dy, x: x! });
  return { value, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});

const siluComposed: (x: Features) => Features = tf.customGrad((x, save) => {
  const input = x as Features;
  const sigmoid = tf.sigmoid(input);
  const value = input.mul<Features>(sigmoid);
  (save as SaveTensors)([sigmoid, value]);
  // d/dx = sigmoid + value - value sigmoid, of which few operations are needed with what is saved.
  const gradFunc = (dy: tf.Tensor, [sigmoid, value]: tf.Tensor[]) =>
    dy.mul(sigmoid!.add(value!.sub(value!.mul(sigmoid!))));
  return { value, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});

/**
 * Shifts and scales the features of each example to mean 0 and variance 1 (Ba et al. 2016). There is
 * no gain and no offset: the dense layer that follows can learn both.
 *
 * @param x `[batch, features]`.
 * @returns The same shape.
 */
export function layerNorm(x: Features): Features {
  return hasKernel("LayerNorm") ? layerNormKernel(x) : layerNormComposed(x);
}

const layerNormKernel: (x: Features) => Features = tf.customGrad((x, save) => {
  const [value, scale] = tf.engine().runKernel("LayerNorm", { x: x as tf.Tensor }, {
    epsilon: NORM_EPSILON,
  }) as Features[];
  (save as SaveTensors)([value!, scale!]);
  const gradFunc = (dy: tf.Tensor, [y, scale]: tf.Tensor[]) =>
    tf.engine().runKernel("LayerNormGrad", { dy, y: y!, scale: scale! });
  return { value: value!, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});

const layerNormComposed: (x: Features) => Features = tf.customGrad((x, save) => {
  const input = x as Features;
  const centred = input.sub(input.mean(1, true));
  const scale = centred.square().mean(1, true).add(NORM_EPSILON).rsqrt();
  const value = centred.mul<Features>(scale);
  (save as SaveTensors)([value, scale]);
  const gradFunc = (dy: tf.Tensor, [value, scale]: tf.Tensor[]) => {
    const slope = dy.mul(value!).mean(1, true);
    return dy.sub(dy.mean(1, true)).sub(value!.mul(slope)).mul(scale!);
  };
  return { value, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});

/**
 * A residual block, `x + silu(layerNorm(x) weight + bias)`.
 *
 * @param x `[batch, features]`.
 * @param weight `[features, features]`.
 * @param bias `[features]`.
 * @returns `[batch, features]`.
 */
export function residualBlock(x: Features, weight: tf.Tensor2D, bias: tf.Tensor1D): Features {
  if (hasKernel("ResidualBlock")) return residualBlockKernel(x, weight, bias) as Features;
  return x.add(silu(tf.fused.matMul({ a: layerNorm(x), b: weight, bias }) as Features));
}

const residualBlockKernel = tf.customGrad((...args) => {
  const [x, weight, bias, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, SaveTensors];
  const results = tf.engine().runKernel("ResidualBlock", { x, weight, bias }, {
    epsilon: NORM_EPSILON,
  }) as tf.Tensor[];
  const [value, normalized, scale, linear] = results;
  save([weight, normalized!, scale!, linear!]);
  const gradFunc = (dy: tf.Tensor, [weight, normalized, scale, linear]: tf.Tensor[]) =>
    tf.engine().runKernel("ResidualBlockGrad", {
      dy,
      weight: weight!,
      normalized: normalized!,
      scale: scale!,
      linear: linear!,
    }) as tf.Tensor[];
  return {
    value: value!,
    gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor | tf.Tensor[]) => tf.Tensor[],
  };
});

/** What is learned of a residual block around a causal convolution. */
export interface CausalParameters {
  /** Of the convolution, `[features, inner]` each; the first is for the row itself. */
  readonly taps: readonly tf.Tensor2D[];
  /** Of the convolution, `[inner]`. */
  readonly bias: tf.Tensor1D;
  /** Of the dense layer after it, `[inner, features]`. */
  readonly outputWeight: tf.Tensor2D;
  /** Of the dense layer after it, `[features]`. */
  readonly outputBias: tf.Tensor1D;
}

/**
 * A residual block, `x + silu(causalProducts(layerNorm(x))) outputWeight + outputBias`.
 *
 * @param x `[rows, features]`.
 * @param parameters What is learned.
 * @param step Rows between two that the convolution looks at, at least 1.
 * @returns `[rows, features]`.
 */
export function causalResidual(x: Features, parameters: CausalParameters, step: number): Features {
  const { taps, bias, outputWeight, outputBias } = parameters;
  if (hasKernel("CausalBlock")) {
    return causalBlockKernel(step)(x, bias, outputWeight, outputBias, ...taps) as Features;
  }
  const inner = silu(causalProducts(layerNorm(x), taps, bias, step));
  return x.add(tf.matMul(inner, outputWeight).add(outputBias));
}

function causalBlockKernel(step: number): (...tensors: tf.Tensor[]) => tf.Tensor {
  return tf.customGrad((...args) => {
    const save = args.at(-1) as SaveTensors;
    const [x, bias, outputWeight, outputBias, ...taps] = args.slice(0, -1) as CausalTensors;
    const results = tf.engine().runKernel("CausalBlock", {
      ...{ x, bias, outputWeight, outputBias, ...byDistance(taps) },
    }, { step, epsilon: NORM_EPSILON }) as tf.Tensor[];
    const [value, ...rest] = results;
    save([outputWeight, ...rest, ...taps]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [outputWeight, normalized, scale, swish, slope, ...taps] = saved as CausalSaved;
      return tf.engine().runKernel("CausalBlockGrad", {
        ...{ dy, outputWeight, normalized, scale, swish, slope, ...byDistance(taps) },
      }, { step }) as tf.Tensor[];
    };
    return {
      value: value!,
      gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor | tf.Tensor[]) => tf.Tensor[],
    };
  });
}

type CausalTensors = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
type CausalSaved = [tf.Tensor, ...CausalTensors];

/** The names under which the kernels take a convolution's weights. */
function byDistance(taps: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  return Object.fromEntries(taps.map((weight, k) => [`weight${k}`, weight]));
}

/** The parameters of a dense layer, in the order in which they are made. */
function denseParameters(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  gain: number,
): { weight: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> } {
  const weight = list.weight<tf.Rank.R2>(`${name}.weight`, [inputs, outputs], inputs, gain);
  return { weight, bias: list.bias(`${name}.bias`, outputs) };
}

/**
 * Makes a dense layer, `x weight + bias`.
 *
 * @param list Where its parameters are kept.
 * @param name Its name in files.
 * @param inputs Features that come in.
 * @param outputs Features that go out.
 * @param gain Scale of its first outputs over its inputs.
 */
export function dense(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  gain: number = GAIN,
): (x: Features) => Features {
  const { weight, bias } = denseParameters(list, name, inputs, outputs, gain);
  // Not fused.matMul: its gradient goes to the input too where nobody asks for that, as in a first layer.
  return (x) => tf.matMul(x, weight).add(bias);
}

/**
 * Makes residual blocks, see {@linkcode residualBlock}.
 *
 * @param list Where their parameters are kept.
 * @param name Their common name in files.
 * @param count How many.
 * @param width Features.
 */
export function residualBlocks(
  list: ParameterList,
  name: string,
  count: number,
  width: number,
): (x: Features) => Features {
  const layers = Array.from(
    { length: count },
    (_, i) => denseParameters(list, `${name}${i}`, width, width, GAIN),
  );
  return (x) => layers.reduce((x, { weight, bias }) => residualBlock(x, weight, bias), x);
}

/**
 * Moves the rows of a table down; zeros come in at the top.
 *
 * @param x `[rows, features]`.
 * @param by How many rows, at least 0.
 * @returns The same shape.
 */
export function shiftRows(x: Features, by: number): Features {
  const [rows, features] = x.shape;
  const empty = Math.min(rows, by);
  return x.slice([0, 0], [rows - empty, features]).pad<Features>([[empty, 0], [0, 0]]);
}

/** A residual block that looks at three points: this one, one `dilation` before, one twice as far. */
export interface CausalBlock {
  /** Of all points: `[points * batch, width]` to the same, ordered by point. */
  all(h: Features, batch: number): Features;
  /**
   * Of one point, `[batch, width]`.
   *
   * @param h What comes in.
   * @param past What was kept of the points before, the newest first; it is brought up to date.
   */
  next(h: Features, past: Features[]): Features;
}

/** Points that a causal block looks at. */
const TAPS = 3;

/**
 * Makes a causal block, `h + dense(silu(sum of dense(layerNorm(h) so far back)))`: a dilated
 * convolution over time (van den Oord et al. 2016).
 *
 * @param list Where its parameters are kept.
 * @param name Its name in files.
 * @param width Features.
 * @param dilation How many points apart the points are that it looks at.
 */
export function causalBlock(
  list: ParameterList,
  name: string,
  width: number,
  dilation: number,
): CausalBlock {
  const taps = Array.from(
    { length: TAPS },
    (_, i) => list.weight<tf.Rank.R2>(`${name}.tap${i}.weight`, [width, width], TAPS * width, GAIN),
  );
  const bias = list.bias(`${name}.tap.bias`, width);
  const output = denseParameters(list, `${name}.output`, width, width, 0.3);
  const parameters = { taps, bias, outputWeight: output.weight, outputBias: output.bias };
  return {
    all: (h, batch) => causalResidual(h, parameters, dilation * batch),
    next: (h, past) => {
      past.unshift(tf.keep(layerNorm(h)));
      past.splice((TAPS - 1) * dilation + 1).forEach((old) => old.dispose());
      const products = taps.flatMap((weight, i) => {
        const seen = past[i * dilation];
        return seen === undefined ? [] : [tf.matMul(seen, weight)];
      });
      const sum = products.reduce((sum, product) => sum.add(product)).add<Features>(bias);
      return h.add(tf.matMul(silu(sum), output.weight).add(output.bias));
    },
  };
}
