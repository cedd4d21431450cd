/**
 * The output of a command: for display, for scripts, or none.
 *
 * @module
 */
import { count, duration } from "../report/describe.ts";
import type { EpochMetrics, StepMetrics } from "../training/metrics.ts";

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

const BAR_WIDTH = 10; // leaves room for the figures on a terminal of 80 columns
const MILLISECONDS_BETWEEN_BARS = 100;

/**
 * Creates a reporter. Progress bars appear on a terminal only.
 *
 * @param options How much is printed, and in which form.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const isTerminal = Deno.stderr.isTerminal();
  const showsText = !options.quiet && !options.json;
  const showsBars = showsText && isTerminal;
  let barLength = 0;
  let lastBar = -Infinity;

  const clearBar = () => {
    if (barLength > 0) writeError(`\r${" ".repeat(barLength)}\r`);
    barLength = 0;
    lastBar = -Infinity;
  };
  const renderBar = (text: string, isLast: boolean) => {
    const now = performance.now();
    if (!isLast && now - lastBar < MILLISECONDS_BETWEEN_BARS) return;
    const line = text.slice(0, terminalWidth() - 1);
    writeError(`\r${line.padEnd(barLength)}`);
    barLength = line.length;
    lastBar = now;
  };

  return {
    info: (message) => {
      clearBar();
      if (showsText) console.log(message);
    },
    warn: (message) => {
      clearBar();
      console.error(message);
    },
    progress: (label, done, total, detail = "") => {
      if (!showsBars) return;
      renderBar(`${label} ${bar(done, total)} ${done}/${total} ${detail}`, done === total);
      if (done === total) clearBar();
    },
    step: (metrics, epochs, secondsLeft) => {
      if (!showsBars) return;
      const { epoch, step, stepsPerEpoch, reconstruction, kl, imagesPerSecond } = metrics;
      renderBar(
        `epoch ${epoch}/${epochs} ${bar(step, stepsPerEpoch)} ${step}/${stepsPerEpoch}  ` +
          `${reconstruction.toFixed(1)} + KL ${kl.toFixed(1)}  ${imagesPerSecond.toFixed(0)}/s  ` +
          `${duration(secondsLeft)} left`,
        false,
      );
    },
    epoch: (metrics, epochs) => {
      clearBar();
      if (options.json) console.log(JSON.stringify({ event: "epoch", ...metrics }));
      else if (showsText) console.log(describeEpoch(metrics, epochs));
    },
    event: (data) => {
      clearBar();
      if (options.json) console.log(JSON.stringify(data));
    },
    result: (message, data) => {
      clearBar();
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

function bar(done: number, total: number): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, done / Math.max(1, total)));
  return `[${"=".repeat(filled)}${" ".repeat(BAR_WIDTH - filled)}]`;
}

function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}

function writeError(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
