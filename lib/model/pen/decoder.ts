/**
 * The pen model's decoder: a causal network that says of each point how it is distributed, given z
 * and the points before it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, Parameters } from "../../types.ts";
import type { PenVAEConfig } from "../config.ts";
import type { ParameterList } from "../parameters.ts";
import {
  type CausalBlock,
  causalBlock,
  dense,
  type Features,
  layerNorm,
  shiftRows,
  silu,
} from "./layers.ts";
import { DISTRIBUTION_SIZE } from "./likelihood.ts";
import { POSITION } from "./points.ts";
import { describeStates, type PenStates, STATE_SIZE } from "./states.ts";
import type { CausalNetwork } from "./write_kernel.ts";

/** Points that the first layer sees at once. */
const WINDOW = 8;

/**
 * How many points apart the three are that each block looks at, over and over: four blocks look 113
 * points back in all.
 */
const DILATIONS = [1, 4, 12, 36] as const;

/** Places along the trajectory for which the plan says something; in between it is interpolated. */
const ANCHORS = 16;

/** A causal network over trajectories, for all points at once or one after the other. */
export interface PenDecoder {
  /**
   * What z says about each point.
   *
   * @param z `[batch, latentDim]`.
   * @returns `[points * batch, channels]`, ordered as {@linkcode PenStates} are.
   */
  plan(z: Latents): Features;
  /**
   * The distribution of every point of whole trajectories.
   *
   * @param states What came before each, `points * batch` rows.
   * @param plan What {@linkcode PenDecoder.plan} returned.
   * @param batch How many examples.
   * @returns `[points * batch, DISTRIBUTION_SIZE]`.
   */
  predict(states: PenStates, plan: Features, batch: number): Features;
  /** Begins to write, point by point. */
  begin(): PenMemory;
  /** The layers behind `begin`, for a backend with a kernel that writes by itself. */
  readonly network?: CausalNetwork;
}

/** What a decoder remembers while it writes. */
export interface PenMemory {
  /**
   * The distribution of the next point.
   *
   * @param states Where the pens are, `batch` rows.
   * @param plan What the plan says of this point, `[batch, channels]`.
   * @returns `[batch, DISTRIBUTION_SIZE]`.
   */
  predict(states: PenStates, plan: Features): Features;
  /** Frees what is remembered. */
  dispose(): void;
}

/**
 * Builds the decoder.
 *
 * @param config Its settings.
 * @param list Where its parameters are kept.
 */
export function createDecoder(
  { points, channels, latentDim, blocks: count }: PenVAEConfig,
  list: ParameterList,
): PenDecoder {
  const dilations = Array.from({ length: count }, (_, i) => DILATIONS[i % DILATIONS.length]!);
  const plan = createPlan(points, channels, latentDim, list);
  const input = dense(list, "decoder.input", WINDOW * STATE_SIZE + 2, channels, 1);
  const blocks = dilations.map((dilation, i) =>
    causalBlock(list, `decoder.block${i}`, channels, dilation)
  );
  const output = dense(list, "decoder.output", channels, DISTRIBUTION_SIZE, 0.1);
  const finish = (h: Features) => output(silu(layerNorm(h)));
  return {
    plan,
    predict: (states, plan, batch) =>
      tf.tidy(() => {
        const described = describeStates(states);
        const window = Array.from({ length: WINDOW }, (_, i) => shiftRows(described, i * batch));
        const h = input(joinInputs(window, states)).add<Features>(plan);
        return finish(blocks.reduce((h, block) => block.all(h, batch), h));
      }),
    begin: () => remember(input, blocks, finish),
    network: { parameters: networkParameters(list), dilations },
  };
}

/** The parameters of the decoder's layers but those of the plan. */
function networkParameters({ parameters }: ParameterList): Parameters {
  const prefix = /^decoder\.(?!plan\.)/;
  return new Map(
    [...parameters].filter(([name]) => prefix.test(name))
      .map(([name, variable]) => [name.replace(prefix, ""), variable]),
  );
}

/** The plan: a few points of a curve through a space of `channels` dimensions, and what is always so. */
function createPlan(
  points: number,
  channels: number,
  latentDim: number,
  list: ParameterList,
): (z: Latents) => Features {
  const first = dense(list, "decoder.plan.hidden1", latentDim, 2 * channels);
  const second = dense(list, "decoder.plan.hidden2", 2 * channels, channels);
  const anchors = dense(list, "decoder.plan.anchors", channels, ANCHORS * channels);
  const always = list.weight<tf.Rank.R3>("decoder.plan.always", [points, 1, channels], 1, 0.3);
  const weights = interpolation(points, ANCHORS);
  return (z) =>
    tf.tidy(() => {
      const [batch] = z.shape;
      const placed = anchors(silu(second(silu(first(z))))).reshape([batch, ANCHORS, channels])
        .transpose([1, 0, 2]).reshape([ANCHORS, batch * channels]) as Features;
      const between = tf.tensor2d(weights, [points, ANCHORS]);
      return tf.matMul(between, placed).reshape([points, batch, channels]).add(always)
        .reshape([points * batch, channels]);
    });
}

/** The matrix of linear interpolation from `from` even places to `to`, row by row. */
function interpolation(to: number, from: number): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = i / (to - 1) * (from - 1);
    const left = Math.min(Math.floor(place), from - 2);
    weights[i * from + left] = 1 - (place - left);
    weights[i * from + left + 1] = place - left;
  }
  return weights;
}

/** The first layer's input: descriptions, the newest first, and where the pen is. */
function joinInputs(window: readonly Features[], { position }: PenStates): Features {
  const centre = tf.tensor2d([POSITION.x, POSITION.y], [1, 2]);
  const unit = tf.tensor2d([POSITION.unitX, POSITION.unitY], [1, 2]);
  return tf.concat([...window, position.sub(centre).div<Features>(unit)], 1);
}

function remember(
  input: (x: Features) => Features,
  blocks: readonly CausalBlock[],
  finish: (h: Features) => Features,
): PenMemory {
  const described: Features[] = [];
  const past = blocks.map((): Features[] => []);
  return {
    predict: (states, plan) =>
      tf.tidy(() => {
        described.unshift(tf.keep(describeStates(states)));
        described.splice(WINDOW).forEach((old) => old.dispose());
        const absent = WINDOW - described.length;
        const nothing = Array.from({ length: absent }, () => tf.zerosLike(described[0]!));
        const h = input(joinInputs([...described, ...nothing], states)).add<Features>(plan);
        return finish(blocks.reduce((h, block, i) => block.next(h, past[i]!), h));
      }),
    dispose: () => tf.dispose([described, past]),
  };
}
