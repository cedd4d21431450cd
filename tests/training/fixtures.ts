/** A tiny data set and model for tests of the training loop. */
import { ImageBatches } from "../../lib/dataset/batches.ts";
import type { SignatureDataset } from "../../lib/dataset/dataset.ts";
import { splitByWriter } from "../../lib/dataset/split.ts";
import { DEFAULT_AUGMENT_OPTIONS } from "../../lib/dataset/augment.ts";
import { DEFAULT_PIXEL_CONFIG, type PixelVAEConfig } from "../../lib/model/config.ts";
import { Random } from "../../lib/random.ts";

export const TINY_CONFIG: PixelVAEConfig = {
  ...DEFAULT_PIXEL_CONFIG,
  height: 16,
  width: 32,
  latentDim: 3,
  channels: 2,
};

/** Images with one horizontal and one vertical bar at random places: two latent dimensions of truth. */
export function barDataset(count: number, writers = 4, seed = 1): SignatureDataset {
  const { height, width } = TINY_CONFIG;
  const images = new Uint8Array(count * height * width);
  for (let i = 0; i < count; i++) {
    const random = new Random(seed, "bars", i);
    const row = random.integer(2, height - 3);
    const column = random.integer(2, width - 3);
    for (let x = 0; x < width; x++) images[(i * height + row) * width + x] = 255;
    for (let y = 0; y < height; y++) images[(i * height + y) * width + column] = 255;
  }
  return {
    height,
    width,
    images,
    writers: Array.from({ length: count }, (_, i) => `writer-${i % writers}`),
    names: Array.from({ length: count }, (_, i) => `image-${i}`),
  };
}

export function barBatches(count = 24, augmented = true): ImageBatches {
  const dataset = barDataset(count);
  const split = splitByWriter(dataset, { seed: 1, validationFraction: 0.25 });
  return new ImageBatches(dataset, split, {
    seed: 1,
    ...(augmented ? { augmentation: DEFAULT_AUGMENT_OPTIONS } : {}),
  });
}
