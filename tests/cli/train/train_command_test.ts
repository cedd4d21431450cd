import assert from "node:assert/strict";
import { decode } from "fast-png";
import { FINE_TUNING } from "../../../lib/cli/train/train_defaults.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { decodeChecked, encodeChecked } from "../../../lib/model/checksum.ts";
import { decodeSafetensors } from "../../../lib/model/safetensors.ts";
import { fromJsonLines } from "../../../lib/training/run/metrics_log.ts";
import { checkPage } from "../../report/check_page.ts";
import {
  inFolder,
  type Outcome,
  runProgram,
  signalAt,
  startProgram,
  TINY,
  TINY_PEN,
} from "../run_program.ts";

async function metricsOf(run: string) {
  const records = fromJsonLines(await Deno.readTextFile(`${run}/metrics.jsonl`));
  return records.map(({ seconds: _s, imagesPerSecond: _i, ...rest }) => rest);
}

async function configOf(folder: string, run: string) {
  return JSON.parse(await Deno.readTextFile(`${folder}/outputs/${run}/config.json`));
}

/** Validation loss of the first epoch. */
async function lossOf(folder: string, run: string): Promise<number> {
  return (await metricsOf(`${folder}/outputs/${run}`))[0]!.validationLoss!;
}

async function makeImages(folder: string): Promise<void> {
  const flags = ["--out=images", "--writers=6", "--signatures=4", "--seed=9", "--quiet"];
  assert.equal((await runProgram("synthesize.ts", flags, folder)).code, 0);
}

