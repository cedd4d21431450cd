/**
 * The training loop.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BatchSource } from "../dataset/batches.ts";
import { type LossParts, lossPerExample, negativeElbo } from "../model/loss.ts";
import type { TensorData } from "../model/safetensors.ts";
import type { VAE } from "../model/vae.ts";
import { NonFiniteLossError } from "../errors.ts";
import { Random } from "../random.ts";
import type { Latents, Tensor } from "../types.ts";
import { Adam } from "./adam.ts";
import { checkTrainingOptions, DEFAULT_TRAINING_OPTIONS, type TrainingOptions } from "./options.ts";
import { betaAt, learningRateAt } from "./schedule.ts";

/** Where a run stands, for a progress display. Losses are means over the epoch so far. */
export interface StepMetrics {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Steps taken in this epoch. */
  readonly step: number;
  /** Steps of an epoch. */
  readonly stepsPerEpoch: number;
  /** Loss in nats per image. */
  readonly loss: number;
  /** Reconstruction term in nats per image. */
  readonly reconstruction: number;
  /** KL term in nats per image. */
  readonly kl: number;
  /** Training images per second in this epoch so far. */
  readonly imagesPerSecond: number;
}

/** The record of one epoch. Losses are in nats per image. */
export interface EpochMetrics {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Steps taken since the run began. */
  readonly step: number;
  /** Mean training loss: reconstruction plus beta times KL. */
  readonly loss: number;
  /** Mean reconstruction term of the training images. */
  readonly reconstruction: number;
  /** Mean KL term of the training images. */
  readonly kl: number;
  /** Mean norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Loss on held-out images, with the final beta; absent where nothing is held out. */
  readonly validationLoss?: number;
  /** Reconstruction term of held-out images. */
  readonly validationReconstruction?: number;
  /** KL term of held-out images. */
  readonly validationKl?: number;
  /** Mean squared error of a pixel of some held-out images, drawn as they are and reconstructed. */
  readonly imageMse?: number;
  /** Binary cross-entropy of the same, in nats per image. */
  readonly imageBce?: number;
  /** Weight of the KL term at the end of the epoch. */
  readonly beta: number;
  /** Step size at the end of the epoch. */
  readonly learningRate: number;
  /** Whether no epoch before was better: on held-out images where there are any, else on the training images. */
  readonly best: boolean;
  /** Wall-clock time of the epoch, in seconds. */
  readonly seconds: number;
  /** Training images per second. */
  readonly imagesPerSecond: number;
}

/** Where a run stands, as plain data. With the tensors of {@linkcode TrainerState} it continues exactly. */
export interface TrainingProgress {
  /** Epochs completed. */
  readonly epoch: number;
  /** Steps taken in the epoch under way. */
  readonly batch: number;
  /** Sums over these steps of loss, reconstruction, KL and gradient norm. */
  readonly sums: readonly number[];
  /** Adam's count of updates. */
  readonly optimizerStep: number;
  /** Best loss of an epoch so far; `null` before the first. */
  readonly bestLoss: number | null;
  /** Epochs since then. */
  readonly epochsSinceBest: number;
}

/** Everything that a run needs to continue, beside the model's parameters and the data. */
export interface TrainerState {
  /** Where it stands. */
  readonly progress: TrainingProgress;
  /** Adam's moments. */
  readonly optimizer: ReadonlyMap<string, TensorData>;
}

const PARTS = ["loss", "reconstruction", "KL", "gradient norm"] as const;
const FLUSH_STEPS = 10;
const FLUSH_MILLISECONDS = 200;

/**
 * Trains a VAE. {@linkcode Trainer.epochs} is an async iterator with one record per epoch; whatever
 * shows or saves something does so between them.
 *
 * Every random choice is named by seed, epoch and step, so runs are reproducible and a run that
 * continues from a checkpoint is the same run.
 */
export class Trainer {
  /** The model in training. */
  readonly vae: VAE;
  /** The settings of the run. */
  readonly options: TrainingOptions;
  /** Steps of an epoch. */
  readonly stepsPerEpoch: number;
  /** Called from time to time within an epoch. */
  onStep: ((metrics: StepMetrics) => void) | undefined;
  readonly #data: BatchSource;
  readonly #adam: Adam;
  #epoch = 0;
  #batch = 0;
  #sums = [0, 0, 0, 0];
  #bestLoss: number | null = null;
  #epochsSinceBest = 0;
  /** When this epoch, or what is left of an interrupted one, began. */
  #started = { time: 0, batch: 0 };

