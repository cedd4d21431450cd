import assert from "node:assert/strict";
import { type LineChart, renderLineChart } from "../../../lib/training/run/line_chart.ts";

function chartOf(y: number[], change: Partial<LineChart> = {}): string {
  return renderLineChart({
    title: "A run",
    xLabel: "epoch",
    x: y.map((_, i) => i + 1),
    panels: [{ title: "loss", series: [{ label: "training", y }] }],
    ...change,
  });
}

/** The curves of a document: for each its subpaths, lists of points. */
function curvesOf(svg: string): [number, number][][][] {
  return [...svg.matchAll(/<path class="curve c\d" d="([^"]*)"/g)]
    .map(([, d]) =>
      d!.split("M").slice(1).map((part) =>
        part.replace("Z", "").split("L").map((point) => point.split(",").map(Number)) as [
          number,
          number,
        ][]
      )
    );
}

function ticksOf(svg: string, anchor: "end" | "middle"): { at: number; label: string }[] {
  const pattern = new RegExp(
    `<text class="tick" x="([\\d.]+)" y="([\\d.]+)" text-anchor="${anchor}">([^<]*)<`,
    "g",
  );
  return [...svg.matchAll(pattern)].map(([, x, y, label]) => ({
    at: anchor === "end" ? Number(y) - 4 : Number(x),
    label: label!,
  }));
}

/** Checks that elements nest, attributes are quoted and text is escaped. */
function checkWellFormed(svg: string): void {
  const open: string[] = [];
  const markup = /<(\/?)([a-z]+)((?: [a-z-]+="[^"<]*")*)(\/?)>/gi;
  assert.doesNotMatch(svg.replace(markup, ""), /[<>]|&(?!#\d+;)/);
  for (const [, close, name, , empty] of svg.matchAll(markup)) {
    if (close === "/") assert.equal(open.pop(), name);
    else if (empty !== "/") open.push(name!);
  }
  assert.deepEqual(open, []);
}

Deno.test("renderLineChart() places values where the axes say", () => {
  const values = [900, 500, 480, 300, 350];
  const svg = chartOf(values);
  checkWellFormed(svg);
  const [curve] = curvesOf(svg);
  assert.equal(curve!.length, 1, "one unbroken line");
  const y = ticksOf(svg, "end").map(({ at, label }) => ({ at, value: Number(label) }));
  const x = ticksOf(svg, "middle").filter(({ label }) => label !== "epoch");
  assert.deepEqual(x.map(({ label }) => label), ["1", "2", "3", "4", "5"]);
  const [low, high] = [y[0]!, y.at(-1)!];
  curve![0]!.forEach(([left, top], i) => {
    const value = low.value + (top - low.at) / (high.at - low.at) * (high.value - low.value);
    assert.ok(Math.abs(value - values[i]!) < 2, `${value} instead of ${values[i]}`);
    assert.ok(Math.abs(left - x[i]!.at) < 0.11);
  });
});

Deno.test("renderLineChart() leaves a gap where a value is not finite", () => {
  const [curve] = curvesOf(chartOf([5, 6, NaN, Infinity, 5, NaN, 7]));
  assert.deepEqual(curve!.map((part) => part.length), [2, 1, 1]);
});

Deno.test("renderLineChart() shows one value, equal values and no value", () => {
  for (const values of [[123.4], [0, 0, 0], [NaN, NaN], []]) {
    const svg = chartOf(values);
    checkWellFormed(svg);
    assert.doesNotMatch(svg, /NaN|Infinity/);
    assert.equal(svg.match(/<circle/g)?.length ?? 0, values.filter(Number.isFinite).length);
    assert.ok(ticksOf(svg, "end").length > 1);
  }
});

Deno.test("renderLineChart() labels ranges of any size with distinct numbers", () => {
  for (let power = -9; power <= 9; power++) {
    for (const range of [[0, 1], [3.2, 4.9], [-7, 2.5], [9.99, 10.01]]) {
      const labels = ticksOf(chartOf(range.map((value) => value * 10 ** power)), "end")
        .map(({ label }) => label);
      assert.ok(labels.length >= 3 && labels.length <= 12, labels.join(" "));
      assert.equal(new Set(labels).size, labels.length, labels.join(" "));
      const values = labels.map((label) => Number(label.replaceAll(",", "").replace("−", "-")));
      assert.deepEqual(values.toSorted((a, b) => a - b), values);
    }
  }
});

Deno.test("renderLineChart() marks a position in every panel and names the curves", () => {
  const panel = {
    title: "rate & <scale>",
    unit: "s",
    series: ["a", "b"].map((label, i) => ({ label, y: [i, i + 1] })),
  };
  const mark = { x: 2, label: "best: 2" };
  const svg = chartOf([0, 0], { panels: [panel, panel, panel, panel], mark });
  checkWellFormed(svg);
  assert.match(svg, /viewBox="0 0 1200 574"/);
  assert.match(svg, />best: 2</);
  assert.equal(svg.match(/class="mark"/g)!.length, 5);
  assert.match(svg, />rate &#38; &#60;scale&#62; \(s\)</);
  assert.match(svg, />a<\/text>[^]*>b<\/text>/);
  assert.match(svg, /prefers-color-scheme: dark/);
});

Deno.test("renderLineChart() refuses a chart without panels and curves that do not fit", () => {
  assert.throws(() => chartOf([1], { panels: [] }), /RangeError: .* it has no panels/);
  assert.throws(() => chartOf([1, 2], { x: [1] }), /"training" of "loss": it has 2 values, .* 1/);
});
