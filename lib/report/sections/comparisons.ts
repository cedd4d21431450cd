/**
 * The results of a comparison of models.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { scaleLinear } from "d3-scale";
import {
  classifierCells,
  type ClassifierComparison,
  type ClassifierVerdict,
} from "../../evaluation/compare_by_classifier.ts";
import { statisticCells, type StatisticComparison } from "../../evaluation/compare_statistics.ts";
import type { PairedComparison } from "../../evaluation/paired_comparison.ts";
import { STATISTICS } from "../../evaluation/statistics.ts";
import { type Html, markup } from "../html.ts";
import { type IntervalRow, renderIntervalChart } from "./interval_chart.ts";
import { renderTable, type Section } from "./section.ts";

/** A comparison of the model with another. */
export interface ComparisonRow extends PairedComparison {
  /** The other model. */
  readonly model: string;
  /** The folders that were pooled; `null` stands for built-in signatures. */
  readonly data: readonly (string | null)[];
  /** How well a classifier tells the samples of both from the reference. */
  readonly classifier: ClassifierComparison;
  /** The comparison of each statistic. */
  readonly statistics: readonly StatisticComparison[];
}

/** How many ticks an axis has, about. */
const TICKS = 4;

const NEARER: Readonly<Record<ClassifierVerdict, string>> = {
  "first is nearer": "this model",
  "second is nearer": "the other model",
  "no significant difference": "no significant difference",
  "too far to rank": "both too far to rank",
  "too near to rank": "both too near to rank",
};

/**
 * Renders the differences of the kernel distances, and below each pair of models those of the stroke
 * statistics.
 *
 * @param rows The results.
 * @param verdicts The results in words.
 */
export function comparisonSections(
  rows: readonly ComparisonRow[],
  verdicts: readonly string[],
): Section[] {
  return [
    {
      id: "differences",
      title: "Which model is nearer",
      shortTitle: "Nearer",
      body: distancesBody(rows, verdicts),
    },
    {
      id: "classifier",
      title: "Classifier two-sample test",
      shortTitle: "Classifier",
      body: classifierBody(rows),
    },
    {
      id: "statistics",
      title: "Stroke statistics",
      shortTitle: "Statistics",
      body: statisticsBody(rows),
    },
  ];
}

function distancesBody(rows: readonly ComparisonRow[], verdicts: readonly string[]): Html {
  const differences = rows.map((row) => ({
    name: nameOf(row),
    value: row.difference,
    interval: row.interval,
  }));
  return markup`
<ul class="verdicts">${verdicts.map((verdict) => markup`<li>${verdict}</li>`)}</ul>
<p class="lead">Distance of the other model to the reference minus that of this model: to the right of
the dashed line, this model is nearer. The lines are 95 % intervals, by a bootstrap over writers and
samples, paired; where one crosses the dashed line, the difference is not significant.</p>
${differenceChart("Difference of the distances, times 1,000", differences)}
${
    renderTable(
      "Differences of the distances",
      ["compared with, on", "writers", "difference", "+-", "95 %", "nearer"],
      rows.map((row) => [
        nameOf(row),
        String(row.writers),
        row.difference.toFixed(2),
        row.standardError.toFixed(2),
        row.interval.map((end) => end.toFixed(2)).join(" to "),
        NEARER[row.verdict],
      ]),
    )
  }
<p class="lead">The distance is the squared maximum mean discrepancy of the feature vectors, times 1,000,
under the kernel exp(-|x - y|² / d). Each writer counts once.</p>`;
}

function nameOf({ model, data }: ComparisonRow): string {
  const folders = data.map((name) => name ?? "built-in signatures").join(" and ");
  return `${model}, on ${folders}`;
}

function classifierBody(rows: readonly ComparisonRow[]): Html {
  const differences = rows.map((row) => ({
    name: nameOf(row),
    value: row.classifier.difference,
    interval: row.classifier.interval,
  }));
  return markup`
<p class="lead">A classifier is trained to tell the samples of both models from real signatures, and tested
on writers and samples that it has not seen. AUC is the probability that it finds a real signature more
real than a sample: about 0.5, or less with few writers, where it cannot tell them apart, 1 where it always
can. To the right of the dashed line, samples of this model are harder to tell. Where both AUCs are close
to 1, or one is below 0.5 and neither significantly above, they do not say which model is nearer.</p>
${differenceChart("Difference of the AUC", differences, 3)}
${
    renderTable(
      "AUC of the classifier",
      ["compared with, on", "this model", "other model", "difference", "+-", "95 %", "nearer"],
      rows.map((row) => [
        nameOf(row),
        ...classifierCells(row.classifier),
        NEARER[row.classifier.verdict],
      ]),
    )
  }`;
}

function statisticsBody(rows: readonly ComparisonRow[]): Html {
  return markup`
<p class="lead">Distance of the distribution of each statistic to that of the reference (Wasserstein-1,
in the unit of the statistic; lower is better), for this model and the other one, and the difference
with its 95 % interval.</p>
${rows.map(statisticsOf)}
<details id="statistic-notes"><summary>What the statistics mean</summary>
<dl class="terms">${
    STATISTICS.map(({ heading, explanation, unit }) =>
      markup`<dt>${heading}</dt><dd>${explanation}${unit === undefined ? "" : `, in ${unit}`}.</dd>`
    )
  }</dl></details>`;
}

function statisticsOf(row: ComparisonRow): Html {
  const title = nameOf(row);
  return markup`<h3>${title}</h3>
${
    renderTable(
      `Stroke statistics: ${title}`,
      ["statistic", "this model", "other model", "difference", "95 %", "nearer"],
      row.statistics.map((statistic) => [
        ...statisticCells(statistic),
        NEARER[statistic.verdict],
      ]),
    )
  }`;
}

/** One row per difference; the dashed line marks 0. */
function differenceChart(label: string, rows: readonly IntervalRow[], digits = 1): Html {
  const scale = scaleLinear(
    [
      Math.min(-1e-3, ...rows.map(({ interval }) => interval[0])),
      Math.max(1e-3, ...rows.map(({ interval }) => interval[1])),
    ],
    [2, 98],
  );
  const ticks = scale.ticks(TICKS);
  const labels = ticks.map((tick) => ({ tick, anchor: "middle" as const }));
  return renderIntervalChart({ label, rows, scale, mark: 0, ticks, labels, digits });
}
