import assert from "node:assert/strict";
import { decode } from "fast-png";
import type { EvaluationReport } from "../../../lib/evaluation/report.ts";
import { checkPage } from "../../report/check_page.ts";
import {
  assertMinimumPermissions,
  auditPermissions,
  inFolder,
  readFolder,
  runProgram,
  TINY,
  TINY_PEN,
} from "../run_program.ts";

const FLAGS = ["--backend=simd", "--threads=1", "--count=20"];

async function makeImages(folder: string, out: string, seed: number, writers = 8): Promise<void> {
  const made = await runProgram(
    "synthesize.ts",
    [`--out=${out}`, `--writers=${writers}`, "--signatures=3", `--seed=${seed}`, "--quiet"],
    folder,
  );
  assert.equal(made.code, 0, made.stderr);
}

async function evaluatesPretrained(folder: string): Promise<void> {
  // On a terminal Deno stops and asks the user for whatever a task does not grant.
  const audited = await auditPermissions("evaluate.ts", ["--count=20"], folder);
  const { code, stdout, stderr, permissions } = audited;
  assert.equal(code, 0, stderr);
  assertMinimumPermissions(permissions);
  assert.match(stdout, /model: pretrained .*, pen VAE, flow prior/);
  assert.match(stdout, /reference: 20 held-out built-in signatures/);
  const [name] = await Array.fromAsync(Deno.readDir(`${folder}/outputs`), ({ name }) => name)
    .then((names) => names.filter((name) => name.startsWith("evaluation-")));
  const text = await Deno.readTextFile(`${folder}/outputs/${name}/evaluation.md`);
  assert.match(text, /^# Evaluation\n\nReference: held-out built-in signatures, 20 signatures/);
  assert.match(text, /\n\| built-in signatures \| -?\d+ \|/);
  assert.match(text, /\n\| pen VAE, N\(0, I\), temperature 1 \| -?\d+ \|/);
}

async function trainPixelModel(folder: string): Promise<void> {
  const size = TINY.filter((flag) => !flag.startsWith("--writers"));
  const flags = [...size, "--writers=12", "--epochs=1", "--out=outputs/run"];
  const { code, stderr } = await runProgram("train.ts", flags, folder);
  assert.equal(code, 0, stderr);
}

async function comparesWithFolder(folder: string): Promise<void> {
  await trainPixelModel(folder);
  await makeImages(folder, "images", 9);
  await Deno.writeTextFile(`${folder}/images/broken.png`, "not an image");

  const flags = [...FLAGS, "--data=images"];
  const { code, stdout, stderr } = await runProgram(
    "evaluate.ts",
    [...flags, "--out=report"],
    folder,
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /reference: "images", (20 of 25|19 of 24) signatures, 8 writers/);
  assert.match(stdout, /A {2}reference, half against half\n/);
  assert.match(stdout, /\nD {2}pixel VAE, normal prior, temperature 1\n/);
  assert.match(stdout, /\nKID x1000( +-?\d+){6}\n/);
  assert.match(stdout, /\nIWAE-64, nats +-?\d/);
  const report = await checkReportFiles(`${folder}/report`);
  checkMeasures(report);

  const again = await runProgram(
    "evaluate.ts",
    [...flags, "--model=outputs/run", "--out=again", "--json"],
    folder,
  );
  assert.equal(again.code, 0, again.stderr);
  const { rows, likelihood, event } = JSON.parse(again.stdout.trim());
  assert.equal(event, "done");
  assert.deepEqual(rows, report.rows);
  assert.deepEqual(likelihood, report.likelihood);

  const occupied = await runProgram("evaluate.ts", [...FLAGS, "--out=report"], folder);
  assert.equal(occupied.code, 1);
  assert.match(
    occupied.stderr,
    /error: Cannot write to "report": it already contains "compare.png", expected a new or empty folder/,
  );
}

/** Checks the files of an evaluation, and returns the results. */
async function checkReportFiles(path: string): Promise<EvaluationReport> {
  const files = await readFolder(path);
  const names = ["compare.png", "evaluation.json", "evaluation.md", "report.html"];
  assert.deepEqual([...files.keys()], names);
  const page = new TextDecoder().decode(files.get("report.html"));
  await checkPage(page);
  for (const id of ["measures", "sets", "latent", "nearest", "interpolations", "losses"]) {
    assert.match(page, new RegExp(`<section id="${id}"`));
  }
  assert.ok(decode(files.get("compare.png")!).width > 8 * 128);
  return JSON.parse(new TextDecoder().decode(files.get("evaluation.json")));
}

/** Checks the measures of a pixel model that has hardly been trained. */
function checkMeasures({ reference, referenceSize, rows, likelihood }: EvaluationReport): void {
  assert.equal(reference, "images");
  assert.equal(referenceSize.writers, 8);
  assert.deepEqual(rows.map(({ kind, name }) => `${kind}: ${name}`), [
    "reference: reference, half against half",
    "baseline: built-in signatures",
    "baseline: PCA-64 + Gaussian, pen points",
    "model: pixel VAE, normal prior, temperature 1",
    "model: pixel VAE, gaussian prior fitted here, temperature 1",
    "model: pixel VAE, mixture prior fitted here, temperature 1",
  ]);
  const [floor, builtIn, , model] = rows;
  const { kid } = floor!.comparison;
  assert.ok(Math.abs(kid.value) < 6 * kid.standardError);
  assert.ok(
    builtIn!.comparison.kid.value < model!.comparison.kid.value,
    "an untrained model is worse",
  );
  assert.ok(model!.memorization! > 0 && floor!.memorization === undefined);
  const { elbo, iwae, latentDim, activeUnits, aggregatedKl } = likelihood!;
  assert.ok(iwae.value < elbo.value + elbo.standardError, "the bound is tighter");
  assert.ok(latentDim === 3 && activeUnits <= 3 && aggregatedKl >= 0);
}

async function warnsAboutTrainingData(folder: string): Promise<void> {
  const size = [...TINY_PEN, "--image-size=32x64"];
  const flags = ["--backend=simd", "--prior=gaussian", "--writers=20", "--epochs=1", ...size];
  const trained = await runProgram("train.ts", [...flags, "--data=images", "--out=run"], folder);
  assert.equal(trained.code, 0, trained.stderr);
  const outcome = await runProgram(
    "evaluate.ts",
    [...FLAGS, "--model=run", "--data=images", "--out=biased"],
    folder,
  );
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.stderr, /warning: the model was trained on "images"/);
  const { rows } = JSON.parse(await Deno.readTextFile(`${folder}/biased/evaluation.json`));
  const names = rows.map(({ name }: { name: string }) => name).slice(3);
  assert.deepEqual(names, [
    "pen VAE, gaussian prior, temperature 1",
    "pen VAE, mixture prior fitted here, temperature 1",
    "pen VAE, N(0, I), temperature 1",
  ]);
  assert.ok(
    rows.slice(3).every(({ memorization }: { memorization: number }) => memorization > 0),
  );
}

