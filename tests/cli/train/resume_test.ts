import assert from "node:assert/strict";
import { fromJsonLines } from "../../../lib/training/run/metrics_log.ts";
import { findUnfinishedRun } from "../../../lib/training/run/find_run.ts";
import { finish, inFolder, runProgram, signalAt, startProgram, TINY } from "../run_program.ts";

const FLAGS = TINY.map((flag) =>
  flag.replace("writers=3", "writers=30").replace("batch-size=4", "batch-size=8")
);
const RESUME = ["--resume", "--backend=simd", "--threads=1"];

/** What must not depend on whether a run was killed. */
async function contentOf(run: string) {
  const records = fromJsonLines(await Deno.readTextFile(`${run}/metrics.jsonl`));
  const metrics = records.map(({ seconds: _s, imagesPerSecond: _i, ...rest }) => rest);
  const samples = await Array.fromAsync(Deno.readDir(`${run}/samples`), ({ name }) => name);
  const names = ["model.safetensors", "reconstructions.png", "checkpoint/training.safetensors"];
  const files = [...names, ...samples.sort().map((name) => `samples/${name}`)];
  const bytes = await Promise.all(files.map((name) => Deno.readFile(`${run}/${name}`)));
  return { metrics, files, bytes };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/**
 * Starts a run, and kills it when one file of it exists and another does not. A busy machine may let
 * this process wait until it is too late; then it starts again.
 */
async function killBetween(
  [present, absent]: readonly [string, string],
  flags: readonly string[],
  run: string,
  cwd: string,
): Promise<void> {
  for (let trial = 0; trial < 10; trial++) {
    const process = startProgram("train.ts", [...flags, `--out=${run}`], cwd);
    const { stderr } = await signalAt(`${cwd}/${run}/${present}`, process, "SIGKILL");
    assert.equal(stderr, "");
    if (!await exists(`${cwd}/${run}/${absent}`)) return;
    await Deno.remove(`${cwd}/${run}`, { recursive: true });
  }
  assert.fail(`no run could be killed between ${present} and ${absent}`);
}

async function succeed(flags: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram("train.ts", flags, cwd);
  assert.equal(code, 0, stderr);
  return stdout;
}

Deno.test("train --resume ends as the undisturbed run, wherever that was killed", () =>
  inFolder(async (folder) => {
    const flags = [...FLAGS, "--epochs=3", "--prior=gaussian"];
    await succeed([...flags, "--out=whole"], folder);
    const whole = await contentOf(`${folder}/whole`);

    const checkpoint = "checkpoint/training.safetensors";
    await killBetween(["config.json", checkpoint], flags, "outputs/early", folder);
    const again = await succeed(RESUME, folder);
    assert.match(again, /started again from the beginning: it ended before its first checkpoint/);
    assert.deepEqual(await contentOf(`${folder}/outputs/early`), whole);

    const often = [...flags, "--seconds-per-checkpoint=0"];
    await killBetween([checkpoint, "metrics.jsonl"], often, "outputs/within", folder);
    const continued = await succeed(RESUME, folder);
    assert.match(continued, /continued after 0 epochs and \d+ steps?/);
    assert.deepEqual(await contentOf(`${folder}/outputs/within`), whole);

    // Killed while the prior was fitted: the model has none yet.
    const config = JSON.parse(await Deno.readTextFile(`${folder}/outputs/early/config.json`));
    assert.equal(config.finished, true);
    await Deno.writeTextFile(
      `${folder}/outputs/early/config.json`,
      JSON.stringify({ ...config, finished: false }),
    );
    await succeed(
      [...flags, "--prior=normal", "--out=bare"].filter((flag) => flag !== "--prior=gaussian"),
      folder,
    );
    const model = "model.safetensors";
    await Deno.copyFile(`${folder}/bare/${model}`, `${folder}/outputs/early/${model}`);
    assert.match(
      await succeed(RESUME, folder),
      /continued after 3 epochs\nreport: .*\nprior: fitting/,
    );
    assert.deepEqual(await contentOf(`${folder}/outputs/early`), whole);

    const none = await runProgram("train.ts", RESUME, folder);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /"outputs" has no unfinished run \(--epochs N trains the newest/);
  }));

Deno.test("train --resume starts again from the weights that the run started from", () =>
  inFolder(async (folder) => {
    await succeed([...FLAGS, "--epochs=1", "--out=first"], folder);
    await succeed([...FLAGS, "--init=first", "--epochs=1", "--out=whole"], folder);
    const config = JSON.parse(await Deno.readTextFile(`${folder}/whole/config.json`));
    const data = { ...config.data, images: 0, sha256: "" }; // killed while they were loaded
    for (const run of ["killed", "changed"]) {
      await Deno.mkdir(`${folder}/${run}`);
      const text = JSON.stringify({ ...config, data, finished: false });
      await Deno.writeTextFile(`${folder}/${run}/config.json`, text);
    }
    await succeed([...RESUME, "--out=killed"], folder);
    assert.deepEqual(await contentOf(`${folder}/killed`), await contentOf(`${folder}/whole`));
    const { data: { sha256 } } = JSON.parse(
      await Deno.readTextFile(`${folder}/killed/config.json`),
    );
    assert.equal(sha256, config.data.sha256);

    await Deno.copyFile(`${folder}/whole/model.safetensors`, `${folder}/first/model.safetensors`);
    const changed = await runProgram("train.ts", [...RESUME, "--out=changed"], folder);
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /"first\/model.safetensors" again: the file has changed/);
  }));

Deno.test("train leaves no run folder when it cannot load its data", () =>
  inFolder(async (folder) => {
    const flags = [...TINY.filter((flag) => !flag.startsWith("--writers")), "--data=nowhere"];
    const { code } = await runProgram("train.ts", [...flags, "--out=run"], folder);
    assert.equal(code, 1);
    assert.equal(await exists(`${folder}/run`), false);
  }));

Deno.test("train leaves its run unfinished when Ctrl-C stops the fit of the prior", () =>
  inFolder(async (folder) => {
    const flags = [...FLAGS, "--epochs=1", "--prior=flow"];
    const process = startProgram("train.ts", [...flags, "--out=stopped"], folder);
    const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let output = "";
    while (!output.includes("prior: fitting")) {
      const { value, done } = await reader.read();
      assert.ok(!done, output);
      output += value;
    }
    process.kill("SIGINT");
    while (!(await reader.read()).done);
    const stderr = await new Response(process.stderr).text();
    assert.equal((await process.status).code, 0, stderr);
    assert.match(stderr, /stopping with the best prior so far, --resume fits it to the end/);
    assert.equal(await findUnfinishedRun(folder), `${folder}/stopped`);
  }));

Deno.test("train refuses a folder that another train command writes to", () =>
  inFolder(async (folder) => {
    const process = startProgram(
      "train.ts",
      [...FLAGS, "--epochs=100000", "--out=outputs/busy"],
      folder,
    );
    try {
      while (!await exists(`${folder}/outputs/busy/checkpoint/training.safetensors`)) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      for (const flags of [RESUME, [...RESUME, "--out=outputs/busy"]]) {
        const { code, stderr } = await runProgram("train.ts", flags, folder);
        assert.equal(code, 1);
        assert.match(stderr, /Cannot resume from "outputs.busy": another train command is writing/);
        assert.match(
          stderr,
          /Wait until that ends or stop it, or choose another folder with --out/,
        );
      }
    } finally {
      process.kill("SIGKILL");
      await finish(process);
    }
  }));