/** Creates a function that trains on images with some built-in signatures mixed in. */
async function createTrain(
  folder: string,
  ...extra: string[]
): Promise<(...flags: string[]) => Promise<string>> {
  await makeImages(folder);
  return async (...flags) => {
    const common = ["--backend=simd", "--data=images", "--writers=12", "--prior=normal", ...extra];
    const { code, stdout, stderr } = await runProgram("train.ts", [...common, ...flags], folder);
    assert.equal(code, 0, stderr);
    return stdout;
  };
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("train writes a whole run when it trains on the built-in data", () =>
  inFolder(async (folder) => {
    const outcome = await runProgram("train.ts", [
      ...TINY.filter((flag) => !/backend|threads/.test(flag)),
      "--backend=cpu",
      "--epochs=2",
      "--out=run",
    ], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(outcome.stdout, /backend: cpu \(requested/);
    assert.match(outcome.stdout, /data: built-in procedural signatures/);
    assert.match(outcome.stdout, /epoch 2\/2 {2}loss/);
    assert.deepEqual(await names(`${folder}/run`), [
      "checkpoint",
      "config.json",
      "curves.svg",
      "metrics.csv",
      "metrics.jsonl",
      "model.safetensors",
      "reconstructions.png",
      "report.html",
      "samples",
    ]);
    assert.match(outcome.stdout, /report: "run\/report\.html", to open in a browser/);
    const report = await Deno.readTextFile(`${folder}/run/report.html`);
    await checkPage(report);
    assert.match(report, /<strong>Finished<\/strong> <span>after 2 epochs</);
    assert.match(report, /This page shows no signature of a person/);
    assert.deepEqual(await names(`${folder}/run/samples`), ["epoch-0001.png", "epoch-0002.png"]);
    assert.equal((await metricsOf(`${folder}/run`)).length, 2);
    const csv = (await Deno.readTextFile(`${folder}/run/metrics.csv`)).trim().split("\n");
    assert.equal(csv.length, 3);

    const again = await runProgram("train.ts", [...TINY, "--out=run"], folder);
    assert.equal(again.code, 1);
    assert.match(
      again.stderr,
      /^error: Cannot train into "run": it already contains "checkpoint"/m,
    );
  }));

Deno.test("train trains the pen model by itself, and generate samples from its prior", () =>
  inFolder(async (folder) => {
    const flags = [
      "--backend=simd",
      "--threads=1",
      ...TINY_PEN,
      "--image-size=32x64",
      "--writers=60",
      "--epochs=2",
      "--prior=gaussian",
    ];
    const outcome = await runProgram("train.ts", [...flags, "--out=outputs/run"], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(outcome.stdout, /model: pen VAE, 32x64, z 3/);
    const drawn = await runProgram("generate.ts", ["--backend=simd", "--count=2"], folder);
    assert.equal(drawn.code, 0, drawn.stderr);
    assert.match(drawn.stdout, /pen VAE, gaussian prior/);

    // More epochs of a run that ended.
    const longer = ["--resume", "--out=outputs/run", "--epochs=3", "--backend=simd", "--threads=2"];
    const resumed = await runProgram("train.ts", longer, folder);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal((await metricsOf(`${folder}/outputs/run`)).length, 3);
    const { engines } = JSON.parse(await Deno.readTextFile(`${folder}/outputs/run/config.json`));
    assert.equal(engines.length, 2, "the run went on with another number of threads");
    assert.match(engines[0], /^WebAssembly .*SIMD, 1 thread; products by WebAssembly/);

    // Without more epochs the prior is fitted anew, to the best model and not to the last one.
    const file = `${folder}/outputs/run/model.safetensors`;
    const best = await decodeChecked(await Deno.readFile(file), "model");
    const [changed] = [...best.tensors.keys()].filter((name) => !name.startsWith("prior."));
    best.tensors.get(changed!)!.data.fill(0.125);
    await Deno.writeFile(file, await encodeChecked(best));
    const refit = ["--resume", "--out=outputs/run", "--epochs=0", "--backend=simd"];
    const refitted = await runProgram("train.ts", refit, folder);
    assert.equal(refitted.code, 0, refitted.stderr);
    const { tensors } = decodeSafetensors(await Deno.readFile(file));
    for (const [name, tensor] of best.tensors) {
      if (!name.startsWith("prior.")) assert.deepEqual(tensors.get(name), tensor, name);
    }
    assert.notDeepEqual(tensors, best.tensors, "the prior was fitted to other weights");
    assert.equal((await metricsOf(`${folder}/outputs/run`)).length, 3);
    assert.ok(!(await names(`${folder}/outputs/run/samples`)).includes("epoch-0000.png"));

    // Images of the user's own.
    const made = ["--out=images", "--writers=3", "--signatures=2", "--quiet"];
    assert.equal((await runProgram("synthesize.ts", made, folder)).code, 0);
    const own = ["--data=images", "--prior=normal", "--out=outputs/own"];
    const kept = flags.filter((flag) => !flag.startsWith("--prior"));
    const adapted = await runProgram("train.ts", [...kept, ...own], folder);
    assert.equal(adapted.code, 0, adapted.stderr);
    assert.match(adapted.stdout, /"images", 6 images/);
    assert.match(adapted.stdout, /mixed with built-in signatures/);
  }));

/** Interrupts a run after its first epoch; again if a busy machine let it end before. */
async function interruptAfterFirstEpoch(
  flags: readonly string[],
  run: string,
  cwd: string,
): Promise<Outcome> {
  for (let trial = 0; trial < 10; trial++) {
    const process = startProgram("train.ts", [...flags, `--out=${run}`], cwd);
    const outcome = await signalAt(`${cwd}/${run}/metrics.jsonl`, process, "SIGINT");
    if (outcome.code !== 0) return outcome;
    await Deno.remove(`${cwd}/${run}`, { recursive: true });
  }
  assert.fail("no run could be interrupted");
}

Deno.test("train continues exactly when it is interrupted and resumed", () =>
  inFolder(async (folder) => {
    const flags = [...TINY, "--epochs=24"];
    const whole = await runProgram("train.ts", [...flags, "--out=whole"], folder);
    assert.equal(whole.code, 0, whole.stderr);

    const interrupted = await interruptAfterFirstEpoch(flags, "halved", folder);
    assert.equal(interrupted.code, 130, interrupted.stdout + interrupted.stderr);
    assert.match(
      interrupted.stderr,
      /interrupted: saved in "halved", continue with deno task train --resume --out "halved"/,
    );
    assert.ok((await metricsOf(`${folder}/halved`)).length < 24);
    const halfway = await Deno.readTextFile(`${folder}/halved/report.html`);
    await checkPage(halfway);
    assert.match(halfway, /<strong>Interrupted<\/strong>/);
    assert.doesNotMatch(halfway, / data-refresh=/);

    const other = await runProgram(
      "train.ts",
      ["--resume", "--out=halved", "--latent-dim=9"],
      folder,
    );
    assert.equal(other.code, 1);
    assert.match(
      other.stderr,
      /error: Cannot resume from "halved": its latentDim is 3, expected 9/,
    );

    const resumed = await runProgram(
      "train.ts",
      ["--resume", "--out=halved", "--backend=simd", "--threads=1"],
      folder,
    );
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(await metricsOf(`${folder}/halved`), await metricsOf(`${folder}/whole`));
    const report = await Deno.readTextFile(`${folder}/halved/report.html`);
    await checkPage(report);
    assert.match(report, /<strong>Finished<\/strong> <span>after 24 epochs</);
    assert.equal(report.match(/<tr><th scope="row">\d+( \*)?<\/th>/g)?.length, 24);
    assert.deepEqual(
      await Deno.readFile(`${folder}/halved/model.safetensors`),
      await Deno.readFile(`${folder}/whole/model.safetensors`),
    );
  }));

Deno.test("train reads the folder of --data", () =>
  inFolder(async (folder) => {
    const made = await runProgram(
      "synthesize.ts",
      ["--out=images", "--writers=3", "--signatures=4", "--quiet"],
      folder,
    );
    assert.equal(made.code, 0, made.stderr);
    assert.equal(made.stdout.trim(), '12 signatures in "images"');
    await Deno.writeTextFile(`${folder}/images/broken.png`, "not an image");
    const flags = TINY.filter((flag) => !flag.startsWith("--writers"));
    const outcome = await runProgram(
      "train.ts",
      [...flags, "--data=images", "--limit=9", "--epochs=1", "--out=run", "--json"],
      folder,
    );
    assert.equal(outcome.code, 0, outcome.stderr);
    const lines = outcome.stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ event }) => event), ["writers", "epoch", "done"]);
    const config = JSON.parse(await Deno.readTextFile(`${folder}/run/config.json`));
    assert.equal(config.data.directory, "images");
    assert.ok(config.data.images === 9 || config.data.images === 8, `${config.data.images} images`);
  }));