async function comparesModels(folder: string): Promise<void> {
  const itself = await runProgram(
    "evaluate.ts",
    [...FLAGS, "--model=pretrained", "--compare=pretrained"],
    folder,
  );
  assert.equal(itself.code, 1);
  assert.match(itself.stderr, /error: Cannot compare pretrained with itself: expected another/);

  const { data } = JSON.parse(await Deno.readTextFile(`${folder}/run/config.json`));
  assert.equal(data.heldOutWriters.length, 1, "a tenth of eight writers");
  await makeImages(folder, "others", 10);
  const flags = ["--model=run", "--compare=pretrained", "--compare=outputs/run"];
  const outcome = await runProgram(
    "evaluate.ts",
    [...FLAGS, ...flags, "--data=images", "--data=others", "--out=comparison"],
    folder,
  );
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.stderr, /warning: a model was trained on "images"/);
  assert.match(outcome.stdout, /"pretrained" is nearer to "images" and "others" than "run/);
  const text = await Deno.readTextFile(`${folder}/comparison/comparison.json`);
  const { comparisons } = JSON.parse(text);
  assert.deepEqual(
    comparisons.map(({ model, data, writers }: Record<string, unknown>) => [model, data, writers]),
    ["pretrained", "outputs/run/model.safetensors"].flatMap((model) => [
      [model, ["images"], 8],
      [model, ["others"], 8],
      [model, ["images", "others"], 16],
    ]),
  );
  assert.equal(comparisons[2].verdict, "second is nearer");
  const { classifier } = comparisons[2];
  assert.equal(classifier.difference, classifier.second - classifier.first);
  assert.ok(classifier.first > 0.9, "an untrained model is easily told");
  assert.match(
    outcome.stdout,
    /a classifier tells samples of "run[^"]*" from "images" and "others" with an AUC of [\d.]+, of /,
  );
  const markdown = await Deno.readTextFile(`${folder}/comparison/comparison.md`);
  assert.match(markdown, /\| `pretrained` \| `images`, `others` \| 16 \| -[\d.]+ \|/);
  assert.match(
    markdown,
    /\n## Classifier two-sample test\n[^]*\| `pretrained` \| `images`, `others` \| /,
  );
  assert.match(markdown, /\n## Stroke statistics: pretrained, on images, others\n/);
  const page = await Deno.readTextFile(`${folder}/comparison/report.html`);
  await checkPage(page);
  for (const label of ["images", "others", "run/model.safetensors", "pretrained"]) {
    assert.match(page, new RegExp(`<h3>${label}</h3>`));
  }
  assert.match(page, /<strong>Private\.<\/strong>/);
}

