/**
 * The training loop.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BatchSource } from "../dataset/batches.ts";
import { type LossParts, negativeElbo } from "../model/loss.ts";
import type { TensorData } from "../model/safetensors.ts";
import type { VAE } from "../model/vae.ts";
import { Random } from "../random.ts";
import type { Latents, Tensor } from "../types.ts";
import { Adam } from "./adam.ts";
import type { EpochMetrics, StepMetrics } from "./metrics.ts";
import { checkTrainingOptions, DEFAULT_TRAINING_OPTIONS, type TrainingOptions } from "./options.ts";
import { RunningLosses, stackLosses } from "./running_losses.ts";
import { betaAt, learningRateAt } from "./schedule.ts";
import { validate, type ValidationMetrics } from "./validate.ts";
import { type ValueAndGradients, valueAndGradients } from "./value_and_gradients.ts";

/** The progress of a run: its counters and running losses, as plain data. */
export interface TrainingProgress {
  /** Completed epochs. */
  readonly epoch: number;
  /** Steps taken in the current epoch. */
  readonly batch: number;
  /** Sums of the losses over these steps, see {@linkcode RunningLosses.sums}. */
  readonly sums: readonly number[];
  /** Number of Adam's updates. */
  readonly optimizerStep: number;
  /** Lowest loss of an epoch so far; `null` before the first. */
  readonly bestLoss: number | null;
  /** Epochs since then. */
  readonly epochsSinceBest: number;
}

/** The state from which a run continues exactly, given the model's parameters and the data. */
export interface TrainerState {
  /** Counters and running losses. */
  readonly progress: TrainingProgress;
  /** Adam's moments. */
  readonly optimizer: ReadonlyMap<string, TensorData>;
}

/**
 * Trains a VAE by stochastic gradient descent on the negative ELBO (Kingma & Welling 2014,
 * algorithm 1). {@linkcode Trainer.epochs} yields one record per epoch; display and files are
 * listeners of these records.
 *
 * Every random choice is derived from seed, epoch and step, so runs are reproducible, and a run
 * continued from a checkpoint is the same run.
 */
export class Trainer {
  /** The model. */
  readonly vae: VAE;
  /** The settings of the run. */
  readonly options: TrainingOptions;
  /** Steps per epoch. */
  readonly stepsPerEpoch: number;
  /**
   * Called every few steps, when {@linkcode Trainer.state} is consistent. The next step waits for the
   * promise that it returns.
   */
  onStep: ((metrics: StepMetrics) => void | Promise<void>) | undefined;
  readonly #data: BatchSource;
  readonly #adam: Adam;
  #epoch = 0;
  #batch = 0;
  #losses = new RunningLosses();
  #bestLoss: number | null = null;
  #epochsSinceBest = 0;
  /** Start of this epoch, or of the rest of an interrupted one. */
  #started = { time: 0, batch: 0 };

  /**
   * Prepares a run; nothing is computed yet.
   *
   * @param vae The model. The caller disposes it.
   * @param data Source of the batches.
   * @param options Settings; missing ones are {@linkcode DEFAULT_TRAINING_OPTIONS}.
   * @throws {RangeError} If a setting is out of range, the training set is empty, or model and data
   * differ in shape.
   */
  constructor(vae: VAE, data: BatchSource, options: Partial<TrainingOptions> = {}) {
    this.options = checkTrainingOptions({ ...DEFAULT_TRAINING_OPTIONS, ...options });
    if (data.trainingCount === 0) {
      throw new RangeError("Cannot train: the training set is empty");
    }
    if (data.observationShape.join() !== vae.observationShape.join()) {
      throw new RangeError(
        `Cannot train: the data has shape [${data.observationShape}], ` +
          `expected [${vae.observationShape}]`,
      );
    }
    this.vae = vae;
    this.#data = data;
    this.#adam = new Adam(vae.parameters);
    this.stepsPerEpoch = Math.max(1, Math.floor(data.trainingCount / this.options.batchSize));
  }

