import assert from "node:assert/strict";
import { selectBackend } from "../../../lib/backend/select.ts";
import { FolderOccupiedError, RunFormatError } from "../../../lib/errors.ts";
import { createVAE, decodeModel } from "../../../lib/model/model_file.ts";
import { readParameters } from "../../../lib/model/parameters.ts";
import { restoreCheckpoint } from "../../../lib/training/checkpoint.ts";
import type { EpochMetrics } from "../../../lib/training/metrics.ts";
import { findNewestRun, findUnfinishedRun } from "../../../lib/training/run/find_run.ts";
import { RunFolder } from "../../../lib/training/run/run_folder.ts";
import { Trainer } from "../../../lib/training/trainer.ts";
import { inFolder } from "../../cli/run_program.ts";
import { barBatches, configOf, free, TINY_CONFIG, trainInto } from "../fixtures.ts";

await selectBackend("simd", { threads: 1 });

Deno.test("RunFolder leaves a model and a checkpoint that read back as they were", () =>
  inFolder(async (folder) => {
    const recorded = await trainInto(`${folder}/run`);
    const { trainer } = recorded;
    const expected = await readParameters(trainer.vae.parameters);
    const { run, config, checkpoint } = await RunFolder.open(`${folder}/run`);
    assert.deepEqual(config, configOf(trainer));
    assert.equal(run.metrics.length, 2);
    assert.ok(checkpoint !== undefined);
    assert.deepEqual(new Map(checkpoint.parameters), expected);
    const again = new Trainer(createVAE(TINY_CONFIG, 9), barBatches(), checkpoint.options);
    restoreCheckpoint(again, checkpoint);
    assert.equal(again.finished, true);
    const { vae: model } = await decodeModel(
      await Deno.readFile(`${folder}/run/model.safetensors`),
    );
    if (run.metrics.at(-1)!.best) {
      assert.deepEqual(await readParameters(model.parameters), expected);
    }
    model.dispose();
    free(recorded);
    free({ trainer: again });
  }));

Deno.test("RunFolder leaves no partial files and refuses a folder that is not empty", () =>
  inFolder(async (folder) => {
    const recorded = await trainInto(`${folder}/run`);
    for (const part of ["", "/samples", "/checkpoint"]) {
      for await (const { name } of Deno.readDir(`${folder}/run${part}`)) {
        assert.doesNotMatch(name, /partial/);
      }
    }
    await assert.rejects(
      RunFolder.create(`${folder}/run`, configOf(recorded.trainer)),
      (error: Error) => {
        assert.ok(error instanceof FolderOccupiedError);
        assert.match(error.message, /already contains "checkpoint"/);
        return true;
      },
    );
    free(recorded);
  }));

Deno.test("RunFolder.open() explains what is missing or broken", () =>
  inFolder(async (folder) => {
    await assert.rejects(
      RunFolder.open(`${folder}/none`),
      /Cannot read run ".*none": it has no config.json/,
    );
    free(await trainInto(`${folder}/run`));
    const file = `${folder}/run/checkpoint/training.safetensors`;
    await Deno.writeFile(file, (await Deno.readFile(file)).slice(0, 1000));
    await assert.rejects(
      RunFolder.open(`${folder}/run`),
      (error: Error) => {
        assert.ok(error instanceof RunFormatError);
        assert.match(error.message, /training.safetensors": Cannot read safetensors/);
        return true;
      },
    );
    await Deno.writeTextFile(`${folder}/run/config.json`, "{}");
    await assert.rejects(
      RunFolder.open(`${folder}/run`),
      /config.json": it is not the config of a run/,
    );
  }));

Deno.test("findNewestRun() picks the run whose model was written last", () =>
  inFolder(async (folder) => {
    assert.equal(await findNewestRun(folder), undefined);
    assert.equal(await findNewestRun(`${folder}/missing`), undefined);
    for (const [name, time] of [["b", 2000], ["a", 3000], ["c", 1000]] as const) {
      await Deno.mkdir(`${folder}/${name}`);
      await Deno.writeTextFile(`${folder}/${name}/model.safetensors`, "");
      await Deno.utime(`${folder}/${name}/model.safetensors`, time, time);
    }
    await Deno.mkdir(`${folder}/not-a-run`);
    assert.equal(await findNewestRun(folder), `${folder}/a`);
  }));

Deno.test("findUnfinishedRun() picks the newest run that is not finished", () =>
  inFolder(async (folder) => {
    const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), { epochs: 1 });
    const config = configOf(trainer);
    assert.equal(await findUnfinishedRun(folder), undefined);
    const times = { killed: 1000, interrupted: 2000, done: 4000 };
    for (const [name, time] of Object.entries(times)) {
      const run = await RunFolder.create(`${folder}/${name}`, config);
      await run.writeConfig({ ...config, finished: name === "done" });
      await Deno.utime(`${folder}/${name}/config.json`, time, time);
    }
    // Runs of older versions do not record it.
    const old = await RunFolder.create(`${folder}/old`, config);
    await old.appendMetrics({ epoch: 1 } as EpochMetrics);
    await Deno.utime(`${folder}/old/config.json`, 3000, 3000);
    await Deno.mkdir(`${folder}/not-a-run`);
    assert.equal(await findUnfinishedRun(folder), `${folder}/interrupted`);
    // A checkpoint counts too: this one is written now.
    await Deno.writeTextFile(`${folder}/killed/checkpoint/training.safetensors`, "");
    assert.equal(await findUnfinishedRun(folder), `${folder}/killed`);
    free({ trainer });
  }));

Deno.test("RunFolder can be opened before its first checkpoint, and discarded", () =>
  inFolder(async (folder) => {
    const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), { epochs: 1 });
    const path = `${folder}/run`;
    await Deno.mkdir(path);
    await Deno.writeTextFile(`${path}/config.json.partial`, "{"); // of a run that was killed
    const run = await RunFolder.create(path, configOf(trainer));
    await run.appendMetrics({ epoch: 1 } as EpochMetrics); // killed before its checkpoint
    const opened = await RunFolder.open(path);
    assert.equal(opened.checkpoint, undefined);
    assert.deepEqual([opened.run.metrics, opened.config], [[], configOf(trainer)]);
    await run.discard();
    const names = async () =>
      (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
    assert.deepEqual(await names(), ["metrics.csv", "metrics.jsonl"]);
    const fresh = await RunFolder.create(`${folder}/fresh`, configOf(trainer));
    await fresh.discard();
    await assert.rejects(Deno.stat(`${folder}/fresh`), Deno.errors.NotFound);
    free({ trainer });
  }));
