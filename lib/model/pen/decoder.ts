/**
 * The pen model's decoder: an autoregressive network that gives the distribution of each point, given
 * z and the points before it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, Parameters } from "../../types.ts";
import type { PenVAEConfig } from "../config.ts";
import { dense, type Features, layerNorm, silu } from "../layers.ts";
import type { ParameterList } from "../parameters.ts";
import {
  causalBlock,
  type CausalBlockParameters,
  causalBlockParameters,
  causalBlockStep,
  shiftRows,
} from "./causal_block.ts";
import { CONDITIONING_PREFIX, createConditioning } from "./conditioning.ts";
import { distributionSize } from "./likelihood.ts";
import { POSITION } from "./points.ts";
import { type PenStates, STATE_SIZE, stateFeatures } from "./states.ts";

/** Points whose state features the first layer sees. */
const WINDOW = 8;

/** The dilations of the blocks, repeated: four blocks have a receptive field of 113 points in all. */
const DILATIONS = [1, 4, 12, 36] as const;

/** A causal network over trajectories, for all points at once or for one after the other. */
export interface PenDecoder {
  /**
   * The local conditioning of each point on z, which is added to the first layer (van den Oord et al.
   * 2016, section 2.5).
   *
   * @param z `[batch, latentDim]`.
   * @returns `[points * batch, channels]`, ordered as {@linkcode PenStates}.
   */
  conditioning(z: Latents): Features;
  /**
   * The distributions of all points of given trajectories (teacher forcing).
   *
   * @param states The state before each point, `points * batch` rows.
   * @param conditioning What {@linkcode PenDecoder.conditioning} returned.
   * @param batch Number of examples.
   * @returns `[points * batch, distributionSize(components)]`, see `readDistributions`.
   */
  predict(states: PenStates, conditioning: Features, batch: number): Features;
  /** Starts to predict point by point. */
  createCache(): PenDecoderCache;
  /** The layers that the cache runs, for backends with a sampling kernel. */
  readonly network?: CausalNetwork;
}

/**
 * The activations of earlier points, so that each further point costs one step (Paine et al. 2016,
 * Fast WaveNet).
 */
export interface PenDecoderCache {
  /**
   * The distributions of the next points.
   *
   * @param states The states before them, `batch` rows.
   * @param conditioning The rows of the conditioning for these points, `[batch, channels]`.
   * @returns `[batch, distributionSize(components)]`.
   */
  predict(states: PenStates, conditioning: Features): Features;
  /** Frees the activations. */
  dispose(): void;
}

/** The layers of a decoder's causal network as plain parameters. */
interface CausalNetwork {
  /** Its parameters by their names in model files, without the prefix `decoder.`. */
  readonly parameters: Parameters;
  /** The dilation of each block. */
  readonly dilations: readonly number[];
  /** Number of components of the mixture that it predicts. */
  readonly components: number;
}

interface Block {
  readonly parameters: CausalBlockParameters;
  readonly dilation: number;
}

/**
 * Builds the decoder.
 *
 * @param config The model's settings.
 * @param list Where its parameters are collected.
 */
export function createDecoder(
  { points, channels, latentDim, blocks: count, components }: PenVAEConfig,
  list: ParameterList,
): PenDecoder {
  const conditioning = createConditioning(points, channels, latentDim, list);
  const input = dense(list, "decoder.input", WINDOW * STATE_SIZE + 2, channels, 1);
  const blocks = Array.from({ length: count }, (_, i): Block => ({
    parameters: causalBlockParameters(list, `decoder.block${i}`, channels),
    dilation: DILATIONS[i % DILATIONS.length]!,
  }));
  const output = dense(list, "decoder.output", channels, distributionSize(components), 0.1);
  const network: RunNetwork = (window, states, conditioning, runBlock) => {
    const h = input(joinInputs(window, states)).add<Features>(conditioning);
    return output(silu(layerNorm(blocks.reduce(runBlock, h))));
  };
  return {
    conditioning,
    predict: (states, conditioning, batch) =>
      tf.tidy(() => {
        const features = stateFeatures(states);
        const window = Array.from({ length: WINDOW }, (_, i) => shiftRows(features, i * batch));
        return network(
          window,
          states,
          conditioning,
          (h, { parameters, dilation }) => causalBlock(h, parameters, dilation * batch),
        );
      }),
    createCache: () => createCache(network, count),
    network: {
      parameters: networkParameters(list),
      dilations: blocks.map(({ dilation }) => dilation),
      components,
    },
  };
}

/**
 * The network from state features to distributions; `window` has those of the last points, the newest
 * first, and `runBlock` runs a block on all points or on the next one.
 */
type RunNetwork = (
  window: readonly Features[],
  states: PenStates,
  conditioning: Features,
  runBlock: (h: Features, block: Block, index: number) => Features,
) => Features;

function createCache(network: RunNetwork, blocks: number): PenDecoderCache {
  const window: Features[] = [];
  const blockCaches = Array.from({ length: blocks }, (): Features[] => []);
  return {
    predict: (states, conditioning) =>
      tf.tidy(() => {
        window.unshift(tf.keep(stateFeatures(states)));
        tf.dispose(window.splice(WINDOW));
        const missing = WINDOW - window.length;
        const zeros = Array.from({ length: missing }, () => tf.zerosLike(window[0]!));
        return network(
          [...window, ...zeros],
          states,
          conditioning,
          (h, { parameters, dilation }, i) =>
            causalBlockStep(h, parameters, dilation, blockCaches[i]!),
        );
      }),
    dispose: () => tf.dispose([window, blockCaches]),
  };
}

/** The first layer's input: the window of state features, and the position. */
function joinInputs(window: readonly Features[], { position }: PenStates): Features {
  const centre = tf.tensor2d([POSITION.x, POSITION.y], [1, 2]);
  const unit = tf.tensor2d([POSITION.unitX, POSITION.unitY], [1, 2]);
  return tf.concat([...window, position.sub(centre).div<Features>(unit)], 1);
}

const PREFIX = "decoder.";

/** The parameters of the decoder's layers except those of the conditioning. */
function networkParameters({ parameters }: ParameterList): Parameters {
  const isOfNetwork = (name: string) =>
    name.startsWith(PREFIX) && !name.startsWith(CONDITIONING_PREFIX);
  return new Map(
    [...parameters].filter(([name]) => isOfNetwork(name))
      .map(([name, variable]) => [name.slice(PREFIX.length), variable]),
  );
}