  /**
   * Prepares a run; nothing is computed yet.
   *
   * @param vae The model; it stays the caller's to dispose.
   * @param data Where batches come from.
   * @param options Settings; what is left out is {@linkcode DEFAULT_TRAINING_OPTIONS}.
   * @throws {RangeError} If a setting is out of range, there is nothing to train on, or model and
   * data differ in shape.
   */
  constructor(vae: VAE, data: BatchSource, options: Partial<TrainingOptions> = {}) {
    this.options = checkTrainingOptions({ ...DEFAULT_TRAINING_OPTIONS, ...options });
    if (data.trainingCount === 0) {
      throw new RangeError("Cannot train: there is no image to train on");
    }
    if (data.observationShape.join() !== vae.observationShape.join()) {
      throw new RangeError(
        `Cannot train: the data has shape [${data.observationShape}], the model wants [${vae.observationShape}]`,
      );
    }
    this.vae = vae;
    this.#data = data;
    this.#adam = new Adam(vae.parameters);
    this.stepsPerEpoch = Math.max(1, Math.floor(data.trainingCount / this.options.batchSize));
  }

  /**
   * Runs the epochs that are left.
   *
   * @param signal Stops the run after the step under way; it can then be saved and continued.
   * @returns One record per epoch.
   * @throws {NonFiniteLossError} If the loss or the gradient is not finite.
   */
  async *epochs(signal?: AbortSignal): AsyncGenerator<EpochMetrics> {
    while (this.#epoch < this.options.epochs && !this.#shouldStop()) {
      this.#started = { time: performance.now(), batch: this.#batch };
      if (!await this.#trainEpoch(signal)) return;
      const seconds = (performance.now() - this.#started.time) / 1000;
      yield await this.#finishEpoch(seconds, this.#imagesPerSecond());
    }
  }

  /** Whether every epoch was run, or training stopped early for want of progress. */
  get finished(): boolean {
    return this.#epoch >= this.options.epochs || this.#shouldStop();
  }

  /** Everything that is needed to continue, beside the model's parameters. */
  async state(): Promise<TrainerState> {
    return {
      progress: {
        epoch: this.#epoch,
        batch: this.#batch,
        sums: [...this.#sums],
        optimizerStep: this.#adam.step,
        bestLoss: this.#bestLoss,
        epochsSinceBest: this.#epochsSinceBest,
      },
      optimizer: await this.#adam.read(),
    };
  }

  /**
   * Continues where a state was taken. The caller restores the model's parameters.
   *
   * @param state What {@linkcode Trainer.state} returned.
   * @throws {RangeError} If the state is of another model.
   */
  restore({ progress, optimizer }: TrainerState): void {
    this.#adam.restore(optimizer, progress.optimizerStep);
    this.#epoch = progress.epoch;
    this.#batch = progress.batch;
    this.#sums = [...progress.sums];
    this.#bestLoss = progress.bestLoss;
    this.#epochsSinceBest = progress.epochsSinceBest;
  }

  /** Frees the optimizer's tensors. */
  dispose(): void {
    this.#adam.dispose();
  }

  #imagesPerSecond(): number {
    const { time, batch } = this.#started;
    return 1000 * (this.#batch - batch) * this.options.batchSize / (performance.now() - time);
  }

  #shouldStop(): boolean {
    return this.options.patience > 0 && this.#epochsSinceBest >= this.options.patience;
  }

  /** @returns Whether the epoch was completed. */
  async #trainEpoch(signal?: AbortSignal): Promise<boolean> {
    let pending: Tensor[] = [];
    let lastFlush = performance.now();
    try {
      while (this.#batch < this.stepsPerEpoch) {
        if (signal?.aborted) return false;
        pending.push(this.#trainStep());
        this.#batch++;
        const isLast = this.#batch === this.stepsPerEpoch || signal?.aborted;
        const isDue = performance.now() - lastFlush > FLUSH_MILLISECONDS;
        if (!isLast && !isDue && pending.length < FLUSH_STEPS) continue;
        const steps = pending;
        pending = [];
        await this.#recordSteps(steps);
        await new Promise((resolve) => setTimeout(resolve)); // lets signals and timers in
        lastFlush = performance.now();
      }
      return true;
    } finally {
      const steps = pending;
      pending = [];
      if (steps.length > 0) await this.#recordSteps(steps);
    }
  }

  /** @returns Loss, reconstruction, KL and gradient norm, `[4]`, still in the backend. */
  #trainStep(): Tensor {
    const { batchSize, clipNorm, freeBits, seed } = this.options;
    const step = this.#epoch * this.stepsPerEpoch + this.#batch;
    const totalSteps = this.options.epochs * this.stepsPerEpoch;
    const values = this.#data.trainingBatch(this.#epoch, this.#batch, batchSize);
    const noise = new Random(seed, "epsilon", step).normals(batchSize * this.vae.config.latentDim);
    const beta = betaAt(step, this.stepsPerEpoch, this.options);
    return tf.tidy(() => {
      const observations = tf.tensor(values, [batchSize, ...this.#data.observationShape]);
      const epsilon: Latents = tf.tensor2d(noise, [batchSize, this.vae.config.latentDim]);
      const { parts, gradients } = gradientsOf(
        this.vae,
        () => negativeElbo(this.vae, observations, epsilon, { beta, freeBits }),
      );
      const rate = learningRateAt(step, totalSteps, this.options);
      const norm = this.#adam.update(gradients, rate, clipNorm);
      const { loss, reconstruction, kl } = parts;
      const record = tf.stack([loss, reconstruction, kl, norm]);
      tf.dispose([reconstruction, kl]);
      return record;
    });
  }

  async #recordSteps(steps: Tensor[]): Promise<void> {
    const stacked = tf.stack(steps);
    const values = await stacked.data();
    tf.dispose([stacked, ...steps]);
    for (let i = 0; i < values.length; i++) {
      const part = i % PARTS.length;
      if (!Number.isFinite(values[i])) {
        throw new NonFiniteLossError(
          `Cannot continue training: ${PARTS[part]} is ${values[i]} in epoch ${this.#epoch + 1}, ` +
            `a finite number was wanted (a smaller learning rate or gradient clipping helps)`,
        );
      }
      this.#sums[part]! += values[i]!;
    }
    const [loss, reconstruction, kl] = this.#sums.map((sum) => sum / this.#batch);
    this.onStep?.({
      epoch: this.#epoch + 1,
      step: this.#batch,
      stepsPerEpoch: this.stepsPerEpoch,
      loss: loss!,
      reconstruction: reconstruction!,
      kl: kl!,
      imagesPerSecond: this.#imagesPerSecond(),
    });
  }

  async #finishEpoch(seconds: number, imagesPerSecond: number): Promise<EpochMetrics> {
    const [loss, reconstruction, kl, gradientNorm] = this.#sums.map((sum) =>
      sum / this.stepsPerEpoch
    );
    const validation = await this.#validate();
    const criterion = validation?.validationLoss ?? loss!;
    const best = this.#bestLoss === null || criterion < this.#bestLoss;
    if (best) this.#bestLoss = criterion;
    this.#epochsSinceBest = best ? 0 : this.#epochsSinceBest + 1;
    this.#epoch++;
    this.#batch = 0;
    this.#sums = [0, 0, 0, 0];
    const step = this.#epoch * this.stepsPerEpoch;
    return {
      epoch: this.#epoch,
      step,
      loss: loss!,
      reconstruction: reconstruction!,
      kl: kl!,
      gradientNorm: gradientNorm!,
      ...validation,
      beta: betaAt(step - 1, this.stepsPerEpoch, this.options),
      learningRate: learningRateAt(
        step - 1,
        this.options.epochs * this.stepsPerEpoch,
        this.options,
      ),
      best,
      seconds,
      imagesPerSecond,
    };
  }

