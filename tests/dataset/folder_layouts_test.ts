import assert from "node:assert/strict";
import { loadFolder } from "../../lib/dataset/load_folder.ts";
import { Random } from "../../lib/random.ts";
import { drawnPng, TemporaryFolder } from "./temporary_folder.ts";
import { LAYOUTS, type Truth } from "./writers/layouts.ts";

/** What operating systems and people leave beside images. */
const CLUTTER: readonly (readonly [name: string, isNamed: boolean])[] = [
  [".DS_Store", false],
  ["Thumbs.db", false],
  ["._1.png", false],
  ["__MACOSX/._1.png", false],
  ["@eaDir/1.png", false],
  [".hidden/1.png", false],
  ["desktop.ini", false],
  ["Readme.txt", false],
  ["form 7.pdf", true],
  ["photo 8.heic", true],
  ["all.zip", true],
];

/** Writes the files of a layout, some of them damaged, and clutter; returns what was written. */
function writeLayout(folder: TemporaryFolder, files: readonly Truth[], seed: number) {
  const random = new Random(seed, "folder");
  const image = drawnPng(seed);
  const damaged = new Set<string>();
  for (const [path] of files) {
    const isDamaged = random.bernoulli(0.05);
    if (isDamaged) damaged.add(path);
    folder.write(path, isDamaged ? image.subarray(0, 60) : image);
  }
  const places = [...new Set(files.map(([path]) => path.slice(0, path.lastIndexOf("/") + 1)))];
  const named = new Set<string>();
  for (const [name, isNamed] of CLUTTER) {
    const path = `${places[random.integer(0, places.length - 1)]}${name}`;
    folder.write(path, "");
    if (isNamed) named.add(path);
  }
  return { damaged, named };
}

/** The chosen layouts: each twentieth, so that a run takes seconds; `nameWriters()` is tested with all. */
const CHOSEN = Object.entries(LAYOUTS).filter((_, index) => index % 20 === 3);

Deno.test("loadFolder() accounts for every file of a layout, whatever lies beside", async () => {
  assert.ok(CHOSEN.length > 6);
  for (const [index, [name, files]] of CHOSEN.entries()) {
    using folder = new TemporaryFolder();
    // A layout may hold paths that differ in case alone, which some file systems do not.
    const { damaged, named } = writeLayout(folder, files, index);
    const { dataset, forgeries, skipped, summary } = await loadFolder(folder.path, {
      height: 16,
      width: 32,
      threads: 0,
    });
    const accounted = [
      ...dataset.names,
      ...forgeries.map(({ path }) => path),
      ...skipped.map(({ file }) => file),
    ].sort();
    const expected = [...files.map(([path]) => path), ...named].sort();
    assert.deepEqual(accounted, expected, name);
    const forged = new Set(
      files.filter(([, , kind]) => kind === "forged" || kind === "questioned").map(([path]) =>
        path
      ),
    );
    assert.deepEqual(new Set(forgeries.map(({ path }) => path)), forged, name);
    const used = files.filter(([path]) => !forged.has(path) && !damaged.has(path));
    const writers = new Set(used.map(([, writer]) => writer));
    assert.equal(new Set(dataset.writers).size, writers.size, name);
    assert.equal(summary.writers, writers.size, name);
    assert.equal(summary.forgeries + summary.questioned, forged.size, name);
  }
});
