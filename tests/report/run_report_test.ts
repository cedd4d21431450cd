import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../lib/backend/select.ts";
import { RunReport } from "../../lib/report/run_report.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { RunFolder } from "../../lib/training/run/run_folder.ts";
import { notify, type RecordedRun, runListeners } from "../../lib/training/run/run_listeners.ts";
import { Trainer } from "../../lib/training/trainer.ts";
import { inFolder } from "../cli/run_program.ts";
import { barBatches, configOf, free, TINY_CONFIG } from "../training/fixtures.ts";
import { checkPage } from "./check_page.ts";

await selectBackend("simd", { threads: 1 });

const COMMANDS = [{ label: "Train the same again", command: "train --epochs 2" }];

async function createRun(path: string, epochs: number): Promise<RecordedRun> {
  const options = { epochs, batchSize: 6 };
  const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), options);
  const run = await RunFolder.create(path, configOf(trainer));
  return { run, trainer, data: barBatches(), prior: "gaussian" };
}

Deno.test("RunReport writes a whole page at every stage of a run, and leaves no tensors", () =>
  inFolder(async (folder) => {
    const before = tf.memory().numTensors;
    const recorded = await createRun(`${folder}/run`, 3);
    const config = configOf(recorded.trainer);
    const report = new RunReport({ recorded, config, commands: COMMANDS });
    const path = await report.write({ kind: "training" });
    const read = () => Deno.readTextFile(path);
    assert.match(await read(), /Nothing to see yet/);
    const listeners = [...runListeners(recorded), report.listener];
    for await (const { epoch } of notify(recorded.trainer.epochs(), listeners)) {
      const page = await read();
      await checkPage(page);
      assert.match(page, / data-refresh="\d+"/);
      assert.match(page, new RegExp(`${epoch} of 3 epochs done`));
      assert.equal(JSON.parse(dataOf(page, "sheets-data")).texts.length, epoch);
    }
    await report.write({ kind: "fitting the prior" });
    assert.match(await read(), / data-refresh="\d+"/);
    await report.viewFinalModel();
    await report.write({ kind: "finished" });
    const page = await read();
    await checkPage(page);
    assert.doesNotMatch(page, / data-refresh/);
    for (
      const id of ["losses", "samples", "reconstructions", "latent", "nearest", "interpolations"]
    ) {
      assert.match(page, new RegExp(`<section id="${id}"`));
    }
    await report.write({ kind: "failed", reason: "the loss is <NaN>" });
    assert.match(await read(), /the loss is &lt;NaN&gt;/);
    assert.doesNotMatch(await read(), / data-refresh/);
    free(recorded);
    assert.equal(tf.memory().numTensors, before);
  }));

Deno.test("RunReport does not change a run", () =>
  inFolder(async (folder) => {
    const train = async (name: string, withReport: boolean) => {
      const recorded = await createRun(`${folder}/${name}`, 2);
      const report = new RunReport({
        recorded,
        config: configOf(recorded.trainer),
        commands: [],
      });
      const more = withReport ? [report.listener] : [];
      await Array.fromAsync(
        notify(recorded.trainer.epochs(), [...runListeners(recorded), ...more]),
      );
      free(recorded);
      const files = ["model.safetensors", "checkpoint/training.safetensors", "reconstructions.png"];
      return await Promise.all(files.map((file) => recorded.run.read(file)));
    };
    assert.deepEqual(await train("watched", true), await train("alone", false));
  }));

Deno.test("RunReport of a resumed run shows the epochs before", () =>
  inFolder(async (folder) => {
    const recorded = await createRun(`${folder}/run`, 2);
    await Array.fromAsync(notify(recorded.trainer.epochs(), runListeners(recorded)));
    const { run, config } = await RunFolder.open(`${folder}/run`);
    const resumed = { ...recorded, run };
    const report = new RunReport({ recorded: resumed, config, commands: [] });
    const page = await Deno.readTextFile(await report.write({ kind: "training" }));
    await checkPage(page);
    assert.deepEqual(JSON.parse(dataOf(page, "sheets-data")).texts, ["epoch 1", "epoch 2"]);
    assert.equal(JSON.parse(dataOf(page, "curves-data")).x.length, 2);
    free(recorded);
  }));

function dataOf(page: string, id: string): string {
  return new RegExp(`<script[^>]* id="${id}">(.*?)</script>`, "s").exec(page)![1]!;
}