  async #validate() {
    const { validationCount: count } = this.#data;
    if (count === 0) return undefined;
    const { batchSize, beta } = this.options;
    const { latentDim } = this.vae.config;
    let reconstruction = 0;
    let kl = 0;
    for (let start = 0; start < count; start += batchSize) {
      const perExample = tf.tidy(() => {
        const values = this.#data.validationBatch(start, batchSize);
        const observations = tf.tensor(values, [batchSize, ...this.#data.observationShape]);
        const noise = new Random(this.options.seed, "validation", start).normals(
          batchSize * latentDim,
        );
        return lossPerExample(this.vae, observations, tf.tensor2d(noise, [batchSize, latentDim]));
      });
      const [reconstructions, kls] = await Promise.all(perExample.map((tensor) => tensor.data()));
      tf.dispose(perExample);
      for (let i = 0; i < Math.min(batchSize, count - start); i++) {
        reconstruction += reconstructions![i]! / count;
        kl += kls![i]! / count;
      }
    }
    return {
      validationLoss: reconstruction + beta * kl,
      validationReconstruction: reconstruction,
      validationKl: kl,
    };
  }
}

/** The gradients of a loss by parameter name. The parts beside the loss are kept for the caller. */
function gradientsOf(
  vae: VAE,
  lossOf: () => LossParts,
): { parts: LossParts; gradients: Map<string, Tensor> } {
  let parts: LossParts | undefined;
  const { value, grads } = tf.variableGrads(() => {
    parts = lossOf();
    tf.keep(parts.reconstruction);
    tf.keep(parts.kl);
    return parts.loss;
  }, [...vae.parameters.values()]);
  const gradients = new Map<string, Tensor>();
  for (const [name, variable] of vae.parameters) gradients.set(name, grads[variable.name]!);
  return { parts: { ...parts!, loss: value }, gradients };
}
