import assert from "node:assert/strict";
import { drawnPng } from "../../dataset/temporary_folder.ts";
import { inFolder, runProgram } from "../run_program.ts";

/** A run that ends in seconds. */
const QUICK = [
  "--model=pixel",
  "--backend=cpu",
  "--image-size=16x32",
  "--channels=2",
  "--latent-dim=3",
  "--batch-size=4",
  "--epochs=1",
  "--data=images",
];

/** Writers 001 to 005 with two signatures each, and a forgery of each of the first four. */
async function writeImages(folder: string): Promise<void> {
  for (let writer = 1; writer <= 5; writer++) {
    const split = writer < 4 ? "train" : "test";
    for (let sample = 1; sample <= 3; sample++) {
      if (writer === 5 && sample === 3) continue;
      const parent = `${folder}/images/${split}/00${writer}${sample === 3 ? "_forg" : ""}`;
      await Deno.mkdir(parent, { recursive: true });
      await Deno.writeFile(`${parent}/IMG_${sample}.png`, drawnPng(10 * writer + sample, 60, 135));
    }
  }
}

Deno.test("train summarizes the writers of a folder, and leaves forgeries out", () =>
  inFolder(async (folder) => {
    await writeImages(folder);
    const { code, stdout, stderr } = await runProgram("train.ts", [...QUICK, "--out=run"], folder);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
    assert.match(stdout, /data: "images", 10 images, read/);
    const summary = [
      "  5 writers, images per writer: min 2, median 2, max 2",
      "    test/004/IMG_1.png -> 004",
      "    train/001/IMG_1.png -> 001",
      "    train/003/IMG_1.png -> 003",
      "  4 forgeries were left out; --forgeries include takes them as writers of their own",
      "  8 signatures to train on, 2 held out (5 writers, none in both)",
    ];
    assert.ok(stdout.includes(summary.join("\n")), stdout);
    const { data } = JSON.parse(await Deno.readTextFile(`${folder}/run/config.json`));
    assert.deepEqual([data.forgeries, data.writerPattern, data.images], ["exclude", null, 10]);

    const resumed = ["--resume", "--out=run", "--epochs=2", "--backend=cpu"];
    const other = await runProgram("train.ts", [...resumed, "--forgeries=include"], folder);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /forgeries is exclude, expected include/);
    const same = await runProgram("train.ts", [...resumed, "--forgeries=exclude"], folder);
    assert.equal(same.code, 0, same.stderr);
  }));

Deno.test("train --forgeries include makes forgeries separate writers, in one JSON record", () =>
  inFolder(async (folder) => {
    await writeImages(folder);
    const flags = [...QUICK, "--out=run", "--forgeries=include", "--json"];
    const { code, stdout, stderr } = await runProgram("train.ts", flags, folder);
    assert.equal(code, 0, stderr);
    const records = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const found = records.filter(({ event }) => event === "writers");
    assert.deepEqual(found, [{
      event: "writers",
      directory: "images",
      images: 14,
      writers: 9,
      imagesPerWriter: { min: 1, median: 2, max: 2 },
      forgeries: 4,
      questioned: 0,
      areForgeriesUsed: true,
      examples: [
        { path: "test/004/IMG_1.png", writer: "004" },
        { path: "train/001_forg/IMG_3.png", writer: "forgeries of 001" },
        { path: "train/003_forg/IMG_3.png", writer: "forgeries of 003" },
      ],
      unmatched: 0,
      isDoubtful: false,
    }]);
  }));

Deno.test("train --writer-pattern overrides, and explains a pattern that cannot", () =>
  inFolder(async (folder) => {
    await writeImages(folder);
    await Deno.writeFile(`${folder}/images/stray.png`, drawnPng(99, 60, 135));
    const pattern = "--writer-pattern=^(?<writer>train|test)/";
    const { code, stdout, stderr } = await runProgram(
      "train.ts",
      [...QUICK, "--out=run", pattern],
      folder,
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, / {2}2 writers, images per writer: min 4, median 5, max 6\n/);
    assert.match(stdout, / {4}train\/003\/IMG_2.png -> train\n/);
    assert.match(
      stderr,
      /skipped 1 file:\n {2}stray\.png: its path does not match the pattern for writers/,
    );

    const bad = await runProgram("train.ts", [...QUICK, "--writer-pattern=("], folder);
    assert.notEqual(bad.code, 0);
    assert.match(bad.stderr, /Cannot find writers by the pattern "\(": Unterminated group/);
    const none = await runProgram("train.ts", [...QUICK, "--writer-pattern=^(q)"], folder);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /^error: Cannot find writers .*: it matches none of 15 paths/m);
    const builtIn = QUICK.slice(0, -1);
    const lost = await runProgram("train.ts", [...builtIn, "--forgeries=include"], folder);
    assert.equal(lost.code, 1);
    assert.match(lost.stderr, /^error: Cannot use --forgeries without images, expected --data/m);
  }));

Deno.test("train warns of few writers above other names, and takes a camera's folder for one writer", () =>
  inFolder(async (folder) => {
    for (const path of ["ann/home/1", "ann/work/1", "bob/home/1", "bob/work/1"]) {
      await Deno.mkdir(`${folder}/images/${path}`, { recursive: true });
      await Deno.writeFile(`${folder}/images/${path}/a.png`, drawnPng(path.length, 60, 135));
    }
    const few = await runProgram("train.ts", [...QUICK, "--out=few"], folder);
    assert.equal(few.code, 0, few.stderr);
    assert.match(few.stderr, /warning: only 2 writers found in "images".*--writer-pattern/);

    await Deno.mkdir(`${folder}/camera`);
    for (const number of [1, 2, 3, 4]) {
      await Deno.writeFile(`${folder}/camera/IMG_000${number}.png`, drawnPng(number, 60, 135));
    }
    const flags = [...QUICK.slice(0, -1), "--data=camera", "--out=camera-run"];
    const one = await runProgram("train.ts", flags, folder);
    assert.equal(one.code, 0, one.stderr);
    assert.match(one.stderr, /^warning: only 4 images, .*generate --like FILE.*\n$/);
    assert.match(one.stdout, / {2}1 writer: the paths do not tell writers apart\n/);
    assert.match(one.stdout, / {4}IMG_0001\.png -> camera\n/);
  }));
