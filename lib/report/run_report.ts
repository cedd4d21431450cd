/**
 * The report of a training run: a page that grows with the run.
 *
 * @module
 */
import { decodeModel } from "../model/model_file.ts";
import type { Prior } from "../model/prior/prior.ts";
import { createNormalPrior } from "../model/prior/normal.ts";
import type { StepMetrics } from "../training/metrics.ts";
import { collectTrainingPosterior } from "../training/prior/collect_posterior.ts";
import { fitPrior } from "../training/prior/fit_prior.ts";
import type { RunConfig } from "../training/run/run_config.ts";
import { MODEL_FILE, REPORT_FILE } from "../training/run/run_folder.ts";
import type { EpochListener, RecordedRun } from "../training/run/run_listeners.ts";
import { RunImageReader } from "./run_images.ts";
import type { ReportCommand } from "./sections/reproduce.ts";
import { renderTrainingPage, type RunStage } from "./training_page.ts";
import { NearestTrainingIndex } from "./views/nearest_training.ts";
import { createModelViews, type ModelViews } from "./views/model_views.ts";

/** What a report needs to know of a run. */
export interface RunReportOptions {
  /** The run and its folder. */
  readonly recorded: RecordedRun;
  /** What `config.json` records. */
  readonly config: RunConfig;
  /** Commands to repeat and use the run. */
  readonly commands: readonly ReportCommand[];
}

/** Seconds between two pages within an epoch. */
const SECONDS_PER_PAGE = 20;
/** The views of a model that still changes may take this fraction of the time. */
const VIEW_TIME_FRACTION = 0.03;
/** Measuring the training signatures takes seconds, once; shorter runs do it at their end. */
const SECONDS_BEFORE_COMPARISON = 300;
/** Examples that the prior of a model in training is fitted to. */
const POSTERIOR_COUNT = 1000;

/** Writes `report.html` of a run, again and again. */
export class RunReport {
  readonly #options: RunReportOptions;
  readonly #images: RunImageReader;
  readonly #index: NearestTrainingIndex;
  #views: ModelViews | undefined;
  /** When views may be computed again, and when the page was written last, in milliseconds. */
  #viewsDue = -Infinity;
  #written = -Infinity;
  readonly #started = performance.now();

  /**
   * Prepares the report; nothing is written yet.
   *
   * @param options The run.
   */
  constructor(options: RunReportOptions) {
    const { run, trainer: { vae }, data } = options.recorded;
    this.#options = options;
    this.#images = new RunImageReader(run.path, vae.config);
    this.#index = new NearestTrainingIndex(vae, data);
  }

  /** A listener that writes the page after each epoch; it comes after those that it shows. */
  get listener(): EpochListener {
    return async ({ epoch }) => {
      this.#images.forget(epoch);
      if (performance.now() >= this.#viewsDue) await this.#viewModelInTraining(epoch);
      await this.write({ kind: "training" });
    };
  }

  /**
   * Writes the page within an epoch, unless it was written shortly before.
   *
   * @param step The latest record.
   * @param secondsLeft Time until the last epoch ends.
   */
  async writeIfDue(step: StepMetrics, secondsLeft: number): Promise<void> {
    if (performance.now() - this.#written < 1000 * SECONDS_PER_PAGE) return;
    await this.write({ kind: "training", step, secondsLeft });
  }

  /** Computes the views of the best model with its fitted prior, for the last page. */
  async viewFinalModel(): Promise<void> {
    const { run, trainer, data } = this.#options.recorded;
    const model = await decodeModel(await run.read(MODEL_FILE));
    try {
      const { seed } = trainer.options;
      this.#views = await createModelViews(model, { seed, data, index: this.#index });
    } finally {
      model.vae.dispose();
      model.prior.dispose();
    }
  }

  /**
   * Writes the page.
   *
   * @param stage What the run is doing.
   * @returns Its path.
   */
  async write(stage: RunStage): Promise<string> {
    const { recorded: { run, trainer, data }, config, commands } = this.#options;
    const page = renderTrainingPage({
      path: run.path,
      stage,
      config,
      metrics: run.metrics,
      stepsPerEpoch: trainer.stepsPerEpoch,
      images: await this.#images.read(run.metrics.at(-1)?.epoch ?? 0),
      areHeldOut: data.validationCount > 0,
      views: this.#views,
      commands,
      written: new Date(),
      refreshSeconds: SECONDS_PER_PAGE,
    });
    const path = await run.write(REPORT_FILE, page);
    this.#written = performance.now();
    return path;
  }

  async #viewModelInTraining(epoch: number): Promise<void> {
    const start = performance.now();
    const { trainer: { vae, options: { seed } }, data } = this.#options.recorded;
    const prior = await this.#quickPrior(epoch);
    try {
      const isLong = start - this.#started > 1000 * SECONDS_BEFORE_COMPARISON;
      const options = { seed, epoch, data, index: isLong ? this.#index : undefined };
      this.#views = await createModelViews({ vae, prior }, options);
    } finally {
      prior.dispose();
    }
    const now = performance.now();
    this.#viewsDue = now + (now - start) / VIEW_TIME_FRACTION;
  }

  /** A prior for the weights of this moment, of a kind that takes no time to fit. */
  async #quickPrior(epoch: number): Promise<Prior> {
    const { trainer: { vae, options }, data, prior } = this.#options.recorded;
    if (prior === "normal") return createNormalPrior(vae.config.latentDim);
    const request = { batchSize: options.batchSize, limit: POSTERIOR_COUNT, epoch };
    const posterior = await collectTrainingPosterior(vae, data, request);
    return await fitPrior("gaussian", posterior, { seed: options.seed });
  }
}
