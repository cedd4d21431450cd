/**
 * The learning curves of a run.
 *
 * @module
 */
import { learningCurves } from "../../training/run/curves.ts";
import type { LineChart } from "../../training/run/line_chart.ts";
import {
  type ChartPanel,
  type Plot,
  PLOT_AREA,
  PLOT_VIEW,
  renderPlot,
} from "../../training/run/render_plot.ts";
import type { EpochMetrics } from "../../training/metrics.ts";
import { dataScript, Html, markup } from "../html.ts";
import { renderRange, renderTable, type Section } from "./section.ts";

/** Where the dot of a value that is not a number is hidden. */
const OUTSIDE = -99;

/** A chart and what its cursor shows. */
interface Panel {
  readonly panel: ChartPanel;
  readonly plot: Plot;
}

/**
 * Renders the learning curves with a cursor, and all values as a table.
 *
 * @param metrics Records in order of epochs; one or more.
 */
export function lossSection(metrics: readonly EpochMetrics[]): Section {
  const chart = learningCurves(metrics);
  const panels = chart.panels.map((panel) => ({ panel, plot: renderPlot(panel, chart, false) }));
  const last = metrics.length - 1;
  return {
    id: "losses",
    title: "Loss curves",
    shortTitle: "Losses",
    body: markup`
      <p
        class="lead">Per image, over the training set and the held-out set. Lower is better${
      chart
          .mark === undefined
        ? ""
        : `; the dashed line marks the best epoch, ${chart.mark.x}`
    }.</p>
      ${
      renderRange({
        id: "curve-epoch",
        label: "Epoch",
        max: last,
        value: last,
        text: epochText(chart, last),
      })
    }
      <div class="panels" id="curves">
      ${panels.map((panel, i) => renderPanel(panel, i, chart))}
      </div>
      <details id="loss-values"><summary>All values</summary>
      ${valueTable(metrics)}
      </details>
      ${dataScript("curves-data", curvesData(panels, chart))}
    `,
  };
}

function epochText({ x, mark }: LineChart, index: number): string {
  return `${x[index]} of ${x.at(-1)}${mark?.x === x[index] ? ", best" : ""}`;
}

function renderPanel({ panel, plot }: Panel, number: number, chart: LineChart): Html {
  const { title, unit } = panel;
  const { top, height, width } = PLOT_VIEW;
  return markup`
    <figure class="panel">
      <figcaption>${title}${
    unit === undefined ? "" : markup`
        <span class="unit">${unit}</span>
      `
  }</figcaption>
      <p class="values">${lastValues(panel, number)}</p>
      <svg class="chart" viewBox="0 ${top} ${width} ${height}" role="img"
        aria-label="${describePanel(panel, chart)}">
    ${new Html(plot.markup)}
    ${cursor({ panel, plot }, chart)}
      </svg>
    </figure>
  `;
}

/** The value of each series at the last epoch; the script shows other epochs in its place. */
function lastValues({ series }: ChartPanel, number: number): Html[] {
  return series.map(({ label, y }, k) =>
    markup`
          <span
            class="value"><span class="key k${k}" aria-hidden="true"></span>${
      series.length > 1 ? `${label} ` : ""
    }<b id="value-${number}-${k}">${formatValue(y.at(-1)!)}</b></span>
        `
  );
}

/** A vertical line through the last epoch, with a dot on each series. */
function cursor({ panel: { series }, plot }: Panel, { x: epochs }: LineChart): Html {
  const x = plot.toX(epochs.at(-1)!);
  const dots = series.map(({ y }, k) => {
    const value = y.at(-1)!;
    return markup`
          <circle class="c${k}" cx="${x}" cy="${
      Number.isFinite(value) ? plot.toY(value) : OUTSIDE
    }" r="4.5" />
        `;
  });
  return markup`<g class="cursor"><path d="M${x} ${PLOT_AREA.top}V${PLOT_AREA.bottom}"/>${dots}</g>`;
}

/** What a screen reader says of a chart. */
function describePanel({ title, series }: ChartPanel, { x }: LineChart): string {
  const parts = series.map(({ label, y }) =>
    `${series.length > 1 ? `${label} ` : ""}from ${formatValue(y[0]!)} to ${formatValue(y.at(-1)!)}`
  );
  return `${title} over epochs ${x[0]} to ${x.at(-1)}: ${parts.join(", ")}`;
}

/** What the script needs to move the cursor; JSON in the page. Positions are in units of the charts. */
export interface CurvesData {
  /** Each epoch in words. */
  readonly texts: readonly string[];
  /** Position of each epoch. */
  readonly x: readonly number[];
  /** Width of a chart. */
  readonly width: number;
  /** Upper end of the cursor. */
  readonly top: number;
  /** Lower end of the cursor. */
  readonly bottom: number;
  /** The charts. */
  readonly panels: readonly {
    readonly title: string;
    readonly series: readonly {
      readonly label: string;
      /** The value of each epoch in words. */
      readonly texts: readonly string[];
      /** Position of the value of each epoch; `null` where there is none. */
      readonly y: readonly (number | null)[];
    }[];
  }[];
}

function curvesData(panels: readonly Panel[], chart: LineChart): CurvesData {
  return {
    texts: chart.x.map((_, i) => epochText(chart, i)),
    x: chart.x.map((epoch) => panels[0]!.plot.toX(epoch)),
    width: PLOT_VIEW.width,
    top: PLOT_AREA.top,
    bottom: PLOT_AREA.bottom,
    panels: panels.map(({ panel: { title, series }, plot }) => ({
      title,
      series: series.map(({ label, y }) => ({
        label,
        texts: y.map(formatValue),
        y: y.map((value) => Number.isFinite(value) ? plot.toY(value) : null),
      })),
    })),
  };
}

const TABLE: readonly (readonly [heading: string, key: keyof EpochMetrics])[] = [
  ["loss", "loss"],
  ["validation loss", "validationLoss"],
  ["reconstruction", "reconstruction"],
  ["validation reconstruction", "validationReconstruction"],
  ["KL", "kl"],
  ["validation KL", "validationKl"],
  ["pixel MSE", "imageMse"],
  ["gradient norm", "gradientNorm"],
  ["β", "beta"],
  ["learning rate", "learningRate"],
  ["seconds", "seconds"],
];

function valueTable(metrics: readonly EpochMetrics[]): Html {
  const columns = TABLE.filter(([, key]) => metrics.some((record) => record[key] !== undefined));
  return renderTable(
    "Values by epoch",
    ["epoch", ...columns.map(([heading]) => heading)],
    metrics.map((record) => [
      `${record.epoch}${record.best ? " *" : ""}`,
      ...columns.map(([, key]) => formatValue(Number(record[key] ?? NaN))),
    ]),
  );
}

function formatValue(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(2);
  return size >= 100 ? value.toFixed(1) : value.toPrecision(4);
}
