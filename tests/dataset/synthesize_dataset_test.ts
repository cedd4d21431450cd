import assert from "node:assert/strict";
import { synthesizeDataset } from "../../lib/dataset/synthesize_dataset.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const SMALL = { height: 32, width: 64, writers: 3, signaturesPerWriter: 2, seed: 5 };

Deno.test("synthesizeDataset() gives the same bytes for any number of threads", async () => {
  const alone = await synthesizeDataset({ ...SMALL, threads: 0 });
  for (const threads of [1, 2]) {
    assert.deepEqual(await synthesizeDataset({ ...SMALL, threads }), alone);
  }
});

Deno.test("synthesizeDataset() gives ink on every image, and no two alike", async () => {
  const { images, writers, names } = await synthesizeDataset({ ...SMALL, threads: 0 });
  const size = SMALL.height * SMALL.width;
  assert.equal(images.length, 6 * size);
  const rows = names.map((_, i) => images.subarray(i * size, (i + 1) * size));
  assert.ok(rows.every((row) => row.some((ink) => ink > 80) && row.some((ink) => ink === 0)));
  assert.equal(new Set(rows.map((row) => row.join())).size, 6);
  assert.deepEqual([writers[1], writers[2]], ["writer-0001", "writer-0002"]);
  assert.equal(names[5], "writer-0003/signature-02");
});

Deno.test("synthesizeDataset() begins a larger set with the smaller one of its seed", async () => {
  const small = await synthesizeDataset({ ...SMALL, writers: 1, threads: 0 });
  const large = await synthesizeDataset({ ...SMALL, threads: 0 });
  assert.deepEqual(large.images.slice(0, small.images.length), small.images);
  const other = await synthesizeDataset({ ...SMALL, writers: 1, seed: 6, threads: 0 });
  assert.notDeepEqual(other.images, small.images);
});

Deno.test("synthesizeDataset() keeps its result and does not trust a damaged one", async () => {
  using folder = new TemporaryFolder();
  const cacheDirectory = `${folder.path}/cache`;
  const calls: number[] = [];
  const options = { ...SMALL, threads: 0, cacheDirectory };
  const onProgress = (done: number) => void calls.push(done);
  const first = await synthesizeDataset({ ...options, onProgress });
  assert.deepEqual(calls, [2, 4, 6]);
  assert.deepEqual(await synthesizeDataset({ ...options, onProgress }), first);
  assert.deepEqual(calls, [2, 4, 6, 6]);
  const [file] = [...Deno.readDirSync(cacheDirectory)];
  const bytes = Deno.readFileSync(`${cacheDirectory}/${file!.name}`);
  bytes[bytes.length - 1]! ^= 255;
  Deno.writeFileSync(`${cacheDirectory}/${file!.name}`, bytes);
  assert.deepEqual(await synthesizeDataset({ ...options, onProgress }), first);
  assert.deepEqual(calls, [2, 4, 6, 6, 2, 4, 6]);
});

Deno.test("synthesizeDataset() refuses numbers that are no size", async () => {
  for (const change of [{ writers: 0 }, { height: 1.5 }, { seed: NaN }, { writers: 1e9 }]) {
    await assert.rejects(synthesizeDataset({ ...SMALL, ...change }), RangeError);
  }
});
