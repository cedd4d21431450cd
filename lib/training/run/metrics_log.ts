/**
 * Metrics as text: JSON lines for programs, comma-separated values for spreadsheets.
 *
 * @module
 */
import type { EpochMetrics } from "../metrics.ts";

/** The columns in their order; the compiler asks for each metric. */
const COLUMNS = Object.keys(
  {
    epoch: true,
    step: true,
    loss: true,
    reconstruction: true,
    kl: true,
    gradientNorm: true,
    validationLoss: true,
    validationReconstruction: true,
    validationKl: true,
    imageMse: true,
    imageBce: true,
    beta: true,
    learningRate: true,
    best: true,
    seconds: true,
    imagesPerSecond: true,
  } satisfies Record<keyof EpochMetrics, true>,
) as (keyof EpochMetrics)[];

/**
 * Formats metrics as JSON lines, one object per epoch.
 *
 * @param metrics Records in the order of epochs.
 */
export function toJsonLines(metrics: readonly EpochMetrics[]): string {
  return metrics.map((record) => JSON.stringify(record, [...COLUMNS]) + "\n").join("");
}

/**
 * Parses metrics from JSON lines.
 *
 * @param text The JSON lines.
 * @throws {SyntaxError} If a line is not a record.
 */
export function fromJsonLines(text: string): EpochMetrics[] {
  return text.split("\n").filter((line) => line !== "").map((line, i) => {
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      record = undefined;
    }
    if (!Number.isInteger((record as EpochMetrics | undefined)?.epoch)) {
      throw new SyntaxError(`Cannot read metrics: line ${i + 1} is not the record of an epoch`);
    }
    return record as EpochMetrics;
  });
}

/**
 * Formats metrics as comma-separated values with a header line.
 *
 * @param metrics Records in the order of epochs.
 */
export function toCsv(metrics: readonly EpochMetrics[]): string {
  const rows = metrics.map((record) => COLUMNS.map((column) => record[column] ?? "").join(","));
  return [COLUMNS.join(","), ...rows].join("\n") + "\n";
}
