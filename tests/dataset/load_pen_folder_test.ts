import assert from "node:assert/strict";
import { loadFolder, loadPenFolder } from "../../lib/dataset/load_folder.ts";
import { mixPenDatasets } from "../../lib/dataset/mix_pen_datasets.ts";
import { synthesizePenDataset } from "../../lib/dataset/synthesize_pen_dataset.ts";
import { chamferDistance } from "../../lib/strokes/geometry/chamfer_distance.ts";
import { fromPoints } from "../../lib/strokes/geometry/from_points.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { drawnPng, TemporaryFolder } from "./temporary_folder.ts";

function fill(folder: TemporaryFolder): void {
  ["ann/1.png", "ann/2.png", "bob/1.png"].forEach((name, number) => {
    folder.write(name, drawnPng(number));
    folder.settle(name);
  });
}

Deno.test("loadPenFolder() recovers the trajectories of what loadFolder() shows", async () => {
  using folder = new TemporaryFolder();
  fill(folder);
  folder.write("bob/2.png", "no image");
  const { dataset, skipped } = await loadPenFolder(folder.path, { pointCount: 96, threads: 0 });
  const images = await loadFolder(folder.path, { height: 64, width: 128, threads: 0 });
  assert.deepEqual(dataset.names, images.dataset.names);
  assert.deepEqual(dataset.writers, ["ann", "ann", "bob"]);
  assert.deepEqual(skipped, images.skipped);
  assert.equal(dataset.points.length, 3 * 96 * 4);
  for (let i = 0; i < 3; i++) {
    const points = dataset.points.slice(i * 96 * 4, (i + 1) * 96 * 4);
    const redrawn = renderTrajectory(fromPoints(points, { smoothing: 0, subdivisions: 4 }), {
      height: 64,
      width: 128,
    });
    const ink = images.dataset.images.subarray(i * 8192, (i + 1) * 8192);
    const original = {
      height: 64,
      width: 128,
      data: Float32Array.from(ink, (value) => value / 255),
    };
    const distance = chamferDistance(redrawn, original);
    assert.ok(distance < 0.5, `image ${i} is ${distance} px off`);
  }
});

Deno.test("loadPenFolder() gives the same from its cache, on any number of threads", async () => {
  using folder = new TemporaryFolder();
  using cache = new TemporaryFolder();
  fill(folder);
  const options = { pointCount: 64, threads: 0 };
  const plain = await loadPenFolder(folder.path, options);
  const first = await loadPenFolder(folder.path, { ...options, cacheDirectory: cache.path });
  const second = await loadPenFolder(folder.path, {
    pointCount: 64,
    threads: 2,
    cacheDirectory: cache.path,
  });
  assert.deepEqual([first.fromCache, second.fromCache], [0, 3]);
  assert.deepEqual(first.dataset, plain.dataset);
  assert.deepEqual(second.dataset, plain.dataset);
  // An image cache of the same folder is another file, and other numbers of points are recovered anew.
  const images = await loadFolder(folder.path, {
    height: 32,
    width: 64,
    threads: 0,
    cacheDirectory: cache.path,
  });
  assert.equal(images.fromCache, 0);
  const finer = await loadPenFolder(folder.path, {
    ...options,
    pointCount: 65,
    cacheDirectory: cache.path,
  });
  assert.equal(finer.fromCache, 0);
});

Deno.test("loadPenFolder() explains a wrong number of points", async () => {
  await assert.rejects(
    loadPenFolder("anywhere", { pointCount: 3 }),
    /pointCount is 3, expected an integer of at least 4/,
  );
});

Deno.test("mixPenDatasets() holds out own trajectories alone and reaches their fraction", async () => {
  const make = (writers: number, signaturesPerWriter: number, seed: number) =>
    synthesizePenDataset({ writers, signaturesPerWriter, seed, pointCount: 16, threads: 0 });
  const own = await make(3, 2, 1);
  const others = [await make(12, 1, 2), await make(8, 1, 3)];
  const ownSplit = { training: [0, 1, 4, 5], validation: [2, 3], byWriter: true };
  const { dataset, split } = mixPenDatasets(own, ownSplit, others, 0.3);
  assert.deepEqual(split.validation, [2, 3]);
  const ownCount = split.training.filter((index) => index < 6).length;
  assert.ok(ownCount / split.training.length >= 0.3 && ownCount / split.training.length < 0.45);
  assert.ok(!split.training.includes(2) && !split.training.includes(3));
  assert.equal(new Set(split.training).size, 4 + 20);
  assert.deepEqual(dataset.points.slice(0, own.points.length), own.points);
  assert.deepEqual(dataset.points.slice(-others[1]!.points.length), others[1]!.points);
  assert.equal(dataset.names.length, 26);
});
