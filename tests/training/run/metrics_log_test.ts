import assert from "node:assert/strict";
import type { EpochMetrics } from "../../../lib/training/metrics.ts";
import { fromJsonLines, toCsv, toJsonLines } from "../../../lib/training/run/metrics_log.ts";

const RECORD: EpochMetrics = {
  epoch: 1,
  step: 5,
  loss: 3.5,
  reconstruction: 3,
  kl: 0.5,
  gradientNorm: 2,
  beta: 1,
  learningRate: 0.001,
  best: true,
  seconds: 0.25,
  imagesPerSecond: 20,
};

Deno.test("metrics survive JSON lines, and become a table with empty cells where absent", () => {
  const records = [RECORD, { ...RECORD, epoch: 2, validationLoss: 4, best: false }];
  assert.deepEqual(fromJsonLines(toJsonLines(records)), records);
  const [header, first, second] = toCsv(records).split("\n").map((line) => line.split(","));
  const column = header!.indexOf("validationLoss");
  assert.deepEqual([first![column], second![column]], ["", "4"]);
  assert.throws(() => fromJsonLines('{"epoch":1}\n{"epo'), /Cannot read metrics: line 2/);
});
