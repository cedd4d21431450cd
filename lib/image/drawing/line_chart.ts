/**
 * Line charts, for the curves of a training run.
 *
 * @module
 */
import { Canvas, type Color, measureText } from "./canvas.ts";
import type { ColorImage } from "../codecs/encode.ts";

/** One line of a chart. */
export interface ChartSeries {
  /** Its name in the legend, printable ASCII. */
  readonly label: string;
  /** Horizontal positions, growing. */
  readonly x: readonly number[];
  /** One value for each of `x`; what is not finite leaves a gap. */
  readonly y: readonly number[];
}

/** One set of axes. */
export interface ChartPanel {
  /** What is drawn, with its unit; printable ASCII. */
  readonly title: string;
  /** What `x` is. */
  readonly xLabel?: string;
  /** The lines, drawn in this order. */
  readonly series: readonly ChartSeries[];
}

/** How {@linkcode lineChart} lays out its panels. */
export interface LineChartOptions {
  /** Panels per row; as many as make the picture about twice as wide as high by default. */
  readonly columns?: number;
  /** Rows of pixels of a panel. */
  readonly panelHeight?: number;
  /** Columns of pixels of a panel. */
  readonly panelWidth?: number;
}

/** How {@linkcode lineChart} lays out its panels unless told otherwise. */
export const DEFAULT_LINE_CHART_OPTIONS = {
  /** Four of them fit a screen. */
  panelHeight: 360,
  panelWidth: 560,
} as const;

/** Okabe and Ito's colours, which colour-blind readers can tell apart; the palest left out. */
const COLORS: readonly Color[] = [
  [0, 114, 178],
  [213, 94, 0],
  [0, 158, 115],
  [204, 121, 167],
  [230, 159, 0],
  [86, 180, 233],
  [60, 60, 60],
];
const TEXT: Color = [40, 40, 40];
const FAINT_TEXT: Color = [90, 90, 90];
const GRID: Color = [228, 228, 228];
const AXIS: Color = [150, 150, 150];

/** Heights of capitals in pixels. */
const TITLE_SIZE = 12;
const LABEL_SIZE = 9.5;
const LINE_WIDTH = 2.2;
const MARKER_RADIUS = 3.4;

/** A range of values and where its marks are. */
export interface Ticks {
  /** Least value shown. */
  readonly low: number;
  /** Largest value shown. */
  readonly high: number;
  /** Multiples of a round step within the range. */
  readonly values: readonly number[];
  /** The marks as text, all with the same number of decimals. */
  readonly labels: readonly string[];
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  const round = factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10;
  return round * power;
}

function formatTick(value: number, step: number, largest: number): string {
  if (value === 0) return "0";
  const stepPower = Math.floor(Math.log10(step) + 1e-9);
  if (largest >= 1e6 || stepPower < -5) {
    const digits = Math.max(0, Math.floor(Math.log10(Math.abs(value)) + 1e-9) - stepPower);
    return value.toExponential(Math.min(20, digits)).replace("e+", "e");
  }
  return value.toFixed(Math.max(0, -stepPower));
}

/**
 * Chooses marks at round numbers: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param low Least value to show.
 * @param high Largest value to show; a range around it is made where both are the same.
 * @param count About how many marks, at most.
 * @param whole Whether only whole numbers will do.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(chooseTicks(0, 1, 5, false).labels, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
 * ```
 */
export function chooseTicks(low: number, high: number, count: number, whole: boolean): Ticks {
  if (high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high))) {
    const room = whole ? 1 : Math.abs(low) * 0.1 || 1;
    [low, high] = [low - room, high + room];
  }
  let step = roundStep((high - low) / count);
  if (whole) step = Math.max(1, step);
  const values: number[] = [];
  for (let i = Math.ceil(low / step - 1e-6); i <= high / step + 1e-6; i++) values.push(i * step);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return { low, high, values, labels: values.map((value) => formatTick(value, step, largest)) };
}

