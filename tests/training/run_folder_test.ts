import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { decodeImage } from "../../lib/image/codecs/decode.ts";
import { contactSheet } from "../../lib/image/drawing/contact_sheet.ts";
import { createVAE, decodeModel } from "../../lib/model/model_file.ts";
import { readParameters } from "../../lib/model/parameters.ts";
import { restoreCheckpoint } from "../../lib/training/checkpoint.ts";
import { fromJsonLines, toCsv, toJsonLines } from "../../lib/training/metrics_log.ts";
import { findNewestRun, type RunConfig, RunFolder } from "../../lib/training/run_folder.ts";
import { type EpochMetrics, Trainer } from "../../lib/training/trainer.ts";
import { writeFileAtomically } from "../../lib/training/write_file.ts";
import { inFolder } from "../cli/run_program.ts";
import { barBatches, TINY_CONFIG } from "./fixtures.ts";

tf.env().set("PROD", true); // before the first op, or tfjs advertises another package
await tf.setBackend("cpu");

function configOf(trainer: Trainer): RunConfig {
  return {
    version: "0.0.0",
    model: TINY_CONFIG,
    training: trainer.options,
    prior: "gaussian",
    init: null,
    initSha256: null,
    data: {
      directory: null,
      limit: null,
      writers: 4,
      validationFraction: 0.25,
      augment: true,
      images: 24,
      sha256: "",
    },
    backend: "cpu",
    engines: ["plain JavaScript"],
  };
}

async function trainInto(path: string): Promise<{ run: RunFolder; trainer: Trainer }> {
  const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), { epochs: 2, batchSize: 6 });
  const run = await RunFolder.create(path, configOf(trainer));
  for await (const metrics of trainer.epochs()) {
    await run.recordEpoch(metrics, trainer, barBatches());
  }
  return { run, trainer };
}

Deno.test("RunFolder leaves a model and a checkpoint that read back as they were", () =>
  inFolder(async (folder) => {
    const { trainer } = await trainInto(`${folder}/run`);
    const expected = await readParameters(trainer.vae.parameters);
    const { run, config, checkpoint } = await RunFolder.open(`${folder}/run`);
    assert.deepEqual(config, configOf(trainer));
    assert.equal(run.metrics.length, 2);
    assert.deepEqual(new Map(checkpoint.parameters), expected);
    const again = new Trainer(createVAE(TINY_CONFIG, 9), barBatches(), checkpoint.options);
    restoreCheckpoint(again, checkpoint);
    assert.equal(again.finished, true);
    const { vae: model } = decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
    if (run.metrics.at(-1)!.best) {
      assert.deepEqual(await readParameters(model.parameters), expected);
    }
    for (const { vae } of [trainer, again]) vae.dispose();
    model.dispose();
    trainer.dispose();
    again.dispose();
  }));

Deno.test("RunFolder.finish() puts a fitted prior into the model's file and leaves the weights", () =>
  inFolder(async (folder) => {
    const { run, trainer } = await trainInto(`${folder}/run`);
    const before = decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
    await run.finish("gaussian", trainer, barBatches());
    const after = decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
    assert.deepEqual([before.prior.kind, after.prior.kind], ["normal", "gaussian"]);
    assert.deepEqual(
      await readParameters(after.vae.parameters),
      await readParameters(before.vae.parameters),
    );
    for (const { vae, prior } of [before, after]) {
      vae.dispose();
      prior.dispose();
    }
    trainer.dispose();
    trainer.vae.dispose();
  }));

Deno.test("RunFolder shows each held-out signature once, with its reconstruction below", () =>
  inFolder(async (folder) => {
    const { trainer } = await trainInto(`${folder}/run`);
    assert.equal(barBatches().validationCount, 6);
    const page = await decodeImage(await Deno.readFile(`${folder}/run/reconstructions.png`));
    const { height, width } = TINY_CONFIG;
    const cells = Array.from({ length: 16 }, () => ({
      height,
      width,
      data: new Float32Array(height * width),
    }));
    const expected = contactSheet(cells, { columns: 4 }); // two rows of pairs
    assert.deepEqual([page.height, page.width], [expected.height, expected.width]);
    trainer.dispose();
    trainer.vae.dispose();
  }));

Deno.test("RunFolder leaves no partial files and refuses a folder that is not empty", () =>
  inFolder(async (folder) => {
    const { trainer } = await trainInto(`${folder}/run`);
    for (const part of ["", "/samples", "/checkpoint"]) {
      for await (const { name } of Deno.readDir(`${folder}/run${part}`)) {
        assert.doesNotMatch(name, /partial/);
      }
    }
    await assert.rejects(
      RunFolder.create(`${folder}/run`, configOf(trainer)),
      /already holds "checkpoint"/,
    );
    trainer.dispose();
    trainer.vae.dispose();
  }));

Deno.test("RunFolder.open() explains what is missing or broken", () =>
  inFolder(async (folder) => {
    await assert.rejects(
      RunFolder.open(`${folder}/none`),
      /Cannot resume from ".*none": it has no config.json/,
    );
    const { trainer } = await trainInto(`${folder}/run`);
    trainer.dispose();
    trainer.vae.dispose();
    const file = `${folder}/run/checkpoint/training.safetensors`;
    await Deno.writeFile(file, (await Deno.readFile(file)).slice(0, 1000));
    await assert.rejects(
      RunFolder.open(`${folder}/run`),
      /training.safetensors": Cannot read safetensors/,
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

Deno.test("writeFileAtomically() replaces a file whole, and keeps it when writing fails", () =>
  inFolder(async (folder) => {
    await writeFileAtomically(`${folder}/file`, "old");
    await writeFileAtomically(`${folder}/file`, new Uint8Array([110, 101, 119]));
    assert.equal(await Deno.readTextFile(`${folder}/file`), "new");
    await assert.rejects(
      writeFileAtomically(`${folder}/missing/file`, "x"),
      /Cannot write ".*missing\/file"/,
    );
    await Deno.mkdir(`${folder}/taken`);
    await assert.rejects(writeFileAtomically(`${folder}/taken`, "x"), /Cannot write ".*taken"/);
    assert.deepEqual(
      (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort(),
      ["file", "taken"],
    );
  }));

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
