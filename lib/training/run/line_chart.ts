/**
 * Line charts as SVG.
 *
 * @module
 */
import {
  type ChartPanel,
  type ChartSeries,
  COLORS,
  PANEL,
  PLOT_AREA,
  renderPlot,
  type SharedAxis,
} from "./render_plot.ts";
import { escapeXml, path, text } from "./svg_elements.ts";

/** Panels that share a horizontal axis. */
export interface LineChart extends SharedAxis {
  /** Title of the document. */
  readonly title: string;
  /** One or more, laid out in rows. */
  readonly panels: readonly ChartPanel[];
}

const COLUMNS = 3;
const HEADER = 34;

/** The palette of Okabe and Ito, which colour-blind readers can distinguish; lighter on dark paper. */
const STYLE = `
.paper { fill: #fff }
text { fill: #333; font: 12px system-ui, sans-serif }
.title { font-size: 14px; font-weight: 600 }
.tick { fill: #666; font-size: 11px }
.grid, .axis, .mark { fill: none; stroke: #e3e3e3 }
.axis { stroke: #999 }
.mark { stroke: #666; stroke-dasharray: 4 3 }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
.c0 { stroke: #0072b2 } .c1 { stroke: #d55e00 } .c2 { stroke: #009e73 }
circle { stroke-width: 0 }
circle.c0 { fill: #0072b2 } circle.c1 { fill: #d55e00 } circle.c2 { fill: #009e73 }
@media (prefers-color-scheme: dark) {
  .paper { fill: #16181c }
  text { fill: #ddd }
  .tick { fill: #a0a4ab }
  .grid { stroke: #2c3036 }
  .axis { stroke: #777 }
  .mark { stroke: #a0a4ab }
  .c0 { stroke: #56b4e9 } .c1 { stroke: #e69f00 } .c2 { stroke: #2ec49a }
  circle.c0 { fill: #56b4e9 } circle.c1 { fill: #e69f00 } circle.c2 { fill: #2ec49a }
}`;
/**
 * Renders line charts as one self-contained SVG document that follows the reader's light or dark
 * colour scheme. Each panel has its own vertical scale; a value between two gaps is a dot.
 *
 * @param chart What to show.
 * @returns The document.
 * @throws {RangeError} If there is no panel, or the number of `y` differs from that of `x`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const panels = [{ title: "loss", unit: "nats", series: [{ label: "training", y: [9, 5, 4] }] }];
 * const svg = renderLineChart({ title: "A run", xLabel: "epoch", x: [1, 2, 3], panels });
 * assert.match(svg, /^<svg .*<title>A run<\/title>/s);
 * ```
 */
export function renderLineChart(chart: LineChart): string {
  const { title, panels, mark } = chart;
  checkChart(chart);
  const columns = Math.min(COLUMNS, panels.length);
  const width = columns * PANEL.width;
  const height = HEADER + Math.ceil(panels.length / columns) * PANEL.height;
  const body = panels.map((panel, i) => {
    const left = (i % columns) * PANEL.width;
    const top = HEADER + Math.floor(i / columns) * PANEL.height;
    return `<g transform="translate(${left} ${top})">\n${renderPanel(panel, chart)}\n</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text("title", 16, 24, "start", title),
    ...mark === undefined ? [] : [
      text("tick", width - 24, 24, "end", mark.label),
      path("mark", `M${width - 16} 12v16`),
    ],
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function checkChart({ x, panels }: LineChart): void {
  if (panels.length === 0) throw new RangeError("Cannot render a chart: it has no panels");
  for (const { title, series } of panels) {
    for (const { label, y } of series) {
      if (x.length === y.length) continue;
      throw new RangeError(
        `Cannot render "${label}" of "${title}": it has ${y.length} values, expected ${x.length}`,
      );
    }
  }
}

function renderPanel(panel: ChartPanel, chart: LineChart): string {
  const { title, unit, series } = panel;
  return [
    text("", PLOT_AREA.left, 18, "start", unit === undefined ? title : `${title} (${unit})`),
    renderPlot(panel, chart).markup,
    ...series.length > 1 ? renderLegend(series) : [],
  ].join("\n");
}

/** The names of the curves, each beside a line in its colour. */
function renderLegend(series: readonly ChartSeries[]): string[] {
  const entryWidth = 92;
  return series.flatMap(({ label }, i) => {
    const left = PLOT_AREA.left + i * entryWidth;
    return [
      path(`curve c${i % COLORS}`, `M${left} 33h16`),
      text("tick", left + 22, 37, "start", label),
    ];
  });
}
