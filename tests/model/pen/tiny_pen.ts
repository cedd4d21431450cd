/** The smallest pen model worth testing, and trajectories for it. */
import * as tf from "@tensorflow/tfjs";
import { DEFAULT_PEN_CONFIG, type PenVAEConfig } from "../../../lib/model/config.ts";
import type { PenPoints } from "../../../lib/model/pen/points.ts";
import { Random } from "../../../lib/random.ts";

/** 10 points, 3 latent dimensions, 8 features in the encoder and 6 in the decoder. */
export const TINY_PEN_CONFIG: PenVAEConfig = {
  ...DEFAULT_PEN_CONFIG,
  latentDim: 3,
  points: 10,
  hidden: 8,
  channels: 6,
};

/** Points all over the canvas, with a lifted pen here and there, `[batch, points, 4]`. */
export function randomPoints({ points }: PenVAEConfig, batch: number, seed: number): PenPoints {
  const random = new Random(seed, "points");
  const values: number[] = [];
  for (let i = 0; i < batch * points; i++) {
    const pen = i % points === points - 1 || random.bernoulli(0.2) ? 0 : 1;
    values.push(random.uniform(4, 124), random.uniform(4, 60), pen, random.uniform(1, 3));
  }
  return tf.tensor3d(values, [batch, points, 4]);
}
