/**
 * Fine-tunes the pretrained weights on a folder of signatures and saves the model:
 *
 *     deno run --allow-read --allow-write --allow-env=XDG_RUNTIME_DIR examples/train_on_folder.ts DATA MODEL
 *
 * The saved file works with `deno task generate --model MODEL`. `deno task train --data DATA` does more:
 * it mixes in procedural signatures, logs, and can be interrupted and resumed.
 *
 * @module
 */
import { loadModel, saveModel, SignatureModel } from "@signature-vae/signature-vae";
import {
  collectTrainingPosterior,
  fitPrior,
  loadPenFolder,
  PenBatches,
  splitByWriter,
  Trainer,
} from "@signature-vae/signature-vae/training";

/** Trains on the images in `data`, one subfolder per writer, and writes the model to `modelFile`. */
export async function trainOnFolder(
  data: string,
  modelFile: string,
  { epochs = 5, batchSize = 32 }: { epochs?: number; batchSize?: number } = {},
): Promise<void> {
  // Images become trajectories. Whole writers are held out, so the validation loss is about new hands.
  const { dataset, skipped } = await loadPenFolder(data);
  for (const { file, reason } of skipped) console.warn(`skipped ${file}: ${reason}`);
  const split = splitByWriter(dataset, { seed: 1, validationFraction: 0.2 });
  const batches = new PenBatches(dataset, split, { seed: 1 });

  const { vae, prior: pretrainedPrior } = await loadModel("pretrained");
  pretrainedPrior.dispose(); // it matches the procedural signatures, not these
  const trainer = new Trainer(vae, batches, {
    epochs,
    batchSize,
    learningRate: 2e-4, // an eighth of the default of training from scratch
    clipNorm: 200,
    freeBits: 1,
    seed: 1,
  });
  for await (const { epoch, loss, validationLoss } of trainer.epochs()) {
    console.log(`epoch ${epoch}: loss ${loss.toFixed(1)}, held out ${validationLoss?.toFixed(1)}`);
  }
  trainer.dispose();

  // Samples come from a prior that is fitted to the latents of the training data.
  const posterior = await collectTrainingPosterior(vae, batches, {
    batchSize,
    limit: 2000,
    epoch: epochs,
  });
  const prior = await fitPrior("mixture", posterior, { seed: 1 });
  using model = new SignatureModel(vae, prior); // owns both
  await saveModel(model, modelFile);
}

if (import.meta.main) {
  const [data = "data", modelFile = "outputs/example.safetensors"] = Deno.args;
  await trainOnFolder(data, modelFile);
}
