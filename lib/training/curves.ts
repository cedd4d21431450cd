/**
 * The curves of a run as a picture.
 *
 * @module
 */
import { encodeColorPng } from "../image/codecs/encode.ts";
import { type ChartPanel, lineChart } from "../image/drawing/line_chart.ts";
import type { EpochMetrics } from "./metrics.ts";

/**
 * Draws loss, its two parts, the error of reconstructed images and the learning rate over the epochs.
 *
 * @param metrics Records in order of epochs.
 * @returns The bytes of a PNG image.
 */
export function drawCurves(metrics: readonly EpochMetrics[]): Uint8Array {
  const x = metrics.map(({ epoch }) => epoch);
  const series = (label: string, key: keyof EpochMetrics) => ({
    label,
    x,
    y: metrics.map((record) => Number(record[key] ?? NaN)),
  });
  const isValidated = metrics.some(({ validationLoss }) => validationLoss !== undefined);
  const pair = (key: keyof EpochMetrics, validationKey: keyof EpochMetrics) =>
    isValidated
      ? [series("training", key), series("validation", validationKey)]
      : [series("training", key)];
  const panels: ChartPanel[] = [
    { title: "loss (nats per image)", series: pair("loss", "validationLoss") },
    {
      title: "reconstruction (nats per image)",
      series: pair("reconstruction", "validationReconstruction"),
    },
    { title: "KL divergence (nats per image)", series: pair("kl", "validationKl") },
    ...(metrics.some(({ imageMse }) => imageMse !== undefined)
      ? [{ title: "squared error of reconstructed pixels", series: [series("MSE", "imageMse")] }]
      : []),
    { title: "learning rate", series: [series("learning rate", "learningRate")] },
  ];
  return encodeColorPng(lineChart(panels));
}
