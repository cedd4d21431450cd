/**
 * The results of an evaluation.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { scaleSymlog } from "d3-scale";
import type { EvaluationReport, EvaluationRow } from "../../evaluation/report.ts";
import {
  likelihoodMeasures,
  reportCells,
  reportExplanations,
} from "../../evaluation/report_measures.ts";
import { type Html, markup } from "../html.ts";
import { type AxisLabel, type IntervalRow, renderIntervalChart } from "./interval_chart.ts";
import { renderTable, type Section } from "./section.ts";

/** Ticks by how much they tell: where labels would collide, the first ones are kept. */
const TICKS = [0, 1000, -1000, 10_000, -10_000, 100, -100, 30_000, 3000, 300, -30_000, -3000, -300];

/** Minimum distance of two labels in percent of the width, on a wide page and on a narrow one. */
const LABEL_DISTANCE = { wide: 5.5, narrow: 15 };

/** Ends of an interval, in standard errors from the value: 95 % of a normal distribution. */
const INTERVAL = 1.96;

/**
 * Renders the kernel distances as a chart, and the whole table.
 *
 * @param report The results.
 */
export function measureSection(report: EvaluationReport): Section {
  const [header, ...rows] = reportCells(report);
  const { columns, notes } = reportExplanations();
  const likelihood = likelihoodMeasures(report.likelihood);
  const terms = [...columns, ...likelihood];
  return {
    id: "measures",
    title: "Measures",
    body: markup`
<p class="lead">Kernel distance (KID, times 1,000) to the reference: lower is better. The lines are 95 %
intervals, by the jackknife over writers. The dashed line is the reference floor: one half of the
reference's writers against the other, the score of a perfect model.</p>
${distanceChart(report.rows)}
${renderTable("All measures", header!, rows)}
${
      likelihood.length === 0 ? undefined : markup`<h3>Likelihood and latent space</h3>
${
        renderTable(
          "Likelihood and latent space",
          ["measure", "value"],
          likelihood.map(({ heading, value }) => [heading, value]),
        )
      }`
    }
<details id="measure-notes"><summary>What the measures mean</summary>
<dl class="terms">${
      terms.map(({ heading, explanation }) => markup`<dt>${heading}</dt><dd>${explanation}.</dd>`)
    }</dl>
${notes.map((note) => markup`<p>${note}</p>`)}
</details>`,
  };
}

/** One row per set: the name, then a point with its interval on a shared scale. */
function distanceChart(rows: readonly EvaluationRow[]): Html {
  const distances = rows.map(({ name, comparison: { kid } }): IntervalRow => {
    const reach = INTERVAL * kid.standardError;
    return { name, value: kid.value, interval: [kid.value - reach, kid.value + reach] };
  });
  const [low, high] = [
    Math.min(0, ...distances.map(({ interval }) => interval[0])),
    Math.max(1, ...distances.map(({ interval }) => interval[1])),
  ];
  // Near 0 the scale is linear, so that intervals may reach below; far off it is logarithmic.
  const scale = scaleSymlog([low, high], [1, 99]).constant(100);
  const ticks = TICKS.filter((tick) => tick >= low && tick <= high);
  const narrow = chooseLabels(ticks, scale, LABEL_DISTANCE.narrow);
  return renderIntervalChart({
    label: "KID times 1,000 with 95 % intervals",
    rows: distances,
    scale,
    mark: distances[0]!.value,
    ticks,
    labels: chooseLabels(ticks, scale, LABEL_DISTANCE.wide).map((tick) => ({
      tick,
      isWideOnly: !narrow.includes(tick),
      anchor: anchorAt(scale(tick)),
    })),
    digits: 0,
  });
}

/** The ticks that get a label, so that no two collide. */
function chooseLabels(
  ticks: readonly number[],
  scale: (value: number) => number,
  distance: number,
): number[] {
  const chosen: number[] = [];
  for (const tick of ticks) {
    if (chosen.every((other) => Math.abs(scale(other) - scale(tick)) >= distance)) {
      chosen.push(tick);
    }
  }
  return chosen;
}

/** A label near an end of the chart stays inside. */
function anchorAt(percent: number): AxisLabel["anchor"] {
  if (percent < 4) return "start";
  return percent > 96 ? "end" : "middle";
}
