import assert from "node:assert/strict";
import { describeEffect } from "../../../lib/cli/train/training_effect.ts";
import type { EpochMetrics } from "../../../lib/training/metrics.ts";

/** Records of epochs with these validation losses. */
function recordsOf(losses: readonly number[]): EpochMetrics[] {
  return losses.map((validationLoss, i) => ({
    epoch: i + 1,
    validationLoss,
    best: losses.slice(0, i).every((loss) => loss > validationLoss),
  } as EpochMetrics));
}

Deno.test("describeEffect() says that training helped exactly when the best epoch's loss is below the initial one", () => {
  for (const losses of [[90], [110], [100], [120, 80, 95], [101, 105]]) {
    const helped = Math.min(...losses) < 100;
    const effect = describeEffect(recordsOf(losses), 100)!;
    assert.match(effect, helped ? /^training helped: / : /^training did not help: /);
    assert.ok(effect.includes(`100.0 before, ${Math.min(...losses).toFixed(1)} after epoch`));
    assert.equal(effect.includes("--epochs 0"), !helped);
  }
});

Deno.test("describeEffect() says nothing where the initial loss is unknown or nothing was trained", () => {
  assert.equal(describeEffect(recordsOf([90]), undefined), undefined);
  assert.equal(describeEffect([], 100), undefined);
});
