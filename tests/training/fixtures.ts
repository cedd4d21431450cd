/** A tiny data set, model and run for tests of training. */
import { ImageBatches } from "../../lib/dataset/batches.ts";
import type { SignatureDataset } from "../../lib/dataset/dataset.ts";
import { splitByWriter } from "../../lib/dataset/split.ts";
import { DEFAULT_AUGMENT_OPTIONS } from "../../lib/dataset/augment.ts";
import { DEFAULT_PIXEL_CONFIG, type PixelVAEConfig } from "../../lib/model/config.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { Random } from "../../lib/random.ts";
import type { RunConfig } from "../../lib/training/run/run_config.ts";
import { RunFolder } from "../../lib/training/run/run_folder.ts";
import { notify, type RecordedRun, runListeners } from "../../lib/training/run/run_listeners.ts";
import { Trainer } from "../../lib/training/trainer.ts";

export const TINY_CONFIG: PixelVAEConfig = {
  ...DEFAULT_PIXEL_CONFIG,
  height: 16,
  width: 32,
  latentDim: 3,
  channels: 2,
};

/**
 * Images with one horizontal and one vertical bar at random positions: two true latent dimensions.
 */
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

export function configOf(trainer: Trainer): RunConfig {
  return {
    version: "0.0.0",
    model: TINY_CONFIG,
    training: trainer.options,
    prior: "gaussian",
    init: null,
    initSha256: null,
    data: {
      directory: null,
      limit: null,
      script: "latin",
      writers: 4,
      validationFraction: 0.25,
      augment: true,
      images: 24,
      sha256: "",
    },
    backend: "cpu",
    engines: ["plain JavaScript"],
  };
}

/** Trains for two epochs and records them. */
export async function trainInto(path: string): Promise<RecordedRun> {
  const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), { epochs: 2, batchSize: 6 });
  const run = await RunFolder.create(path, configOf(trainer));
  const recorded: RecordedRun = { run, trainer, data: barBatches(), prior: "gaussian" };
  await Array.fromAsync(notify(trainer.epochs(), runListeners(recorded)));
  return recorded;
}

export function free({ trainer }: Pick<RecordedRun, "trainer">): void {
  trainer.dispose();
  trainer.vae.dispose();
}
