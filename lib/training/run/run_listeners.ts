/**
 * The listeners that write the files of a run.
 *
 * @module
 */
import type { BatchSource } from "../../dataset/batches.ts";
import { encodeGrayPng } from "../../image/codecs/encode.ts";
import { encodeModel } from "../../model/model_file.ts";
import type { PriorKind } from "../../model/prior/prior.ts";
import { encodeCheckpoint } from "../checkpoint.ts";
import { renderCurves } from "./curves.ts";
import type { EpochMetrics } from "../metrics.ts";
import { renderReconstructions } from "./render_reconstructions.ts";
import { renderSamples } from "./render_samples.ts";
import {
  CHECKPOINT_FILE,
  MODEL_FILE,
  RECONSTRUCTIONS_FILE,
  type RunFolder,
  sampleFile,
} from "./run_folder.ts";
import type { Trainer } from "../trainer.ts";

/** Seconds between two checkpoints within an epoch: the maximum loss of a run that is killed. */
export const DEFAULT_SECONDS_PER_CHECKPOINT = 120;

/** Called with the record of each epoch. Its result is added to the record. */
export type EpochListener = (metrics: EpochMetrics) => Promise<Partial<EpochMetrics> | void>;

/** A run that is recorded in a folder. */
export interface RecordedRun {
  /** Its folder. */
  readonly run: RunFolder;
  /** Its trainer. */
  readonly trainer: Trainer;
  /** Data that samples should resemble: those of the user, without the built-in data mixed in. */
  readonly data: BatchSource;
  /** Kind of the prior that is fitted after the last epoch. */
  readonly prior: PriorKind;
}

/**
 * The listeners that write the files of an epoch, in their order. The checkpoint comes last, so that
 * whatever it contains has been recorded.
 *
 * @param recorded The run and its folder.
 */
export function runListeners(recorded: RecordedRun): EpochListener[] {
  const { run } = recorded;
  return [
    async () => {
      const { mse, bce } = await writeReconstructions(recorded);
      return { imageMse: mse, imageBce: bce };
    },
    async ({ best }) => {
      if (best) await writeModel(recorded);
    },
    (metrics) => run.appendMetrics(metrics),
    async () => {
      await run.write("curves.svg", renderCurves(run.metrics));
    },
    ({ epoch }) => writeSamples(recorded, epoch),
    () => writeCheckpoint(recorded),
  ];
}

/**
 * Passes each record to listeners.
 *
 * @param epochs The records, of {@linkcode Trainer.epochs}.
 * @param listeners Called one after the other.
 * @returns The records with the additions of the listeners.
 */
export async function* notify(
  epochs: AsyncIterable<EpochMetrics>,
  listeners: readonly EpochListener[],
): AsyncGenerator<EpochMetrics> {
  for await (const metrics of epochs) {
    let record = metrics;
    for (const listener of listeners) record = { ...record, ...await listener(record) };
    yield record;
  }
}

/**
 * Records the start of a run: the model, samples, reconstructions and a checkpoint. Without epochs
 * this is all there is to record.
 *
 * @param recorded The run and its folder.
 */
export async function recordStart(recorded: RecordedRun): Promise<void> {
  await writeModel(recorded);
  await writeSamples(recorded, 0);
  await writeReconstructions(recorded);
  await writeCheckpoint(recorded);
}

/**
 * Writes a checkpoint.
 *
 * @param recorded The run and its folder.
 */
export async function writeCheckpoint(
  { run, trainer }: Pick<RecordedRun, "run" | "trainer">,
): Promise<void> {
  await run.write(CHECKPOINT_FILE, await encodeCheckpoint(trainer));
}

/**
 * Creates a listener of {@linkcode Trainer.onStep} that writes checkpoints within an epoch.
 *
 * @param recorded The run and its folder.
 * @param secondsPerCheckpoint Time between two checkpoints; at 0 every call writes one.
 * @param now The clock, in milliseconds.
 */
export function createCheckpointListener(
  recorded: Pick<RecordedRun, "run" | "trainer">,
  secondsPerCheckpoint: number = DEFAULT_SECONDS_PER_CHECKPOINT,
  now: () => number = () => performance.now(),
): () => Promise<void> {
  let last = now();
  return async () => {
    if (now() - last < 1000 * secondsPerCheckpoint) return;
    await writeCheckpoint(recorded);
    last = now();
  };
}

async function writeModel({ run, trainer }: RecordedRun): Promise<void> {
  await run.write(MODEL_FILE, await encodeModel(trainer.vae));
}

async function writeReconstructions({ run, trainer, data }: RecordedRun) {
  const { sheet, error } = await renderReconstructions(trainer.vae, data);
  await run.write(RECONSTRUCTIONS_FILE, encodeGrayPng(sheet));
  return error;
}

async function writeSamples({ run, trainer, data, prior }: RecordedRun, epoch: number) {
  const sheet = await renderSamples(trainer, prior === "normal" ? undefined : data);
  await run.write(sampleFile(epoch), encodeGrayPng(sheet));
}
