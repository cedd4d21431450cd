import assert from "node:assert/strict";
import { chooseTicks, lineChart } from "../../../lib/image/drawing/line_chart.ts";
import { textStrokes } from "../../../lib/image/drawing/stroke_font.ts";
import type { ColorImage } from "../../../lib/image/codecs/encode.ts";

const BLUE = [0, 114, 178];

/** Columns in which a pixel has exactly this colour, below the legend. */
function columnsOf(image: ColorImage, color: readonly number[], from = 70): Set<number> {
  const columns = new Set<number>();
  for (let y = from; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const i = 3 * (y * image.width + x);
      if (color.every((value, c) => image.data[i + c] === value)) columns.add(x);
    }
  }
  return columns;
}

function chartOf(y: number[]): ColorImage {
  const x = y.map((_, i) => i + 1);
  return lineChart([{ title: "loss", series: [{ label: "training", x, y }] }]);
}

Deno.test("lineChart() draws an unbroken line from the first to the last value", () => {
  const columns = columnsOf(chartOf([900, 500, 480, 300, 350]), BLUE);
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  assert.ok(columns.size >= last - first);
  assert.ok(last - first > 400);
});

Deno.test("lineChart() leaves a gap where a value is not finite", () => {
  const whole = columnsOf(chartOf([5, 6, 7, 6, 5, 6]), BLUE);
  const broken = columnsOf(chartOf([5, 6, NaN, Infinity, 5, 6]), BLUE);
  assert.equal(Math.min(...whole), Math.min(...broken));
  assert.equal(Math.max(...whole), Math.max(...broken));
  assert.ok(broken.size < 0.5 * whole.size);
});

Deno.test("lineChart() shows a dot when a series has one point", () => {
  const columns = columnsOf(chartOf([123.4]), BLUE);
  assert.ok(columns.size >= 4 && columns.size <= 8);
});

Deno.test("lineChart() draws axes when there is no finite value", () => {
  const empty = chartOf([NaN, NaN]);
  assert.equal(columnsOf(empty, BLUE).size, 0);
  assert.ok(empty.data.some((value) => value < 128));
});

Deno.test("lineChart() keeps the edge of the picture white", () => {
  const x = [1, 2, 3];
  const series = ["a long name of a series", "another long name", "a third of them"].map((
    label,
  ) => ({
    label,
    x,
    y: [1e-3, 2.5e-3, 1e-5],
  }));
  const chart = lineChart([1, 2, 3].map(() => ({ title: "rate", xLabel: "epoch", series })), {
    columns: 2,
    panelWidth: 400,
    panelHeight: 300,
  });
  assert.deepEqual([chart.height, chart.width], [600, 800]);
  for (let i = 0; i < chart.width; i++) {
    assert.equal(chart.data[3 * i], 255);
    assert.equal(chart.data[3 * ((chart.height - 1) * chart.width + i)], 255);
  }
  for (let y = 0; y < chart.height; y++) {
    assert.equal(chart.data[3 * y * chart.width], 255);
    assert.equal(chart.data[3 * ((y + 1) * chart.width - 1)], 255);
  }
});

Deno.test("lineChart() gives series different colours", () => {
  const series = [0, 1].map((i) => ({ label: `s${i}`, x: [1, 2], y: [i, i + 1] }));
  const chart = lineChart([{ title: "t", series }]);
  assert.ok(columnsOf(chart, BLUE).size > 300);
  assert.ok(columnsOf(chart, [213, 94, 0]).size > 300);
});

Deno.test("lineChart() throws when there is no panel or a series does not fit", () => {
  assert.throws(() => lineChart([]), /Cannot draw a chart of no panels/);
  const series = [{ label: "a", x: [1, 2], y: [1] }];
  assert.throws(() => lineChart([{ title: "t", series }]), /2 x and 1 y/);
  assert.throws(() => lineChart([{ title: "t", series: [] }], { panelWidth: 20 }), RangeError);
  assert.throws(() => lineChart([{ title: "t", series: [] }], { columns: 0 }), RangeError);
});

Deno.test("chooseTicks() chooses round numbers inside the range for ranges of any size", () => {
  for (let power = -9; power <= 9; power++) {
    for (const [low, high] of [[0, 1], [3.2, 4.9], [-7, 2.5], [9.99, 10.01]] as const) {
      const scale = 10 ** power;
      const { values, labels } = chooseTicks(low * scale, high * scale, 6, false);
      assert.ok(values.length >= 2 && values.length <= 7, `${low} ${high} ${power}`);
      const step = values[1]! - values[0]!;
      const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-6);
      assert.ok([1, 2, 5].some((round) => Math.abs(mantissa - round) < 1e-3), `step ${step}`);
      assert.equal(new Set(labels).size, labels.length);
      values.forEach((value, i) => {
        assert.ok(value >= low * scale - 1e-6 * step && value <= high * scale + 1e-6 * step);
        assert.ok(Math.abs(Number(labels[i]) - value) < 1e-6 * step);
      });
    }
  }
});

Deno.test("chooseTicks() chooses whole numbers when asked to", () => {
  assert.deepEqual(chooseTicks(1, 3, 10, true).labels, ["1", "2", "3"]);
  assert.deepEqual(chooseTicks(1, 1, 10, true).labels, ["0", "1", "2"]);
});

Deno.test("textStrokes() has strokes within the box for every printable character", () => {
  for (let code = 33; code < 127; code++) {
    const { width, strokes } = textStrokes(String.fromCharCode(code));
    assert.ok(strokes.length > 0 && width > 0);
    for (const stroke of strokes) {
      assert.ok(stroke.length >= 2 && stroke.length % 2 === 0);
      for (let i = 0; i < stroke.length; i += 2) {
        assert.ok(stroke[i]! >= -1 && stroke[i]! <= width + 1);
        assert.ok(stroke[i + 1]! >= -26 && stroke[i + 1]! <= 8);
      }
    }
  }
});

Deno.test("textStrokes() writes a question mark for what it cannot write", () => {
  assert.deepEqual(textStrokes("\u00e9"), textStrokes("?"));
});