async function judgesByHeldOutWriters(folder: string): Promise<void> {
  const tiny = [...TINY.filter((flag) => !flag.startsWith("--writers")), "--epochs=1"];
  const trained = await runProgram(
    "train.ts",
    [...tiny, "--data=images", "--validation-fraction=0.5", "--out=half"],
    folder,
  );
  assert.equal(trained.code, 0, trained.stderr);
  const config = JSON.parse(await Deno.readTextFile(`${folder}/half/config.json`));
  const { heldOutWriters, ...older } = config.data;
  assert.equal(heldOutWriters.length, 4);
  const compare = async (out: string) => {
    const flags = ["--model=half", "--compare=pretrained", "--data=images", "--held-out"];
    const outcome = await runProgram("evaluate.ts", [...FLAGS, ...flags, `--out=${out}`], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(outcome.stdout, /reference: "images", 12 of 24 signatures, 4 writers/);
    return await Deno.readTextFile(`${folder}/${out}/comparison.json`);
  };
  const text = await compare("held-out");
  // Runs of older versions do not record their held-out writers; the split is repeated.
  await Deno.writeTextFile(
    `${folder}/half/config.json`,
    JSON.stringify({ ...config, data: older }),
  );
  assert.equal(await compare("held-out-again"), text);
  const few = await runProgram(
    "evaluate.ts",
    [...FLAGS, "--model=run", "--compare=half", "--data=images", "--held-out", "--out=few"],
    folder,
  );
  assert.equal(few.code, 1);
  assert.match(few.stderr, /error: Cannot compare models on "images": \d of its writers/);
}

async function crossValidates(folder: string): Promise<void> {
  const tiny = [...TINY.filter((flag) => !flag.startsWith("--writers")), "--epochs=1"];
  for (const fold of [1, 2]) {
    const flags = [...tiny, "--data=images", `--fold=${fold}/2`, `--out=fold${fold}`];
    const { code, stderr } = await runProgram("train.ts", flags, folder);
    assert.equal(code, 0, stderr);
  }
  const compare = (first: string, second: string, out: string) =>
    runProgram("evaluate.ts", [
      ...FLAGS,
      `--model=${first}`,
      `--model=${second}`,
      "--compare=pretrained",
      "--data=images",
      "--held-out",
      `--out=${out}`,
    ], folder);
  const outcome = await compare("fold1", "fold2", "folds");
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.stdout, /"pretrained" is nearer to "images" than .* \(8 writers\)/);
  const { models, comparisons } = JSON.parse(
    await Deno.readTextFile(`${folder}/folds/comparison.json`),
  );
  assert.deepEqual(models, ["fold1/model.safetensors", "fold2/model.safetensors"]);
  assert.equal(comparisons.length, 1);
  const twice = await compare("fold1", "fold1", "twice");
  assert.equal(twice.code, 1);
  assert.match(
    twice.stderr,
    /error: Cannot cross-validate on "images": writer ".*" was held out by two/,
  );
}

async function refusesFewWriters(folder: string): Promise<void> {
  await makeImages(folder, "few", 13, 3);
  const flags = ["--usefulness", "--data=few", "--model=pretrained"];
  const { code, stdout, stderr } = await runProgram("evaluate.ts", flags, folder);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /error: Cannot measure usefulness on "few": it has \d writers with .*, expected at least 12/,
  );
  assert.doesNotMatch(stdout, /synthetic signatures/, "before it generates signatures");
}

