/**
 * What a command tells its user, and how: for people, for scripts, or not at all.
 *
 * @module
 */
import type { EpochMetrics, StepMetrics } from "../training/trainer.ts";

/** How much is told, and in which form. */
export interface ReporterOptions {
  /** Only errors and the final result. */
  readonly quiet: boolean;
  /** One JSON object per line on standard output, for scripts. */
  readonly json: boolean;
}

/** Where a command's messages go. */
export interface Reporter {
  /** Says something that a person may want to know. */
  info(message: string): void;
  /** Says something that a person should look at. */
  warn(message: string): void;
  /** Shows how far a long task is; the next message replaces it. */
  progress(label: string, done: number, total: number, detail?: string): void;
  /** Shows a step of training. */
  step(metrics: StepMetrics, epochs: number, secondsLeft: number): void;
  /** Shows an epoch of training. */
  epoch(metrics: EpochMetrics, epochs: number): void;
  /** Tells scripts what happened; people learn it otherwise. */
  event(data: Readonly<Record<string, unknown>>): void;
  /** Says how the command ended: as text for people, as data for scripts. */
  result(message: string, data: Readonly<Record<string, unknown>>): void;
}

const BAR_WIDTH = 10; // leaves room for the figures on a terminal of 80 columns
const MILLISECONDS_BETWEEN_BARS = 100;

/**
 * Makes the reporter that the options ask for. Progress bars appear on a terminal only.
 *
 * @param options How much is told, and in which form.
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
  const drawBar = (text: string, isLast: boolean) => {
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
      drawBar(`${label} ${bar(done, total)} ${done}/${total} ${detail}`, done === total);
      if (done === total) clearBar();
    },
    step: (metrics, epochs, secondsLeft) => {
      if (!showsBars) return;
      const { epoch, step, stepsPerEpoch, reconstruction, kl, imagesPerSecond } = metrics;
      drawBar(
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

/** So many of something, for people. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * A length of time for people.
 *
 * @param seconds The time.
 */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

function describeEpoch(metrics: EpochMetrics, epochs: number): string {
  const { epoch, loss, reconstruction, kl, validationLoss, seconds, imagesPerSecond } = metrics;
  const number = String(epoch).padStart(String(epochs).length);
  const validation = validationLoss === undefined
    ? ""
    : `  validation ${validationLoss.toFixed(1)}`;
  return `epoch ${number}/${epochs}  loss ${loss.toFixed(1)} = ${reconstruction.toFixed(1)} + ` +
    `KL ${kl.toFixed(1)}${validation}${metrics.best ? " *" : "  "} ` +
    `${seconds.toFixed(1)} s  ${imagesPerSecond.toFixed(0)} images/s`;
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
