import assert from "node:assert/strict";
import { packRun, weightsModules } from "../../tools/build_weights.ts";
import { roundWeights } from "../../tools/round_weights.ts";
import { keepNotes, weightsPage } from "../../tools/weights_page.ts";
import { readEmbedded } from "../../lib/embedded.ts";
import { decodeChecked } from "../../lib/model/checksum.ts";
import { decodeSafetensors } from "../../lib/model/safetensors.ts";
import { PRETRAINED_ORIGIN } from "../../lib/model/pretrained/weights/origin.ts";
import { Random } from "../../lib/random.ts";
import { readRunConfig } from "../../lib/training/run/run_folder.ts";
import { inFolder, runProgram } from "../cli/run_program.ts";

const FLAGS = [
  "--hidden=16",
  "--channels=12",
  "--latent-dim=3",
  "--batch-size=32",
  "--writers=30",
  "--epochs=2",
  "--prior=gaussian",
  "--free-bits=0.25",
  "--no-augment",
  "--seed=7",
];

async function train(folder: string, flags: readonly string[]): Promise<void> {
  const { code, stderr } = await runProgram(
    "train.ts",
    ["--backend=simd", "--threads=1", ...flags],
    folder,
  );
  assert.equal(code, 0, stderr);
}

/** Trains one run for all tests that need one. */
let trained: Promise<string> | undefined;

/** Gives a test a folder with a run of its own. */
async function withRun(test: (folder: string) => Promise<void>): Promise<void> {
  trained ??= Deno.makeTempDir({ prefix: "signature-vae-test-" }).then(async (folder) => {
    await train(folder, [...FLAGS, "--out=run"]);
    return folder;
  });
  const source = `${await trained}/run`;
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/run`);
    for await (const { name, isFile } of Deno.readDir(source)) {
      if (isFile) await Deno.copyFile(`${source}/${name}`, `${folder}/run/${name}`);
    }
    await test(folder);
  });
}

Deno.test.afterAll(async () => {
  if (trained !== undefined) await Deno.remove(await trained, { recursive: true });
});

/** Writes modules to a folder and imports what they export. */
async function importModules(folder: string, modules: ReadonlyMap<string, string>) {
  const imports = [...modules.values()].join("").matchAll(/^import .*/gm);
  for (const [line] of imports) {
    assert.match(
      line,
      /^import (PART_\d+ from ".\/part_\d+.json" with \{ type: "json" \}|type \{ WeightsOrigin \} from "..\/origin.ts");$/,
    );
  }
  await Deno.mkdir(folder);
  for (const [name, text] of modules) await Deno.writeTextFile(`${folder}/${name}`, text);
  const { WEIGHTS } = await import(`file://${folder}/mod.ts`);
  const { PRETRAINED_ORIGIN } = await import(`file://${folder}/origin.ts`);
  return { file: await readEmbedded(WEIGHTS as string), origin: PRETRAINED_ORIGIN };
}

Deno.test("packRun() packs a model that its recorded command makes again, bit by bit", () =>
  withRun(async (folder) => {
    const packed = await packRun(`${folder}/run`);
    const { origin, file } = await importModules(
      `${folder}/weights`,
      await weightsModules(packed),
    );
    assert.deepEqual(file, packed.file);
    assert.deepEqual(origin, packed.origin);

    const model = await Deno.readFile(`${folder}/run/model.safetensors`);
    const original = await decodeChecked(model, "model");
    const rounded = decodeSafetensors(file);
    assert.deepEqual(rounded.metadata, original.metadata);
    assert.deepEqual([...rounded.tensors.keys()], [...original.tensors.keys()]);
    for (const [name, { data }] of original.tensors) {
      assert.deepEqual(
        rounded.tensors.get(name)!.data,
        roundWeights(data).map(Math.f16round),
        name,
      );
    }

    const command = packed.origin.command.split(" ");
    assert.deepEqual(command.slice(0, 3), ["deno", "task", "train"]);
    await train(folder, [...command.slice(3), "--out=again"]);
    assert.deepEqual(
      await readRunConfig(`${folder}/again`),
      await readRunConfig(`${folder}/run`),
    );
    assert.deepEqual((await packRun(`${folder}/again`)).file, packed.file);

    const page = weightsPage(packed.origin);
    assert.ok(page.includes(packed.origin.command) && page.includes(packed.origin.sha256));
    assert.match(page, /\| seed \| 7 \|/);
  }));

Deno.test("packRun() refuses what is not made of procedural signatures alone", () =>
  withRun(async (folder) => {
    const path = `${folder}/run/config.json`;
    const config = JSON.parse(await Deno.readTextFile(path));
    const cases = [
      [{ data: { ...config.data, directory: "scans" } }, /trained on "scans", expected built-in/],
      [
        { init: "other/model.safetensors" },
        /started from "other\/model.safetensors", expected random weights or/,
      ],
      [{ model: { ...config.model, model: "pixel" } }, /has a pixel model, expected a pen model/],
    ] as const;
    for (const [change, message] of cases) {
      await Deno.writeTextFile(path, JSON.stringify({ ...config, ...change }));
      await assert.rejects(packRun(`${folder}/run`), message);
      await assert.rejects(
        packRun(`${folder}/run`),
        /^RangeError: Cannot ship the model of ".*run"/,
      );
    }
    const initSha256 = PRETRAINED_ORIGIN.sha256;
    await Deno.writeTextFile(path, JSON.stringify({ ...config, init: "pretrained", initSha256 }));
    const { origin } = await packRun(`${folder}/run`);
    assert.deepEqual(origin.startedFrom, PRETRAINED_ORIGIN);
    assert.match(origin.command, / --init pretrained /);
    const page = weightsPage(origin);
    for (const { command, sha256 } of [PRETRAINED_ORIGIN, origin]) {
      assert.ok(page.includes(`${command} --out`) && page.includes(sha256));
    }
    const { init: _, ...old } = config; // of a run before there was a choice
    await Deno.writeTextFile(path, JSON.stringify(old));
    const { command } = (await packRun(`${folder}/run`)).origin;
    assert.match(command, /^deno task train --from-scratch .* --free-bits 0.25 .* --no-augment$/);
    await assert.rejects(packRun(`${folder}/none`), /it has no config.json/);
  }));

Deno.test("weightsModules() divides a large model, and refuses one that is too large", () =>
  inFolder(async (folder) => {
    const random = new Random(1, "weights");
    const make = (length: number) => Uint8Array.from({ length }, () => random.integer(0, 255));
    const { origin } = { origin: {} as Parameters<typeof weightsPage>[0] };
    const file = make(2_500_000);
    const modules = await weightsModules({ origin, file });
    assert.deepEqual([...modules.keys()], [
      "part_1.json",
      "part_2.json",
      "part_3.json",
      "mod.ts",
      "origin.ts",
    ]);
    assert.deepEqual((await importModules(`${folder}/weights`, modules)).file, file);
    await assert.rejects(
      weightsModules({ origin, file: make(5_000_000) }),
      /^RangeError: Cannot ship weights: they take \d+ bytes as text, expected at most 6000000/,
    );
  }));

Deno.test("keepNotes() keeps what people wrote below the figures", () => {
  const [page, notes] = ["# Weights\n\nnew\n", "\n## Notes\n\nby hand\n"];
  assert.equal(keepNotes(page, `# Weights\n\nold\n${notes}`), page + notes);
  assert.equal(keepNotes(page, "# Weights\n\nold\n"), page);
  assert.equal(keepNotes(page, ""), page);
});
