import assert from "node:assert/strict";
import { encode } from "fast-png";
import { loadFolder } from "../../lib/dataset/load_folder.ts";
import { readPackedFile, writePackedFile } from "../../lib/dataset/packed_file.ts";
import { drawnPng, TemporaryFolder } from "./temporary_folder.ts";

const SIZE = { height: 32, width: 64, threads: 0 };

/** Two writers with two signatures each. */
function fill(folder: TemporaryFolder): void {
  ["ann/1.png", "ann/2.png", "bob/1.png", "bob/2.png"].forEach((name, number) => {
    folder.write(name, drawnPng(number));
    folder.settle(name);
  });
}

Deno.test("loadFolder() gives writers, names and ink in order", async () => {
  using folder = new TemporaryFolder();
  fill(folder);
  const progress: string[] = [];
  const onProgress = (done: number, total: number) => void progress.push(`${done}/${total}`);
  const result = await loadFolder(folder.path, { ...SIZE, onProgress });
  const { dataset } = result;
  assert.deepEqual(dataset.writers, ["ann", "ann", "bob", "bob"]);
  assert.deepEqual(dataset.names, ["ann/1.png", "ann/2.png", "bob/1.png", "bob/2.png"]);
  assert.equal(dataset.images.length, 4 * 32 * 64);
  for (let i = 0; i < 4; i++) {
    const image = dataset.images.subarray(i * 2048, (i + 1) * 2048);
    const fraction = image.reduce((sum, ink) => sum + ink / 255, 0) / 2048;
    assert.ok(fraction > 0.02 && fraction < 0.5, `${fraction} of image ${i} is ink`);
  }
  assert.deepEqual([result.skipped, result.fromCache, result.found], [[], 0, 4]);
  assert.deepEqual(progress, ["1/4", "2/4", "3/4", "4/4"]);
});

Deno.test("loadFolder() gives the same for any number of threads", async () => {
  using folder = new TemporaryFolder();
  fill(folder);
  folder.write("bob/3.png", "no image");
  const alone = await loadFolder(folder.path, SIZE);
  for (const threads of [1, 2]) {
    assert.deepEqual(await loadFolder(folder.path, { ...SIZE, threads }), alone);
  }
});

Deno.test("loadFolder() skips and names bad images and loads the rest", async () => {
  using folder = new TemporaryFolder();
  fill(folder);
  folder.write("ann/empty.png", "");
  folder.write("ann/text.jpg", "this is a text");
  folder.write("bob/cut.png", drawnPng(1).slice(0, 60));
  folder.write("bob/notes.txt", "ignored");
  const { dataset, skipped, found, summary } = await loadFolder(folder.path, SIZE);
  assert.equal(dataset.names.length, 4);
  assert.equal(found, 7);
  assert.equal(summary.images, 4);
  assert.ok(summary.examples.every(({ path }) => dataset.names.includes(path)));
  assert.deepEqual(skipped.map(({ file }) => file), [
    "ann/empty.png",
    "ann/text.jpg",
    "bob/cut.png",
  ]);
  assert.ok(skipped.every(({ reason }) => reason.length > 10));
});

Deno.test("loadFolder() says what a misnamed file is, from a thread and from the cache too", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  folder.write("a/1.png", drawnPng(1));
  folder.write("a/2.png", "%PDF-1.4");
  folder.write("a/3.jpg", "%PDF-1.4");
  for (const path of ["a/1.png", "a/2.png", "a/3.jpg"]) folder.settle(path);
  for (const threads of [0, 1, 1]) {
    const { skipped } = await loadFolder(folder.path, {
      ...SIZE,
      threads,
      ...(threads === 0 ? {} : { cacheDirectory: cache.path }),
    });
    assert.deepEqual(skipped.map(({ file }) => file), ["a/2.png", "a/3.jpg"]);
    assert.match(skipped[0]!.reason, /^it is named \.png, but it is a PDF document: /);
    assert.match(skipped[1]!.reason, /^it is named \.jpg, but it is a PDF document: /);
  }
});

Deno.test("loadFolder() refuses images above maxMegapixels and reads them when allowed", async () => {
  using folder = new TemporaryFolder();
  folder.write("small.png", drawnPng(1, 40, 90));
  folder.write("large.png", drawnPng(2, 60, 150));
  const { dataset, skipped } = await loadFolder(folder.path, { ...SIZE, maxMegapixels: 0.005 });
  assert.deepEqual(dataset.names, ["small.png"]);
  assert.match(skipped[0]!.reason, /150 x 60 pixels/);
  assert.equal((await loadFolder(folder.path, SIZE)).skipped.length, 0);
});