  /**
   * Runs the remaining epochs.
   *
   * @param signal Stops the run after the current step. It can then be saved and continued.
   * @returns One record per epoch.
   * @throws {NonFiniteLossError} If the loss or the gradient is not finite.
   */
  async *epochs(signal?: AbortSignal): AsyncGenerator<EpochMetrics> {
    while (!this.finished) {
      this.#started = { time: performance.now(), batch: this.#batch };
      await this.#runSteps(signal);
      if (this.#batch < this.stepsPerEpoch) return;
      const speed = this.#speed();
      yield this.#finishEpoch(await validate(this.vae, this.#data, this.options), speed);
    }
  }

  /** Whether all epochs are done, or early stopping has ended the run. */
  get finished(): boolean {
    const { epochs, patience } = this.options;
    return this.#epoch >= epochs || (patience > 0 && this.#epochsSinceBest >= patience);
  }

  /** The state to save, see {@linkcode TrainerState}. */
  async state(): Promise<TrainerState> {
    return {
      progress: {
        epoch: this.#epoch,
        batch: this.#batch,
        sums: this.#losses.sums,
        optimizerStep: this.#adam.step,
        bestLoss: this.#bestLoss,
        epochsSinceBest: this.#epochsSinceBest,
      },
      optimizer: await this.#adam.read(),
    };
  }

  /**
   * Continues from a saved state. The caller restores the model's parameters.
   *
   * @param state What {@linkcode Trainer.state} returned.
   * @throws {RangeError} If the state belongs to another model.
   */
  restore({ progress, optimizer }: TrainerState): void {
    this.#adam.restore(optimizer, progress.optimizerStep);
    this.#epoch = progress.epoch;
    this.#batch = progress.batch;
    this.#losses.sums = progress.sums;
    this.#bestLoss = progress.bestLoss;
    this.#epochsSinceBest = progress.epochsSinceBest;
  }

  /** Frees the tensors of the optimizer, and the losses of steps that an error interrupted. */
  dispose(): void {
    this.#adam.dispose();
    this.#losses.dispose();
  }

  /** Runs the remaining steps of an epoch, or those until the signal aborts. */
  async #runSteps(signal: AbortSignal | undefined): Promise<void> {
    while (this.#batch < this.stepsPerEpoch && !signal?.aborted) {
      this.#losses.push(this.#trainStep());
      this.#batch++;
      if (this.#losses.isFlushDue) await this.#reportStep();
    }
    await this.#reportStep();
  }

  /** Takes one step and returns its losses, see {@linkcode stackLosses}. */
  #trainStep(): Tensor {
    const { batchSize, clipNorm, freeBits, seed } = this.options;
    const { latentDim } = this.vae.config;
    const step = this.#step;
    const { beta, learningRate } = this.#scheduleAt(step);
    const batch = this.#data.trainingBatch(this.#epoch, this.#batch, batchSize);
    const noise = new Random(seed, "epsilon", step).normals(batchSize * latentDim);
    return tf.tidy(() => {
      const x = tf.tensor(batch, [batchSize, ...this.#data.observationShape]);
      const epsilon: Latents = tf.tensor2d(noise, [batchSize, latentDim]);
      const { loss, reconstruction, kl, gradients } = lossAndGradients(
        this.vae,
        () => negativeElbo(this.vae, x, epsilon, { beta, freeBits }),
      );
      const gradientNorm = this.#adam.update(gradients, learningRate, clipNorm);
      const losses = stackLosses({ loss, reconstruction, kl, gradientNorm });
      tf.dispose([reconstruction, kl]);
      return losses;
    });
  }

  /** Steps taken since the start of the run. */
  get #step(): number {
    return this.#epoch * this.stepsPerEpoch + this.#batch;
  }

  /** Weight of the KL term and learning rate at a step. */
  #scheduleAt(step: number): Pick<EpochMetrics, "beta" | "learningRate"> {
    const steps = this.options.epochs * this.stepsPerEpoch;
    return {
      beta: betaAt(step, this.stepsPerEpoch, this.options),
      learningRate: learningRateAt(step, steps, this.options),
    };
  }

  async #reportStep(): Promise<void> {
    if (!await this.#losses.flush(this.#epoch + 1)) return;
    const { loss, reconstruction, kl } = this.#losses.means(this.#batch);
    await this.onStep?.({
      epoch: this.#epoch + 1,
      step: this.#step,
      stepInEpoch: this.#batch,
      stepsPerEpoch: this.stepsPerEpoch,
      loss,
      reconstruction,
      kl,
      imagesPerSecond: this.#speed().imagesPerSecond,
    });
    await new Promise((resolve) => setTimeout(resolve)); // so that signals and timers are handled
  }

  #speed(): Pick<EpochMetrics, "seconds" | "imagesPerSecond"> {
    const { time, batch } = this.#started;
    const seconds = (performance.now() - time) / 1000;
    return { seconds, imagesPerSecond: (this.#batch - batch) * this.options.batchSize / seconds };
  }

  #finishEpoch(
    validation: ValidationMetrics | undefined,
    speed: Pick<EpochMetrics, "seconds" | "imagesPerSecond">,
  ): EpochMetrics {
    const losses = this.#losses.means(this.stepsPerEpoch);
    const criterion = validation?.validationLoss ?? losses.loss;
    const best = this.#bestLoss === null || criterion < this.#bestLoss;
    if (best) this.#bestLoss = criterion;
    this.#epochsSinceBest = best ? 0 : this.#epochsSinceBest + 1;
    this.#epoch++;
    this.#batch = 0;
    this.#losses = new RunningLosses();
    return {
      epoch: this.#epoch,
      step: this.#step,
      ...losses,
      ...validation,
      ...this.#scheduleAt(this.#step - 1),
      best,
      ...speed,
    };
  }
}

/** A loss and its gradients by parameter name. The caller disposes reconstruction and KL. */
function lossAndGradients(
  vae: VAE,
  lossOf: () => LossParts,
): LossParts & Pick<ValueAndGradients, "gradients"> {
  let parts: LossParts | undefined;
  const { value, gradients } = valueAndGradients(vae.parameters, () => {
    parts = lossOf();
    tf.keep(parts.reconstruction);
    tf.keep(parts.kl);
    return parts.loss;
  });
  return { ...parts!, loss: value, gradients };
}