Deno.test("train fine-tunes the pretrained model on a folder of images", () =>
  inFolder(async (folder) => {
    const train = await createTrain(folder);
    const adapted = await train("--epochs=1", "--out=outputs/adapted");
    assert.match(adapted, /weights: pretrained \(--from-scratch starts from random ones/);
    assert.match(adapted, /strokes: "outputs\/adapted\/traces.png" shows the strokes recovered/);
    const config = await configOf(folder, "adapted");
    assert.equal(config.init, "pretrained");
    assert.equal(config.training.learningRate, FINE_TUNING.training.learningRate);
    const traces = decode(await Deno.readFile(`${folder}/outputs/adapted/traces.png`));
    assert.ok(traces.width > 2000 && traces.channels === 3);
    const report = await Deno.readTextFile(`${folder}/outputs/adapted/report.html`);
    await checkPage(report);
    assert.match(report, /<section id="traces"[^]*Recovered trajectory 24[^]*<code><bdi>images</);
    assert.doesNotMatch(report, /Recovered trajectory 25/);

    const shape = Object.keys(config.model).filter((name) => ["hidden", "latentDim"].includes(name))
      .map((name) => `--${name === "hidden" ? name : "latent-dim"}=${config.model[name]}`);
    const fresh = await train("--epochs=1", "--out=outputs/fresh", "--from-scratch", ...shape);
    assert.doesNotMatch(fresh, /weights:/);
    const scratch = await configOf(folder, "fresh");
    assert.equal(scratch.init, null);
    assert.ok(scratch.training.learningRate > config.training.learningRate);
    const [a, b] = [await lossOf(folder, "adapted"), await lossOf(folder, "fresh")];
    assert.ok(a < b - 20, `${a} adapted, ${b} from scratch`);

    // A run continues with its own weights.
    const resume = ["--resume", "--out=outputs/adapted", "--epochs=2", "--backend=simd"];
    const resumed = await runProgram("train.ts", resume, folder);
    assert.equal(resumed.code, 0, resumed.stderr);
    const { init, initialLoss } = await configOf(folder, "adapted");
    assert.equal(init, "pretrained");
    const losses = new RegExp(`validation loss ${initialLoss.toFixed(1)} before, `);
    assert.match(adapted, losses);
    assert.match(resumed.stdout, losses, "the loss before training was recorded");
    assert.doesNotMatch(fresh, /validation loss .* before/);
    assert.match(await Deno.readTextFile(`${folder}/outputs/adapted/report.html`), losses);
  }));

Deno.test("train --epochs 0 keeps the pretrained weights and fits the prior to a folder", () =>
  inFolder(async (folder) => {
    await makeImages(folder);
    const still = ["--data=images", "--epochs=0", "--out=outputs/still", "--backend=simd"];
    const { code, stdout, stderr } = await runProgram("train.ts", still, folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /done without training\n.*model\.safetensors \(weights unchanged\)/);
    const { prior, data } = await configOf(folder, "still");
    assert.deepEqual([prior, data.writers], ["nearest", 0]);
    assert.match(stdout, /prior: fitted to the folder, not compared .* 1 writer is held out/);
    const tensorsOf = (file: Uint8Array) => decodeSafetensors(file).tensors;
    const before = tensorsOf(await readPretrained());
    const after = tensorsOf(await Deno.readFile(`${folder}/outputs/still/model.safetensors`));
    const weights = [...before.keys()].filter((name) => !name.startsWith("prior."));
    for (const name of weights) assert.deepEqual(after.get(name), before.get(name), name);
    assert.ok([...after.keys()].some((name) => name.startsWith("prior.mixture.")));
    for (const file of ["samples/epoch-0000.png", "reconstructions.png", "traces.png"]) {
      assert.ok((await Deno.stat(`${folder}/outputs/still/${file}`)).size > 0);
    }
    const mixed = [...still.slice(0, 2), "--writers=40", "--out=outputs/mixed"];
    const ignored = await runProgram("train.ts", mixed, folder);
    assert.match(ignored.stderr, /Cannot train on "images" with --epochs 0 and --writers 40/);
    assert.notEqual(ignored.code, 0);
    const fromNothing = [...still.slice(0, 2), "--from-scratch", "--out=outputs/nothing"];
    const refused = await runProgram("train.ts", fromNothing, folder);
    assert.match(refused.stderr, /Cannot train with --epochs 0 from random weights/);
    assert.notEqual(refused.code, 0);
  }));

Deno.test("train mixes in built-in writers of the folder's script, and resumes runs that recorded none", () =>
  inFolder(async (folder) => {
    const make = (script: string) => {
      const flags = ["--writers=6", "--signatures=4", "--seed=9", "--quiet"];
      const out = [`--out=${script}`, `--script=${script}`];
      return runProgram("synthesize.ts", [...out, ...flags], folder);
    };
    const train = (...flags: string[]) =>
      runProgram("train.ts", ["--backend=simd", "--threads=1", ...flags], folder);
    const tiny = ["--writers=12", "--prior=normal", "--epochs=1", "--from-scratch", ...TINY_PEN];
    for (const script of ["latin", "characters"]) {
      assert.equal((await make(script)).code, 0);
      const flags = [`--data=${script}`, `--out=outputs/${script}`, ...tiny];
      const { code, stdout, stderr } = await train(...flags);
      assert.equal(code, 0, stderr);
      assert.equal(/half of them in block characters/.test(stdout), script === "characters");
      assert.equal((await configOf(folder, script)).data.script, script);
    }
    const file = `${folder}/outputs/latin/config.json`;
    const { data: { script: _, ...data }, ...config } = await configOf(folder, "latin");
    await Deno.writeTextFile(file, JSON.stringify({ ...config, data }));
    const resumed = await train("--resume", "--out=outputs/latin", "--epochs=2");
    assert.equal(resumed.code, 0, resumed.stderr);
    const unmixed = await train("--data=latin", "--writers=0", "--script=latin", "--epochs=1");
    assert.match(unmixed.stderr, /with --script latin: no built-in data is mixed in/);
    assert.equal(unmixed.code, 1);
  }));

Deno.test("train --init starts from any model of the same shape, or of fewer blocks", () =>
  inFolder(async (folder) => {
    const train = await createTrain(folder, "--threads=1");
    await train("--from-scratch", "--epochs=1", "--out=outputs/fresh", ...TINY_PEN);
    const next = await train("--init=outputs/fresh", "--epochs=1", "--out=outputs/next");
    assert.match(next, /weights: from "outputs\/fresh\/model.safetensors"/);
    const [first, second] = [await lossOf(folder, "fresh"), await lossOf(folder, "next")];
    assert.ok(second < first, `${second} after ${first}`);

    // Pretrained weights of another shape are an error only if they were requested.
    const small = ["--hidden=17", ...TINY_PEN.slice(1)];
    const other = await train("--epochs=1", "--out=outputs/other", ...small);
    assert.match(other, /weights: random, not pretrained: its latentDim is \d+, expected 3/);
    assert.equal((await configOf(folder, "other")).init, null);

    // A deeper model begins as the one that it grows from.
    const grow = ["--init=outputs/fresh", "--blocks=5", "--epochs=1", "--out=outputs/deeper"];
    assert.match(await train(...grow), /weights: from "outputs\/fresh\/model.safetensors"/);
    const deeper = await lossOf(folder, "deeper");
    assert.ok(Math.abs(deeper - second) < 20, `${deeper} deeper, ${second} not`);

    const cases: [string[], RegExp][] = [
      [["--init=outputs/fresh", "--blocks=3"], /"outputs\/fresh": its blocks is 4, expected 3/],
      [["--init=pretrained", "--hidden=17"], /"pretrained": its hidden is \d+, expected 17/],
      [["--init=pretrained", "--model=pixel"], /"pretrained": its model is pen, expected pixel/],
      [["--init=pretrained", "--channels=4"], /"pretrained": its channels is \d+, expected 4/],
      [["--init=pretrained", "--from-scratch"], /with --from-scratch: expected one of the two/],
      [["--init=nowhere"], /Cannot read model "nowhere": no such file or folder/],
      [["--init=images"], /Cannot read model "images": it has no model.safetensors, which/],
      [["--resume", "--init=outputs/fresh"], /with --init: a run continues with its own weights/],
      [["--resume", "--from-scratch"], /with --from-scratch: a run continues with its own weights/],
    ];
    for (const [flags, message] of cases) {
      const { code, stderr } = await runProgram("train.ts", ["--backend=cpu", ...flags], folder);
      assert.equal(code, 1, flags.join(" "));
      assert.match(stderr, message);
    }
  }));

Deno.test("train explains bad flags and values", () =>
  inFolder(async (folder) => {
    const cases: [string[], RegExp][] = [
      [["--epoch", "3"], /error: .*--epoch.*did you mean --epochs\?/],
      [
        ["--loss", "bec"],
        /error: Cannot read --loss "bec": expected bce or mse/,
      ],
      [["--epochs", "many"], /error: Cannot read --epochs "many": expected a whole number from 0/],
      [
        ["--image-size", "60x128"],
        /error: Cannot read --image-size "60x128": expected height x width/,
      ],
      [["--data", "nowhere"], /error: .*"nowhere"/],
      [["--resume"], /error: Cannot resume: "outputs" has no unfinished run/],
      [
        ["--resume", "--out", "nowhere"],
        /error: Cannot resume from "nowhere": it has no config.json, which a run writes first/,
      ],
    ];
    for (const [flags, message] of cases) {
      const { code, stderr } = await runProgram("train.ts", ["--backend=cpu", ...flags], folder);
      assert.notEqual(code, 0, flags.join(" "));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
    }
  }));

Deno.test("train says that a BLAS library needs a permission when one is requested", () =>
  inFolder(async (folder) => {
    for (const backend of ["auto", "simd"]) {
      const flags = [`--backend=${backend}`, "--blas=libopenblas.so.0"];
      const { code, stderr } = await runProgram("train.ts", flags, folder);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /"libopenblas\.so\.0" .*the permission is missing, expected --allow-ffi/,
      );
    }
  }));