Deno.test("loadFolder() chooses a limit over the writers before it decodes", async () => {
  using folder = new TemporaryFolder();
  for (let i = 0; i < 6; i++) folder.write(`ann/${i}.png`, drawnPng(i));
  folder.write("bob/1.png", drawnPng(7));
  folder.write("cyd/1.png", "no image");
  const { dataset, skipped, found } = await loadFolder(folder.path, { ...SIZE, limit: 3 });
  assert.deepEqual(dataset.writers, ["ann", "bob"]);
  assert.equal(skipped[0]!.file, "cyd/1.png");
  assert.equal(found, 8);
  const again = await loadFolder(folder.path, { ...SIZE, limit: 3 });
  assert.deepEqual(again.dataset, dataset);
  await assert.rejects(loadFolder(folder.path, { ...SIZE, limit: 0 }), RangeError);
});

Deno.test("loadFolder() takes all from the cache the second time, bad images too", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  folder.write("ann/bad.png", "no image");
  const options = { ...SIZE, cacheDirectory: `${cache.path}/new` };
  const first = await loadFolder(folder.path, options);
  assert.equal(first.fromCache, 0);
  const second = await loadFolder(folder.path, options);
  assert.equal(second.fromCache, 5);
  assert.deepEqual(second.dataset, first.dataset);
  assert.deepEqual(second.skipped, first.skipped);
  assert.deepEqual((await loadFolder(folder.path, SIZE)).dataset, first.dataset);
});

Deno.test("loadFolder() decodes from new what was changed, and knows moved files", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  const options = { ...SIZE, cacheDirectory: cache.path };
  await loadFolder(folder.path, options);
  folder.write("ann/1.png", drawnPng(50));
  Deno.renameSync(`${folder.path}/bob`, `${folder.path}/rob`);
  folder.write("zoe/1.png", drawnPng(51));
  const { dataset, fromCache } = await loadFolder(folder.path, options);
  assert.equal(fromCache, 3);
  assert.deepEqual(dataset, (await loadFolder(folder.path, SIZE)).dataset);
  assert.deepEqual(dataset.writers, ["ann", "ann", "rob", "rob", "zoe"]);
});

Deno.test("loadFolder() sees a change of a file that kept its size and was just written", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  const options = { ...SIZE, cacheDirectory: cache.path };
  const now = new Date(Date.now() + 3_600_000); // recent, however long the first reading takes
  const padded = (number: number) => {
    const bytes = new Uint8Array(4000);
    bytes.set(drawnPng(number));
    return bytes;
  };
  folder.write("1.png", padded(1));
  folder.settle("1.png", now);
  const before = await loadFolder(folder.path, options);
  folder.write("1.png", padded(2));
  folder.settle("1.png", now);
  const after = await loadFolder(folder.path, options);
  assert.equal(after.fromCache, 0);
  assert.notDeepEqual(after.dataset.images, before.dataset.images);
});

Deno.test("loadFolder() keeps sizes apart in the cache, and what a limit left out", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  const options = { ...SIZE, cacheDirectory: cache.path };
  await loadFolder(folder.path, { ...options, limit: 2 });
  assert.equal((await loadFolder(folder.path, options)).fromCache, 2);
  assert.equal((await loadFolder(folder.path, { ...options, limit: 2 })).fromCache, 2);
  const wide = await loadFolder(folder.path, { ...options, width: 96 });
  assert.equal(wide.fromCache, 0);
  assert.equal(wide.dataset.images.length, 4 * 32 * 96);
  assert.equal((await loadFolder(folder.path, options)).fromCache, 4);
});

Deno.test("loadFolder() rebuilds a cache that is damaged", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  const options = { ...SIZE, cacheDirectory: cache.path };
  const { dataset } = await loadFolder(folder.path, options);
  const [entry] = [...Deno.readDirSync(cache.path)];
  const path = `${cache.path}/${entry!.name}`;
  const bytes = Deno.readFileSync(path);
  const flipped = bytes.map((byte, i) => i === bytes.length - 9 ? byte ^ 128 : byte);
  for (const damaged of [flipped, bytes.subarray(0, -1), new Uint8Array()]) {
    Deno.writeFileSync(path, damaged);
    const rebuilt = await loadFolder(folder.path, options);
    assert.equal(rebuilt.fromCache, 0);
    assert.deepEqual(rebuilt.dataset, dataset);
    assert.equal((await loadFolder(folder.path, options)).fromCache, 4);
  }
});

