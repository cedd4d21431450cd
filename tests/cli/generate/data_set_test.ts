/** Data sets of generated writers, as `generate --forgeries` writes them. */
import assert from "node:assert/strict";
import { scanFolder } from "../../../lib/dataset/scan_folder.ts";
import { assignWriters } from "../../../lib/dataset/writers/assign_writers.ts";
import { inFolder, type Outcome, readFolder, runProgram } from "../run_program.ts";

const SET_FILES = ["README.md", "generate.json", "grid.png", "metadata.csv", "metadata.json"];

function generate(folder: string, ...flags: string[]): Promise<Outcome> {
  const args = ["--model=pretrained", "--backend=simd", ...flags];
  return runProgram("generate.ts", args, folder);
}

async function readWriter(folder: string, writer: string): Promise<Map<string, Uint8Array>> {
  return await readFolder(`${folder}/signatures/${writer}`);
}

Deno.test("generate --forgeries writes a set that the scanner reads, and goes on with it", () =>
  inFolder(async (folder) => {
    const flags = ["--count=3", "--signatures=4", "--forgeries=2", "--out=set"];
    const first = await generate(folder, ...flags);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /18 signatures of 3 writers .*cf-003-02\.png.*README\.md/s);
    const set = `${folder}/set`;
    const described = await readFolder(set);
    assert.deepEqual([...described.keys()].sort(), [...SET_FILES, "writers.csv"]);

    const { images, skipped } = await scanFolder(set);
    assert.deepEqual(skipped, []);
    const assigned = assignWriters(images, "set", { forgeries: "exclude" });
    assert.deepEqual([assigned.images.length, assigned.forgeries.length], [12, 6]);
    assert.deepEqual([...new Set(assigned.images.map(({ writer }) => writer))], [
      "001",
      "002",
      "003",
    ]);
    const table = new TextDecoder().decode(described.get("metadata.csv"));
    const listed = table.trim().split("\n").slice(1).map((line) => line.split(",")[0]!);
    assert.deepEqual(listed.toSorted(), [...images]);
    const readme = new TextDecoder().decode(described.get("README.md"));
    assert.match(readme, /\| skilled forgeries \| \d+\.\d %/);
    assert.match(readme, /CC0/);

    // A description that a killed run did not write is written, with the same bytes.
    await Deno.remove(`${set}/README.md`);
    assert.equal((await generate(folder, ...flags)).code, 0);
    assert.deepEqual(await readFolder(set), described);

    // A larger set keeps writers, signatures and forgeries.
    const second = await readWriter(set, "002");
    const more = ["--count=4", "--signatures=5", "--forgeries=4", "--out=more"];
    assert.equal((await generate(folder, ...more)).code, 0);
    const larger = await readWriter(`${folder}/more`, "002");
    assert.equal(larger.size, 9);
    for (const [name, bytes] of second) assert.deepEqual(larger.get(name), bytes, name);
    const grown = await generate(folder, "--count=4", ...flags.slice(1));
    assert.equal(grown.code, 0, grown.stderr);
    assert.deepEqual(await readWriter(set, "002"), second);
    assert.equal((await Deno.readTextFile(`${set}/metadata.csv`)).trim().split("\n").length, 25);
    assert.match(await Deno.readTextFile(`${set}/README.md`), /4 generated writers/);
  }));

Deno.test("generate --forgeries refuses what it would overwrite, and a number without genuine ones", () =>
  inFolder(async (folder) => {
    const alone = await generate(folder, "--forgeries=2", "--out=set");
    assert.match(alone.stderr, /Cannot generate with --forgeries: expected --signatures/);
    const masks = await generate(
      folder,
      ...["--signatures=1", "--forgeries=1", "--scan", "--scan-mask", "--out=set"],
    );
    assert.match(masks.stderr, /Cannot generate with --forgeries and --scan-mask: /);
    await Deno.mkdir(`${folder}/set`);
    await Deno.writeTextFile(`${folder}/set/README.md`, "mine");
    const flags = ["--count=1", "--signatures=1", "--forgeries=0", "--out=set"];
    const occupied = await generate(folder, ...flags);
    assert.equal(occupied.code, 1);
    assert.match(occupied.stderr, /already contains "README.md"/);
    assert.equal(await Deno.readTextFile(`${folder}/set/README.md`), "mine");
  }));

Deno.test("generate --forgeries divides a set into shards that give the whole", () =>
  inFolder(async (folder) => {
    const flags = ["--count=3", "--signatures=2", "--forgeries=1"];
    assert.equal((await generate(folder, ...flags, "--out=whole")).code, 0);
    for (const shard of ["2/2", "1/2"]) {
      const part = await generate(folder, ...flags, "--out=parts", `--shard=${shard}`);
      assert.equal(part.code, 0, part.stderr);
    }
    assert.deepEqual(await readFolder(`${folder}/parts`), await readFolder(`${folder}/whole`));
    for (const writer of ["001", "002", "003"]) {
      assert.deepEqual(
        await readWriter(`${folder}/parts`, writer),
        await readWriter(`${folder}/whole`, writer),
      );
    }
  }));

Deno.test("generate --forgeries marks forgeries in archives", () =>
  inFolder(async (folder) => {
    const flags = ["--count=2", "--signatures=2", "--forgeries=1", "--format=webdataset"];
    const { code, stderr } = await generate(folder, ...flags, "--out=set");
    assert.equal(code, 0, stderr);
    const archive = await Deno.readFile(`${folder}/set/signatures-000000.tar`);
    assert.deepEqual(
      readClasses(archive, ".forged.cls"),
      new Map([
        ["signatures/001/c-001-01", "0"],
        ["signatures/001/c-001-02", "0"],
        ["signatures/001/cf-001-01", "1"],
        ["signatures/002/c-002-01", "0"],
        ["signatures/002/c-002-02", "0"],
        ["signatures/002/cf-002-01", "1"],
      ]),
    );
  }));

/** The text of the files of a tar archive whose names end in an extension, by the rest of the name. */
function readClasses(archive: Uint8Array, extension: string): Map<string, string> {
  const text = new TextDecoder("latin1");
  const classes = new Map<string, string>();
  for (let at = 0; archive[at];) {
    const name = text.decode(archive.subarray(at, at + 100)).replace(/\0.*/s, "");
    const size = parseInt(text.decode(archive.subarray(at + 124, at + 136)), 8);
    const content = text.decode(archive.subarray(at + 512, at + 512 + size));
    if (name.endsWith(extension)) classes.set(name.slice(0, -extension.length), content);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return classes;
}
