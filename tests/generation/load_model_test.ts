import { decodeSafetensors, encodeSafetensors } from "../../lib/model/safetensors.ts";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { pathToFileURL } from "node:url";
import { BackendUnavailableError, ModelFormatError } from "../../lib/errors.ts";
import { loadModel, saveModel } from "../../lib/generation/load_model.ts";
import { inFolder } from "../cli/run_program.ts";

Deno.test("loadModel() selects a backend if none was chosen, once for calls at the same time", async () => {
  await assert.rejects(
    loadModel("pretrained", { backend: "simd", blas: "/nowhere/libblas.so" }),
    BackendUnavailableError,
  );
  assert.ok(!tf.getBackend());
  const options = { threads: 1 };
  const models = await Promise.all([
    loadModel("pretrained", options),
    loadModel("pretrained", options),
  ]);
  assert.ok(["webgpu", "simd"].includes(tf.getBackend()), tf.getBackend());
  for (const model of models) model.dispose();

  using onCpu = await loadModel("pretrained", { backend: "cpu" });
  assert.equal(tf.getBackend(), "cpu");
  using again = await loadModel("pretrained");
  assert.equal(tf.getBackend(), "cpu", "the one in use stays");
  assert.deepEqual(again.config, onCpu.config);
});

Deno.test("loadModel() reads what saveModel() wrote: a file, a URL, a run's folder, bytes", () =>
  inFolder(async (folder) => {
    using model = await loadModel("pretrained", { backend: "simd", threads: 1 });
    const file = `${folder}/model.safetensors`;
    await saveModel(model, file);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["model.safetensors"]);
    const bytes = await Deno.readFile(file);
    assert.deepEqual(bytes, await model.toBytes());
    const before = tf.memory().numTensors;
    for (const source of [file, pathToFileURL(file), folder, bytes]) {
      using copy = await loadModel(source);
      assert.deepEqual(await copy.toBytes(), bytes);
    }
    assert.equal(tf.memory().numTensors, before);
    await assert.rejects(saveModel(model, `${folder}/none/model`), /Cannot write ".*none\/model"/);
  }));

Deno.test("loadModel() throws classes that a caller can tell apart, and leaks nothing", () =>
  inFolder(async (folder) => {
    using model = await loadModel("pretrained");
    const bytes = await model.toBytes();
    const before = tf.memory().numTensors;
    await Deno.writeFile(`${folder}/cut.safetensors`, bytes.slice(0, -9));
    await Deno.writeTextFile(`${folder}/text.safetensors`, "not a model");
    await assert.rejects(loadModel(`${folder}/nowhere`), Deno.errors.NotFound);
    await assert.rejects(loadModel(folder), Deno.errors.NotFound);
    for (const name of ["cut", "text"]) {
      await assert.rejects(
        loadModel(`${folder}/${name}.safetensors`),
        (error) =>
          error instanceof ModelFormatError &&
          error.subject === `model "${folder}/${name}.safetensors"` &&
          error.reason.endsWith(
            "; expected a model file, such as the model.safetensors of a run",
          ) &&
          error.message === `Cannot read ${error.subject}: ${error.reason}`,
      );
    }
    await assert.rejects(loadModel(Uint8Array.of(1, 2, 3)), ModelFormatError);
    const { tensors, metadata: { format, config } } = decodeSafetensors(bytes);
    const misfit = encodeSafetensors({
      tensors,
      metadata: { format: format!, config: config!.replace('"points":128', '"points":127') },
    });
    await assert.rejects(
      loadModel(misfit),
      (error) => error instanceof ModelFormatError && /^".*" has shape/.test(error.reason),
    );
    assert.equal(tf.memory().numTensors, before);
  }));