Deno.test("loadFolder() replaces a cache that other code made", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  const options = { ...SIZE, cacheDirectory: cache.path };
  const { dataset } = await loadFolder(folder.path, options);
  const [entry] = [...Deno.readDirSync(cache.path)];
  const path = `${cache.path}/${entry!.name}`;
  const { header, body } = (await readPackedFile(path))!;
  const other = { ...header as Record<string, unknown>, settings: "others" };
  await writePackedFile(path, { header: other, body: body.map((byte) => 255 - byte) });
  const result = await loadFolder(folder.path, options);
  assert.equal(result.fromCache, 0);
  assert.deepEqual(result.dataset, dataset);
  assert.equal((await loadFolder(folder.path, options)).fromCache, 4);
  assert.equal([...Deno.readDirSync(cache.path)].length, 1);
});

Deno.test("loadFolder() loads where the cache cannot be written", async () => {
  using folder = new TemporaryFolder();
  fill(folder);
  const cacheDirectory = folder.write("ann/file.txt", "in the way");
  const { dataset } = await loadFolder(folder.path, { ...SIZE, cacheDirectory });
  assert.equal(dataset.names.length, 4);
});

Deno.test("loadFolder() goes on from what an interrupted start had done", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  const settings = { ...SIZE, cacheDirectory: cache.path };
  const onProgress = (done: number) => {
    if (done === 3) throw new Error("interrupted");
  };
  const first = loadFolder(folder.path, { ...settings, onProgress, secondsPerSave: 0 });
  await assert.rejects(first, /interrupted/);
  const saved = () => [...Deno.readDirSync(cache.path)].some(({ name }) => name.endsWith(".pack"));
  for (let wait = 0; wait < 3000 && !saved(); wait++) await new Promise((go) => setTimeout(go, 20));
  const second = await loadFolder(folder.path, settings);
  assert.equal(second.dataset.names.length, 4);
  assert.ok(second.fromCache >= 1, "nothing was kept");
});

Deno.test("loadFolder() says what it found when there is no image to read", async () => {
  using folder = new TemporaryFolder();
  await assert.rejects(loadFolder(folder.path, SIZE), /there is no file in it, expected PNG, JPEG/);
  folder.write("a.txt", "");
  folder.write("b/c.txt", "");
  folder.write("b/d.pdf", "");
  const message =
    /no image among 3 files \(2 \.txt, 1 \.pdf\); .*pdftoppm.*PNG, JPEG, BMP, TIFF, GIF or WebP/;
  await assert.rejects(loadFolder(folder.path, SIZE), message);
  folder.write("bad.png", "no image");
  await assert.rejects(loadFolder(folder.path, SIZE), /none of its 1 images.*\n {2}bad\.png: /);
  await assert.rejects(loadFolder(`${folder.path}/none`, SIZE), /it does not exist/);
  await assert.rejects(loadFolder(folder.path, { ...SIZE, height: 0 }), RangeError);
});

Deno.test("loadFolder() leaves forgeries out, or takes them as writers of their own", async () => {
  using folder = new TemporaryFolder();
  const paths = ["test/b/1.png", "test/b_forg/1.png", "train/a/1.png", "train/a_forg/1.png"];
  paths.forEach((path, index) => folder.write(path, drawnPng(index)));
  const left = await loadFolder(folder.path, SIZE);
  assert.deepEqual(left.dataset.names, ["test/b/1.png", "train/a/1.png"]);
  assert.deepEqual(left.dataset.writers, ["b", "a"]);
  assert.deepEqual(left.kinds, ["genuine", "genuine"]);
  assert.deepEqual(left.forgeries, [
    { path: "test/b_forg/1.png", writer: "forgeries of b", kind: "forged" },
    { path: "train/a_forg/1.png", writer: "forgeries of a", kind: "forged" },
  ]);
  assert.equal(left.found, 2);
  assert.equal(left.summary.forgeries, 2);
  assert.equal(left.summary.areForgeriesUsed, false);

  const taken = await loadFolder(folder.path, { ...SIZE, forgeries: "include" });
  assert.deepEqual(taken.dataset.names, paths);
  assert.deepEqual(taken.dataset.writers, ["b", "forgeries of b", "a", "forgeries of a"]);
  assert.deepEqual(taken.kinds, ["genuine", "forged", "genuine", "forged"]);
  assert.equal(taken.found, 4);
});

