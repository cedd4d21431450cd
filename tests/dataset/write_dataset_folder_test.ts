import assert from "node:assert/strict";
import { decode } from "fast-png";
import type { SignatureDataset } from "../../lib/dataset/dataset.ts";
import { loadFolder } from "../../lib/dataset/load_folder.ts";
import { scanFolder } from "../../lib/dataset/scan_folder.ts";
import { synthesizeDataset } from "../../lib/dataset/synthesize_dataset.ts";
import { writeDatasetFolder } from "../../lib/dataset/write_dataset_folder.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** A data set of single pixels with the given writers and names. */
function pixels(entries: readonly (readonly [writer: string, name: string])[]): SignatureDataset {
  return {
    height: 1,
    width: 1,
    images: Uint8Array.from(entries, (_, i) => i),
    writers: entries.map(([writer]) => writer),
    names: entries.map(([, name]) => name),
  };
}

/** Cosine between two images. */
function overlap(a: SignatureDataset, i: number, b: SignatureDataset, j: number): number {
  const size = a.height * a.width;
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < size; k++) {
    const [x, y] = [a.images[i * size + k]!, b.images[j * size + k]!];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

Deno.test("writeDatasetFolder() writes black ink on white that other programs read", async () => {
  using folder = new TemporaryFolder();
  const directory = `${folder.path}/out/here`;
  const images = Uint8Array.of(0, 1, 128, 254, 255, 0);
  const dataset = { height: 2, width: 3, images, writers: ["ann"], names: ["ann/first"] };
  await writeDatasetFolder(dataset, directory);
  const image = decode(Deno.readFileSync(`${directory}/ann/first.png`));
  assert.deepEqual([image.height, image.width, image.channels, image.depth], [2, 3, 1, 8]);
  assert.deepEqual([...image.data], [...images].map((ink) => 255 - ink));
});

Deno.test("writeDatasetFolder() writes a folder that loadFolder() reads with the same writers", async () => {
  using folder = new TemporaryFolder();
  const options = { height: 64, width: 128, writers: 3, signaturesPerWriter: 2, threads: 0 };
  const dataset = await synthesizeDataset(options);
  const progress: number[] = [];
  await writeDatasetFolder(dataset, folder.path, { onProgress: (done) => progress.push(done) });
  assert.deepEqual(progress, [1, 2, 3, 4, 5, 6]);
  const { dataset: loaded, skipped } = await loadFolder(folder.path, { threads: 0 });
  assert.deepEqual(skipped, []);
  assert.deepEqual(loaded.writers, dataset.writers);
  assert.deepEqual(loaded.names, dataset.names.map((name) => `${name}.png`));
  // Cleaning crops and redraws, but each image stays most like the one that it was.
  for (let i = 0; i < 6; i++) {
    const likeness = dataset.names.map((_, j) => overlap(loaded, i, dataset, j));
    assert.equal(likeness.indexOf(Math.max(...likeness)), i, `${likeness}`);
  }
});

Deno.test("writeDatasetFolder() overwrites nothing and leaves nothing behind when it refuses", async () => {
  using folder = new TemporaryFolder();
  folder.write("README.md", "mine");
  folder.write("bob/1.png", "mine too");
  const dataset = pixels([["ann", "1"], ["bob", "1"]]);
  await assert.rejects(writeDatasetFolder(dataset, folder.path), /"bob" is already there/);
  assert.equal(Deno.readTextFileSync(`${folder.path}/bob/1.png`), "mine too");
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), [
    "README.md",
    "bob",
  ]);
});

Deno.test("writeDatasetFolder() makes names that every system takes, one for each image", async () => {
  using folder = new TemporaryFolder();
  const dataset = pixels([
    ["../evil", "../../x.png"],
    ["Ann", "a/1.png"],
    ["Ann", "b/1.tif"],
    ["ann", "1"],
    ["CON", 'what? "this"'],
    ["", ""],
    ["署名", "ü.1"],
  ]);
  await writeDatasetFolder(dataset, folder.path);
  const { images } = await scanFolder(folder.path);
  assert.deepEqual(
    images,
    [
      "Ann/1-2.png",
      "Ann/1.png",
      "__evil/x.png",
      "_/_.png",
      "_CON/what_ _this_.png",
      "ann-2/1.png",
      "署名/ü.1.png",
    ].sort(),
  );
});
