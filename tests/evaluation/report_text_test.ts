import assert from "node:assert/strict";
import { compareSheet } from "../../lib/evaluation/compare_sheet.ts";
import type { EvaluationReport, Likelihood } from "../../lib/evaluation/report.ts";
import { reportMarkdown, reportTable } from "../../lib/evaluation/report_text.ts";
import { STATISTICS } from "../../lib/evaluation/statistics.ts";
import { draw, polyline } from "./drawn_shapes.ts";

const medians = {
  ...Object.fromEntries(STATISTICS.map(({ name }) => [name, 5])),
  inkRatio: 0.0618,
  aspect: 2.234,
};

const REPORT: EvaluationReport = {
  version: "1.2.3",
  reference: "some folder",
  referenceSize: { signatures: 200, writers: 20 },
  model: null,
  seed: 4,
  rows: [
    {
      kind: "reference",
      name: "reference, half against half",
      count: 200,
      comparison: {
        kid: { value: -16.4, standardError: 12.3 },
        frechet: 101.2,
        density: 1.234,
        coverage: 0.876,
      },
      medians,
      degenerate: { "empty": 1, "off the canvas": 0, "blob": 2 },
    },
    {
      kind: "model",
      name: "a model",
      count: 100,
      comparison: {
        kid: { value: 6790, standardError: 99 },
        frechet: 1000,
        density: 0,
        coverage: 0,
      },
      classifier: { auc: 0.8912, standardError: 0.0234, interval: [0.84, 0.94] },
      medians,
      degenerate: { "empty": 0, "off the canvas": 0, "blob": 0 },
      memorization: 0.987,
    },
  ],
};

Deno.test("reportTable() has one line per measure and one aligned column per set", () => {
  const lines = reportTable(REPORT).split("\n");
  assert.deepEqual(lines.slice(0, 3), ["A  reference, half against half", "B  a model", ""]);
  const table = lines.slice(3);
  assert.equal(new Set(table.map((line) => line.length)).size, 1);
  assert.match(table[0]!, /^ +A +B$/);
  assert.match(table[1]!, /^KID x1000 +-16 +6790$/);
  assert.match(table[3]!, /^Frechet +101 +1000$/);
  assert.match(table[6]!, /^AUC +- +0\.891$/);
  assert.match(table[7]!, /^AUC \+- +- +0\.023$/);
  assert.match(table.at(-1)!, /^memorization +- +0\.99$/);
});

Deno.test("reportTable() of eight sets fits into 80 columns", () => {
  const rows = Array.from({ length: 8 }, () => REPORT.rows[1]!);
  const lines = reportTable({ ...REPORT, rows }).split("\n");
  assert.ok(lines.every((line) => line.length <= 80), lines.join("\n"));
});

Deno.test("reportTable() and reportMarkdown() end in likelihood and latent space", () => {
  const likelihood: Likelihood = {
    observations: 60,
    samples: 64,
    elbo: { value: -354.26, standardError: 5.04 },
    iwae: { value: -360.1, standardError: 5 },
    encoded: 200,
    latentDim: 32,
    activeUnits: 30,
    aggregatedKl: 1.234,
  };
  const table = reportTable({ ...REPORT, likelihood });
  assert.match(
    table,
    /\n\nnegative ELBO, nats +-354\.3 \+- 5\.0\nIWAE-64, nats +-360\.1 \+- 5\.0\n/,
  );
  assert.match(table, /\nactive units +30 of 32\naggregated KL, nats +1\.23$/);
  assert.doesNotMatch(table, /with its prior/);
  const text = reportMarkdown({ ...REPORT, likelihood });
  assert.match(text, /## Likelihood and latent space\n\n[^]*\| active units \| 30 of 32 \|/);
  assert.match(text, /- \*\*IWAE-64, nats\*\*: importance-weighted bound .* 64 samples/);
});

Deno.test("reportMarkdown() names the reference, the model and the seed, and explains every column", () => {
  const lines = reportMarkdown(REPORT).split("\n");
  assert.match(lines[2]!, /`some folder`, 200 signatures of 20 writers\. Model: none\. Seed 4/);
  const rows = lines.filter((line) => line.startsWith("|"));
  assert.equal(rows.length, 4);
  assert.equal(new Set(rows.map((row) => row.split("|").length)).size, 1);
  const headings = rows[0]!.split("|").slice(2, -1).map((cell) => cell.trim());
  const explained = lines.flatMap((line) => /^- \*\*(.+)\*\*: .+\.$/.exec(line)?.[1] ?? []);
  assert.deepEqual(explained, headings);
});

Deno.test("STATISTICS have distinct names and headings", () => {
  assert.equal(new Set(STATISTICS.map(({ name }) => name)).size, STATISTICS.length);
  assert.equal(new Set(STATISTICS.map(({ heading }) => heading)).size, STATISTICS.length);
});

Deno.test("compareSheet() puts labelled rows one below the other", () => {
  const image = draw(polyline([[10, 30], [110, 30]]));
  const label = "a set";
  const { height, width, data } = compareSheet(
    [{ label, images: [image, image, image] }, { label, images: [image] }],
    2,
  );
  assert.equal(data.length, 3 * height * width);
  assert.deepEqual([height, width], [2 * (20 + 64 + 4 + 2), 2 * (128 + 5) + 1]);
  const dark = (y: number, x: number) => data[3 * (y * width + x)]! < 100;
  assert.ok(dark(20 + 3 + 30, 3 + 60), "the line in the first row");
  assert.ok(dark(90 + 20 + 3 + 30, 3 + 60), "and in the second");
  assert.ok(!dark(90 + 20 + 3 + 30, 133 + 3 + 60), "which has one image");
  const label1 = Array.from({ length: 20 * 40 }, (_, i) => dark(Math.floor(i / 40), i % 40));
  assert.ok(label1.includes(true), "a label");
});