Deno.test("loadFolder() names writers anew on each start, whatever the cache holds", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  for (const path of ["x/ann-1.png", "x/bob-1.png", "y/ann-2.png", "y/forged/ann-3.png"]) {
    folder.write(path, drawnPng(path.length + path.charCodeAt(2)));
    folder.settle(path);
  }
  const options = { ...SIZE, cacheDirectory: cache.path };
  const all = await loadFolder(folder.path, { ...options, forgeries: "include" });
  assert.deepEqual(all.dataset.writers, ["x", "x", "y", "forgeries of y"]);
  const excluded = await loadFolder(folder.path, options);
  assert.deepEqual(excluded.dataset.writers, ["x", "x", "y"]);
  assert.equal(excluded.fromCache, 3);
  const writerPattern = "([a-z]+)-\\d";
  const named = await loadFolder(folder.path, { ...options, writerPattern, forgeries: "include" });
  assert.deepEqual(named.dataset.writers, ["ann", "bob", "ann", "forgeries of ann"]);
  assert.equal(named.fromCache, 4, "what was left out in between is still known");
  assert.deepEqual(named.dataset.images, all.dataset.images);
});

Deno.test("loadFolder() skips and names what the pattern for writers does not match", async () => {
  using folder = new TemporaryFolder();
  folder.write("ann-1.png", drawnPng(1));
  folder.write("other.png", drawnPng(2));
  const result = await loadFolder(folder.path, { ...SIZE, writerPattern: /^(.+)-/ });
  assert.deepEqual(result.dataset.writers, ["ann"]);
  assert.deepEqual(result.skipped, [
    { file: "other.png", reason: "its path does not match the pattern for writers" },
  ]);
  assert.equal(result.summary.unmatched, 1);
  await assert.rejects(loadFolder(folder.path, { ...SIZE, writerPattern: "(" }), SyntaxError);
  await assert.rejects(loadFolder(folder.path, { ...SIZE, writerPattern: "^(q)" }), RangeError);
});

Deno.test("loadFolder() says so where a folder holds nothing but forgeries", async () => {
  using folder = new TemporaryFolder();
  folder.write("a_forg/1.png", drawnPng(1));
  folder.write("b_forg/1.png", drawnPng(2));
  await assert.rejects(
    loadFolder(folder.path, SIZE),
    /all of its 2 images are forgeries or may be, which are left out unless forgeries is "include"/,
  );
});

Deno.test("loadFolder() tells which images are doubtful, from its cache too", async () => {
  using folder = new TemporaryFolder();
  folder.write("small.png", drawnPng(1, 40, 70));
  folder.write("large.png", drawnPng(2, 60, 150));
  const options = { ...SIZE, cacheDirectory: `${folder.path}/cache` };
  const first = await loadFolder(folder.path, options);
  assert.deepEqual(first.doubtful, [{
    file: "small.png",
    reason: "it is so small that strokes run into each other",
  }]);
  const second = await loadFolder(folder.path, options);
  assert.equal(second.fromCache, 2);
  assert.deepEqual(second.doubtful, first.doubtful);
});

Deno.test("loadFolder() skips what is no signature, and says why", async () => {
  using folder = new TemporaryFolder();
  folder.write("signature.png", drawnPng(2, 60, 150));
  folder.write("line.png", ruledPng(60, 300));
  const { skipped } = await loadFolder(folder.path, SIZE);
  assert.deepEqual(skipped.map(({ file }) => file), ["line.png"]);
  assert.match(skipped[0]!.reason, /printed lines but no signature, as in an empty form/);
});

/** An image of a signature line alone. */
function ruledPng(height: number, width: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(height * width).fill(255);
  data.fill(60, 40 * width + 20, 40 * width + width - 20);
  data.fill(60, 41 * width + 20, 41 * width + width - 20);
  return encode({ height, width, data, channels: 1, depth: 8 }) as Uint8Array<ArrayBuffer>;
}
