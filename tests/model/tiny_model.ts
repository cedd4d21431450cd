/** The smallest models worth testing, and observations for them. */
import * as tf from "@tensorflow/tfjs";
import {
  DEFAULT_PIXEL_CONFIG,
  type PixelVAEConfig,
  type SharedConfig,
} from "../../lib/model/config.ts";
import { Random } from "../../lib/random.ts";
import type { Images, Latents } from "../../lib/types.ts";

/** 16 x 32 pixels, 3 latent dimensions, 2 to 16 channels. */
export const TINY_CONFIG: PixelVAEConfig = {
  ...DEFAULT_PIXEL_CONFIG,
  height: 16,
  width: 32,
  latentDim: 3,
  channels: 2,
};

/** Images of random gray values, mostly paper, `[batch, height, width, 1]`. */
export function randomImages({ height, width }: SharedConfig, batch: number, seed: number): Images {
  const random = new Random(seed, "images");
  const data = Float32Array.from({ length: batch * height * width }, () => random.uniform() ** 4);
  return tf.tensor(data, [batch, height, width, 1]);
}

/** Noise from N(0, I), `[batch, latentDim]`. */
export function randomLatents({ latentDim }: SharedConfig, batch: number, seed: number): Latents {
  return tf.tensor(new Random(seed, "latents").normals(batch * latentDim), [batch, latentDim]);
}
