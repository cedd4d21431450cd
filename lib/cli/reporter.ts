/**
 * The output of a command: for display, for scripts, or none.
 *
 * @module
 */
import { count, duration } from "../report/describe.ts";
import type { EpochMetrics, StepMetrics } from "../training/metrics.ts";
import { progressBar, ProgressLine } from "./progress_line.ts";

export { count, duration };

/** How much is printed, and in which form. */
export interface ReporterOptions {
  /** Only warnings, errors and the final result. */
  readonly quiet: boolean;
  /** One JSON object per line on standard output, for scripts. */
  readonly json: boolean;
}

/** Prints a command's messages. */
export interface Reporter {
  /** Prints information for people. */
  info(message: string): void;
  /** Prints a warning. */
  warn(message: string): void;
  /** Shows the progress of a long task; the next message replaces it. */
  progress(label: string, done: number, total: number, detail?: string): void;
  /** Shows the progress of an epoch. */
  step(metrics: StepMetrics, epochs: number, secondsLeft: number): void;
  /** Prints the record of an epoch. */
  epoch(metrics: EpochMetrics, epochs: number): void;
  /** Prints an event for scripts only. */
  event(data: Readonly<Record<string, unknown>>): void;
  /** Prints the result: as text for people, as data for scripts. */
  result(message: string, data: Readonly<Record<string, unknown>>): void;
}

/**
 * Creates a reporter. Progress bars appear on a terminal only.
 *
 * @param options How much is printed, and in which form.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const isTerminal = Deno.stderr.isTerminal();
  const showsText = !options.quiet && !options.json;
  const showsBars = showsText && isTerminal;
  const line = new ProgressLine();

  return {
    info: (message) => {
      line.clear();
      if (showsText) console.log(message);
    },
    warn: (message) => {
      line.clear();
      console.error(message);
    },
    progress: (label, done, total, detail = "") => {
      if (!showsBars) return;
      line.show(`${label} ${progressBar(done, total)} ${done}/${total} ${detail}`, done === total);
      if (done === total) line.clear();
    },
    step: (metrics, epochs, secondsLeft) => {
      if (!showsBars) return;
      const { epoch, stepInEpoch, stepsPerEpoch, reconstruction, kl, imagesPerSecond } = metrics;
      line.show(
        `epoch ${epoch}/${epochs} ${
          progressBar(stepInEpoch, stepsPerEpoch)
        } ${stepInEpoch}/${stepsPerEpoch}  ` +
          `${reconstruction.toFixed(1)} + KL ${kl.toFixed(1)}  ${imagesPerSecond.toFixed(0)}/s  ` +
          `${duration(secondsLeft)} left`,
        false,
      );
    },
    epoch: (metrics, epochs) => {
      line.clear();
      if (options.json) console.log(JSON.stringify({ event: "epoch", ...metrics }));
      else if (showsText) console.log(describeEpoch(metrics, epochs));
    },
    event: (data) => {
      line.clear();
      if (options.json) console.log(JSON.stringify(data));
    },
    result: (message, data) => {
      line.clear();
      console.log(options.json ? JSON.stringify(data) : message);
    },
  };
}

function describeEpoch(metrics: EpochMetrics, epochs: number): string {
  const { epoch, loss, reconstruction, kl, validationLoss, seconds, imagesPerSecond } = metrics;
  const number = String(epoch).padStart(String(epochs).length);
  const validation = validationLoss === undefined
    ? ""
    : `  validation ${validationLoss.toFixed(1)}`;
  const parts = `reconstruction ${reconstruction.toFixed(1)}, KL ${kl.toFixed(1)}`;
  const best = metrics.best ? "  best" : "";
  return `epoch ${number}/${epochs}  loss ${loss.toFixed(1)} (${parts})${validation}  ` +
    `${seconds.toFixed(1)} s  ${imagesPerSecond.toFixed(0)} images/s${best}`;
}
