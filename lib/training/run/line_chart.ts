/**
 * Line charts as SVG.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { type ScaleLinear, scaleLinear } from "d3-scale";
// @ts-types="@types/d3-shape"
import { line } from "d3-shape";

/** One curve. */
export interface ChartSeries {
  /** Its name in the legend. */
  readonly label: string;
  /** One value for each `x` of the chart; a value that is not finite leaves a gap. */
  readonly y: readonly number[];
}

/** One set of axes. */
export interface ChartPanel {
  /** What the vertical axis shows. */
  readonly title: string;
  /** Unit of the vertical axis. */
  readonly unit?: string;
  /** The curves; their colours follow this order. */
  readonly series: readonly ChartSeries[];
}

/** Panels that share a horizontal axis. */
export interface LineChart {
  /** Title of the document. */
  readonly title: string;
  /** What `x` is. */
  readonly xLabel: string;
  /** Whole numbers, ascending. */
  readonly x: readonly number[];
  /** One or more, laid out in rows. */
  readonly panels: readonly ChartPanel[];
  /** A position to mark in every panel; its label is in the top right corner. */
  readonly mark?: { readonly x: number; readonly label: string } | undefined;
}

type Scale = ScaleLinear<number, number>;

const PANEL = { width: 400, height: 270 };
const COLUMNS = 3;
const HEADER = 34;
/** The part of a panel inside its axes, in pixels of the panel. */
const PLOT = { left: 64, right: PANEL.width - 16, top: 48, bottom: PANEL.height - 44 };
/** Maximum number of points of a curve that has circles; more would merge. */
const MAX_CIRCLES = 60;

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
const COLORS = 3;

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
    text("", PLOT.left, 18, "start", unit === undefined ? title : `${title} (${unit})`),
    renderPlot(panel, chart).markup,
    ...series.length > 1 ? renderLegend(series) : [],
  ].join("\n");
}

/** The axes and curves of one panel. */
export interface Plot {
  /** SVG elements, for the viewBox of {@linkcode PLOT_VIEW}. */
  readonly markup: string;
  /** The horizontal position of a value, in pixels of the panel. */
  readonly toX: (value: number) => number;
  /** The vertical position of a value, in pixels of the panel. */
  readonly toY: (value: number) => number;
}

/** The part of a panel that {@linkcode renderPlot} uses, without the title. */
export const PLOT_VIEW = { top: 38, height: PANEL.height - 38, width: PANEL.width };

/** The plotting area inside the axes, in pixels of the panel. */
export const PLOT_AREA: Readonly<typeof PLOT> = PLOT;

/**
 * Renders one panel without title and legend, for a page that has its own.
 *
 * @param panel The panel.
 * @param chart What all panels share.
 * @param tooltips Whether points carry their values, for charts without a script.
 */
export function renderPlot(
  panel: ChartPanel,
  chart: Pick<LineChart, "x" | "xLabel" | "mark">,
  tooltips = true,
): Plot {
  const x = scaleLinear(extent(chart.x), [PLOT.left, PLOT.right]);
  const y = scaleLinear(extent(panel.series.flatMap(({ y }) => y)), [PLOT.bottom, PLOT.top]).nice(
    5,
  );
  const markup = [
    ...renderAxes(x, y, chart.xLabel),
    ...chart.mark === undefined
      ? []
      : [path("mark", `M${round(x(chart.mark.x))} ${PLOT.top}V${PLOT.bottom}`)],
    ...panel.series.flatMap((curve, i) => renderCurve(curve, i % COLORS, chart, x, y, tooltips)),
  ].join("\n");
  return { markup, toX: (value) => round(x(value)), toY: (value) => round(y(value)) };
}

function renderAxes(x: Scale, y: Scale, xLabel: string): string[] {
  const { left, right, top, bottom } = PLOT;
  const ticks = x.ticks(6).filter(Number.isInteger);
  return [
    ...y.ticks(5).flatMap((value) => [
      path("grid", `M${left} ${round(y(value))}H${right}`),
      text("tick", left - 7, y(value) + 4, "end", formatTick(y, value)),
    ]),
    ...ticks.map((value) => text("tick", x(value), bottom + 17, "middle", `${value}`)),
    path("axis", `M${left} ${top}V${bottom}H${right}` + ticks.map((t) => tickMark(x(t))).join("")),
    text("tick", (left + right) / 2, bottom + 35, "middle", xLabel),
  ];
}

function tickMark(x: number): string {
  return `M${round(x)} ${PLOT.bottom}v4`;
}

function renderCurve(
  { label, y: values }: ChartSeries,
  color: number,
  { x: positions, xLabel }: Pick<LineChart, "x" | "xLabel">,
  x: Scale,
  y: Scale,
  tooltips: boolean,
): string[] {
  const curve = line<number>()
    .defined(Number.isFinite)
    .x((_, i) => x(positions[i]!))
    .y((value) => y(value))
    .digits(1);
  const circles = values.length > MAX_CIRCLES ? [] : values.flatMap((value, i) => {
    if (!Number.isFinite(value)) return [];
    const circle = `<circle class="c${color}" cx="${round(x(positions[i]!))}" cy="${
      round(y(value))
    }" r="2.5"`;
    if (!tooltips) return [`${circle}/>`];
    const tooltip = escapeXml(`${label}, ${xLabel} ${positions[i]}: ${value.toPrecision(5)}`);
    return [`${circle}><title>${tooltip}</title></circle>`];
  });
  return [path(`curve c${color}`, curve(values) ?? ""), ...circles];
}

/** The names of the curves, each beside a line in its colour. */
function renderLegend(series: readonly ChartSeries[]): string[] {
  const entryWidth = 92;
  return series.flatMap(({ label }, i) => {
    const left = PLOT.left + i * entryWidth;
    return [
      path(`curve c${i % COLORS}`, `M${left} 33h16`),
      text("tick", left + 22, 37, "start", label),
    ];
  });
}

function extent(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = low === high ? Math.abs(low) * 0.1 || 1 : 0;
  return [low - margin, high + margin];
}

function formatTick(scale: Scale, value: number): string {
  if (value === 0) return "0";
  const largest = Math.max(...scale.domain().map(Math.abs));
  return scale.tickFormat(5, largest < 1e-3 ? "~e" : undefined)(value);
}

function path(name: string, d: string): string {
  return `<path class="${name}" d="${d}"/>`;
}

function text(name: string, x: number, y: number, anchor: string, content: string): string {
  const place = `x="${round(x)}" y="${round(y)}"`;
  return `<text class="${name}" ${place} text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function escapeXml(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
