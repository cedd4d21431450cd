import assert from "node:assert/strict";
import { synthesizePenDataset } from "../../lib/dataset/synthesize_pen_dataset.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import { fromPoints } from "../../lib/strokes/geometry/from_points.ts";
import { toPoints } from "../../lib/strokes/geometry/to_points.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
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

Deno.test("synthesizePenDataset() recovers the last writers from images of the same signatures", async () => {
  const options = { ...SMALL, signaturesPerWriter: 1, pointCount: 128 };
  const plain = await synthesizePenDataset({ ...options, threads: 0 });
  const recovered = await synthesizePenDataset({ ...options, recoveredWriters: 3, threads: 0 });
  const shared = await synthesizePenDataset({ ...options, recoveredWriters: 3, threads: 2 });
  assert.deepEqual(shared, recovered);
  const size = 128 * 4;
  assert.deepEqual(recovered.points.slice(0, 2 * size), plain.points.slice(0, 2 * size));
  const render = (points: Float32Array) => {
    // Widths aside: recovery normalizes the stroke width of its images.
    const even = points.map((value, i) => i % 4 === 3 ? 1.5 : value);
    return renderTrajectory(fromPoints(even), { height: 64, width: 128 });
  };
  for (let i = 2; i < 5; i++) {
    const [a, b] = [recovered, plain].map(({ points }) => points.slice(i * size, (i + 1) * size));
    assert.notDeepEqual(a, b);
    assert.ok(chamferDistance(render(a!), render(b!)) < 0.5);
  }
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
  assert.equal(files().length, 2);
  const recovered = { ...SMALL, recoveredWriters: 1, threads: 0, cacheDirectory };
  assert.notDeepEqual((await synthesizePenDataset(recovered)).points, first.points);
  assert.equal(files().length, 3);
});

Deno.test("synthesizePenDataset() refuses numbers that make no sense", async () => {
  for (
    const bad of [{ writers: 0 }, { signaturesPerWriter: 1.5 }, { pointCount: 3 }, { seed: 0.5 }, {
      recoveredWriters: 6,
    }]
  ) {
    await assert.rejects(synthesizePenDataset({ ...SMALL, ...bad }), RangeError);
  }
  await assert.rejects(synthesizePenDataset({ writers: 1e8 }), /at most 4 GiB/);
});
