import assert from "node:assert/strict";
import {
  checkTrainingOptions,
  DEFAULT_TRAINING_OPTIONS,
  readTrainingOptions,
} from "../../lib/training/options.ts";
import { parseRunConfig } from "../../lib/training/run/run_config.ts";

const OPTIONS = { ...DEFAULT_TRAINING_OPTIONS, finalLearningRateFraction: 0.3, epochs: 7 };

/** The same settings as version 0.1 wrote them. */
function olderSettings(): Record<string, number> {
  const { finalLearningRateFraction: finalLearningRate, ...rest } = OPTIONS;
  return { ...rest, finalLearningRate };
}

Deno.test("readTrainingOptions() gives what was written, by this version and by 0.1", () => {
  assert.deepEqual(readTrainingOptions({ ...OPTIONS }), OPTIONS);
  assert.deepEqual(readTrainingOptions(olderSettings()), OPTIONS);
});

Deno.test("readTrainingOptions() gives defaults to settings that the file is too old to have", () => {
  assert.deepEqual(readTrainingOptions({ epochs: 7 }), { ...DEFAULT_TRAINING_OPTIONS, epochs: 7 });
});

Deno.test("parseRunConfig() reads the settings of a run of version 0.1", () => {
  const config = { model: {}, data: {}, training: olderSettings() };
  assert.deepEqual(parseRunConfig(JSON.stringify(config)).training, OPTIONS);
});

Deno.test("checkTrainingOptions() names any setting that is missing or out of range", () => {
  for (const name of Object.keys(OPTIONS)) {
    for (const value of [undefined, NaN, -1, "1"]) {
      const options = { ...OPTIONS, [name]: value } as typeof OPTIONS;
      assert.throws(() => checkTrainingOptions(options), {
        name: "RangeError",
        message: new RegExp(`^Cannot train: ${name} is ${value}, expected `),
      });
    }
  }
});
