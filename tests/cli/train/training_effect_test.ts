import assert from "node:assert/strict";
import { describeEffect } from "../../../lib/cli/train/training_effect.ts";
import type { EpochMetrics } from "../../../lib/training/metrics.ts";
import type { RunConfig } from "../../../lib/training/run/run_config.ts";
import type { RecordedRun } from "../../../lib/training/run/run_listeners.ts";

/** What is said of a run by the losses before training and after each epoch. */
function effectOf(initialLoss: number | undefined, losses: readonly number[], writers = 9) {
  const metrics = losses.map((validationLoss, i) => ({
    epoch: i + 1,
    validationLoss,
    best: losses.slice(0, i).every((loss) => loss > validationLoss),
  } as EpochMetrics));
  const data = { directory: "my scans", heldOutWriters: Array.from({ length: writers }, String) };
  const config = { init: "pretrained", initialLoss, data } as unknown as RunConfig;
  return describeEffect(
    { run: { path: "runs/a", metrics } as unknown as RecordedRun["run"] },
    config,
  );
}

Deno.test("describeEffect() says that training helped exactly when the best epoch's loss is below the initial one", () => {
  for (const losses of [[90], [110], [100], [120, 80, 95], [101, 105]]) {
    const helped = Math.min(...losses) < 100;
    const [verdict] = effectOf(100, losses);
    assert.match(verdict!, helped ? /^training helped: / : /^training did not help: /);
    assert.ok(verdict!.includes(`100.0 before, ${Math.min(...losses).toFixed(1)} after epoch`));
    assert.equal(verdict!.includes("--epochs 0"), !helped);
  }
});

Deno.test("describeEffect() names the comparison where enough writers are held out", () => {
  const flags = "--model runs/a --compare pretrained --data 'my scans' --held-out";
  assert.ok(effectOf(100, [90])[1]!.includes(flags));
  assert.equal(effectOf(100, [90], 3).length, 1);
});

Deno.test("describeEffect() says nothing where the initial loss is unknown or nothing was trained", () => {
  assert.deepEqual(effectOf(undefined, [90]), []);
  assert.deepEqual(effectOf(100, []), []);
});
