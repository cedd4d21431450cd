/**
 * The learning curves of a run.
 *
 * @module
 */
import { type LineChart, renderLineChart } from "./line_chart.ts";
import type { ChartPanel } from "./render_plot.ts";
import type { EpochMetrics } from "../metrics.ts";

/** A quantity of an epoch, on the training images and on held-out ones. */
type Curve = readonly [title: string, unit: string, ...keys: readonly (keyof EpochMetrics)[]];

const CURVES: readonly Curve[] = [
  ["loss: reconstruction + β KL", "nats per image", "loss", "validationLoss"],
  ["reconstruction", "nats per image", "reconstruction", "validationReconstruction"],
  ["KL divergence", "nats per image", "kl", "validationKl"],
  ["MSE of reconstructed pixels", "", "imageMse"],
  ["learning rate", "", "learningRate"],
  ["β, weight of the KL divergence", "", "beta"],
];
const LABELS = ["training", "validation"];

/**
 * Renders the loss and its two terms on training and held-out images, the error of reconstructed
 * pixels, learning rate and KL weight over the epochs, with the best epoch marked. Absent
 * measurements are left out.
 *
 * @param metrics Records in order of epochs.
 * @returns A self-contained SVG document, for light and dark colour schemes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const record = { epoch: 1, step: 10, loss: 90, reconstruction: 80, kl: 10, gradientNorm: 1 };
 * const rest = { beta: 1, learningRate: 1e-3, best: true, seconds: 1, imagesPerSecond: 100 };
 * assert.match(renderCurves([{ ...record, ...rest }]), /KL divergence \(nats per image\)/);
 * ```
 */
export function renderCurves(metrics: readonly EpochMetrics[]): string {
  return renderLineChart(learningCurves(metrics));
}

/**
 * What {@linkcode renderCurves} shows, as data.
 *
 * @param metrics Records in order of epochs.
 */
export function learningCurves(metrics: readonly EpochMetrics[]): LineChart {
  const best = metrics.findLast((record) => record.best)?.epoch;
  return {
    title: "Learning curves",
    xLabel: "epoch",
    x: metrics.map(({ epoch }) => epoch),
    panels: CURVES.flatMap((curve) => createPanel(curve, metrics)),
    mark: best === undefined ? undefined : { x: best, label: `best: epoch ${best}` },
  };
}

function createPanel(
  [title, unit, ...keys]: Curve,
  metrics: readonly EpochMetrics[],
): ChartPanel[] {
  const series = keys
    .map((key, i) => ({
      label: LABELS[i]!,
      y: metrics.map((record) => Number(record[key] ?? NaN)),
    }))
    .filter(({ y }) => y.some(Number.isFinite));
  return series.length === 0 ? [] : [{ title, ...unit === "" ? {} : { unit }, series }];
}
