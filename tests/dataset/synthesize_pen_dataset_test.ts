import assert from "node:assert/strict";
import { synthesizePenDataset } from "../../lib/dataset/synthesize_pen_dataset.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { toPoints } from "../../lib/strokes/geometry/to_points.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const SMALL = { writers: 5, signaturesPerWriter: 2, pointCount: 16, seed: 9 } as const;

Deno.test("synthesizePenDataset() holds the points of each signature", async () => {
  const { points, writers, names, pointCount } = await synthesizePenDataset({
    ...SMALL,
    threads: 0,
  });
  assert.equal(pointCount, 16);
  assert.equal(points.length, 10 * 16 * 4);
  assert.equal(writers[7], "writer-0004");
  assert.equal(names[7], "writer-0004/signature-02");
  const expected = toPoints(synthesizeSignature(createWriter(9, 3), 1), 16);
  assert.deepEqual(points.slice(7 * 64, 8 * 64), expected);
});

Deno.test("synthesizePenDataset() gives the same on threads", async () => {
  const options = { ...SMALL, writers: 130, signaturesPerWriter: 1 };
  const alone = await synthesizePenDataset({ ...options, threads: 0 });
  const shared = await synthesizePenDataset({ ...options, threads: 2 });
  assert.deepEqual(shared, alone);
});

Deno.test("synthesizePenDataset() reads its cache, and only its own", async () => {
  using folder = new TemporaryFolder();
  const cacheDirectory = folder.path;
  const first = await synthesizePenDataset({ ...SMALL, threads: 0, cacheDirectory });
  const files = () => [...Deno.readDirSync(cacheDirectory)].map(({ name }) => name);
  const [file] = files();
  const written = Deno.statSync(`${cacheDirectory}/${file}`).mtime;
  const again = await synthesizePenDataset({ ...SMALL, threads: 0, cacheDirectory });
  assert.deepEqual(again, first);
  assert.deepEqual(Deno.statSync(`${cacheDirectory}/${file}`).mtime, written);
  const other = await synthesizePenDataset({ ...SMALL, seed: 8, threads: 0, cacheDirectory });
  assert.notDeepEqual(other.points, first.points);
  const characters = await synthesizePenDataset({
    ...SMALL,
    script: "characters",
    threads: 0,
    cacheDirectory,
  });
  assert.notDeepEqual(characters.points, first.points);
  assert.equal(files().length, 3);
});

Deno.test("synthesizePenDataset() refuses numbers that make no sense", async () => {
  for (
    const bad of [{ writers: 0 }, { signaturesPerWriter: 1.5 }, { pointCount: 3 }, { seed: 0.5 }]
  ) {
    await assert.rejects(synthesizePenDataset({ ...SMALL, ...bad }), RangeError);
  }
  await assert.rejects(synthesizePenDataset({ writers: 1e8 }), /at most 4 GiB/);
});
