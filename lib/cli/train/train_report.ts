/**
 * The report of a run, written while it trains.
 *
 * @module
 */
import { RunReport } from "../../report/run_report.ts";
import type { RunStage } from "../../report/training_page.ts";
import type { StepMetrics } from "../../training/metrics.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import type { EpochListener, RecordedRun } from "../../training/run/run_listeners.ts";
import { EarlyEnd } from "../application.ts";
import type { Reporter } from "../reporter.ts";
import { runCommands } from "./run_commands.ts";

/** Writes a run's report. If that fails, it warns once and the run continues. */
export class TrainReport {
  readonly #report: RunReport;
  readonly #reporter: Reporter;
  #hasFailed = false;

  /**
   * Prepares the report.
   *
   * @param recorded The run.
   * @param config What `config.json` records.
   * @param reporter Prints where the report is.
   */
  constructor(recorded: RecordedRun, config: RunConfig, reporter: Reporter) {
    const commands = runCommands(recorded.run.path, config);
    this.#report = new RunReport({ recorded, config, commands });
    this.#reporter = reporter;
  }

  /** Writes the first page and prints its path. */
  async start(): Promise<void> {
    const path = await this.#try(() => this.#report.write({ kind: "training" }));
    if (path === undefined) return;
    this.#reporter.info(`report: "${path}", to open in a browser; it is updated during the run`);
  }

  /** Writes the page after each epoch. */
  get listener(): EpochListener {
    const { listener } = this.#report;
    return async (metrics) => {
      await this.#try(() => listener(metrics));
    };
  }

  /** Writes the page within an epoch, now and then. */
  async step(metrics: StepMetrics, secondsLeft: number): Promise<void> {
    await this.#try(() => this.#report.writeIfDue(metrics, secondsLeft));
  }

  /** Writes the page of a later stage of the run. */
  async enter(stage: RunStage): Promise<string | undefined> {
    return await this.#try(async () => {
      if (stage.kind === "finished") await this.#report.viewFinalModel();
      return await this.#report.write(stage);
    });
  }

  /** Writes the last page of a run that an error ended. */
  async end(error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    await this.enter(
      error instanceof EarlyEnd ? { kind: "interrupted" } : { kind: "failed", reason },
    );
  }

  async #try<T>(write: () => Promise<T>): Promise<T | undefined> {
    try {
      return await write();
    } catch (error) {
      if (!this.#hasFailed) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#reporter.warn(`warning: the report is incomplete: ${reason}`);
      }
      this.#hasFailed = true;
      return undefined;
    }
  }
}