async function measuresUsefulness(folder: string): Promise<void> {
  await makeImages(folder, "real", 11, 13);
  // A folder of forgeries beside a writer's own: they are tested, and trained on by none.
  await Deno.mkdir(`${folder}/real/forgeries`);
  await Deno.rename(`${folder}/real/writer-0001`, `${folder}/real/forgeries/writer-0002`);
  const tiny = ["--writers=4", "--signatures=2", "--folds=2", "--steps=2", "--seed=5"];
  const flags = [
    ...FLAGS.slice(0, 2),
    "--usefulness",
    "--data=real",
    "--model=pretrained",
    ...tiny,
  ];
  const outcome = await runProgram("evaluate.ts", [...flags, "--out=useful"], folder);
  assert.equal(outcome.code, 0, outcome.stderr);
  const table = outcome.stdout.slice(outcome.stdout.indexOf("equal error rate"));
  for (const line of table.split("\n")) assert.ok(line.length <= 80, line);
  assert.match(outcome.stdout, /\nreal and synthetic writers +\d+\.\d % \(/);
  assert.match(outcome.stdout, /1 real \+ variants is worth /);
  const report = JSON.parse(await Deno.readTextFile(`${folder}/useful/usefulness.json`));
  assert.deepEqual(report.real, { writers: 12, signatures: 36, forgeries: 3 });
  assert.deepEqual(report.synthetic, {
    model: "pretrained",
    writers: 4,
    signatures: 2,
    temperature: 1,
  });
  assert.equal(report.rows.length, 11);
  assert.match(
    await Deno.readTextFile(`${folder}/useful/usefulness.md`),
    /^# Usefulness\n[^]*\| synthetic writers \| \d/,
  );
  const again = await runProgram(
    "evaluate.ts",
    [...flags, "--out=useful-again", "--json"],
    folder,
  );
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(JSON.parse(again.stdout.trim()).rows, report.rows);
}

/** The steps share a folder, so that the data of the baseline is synthesized once. */
Deno.test("evaluate", (t) =>
  inFolder(async (folder) => {
    await t.step(
      "evaluate measures the pretrained model against held-out built-in signatures when there is no run",
      () => evaluatesPretrained(folder),
    );
    await t.step(
      "evaluate compares a model and baselines with a folder, the same for the same seed",
      () => comparesWithFolder(folder),
    );
    await t.step("evaluate warns when the reference is what the model was trained on", () =>
      warnsAboutTrainingData(folder));
    await t.step(
      "evaluate --compare says which model is nearer to pooled folders",
      () =>
        comparesModels(folder),
    );
    await t.step(
      "evaluate --held-out judges a run by the writers that it held out",
      () => judgesByHeldOutWriters(folder),
    );
    await t.step(
      "evaluate compares the models of a cross-validation, each by its fold",
      () => crossValidates(folder),
    );
    await t.step(
      "evaluate --usefulness tests verifiers on unseen writers, the same for the same seed",
      () => measuresUsefulness(folder),
    );
    await t.step(
      "evaluate --usefulness refuses a folder of few writers at once",
      () => refusesFewWriters(folder),
    );
  }));

Deno.test("evaluate explains bad flags and folders", () =>
  inFolder(async (folder) => {
    const cases: [string[], RegExp][] = [
      [["--count=3"], /error: Cannot read --count "3": expected a whole number from 20 to 5000/],
      [["--model=nowhere"], /error: Cannot read model "nowhere": no such file or folder/],
      [["--data=nowhere"], /error: .*"nowhere"/],
      [["--data=a", "--data=b"], /error: Cannot pool several folders without --compare/],
      [
        ["--data=a", "--held-out"],
        /error: Cannot use --held-out alone, expected --compare and --data/,
      ],
      [["--model=a", "--model=b"], /error: Cannot evaluate several models at once/],
      [["--steps=5"], /error: Cannot use --steps alone, expected --usefulness/],
      [
        ["--usefulness", "--data=a", "--count=50"],
        /error: Cannot use --count with --usefulness, expected --writers and --signatures/,
      ],
      [["--usefulness"], /error: Cannot measure usefulness without real writers/],
      [
        ["--usefulness", "--data=a", "--compare=b"],
        /error: Cannot measure the usefulness of several models/,
      ],
      [
        ["--usefulness", "--data=a", "--forgeries=include"],
        /error: Cannot use --forgeries with --usefulness/,
      ],
      [["--compare=nowhere"], /error: Cannot read model "nowhere"/],
    ];
    for (const [flags, message] of cases) {
      const { code, stderr } = await runProgram("evaluate.ts", ["--backend=cpu", ...flags], folder);
      assert.notEqual(code, 0, flags.join(" "));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
    }
  }));
