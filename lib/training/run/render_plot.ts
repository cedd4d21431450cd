/**
 * One panel of a line chart: axes and curves.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { type ScaleLinear, scaleLinear } from "d3-scale";
// @ts-types="@types/d3-shape"
import { line } from "d3-shape";
import { escapeXml, path, round, text } from "./svg_elements.ts";

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

/** The horizontal axis, which all panels of a chart share. */
export interface SharedAxis {
  /** What `x` is. */
  readonly xLabel: string;
  /** Whole numbers, ascending. */
  readonly x: readonly number[];
  /** A position to mark in every panel; its label is in the top right corner. */
  readonly mark?: { readonly x: number; readonly label: string } | undefined;
}

type Scale = ScaleLinear<number, number>;

/** Size of a panel, in pixels. */
export const PANEL = { width: 400, height: 270 } as const;

/** The part of a panel inside its axes, in pixels of the panel. */
export const PLOT_AREA = {
  left: 64,
  right: PANEL.width - 16,
  top: 48,
  bottom: PANEL.height - 44,
} as const;

/** Maximum number of points of a curve that has circles; more would merge. */
const MAX_CIRCLES = 60;

/** Number of colours of curves, classes `c0` to `c2`; further curves repeat them. */
export const COLORS = 3;

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

/**
 * Renders one panel without title and legend, for a page that has its own.
 *
 * @param panel The panel.
 * @param axis The horizontal axis.
 * @param tooltips Whether points carry their values, for charts without a script.
 */
export function renderPlot(
  panel: ChartPanel,
  axis: SharedAxis,
  tooltips = true,
): Plot {
  const x = scaleLinear(extent(axis.x), [PLOT_AREA.left, PLOT_AREA.right]);
  const values = panel.series.flatMap(({ y }) => y);
  const y = scaleLinear(extent(values), [PLOT_AREA.bottom, PLOT_AREA.top]).nice(5);
  const markup = [
    ...renderAxes(x, y, axis.xLabel),
    ...axis.mark === undefined
      ? []
      : [path("mark", `M${round(x(axis.mark.x))} ${PLOT_AREA.top}V${PLOT_AREA.bottom}`)],
    ...panel.series.flatMap((curve, i) => renderCurve(curve, i % COLORS, axis, x, y, tooltips)),
  ].join("\n");
  return { markup, toX: (value) => round(x(value)), toY: (value) => round(y(value)) };
}

function renderAxes(x: Scale, y: Scale, xLabel: string): string[] {
  const { left, right, top, bottom } = PLOT_AREA;
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
  return `M${round(x)} ${PLOT_AREA.bottom}v4`;
}

function renderCurve(
  { label, y: values }: ChartSeries,
  color: number,
  { x: positions, xLabel }: SharedAxis,
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
