/**
 * Charts of values with their intervals: a row for each, over a common axis.
 *
 * @module
 */
import type { Interval } from "../../evaluation/confidence_interval.ts";
import { type Html, markup } from "../html.ts";

/** A row of a chart. */
export interface IntervalRow {
  /** What the value is of. */
  readonly name: string;
  /** The value. */
  readonly value: number;
  /** Ends of its interval. */
  readonly interval: Interval;
}

/** A label of the axis. */
export interface AxisLabel {
  /** Where it is. */
  readonly tick: number;
  /** Whether it is left out on narrow pages. */
  readonly isWideOnly?: boolean;
  /** How the text is aligned with its place. */
  readonly anchor: "start" | "middle" | "end";
}

/** A chart. */
export interface IntervalChart {
  /** What the values are, for screen readers. */
  readonly label: string;
  /** The rows, from top to bottom. */
  readonly rows: readonly IntervalRow[];
  /** From a value to percent of the width. */
  readonly scale: (value: number) => number;
  /** Where a dashed line marks what the values are compared with. */
  readonly mark: number;
  /** Where thin lines are. */
  readonly ticks: readonly number[];
  /** The labels of the axis. */
  readonly labels: readonly AxisLabel[];
  /** Digits of the values after the point. */
  readonly digits: number;
}

/**
 * Renders a chart.
 *
 * @param chart The chart.
 */
export function renderIntervalChart(chart: IntervalChart): Html {
  const { label, rows, scale, labels, digits } = chart;
  const spoken = rows.map(({ name, value, interval: [low, high] }) =>
    `${name}: ${value.toFixed(digits)}, from ${low.toFixed(digits)} to ${high.toFixed(digits)}`
  );
  return markup`
<div class="distances" role="img" aria-label="${`${label}. ${spoken.join("; ")}`}">
${rows.map((row) => renderRow(row, chart))}<p class="distance-name" aria-hidden="true"></p>
<svg class="distance ticks" aria-hidden="true">${
    labels.map(({ tick, isWideOnly, anchor }) =>
      markup`<text class="${isWideOnly ? "wide" : ""}" x="${
        percent(scale(tick))
      }" y="14" text-anchor="${anchor}">${formatTick(tick)}</text>`
    )
  }</svg>
</div>`;
}

function renderRow(
  { name, value, interval: [low, high] }: IntervalRow,
  { scale, ticks, mark, digits }: IntervalChart,
): Html {
  const at = (value: number) => percent(scale(value));
  return markup`<p class="distance-name">${name} <b>${value.toFixed(digits)}</b></p>
<svg class="distance" aria-hidden="true">${
    ticks.map((tick) =>
      markup`<line class="grid-line" x1="${at(tick)}" x2="${at(tick)}" y1="0" y2="100%"/>`
    )
  }<line class="floor" x1="${at(mark)}" x2="${
    at(mark)
  }" y1="0" y2="100%"/><line class="interval" x1="${at(low)}" x2="${
    at(high)
  }" y1="50%" y2="50%"/><circle cx="${at(value)}" cy="50%" r="5"/></svg>
`;
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}

function formatTick(tick: number): string {
  return tick.toLocaleString("en", { maximumSignificantDigits: 6 }).replace("-", "\u2212");
}