/** The part of a panel that the curves are drawn in, in pixels of the canvas. */
interface Plot {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

function rangeOf(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

function verticalTicks(panel: ChartPanel): Ticks {
  const [low, high] = rangeOf(panel.series.flatMap((series) => [...series.y]));
  const room = 0.05 * (high - low);
  const floor = low >= 0 && low - room < 0 ? 0 : low - room;
  return chooseTicks(floor, high + room, 6, false);
}

function horizontalTicks(panel: ChartPanel, width: number): Ticks {
  const all = panel.series.flatMap((series) => [...series.x]);
  const [low, high] = rangeOf(all);
  return chooseTicks(low, high, Math.max(2, width / 70), all.every(Number.isInteger));
}

function drawAxes(canvas: Canvas, plot: Plot, x: Ticks, y: Ticks): void {
  for (const [i, value] of y.values.entries()) {
    const at = Math.round(place(value, y, plot.bottom, plot.top)) + 0.5;
    canvas.drawLine([plot.left, at, plot.right, at], 1, GRID);
    const text = y.labels[i]!;
    canvas.drawText(text, plot.left - 8, at + LABEL_SIZE / 2, LABEL_SIZE, FAINT_TEXT, "right");
  }
  for (const [i, value] of x.values.entries()) {
    const at = Math.round(place(value, x, plot.left, plot.right)) + 0.5;
    canvas.drawLine([at, plot.top, at, plot.bottom], 1, GRID);
    canvas.drawLine([at, plot.bottom, at, plot.bottom + 4], 1, AXIS);
    const base = plot.bottom + 9 + LABEL_SIZE;
    canvas.drawText(x.labels[i]!, at, base, LABEL_SIZE, FAINT_TEXT, "middle");
  }
  canvas.drawLine([plot.left + 0.5, plot.top, plot.left + 0.5, plot.bottom + 0.5], 1, AXIS);
  canvas.drawLine([plot.left, plot.bottom + 0.5, plot.right, plot.bottom + 0.5], 1, AXIS);
}

function place(value: number, { low, high }: Ticks, from: number, to: number): number {
  return from + (value - low) / (high - low) * (to - from);
}

/** Draws a series as lines between neighbours; points without neighbours become dots. */
function drawSeries(
  canvas: Canvas,
  plot: Plot,
  x: Ticks,
  y: Ticks,
  series: ChartSeries,
  color: Color,
): void {
  let line: number[] = [];
  const flush = () => {
    if (line.length === 2) canvas.drawDot(line[0]!, line[1]!, MARKER_RADIUS, color);
    else if (line.length > 2) canvas.drawLine(line, LINE_WIDTH, color);
    line = [];
  };
  for (const [i, value] of series.y.entries()) {
    if (!Number.isFinite(value)) {
      flush();
      continue;
    }
    line.push(place(series.x[i]!, x, plot.left, plot.right));
    line.push(place(value, y, plot.bottom, plot.top));
  }
  flush();
}

/** Writes names beside samples of their lines, on as many rows as they need. */
function drawLegend(canvas: Canvas, panel: ChartPanel, left: number, right: number, top: number) {
  let [x, y] = [left, top];
  for (const [i, { label }] of panel.series.entries()) {
    const width = 26 + measureText(label, LABEL_SIZE) + 20;
    if (x > left && x + width - 20 > right) [x, y] = [left, y + LEGEND_ROW];
    const color = COLORS[i % COLORS.length]!;
    canvas.drawLine(
      [x + 1, y - LABEL_SIZE / 2, x + 19, y - LABEL_SIZE / 2],
      LINE_WIDTH + 0.6,
      color,
    );
    canvas.drawText(label, x + 26, y, LABEL_SIZE, TEXT);
    x += width;
  }
  return y;
}

const LEGEND_ROW = LABEL_SIZE + 9;

/** What the panels of a chart have in common, in pixels. */
interface PanelSize {
  readonly panelHeight: number;
  readonly panelWidth: number;
  /** Room for the labels of the vertical axis. */
  readonly labelWidth: number;
}

function drawPanel(
  canvas: Canvas,
  panel: ChartPanel,
  top: number,
  left: number,
  { panelHeight, panelWidth, labelWidth }: PanelSize,
): void {
  const right = left + panelWidth - 24;
  const bottom = top + panelHeight - (panel.xLabel === undefined ? 34 : 54);
  const plotLeft = Math.round(left + 24 + labelWidth);
  canvas.drawText(panel.title, plotLeft, top + 20 + TITLE_SIZE, TITLE_SIZE, TEXT, "left", 1.9);
  const legend = top + 20 + TITLE_SIZE + 12 + LABEL_SIZE;
  const last = panel.series.length > 1
    ? drawLegend(canvas, panel, plotLeft, right, legend)
    : legend - LABEL_SIZE;
  const plot = { top: Math.round(last + 12), left: plotLeft, bottom, right };
  const x = horizontalTicks(panel, right - plotLeft);
  const y = verticalTicks(panel);
  drawAxes(canvas, plot, x, y);
  panel.series.forEach((series, i) => {
    drawSeries(canvas, plot, x, y, series, COLORS[i % COLORS.length]!);
  });
  if (panel.xLabel !== undefined) {
    const middle = (plotLeft + right) / 2;
    canvas.drawText(panel.xLabel, middle, bottom + 34 + LABEL_SIZE, LABEL_SIZE, TEXT, "middle");
  }
}

/**
 * Draws line charts side by side: titles, legends, a light grid with round numbers, and one
 * anti-aliased line per series.
 *
 * Each panel has its own scales. A series of one point, and a point between two gaps, is a dot.
 *
 * @param panels One or more.
 * @param options What differs from {@linkcode DEFAULT_LINE_CHART_OPTIONS}.
 * @returns A picture for `encodeColorPng`.
 * @throws {RangeError} If there is no panel, a series has not one `y` for each `x`, or a panel is
 * too small to draw in (200 x 160 pixels).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const series = [{ label: "training", x: [1, 2, 3], y: [900, 500, 400] }];
 * const chart = lineChart([{ title: "loss (nats per image)", xLabel: "epoch", series }]);
 * assert.deepEqual([chart.height, chart.width], [360, 560]);
 * ```
 */
export function lineChart(
  panels: readonly ChartPanel[],
  options: LineChartOptions = {},
): ColorImage {
  const settings = { ...DEFAULT_LINE_CHART_OPTIONS, ...options };
  checkPanels(panels);
  const { panelHeight, panelWidth } = settings;
  if (!(panelHeight >= 160 && panelWidth >= 200)) {
    throw new RangeError(
      `Cannot draw a chart: panels of ${panelWidth} x ${panelHeight} are too small, ` +
        "200 x 160 is the least",
    );
  }
  const columns = options.columns ?? Math.min(panels.length, Math.ceil(Math.sqrt(panels.length)));
  if (!(Number.isInteger(columns) && columns > 0)) {
    throw new RangeError(`Cannot draw a chart: columns is ${columns}, 1 or more is wanted`);
  }
  const rows = Math.ceil(panels.length / columns);
  const canvas = new Canvas(rows * panelHeight, Math.min(columns, panels.length) * panelWidth);
  const labels = panels.flatMap((panel) => [...verticalTicks(panel).labels]);
  const labelWidth = Math.max(...labels.map((label) => measureText(label, LABEL_SIZE)));
  panels.forEach((panel, i) => {
    const top = Math.floor(i / columns) * panelHeight;
    drawPanel(canvas, panel, top, (i % columns) * panelWidth, {
      panelHeight,
      panelWidth,
      labelWidth,
    });
  });
  return canvas;
}

function checkPanels(panels: readonly ChartPanel[]): void {
  if (panels.length === 0) throw new RangeError("Cannot draw a chart of no panels");
  for (const { title, series } of panels) {
    for (const { label, x, y } of series) {
      if (x.length === y.length) continue;
      throw new RangeError(
        `Cannot draw "${label}" of "${title}": ${x.length} x and ${y.length} y were given`,
      );
    }
  }
}
