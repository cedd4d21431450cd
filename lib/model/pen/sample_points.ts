/**
 * Ancestral sampling of trajectories: each point is sampled from its distribution given those before.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { POINT_SIZE } from "../../strokes/geometry/pen_points.ts";
import type { Latents } from "../../types.ts";
import { withFusedKernel } from "../fused_kernel.ts";
import type { Features } from "../layers.ts";
import type { PenDecoder } from "./decoder.ts";
import { type PointDistributions, readDistributions } from "./likelihood.ts";
import { LOG_WIDTH_RANGE, type PenPoints } from "./points.ts";
import { MIN_P, sampleMixture } from "./sample_mixture.ts";
import { samplingConstants } from "./sampling_constants.ts";
import {
  columns,
  type PenStates,
  pointRows,
  type PointValues,
  pointValues,
  startStates,
} from "./states.ts";

/** Random numbers per point: two from N(0, 1) for the offset, two from U(0, 1) for component and pen. */
export const NOISE_SIZE = 4;

/**
 * The random numbers for one trajectory.
 *
 * @param random Random generator.
 * @param points Number of points.
 * @param temperature Standard deviation of the numbers for offsets: below 1 strokes are smoother than
 * under the model's distribution.
 * @returns `points * NOISE_SIZE` values.
 */
export function samplePointNoise(random: Random, points: number, temperature = 1): Float32Array {
  const values = new Float32Array(points * NOISE_SIZE);
  for (let i = 0; i < values.length; i += NOISE_SIZE) {
    values[i] = temperature * random.normal();
    values[i + 1] = temperature * random.normal();
    values[i + 2] = random.uniform();
    values[i + 3] = random.uniform();
  }
  return values;
}

/**
 * Samples trajectories from p(x|z).
 *
 * @param decoder Gives the distribution of each point.
 * @param z `[batch, latentDim]`.
 * @param noise Random numbers, `[batch, points, NOISE_SIZE]`.
 * @returns `[batch, points, 4]`: x and y in pixels, pen 0 or 1, width in pixels.
 */
export function samplePoints(decoder: PenDecoder, z: Latents, noise: tf.Tensor3D): PenPoints {
  return tf.tidy(() => {
    const conditioning = decoder.conditioning(z);
    const compose = () => samplePointByPoint(decoder, conditioning, noise);
    if (decoder.network === undefined) return compose();
    const { parameters, dilations, components } = decoder.network;
    return withFusedKernel({
      kernel: "SamplePoints",
      inputs: { ...Object.fromEntries(parameters), conditioning, noise },
      attributes: { ...samplingConstants(components), minP: MIN_P, dilations: [...dilations] },
      results: ["points"],
      compose,
    });
  });
}

/** The first points of trajectories. */
export interface PointPrefix {
  /** The trajectories, `[batch, points, 4]`. */
  readonly points: PenPoints;
  /** Number of points of each that are kept, `[batch]`. */
  readonly kept: readonly number[];
}

/**
 * Completes trajectories: samples the points after a prefix from p(x|z) and the points before them.
 *
 * @param decoder Gives the distribution of each point.
 * @param z `[batch, latentDim]`.
 * @param noise Random numbers, `[batch, points, NOISE_SIZE]`.
 * @param prefix The points that are given.
 * @returns `[batch, points, 4]`, as {@linkcode samplePoints} returns them.
 */
export function completePoints(
  decoder: PenDecoder,
  z: Latents,
  noise: tf.Tensor3D,
  prefix: PointPrefix,
): PenPoints {
  return tf.tidy(() => samplePointByPoint(decoder, decoder.conditioning(z), noise, prefix));
}

function samplePointByPoint(
  decoder: PenDecoder,
  conditioning: Features,
  noise: tf.Tensor3D,
  prefix?: PointPrefix,
): PenPoints {
  const [batch, points] = noise.shape;
  const [, channels] = conditioning.shape;
  const noiseRows = noise.transpose([1, 0, 2]).reshape([points * batch, NOISE_SIZE]) as Features;
  const cache = decoder.createCache();
  let states = startStates(batch);
  const sampled: Features[] = [];
  for (let t = 0; t < points; t++) {
    const before = states;
    states = tf.tidy(() => {
      const outputs = cache.predict(
        before,
        conditioning.slice<Features>([t * batch, 0], [batch, channels]),
      );
      const rows = noiseRows.slice<Features>([t * batch, 0], [batch, NOISE_SIZE]);
      const sampled = sampleStates(readDistributions(outputs, before), before, rows);
      return { ...(prefix === undefined ? sampled : keepPrefix(sampled, before, prefix, t)) };
    });
    tf.dispose({ ...before });
    sampled.push(tf.tidy(() => pointRows(t < points - 1 ? states : liftPen(states))));
  }
  cache.dispose();
  return tf.stack(sampled, 1) as PenPoints;
}

/** Replaces the states after point `t` by those of the given trajectories where they are kept. */
function keepPrefix(
  sampled: PenStates,
  before: PenStates,
  { points, kept }: PointPrefix,
  t: number,
): PenStates {
  if (kept.every((count) => count <= t)) return sampled;
  const [batch] = points.shape;
  const given = pointValues(
    points.slice([0, t, 0], [batch, 1, POINT_SIZE]).reshape([batch, POINT_SIZE]),
  );
  const isKept = tf.tensor2d(kept.map((count) => t < count ? 1 : 0), [batch, 1]);
  const choose = (value: keyof PointValues) =>
    given[value].mul(isKept).add<Features>(sampled[value].mul(tf.sub(1, isKept)));
  const position = choose("position");
  return {
    position,
    pen: choose("pen"),
    logWidth: choose("logWidth"),
    offset: position.sub(before.position),
    wasDown: sampled.wasDown,
  };
}

/** The pen is up after the last point. */
function liftPen(states: PenStates): PenStates {
  return { ...states, pen: tf.zerosLike(states.pen) };
}

/** Samples the next points, and gives the states after them. */
function sampleStates(
  distributions: PointDistributions,
  { position, pen, logWidth }: PenStates,
  noise: Features,
): PenStates {
  const offset = sampleMixture(distributions, noise);
  const isDown = columns(noise, 3, 1).less<Features>(distributions.pen.sigmoid());
  return {
    position: position.add(offset),
    pen: isDown.toFloat<Features>(),
    logWidth: logWidth.add(distributions.widthChange).clipByValue(...LOG_WIDTH_RANGE) as Features,
    offset,
    wasDown: pen.clone(),
  };
}
