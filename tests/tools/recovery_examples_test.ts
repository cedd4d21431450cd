import assert from "node:assert/strict";
import { readEmbedded } from "../../lib/embedded.ts";
import { Random } from "../../lib/random.ts";
import {
  INPUTS,
  layerTensors,
  NETWORK_IMAGE,
} from "../../lib/strokes/recovery/network/architecture.ts";
import { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import { WEIGHTS } from "../../lib/strokes/recovery/network/weights/mod.ts";
import { recoveryWeightsModules } from "../../tools/build_recovery_weights.ts";
import { eraseGaps } from "../../tools/recovery/erase_gaps.ts";
import { readExampleFiles, writeExampleFiles } from "../../tools/recovery/example_files.ts";
import { POINT_COUNT, POINT_VALUES, TruePoints } from "../../tools/recovery/true_points.ts";
import { createExamples, createScanExamples } from "../../tools/recovery/write_examples.ts";
import { countRow } from "../../tools/recovery/write_count_examples.ts";
import { addGraphRows, type GraphRows } from "../../tools/recovery/write_graph_examples.ts";
import { inkCoverageAt } from "../../lib/strokes/recovery/fitting/ink_coverage_at.ts";
import { alignPoints } from "../../tools/recovery/align_points.ts";
import { inFolder } from "../cli/run_program.ts";

/** Weights that the network has. */
const TOTAL = layerTensors().reduce((sum, { size }) => sum + size, 0);

Deno.test("layerTensors() has the shipped weights, under unique names", async () => {
  const bytes = await readEmbedded(WEIGHTS);
  assert.equal(TOTAL, bytes.length / Float16Array.BYTES_PER_ELEMENT);
  const names = layerTensors().map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("recoveryWeightsModules() embeds weights with eight significant bits, and refuses any other number", async () => {
  const weights = new Random("weights").normals(TOTAL);
  const modules = await recoveryWeightsModules(weights);
  const parts = [...modules.keys()].filter((name) => name.endsWith(".json"));
  const bytes = await readEmbedded(parts.map((name) => JSON.parse(modules.get(name)!)).join(""));
  new Float16Array(bytes.buffer).forEach((value, i) => {
    assert.ok(Math.abs(value - weights[i]!) <= Math.abs(weights[i]!) / 256 + 1e-7);
  });
  await assert.rejects(recoveryWeightsModules(new Float32Array(TOTAL - 1)), RangeError);
});

Deno.test("createExamples() makes evenly spaced points on the ink, in the order of writing", () => {
  for (const isAugmented of [false, true]) {
    for (const { image, points: values } of createExamples(5, 0, 12, isAugmented)) {
      const points = new TruePoints(values);
      const { width, data } = image;
      let inked = 0;
      for (let i = 0; i < POINT_COUNT; i++) {
        const at = i * POINT_VALUES;
        assert.ok(Math.abs(Math.hypot(values[at + 2]!, values[at + 3]!) - 1) < 1e-4);
        inked += Number(data[Math.floor(points.y(i)) * width + Math.floor(points.x(i))]! > 0.5);
        if (i === 0) continue;
        const step = points.position(i) - points.position(i - 1);
        assert.ok(Math.abs(step - points.spacing) < 1e-2 * points.spacing);
        assert.ok(points.stroke(i) >= points.stroke(i - 1));
        // A chord is no longer than the curve.
        if (points.stroke(i) === points.stroke(i - 1)) {
          const dx = points.x(i) - points.x(i - 1);
          const dy = points.y(i) - points.y(i - 1);
          assert.ok(Math.hypot(dx, dy) < step + 1e-2);
        }
      }
      assert.ok(inked > 0.97 * POINT_COUNT, `${inked} points are on ink`);
    }
  }
});

Deno.test("createScanExamples() moves the true points onto the cleaned ink", () => {
  const examples = [...createScanExamples(7000, 12, 0.5)];
  assert.ok(examples.length >= 9, `${examples.length} scans of 12 are left`);
  for (const { image, points: values } of examples) {
    const points = new TruePoints(values);
    let inked = 0;
    for (let i = 0; i < POINT_COUNT; i++) inked += inkCoverageAt(image, points.x(i), points.y(i));
    assert.ok(inked > 0.93 * POINT_COUNT, `${inked} points are on ink`);
  }
});

Deno.test("alignPoints() undoes a shift, and refuses points of another image", () => {
  const [first, second] = [...createExamples(5, 0, 2, false)];
  const moved = Float32Array.from(first!.points);
  for (let at = 0; at < moved.length; at += POINT_VALUES) {
    moved[at]! += 2;
    moved[at + 1]! -= 1;
  }
  const aligned = alignPoints(moved, first!.image)!;
  first!.points.forEach((value, i) => assert.ok(Math.abs(aligned[i]! - value) < 1e-3));
  assert.equal(alignPoints(second!.points, first!.image), undefined);
});

Deno.test("readExampleFiles() reads what writeExampleFiles() wrote, and tells of a file that is cut off", async () => {
  await inFolder(async (folder) => {
    const examples = [...createExamples(5, 40, 3, true)];
    await writeExampleFiles(`${folder}/train`, examples);
    let count = 0;
    for await (const { image, points } of readExampleFiles(`${folder}/train`)) {
      const original = examples[count++]!;
      assert.deepEqual(points, original.points);
      image.data.forEach((value, i) => {
        assert.ok(Math.abs(value - original.image.data[i]!) <= 0.5 / 255 + 1e-6);
      });
    }
    assert.equal(count, 3);
    await Deno.truncate(`${folder}/train.pts`, 100);
    await assert.rejects(Array.fromAsync(readExampleFiles(`${folder}/train`)), /is cut off/);
  });
});

Deno.test("eraseGaps() only erases, near the trajectory, in about 30 % of the images", () => {
  let erased = 0;
  for (let i = 0; i < 60; i++) {
    const data = new Float32Array(NETWORK_IMAGE.height * NETWORK_IMAGE.width).fill(1);
    const values = new Float32Array(POINT_COUNT * POINT_VALUES);
    for (let point = 0; point < POINT_COUNT; point++) values.set([200, 90], point * POINT_VALUES);
    eraseGaps({ ...NETWORK_IMAGE, data }, new TruePoints(values), new Random("gaps", i));
    if (data.includes(0)) erased++;
    data.forEach((value, k) => {
      const [row, column] = [Math.floor(k / NETWORK_IMAGE.width), k % NETWORK_IMAGE.width];
      const distance = Math.hypot(column + 0.5 - 200, row + 0.5 - 90);
      if (distance < 2.5 && data.includes(0)) assert.equal(value, 0);
      if (distance >= 5.5) assert.equal(value, 1);
    });
  }
  assert.ok(erased > 8 && erased < 30, `${erased} of 60`);
});

Deno.test("addGraphRows() adds rows of the sizes that the perceptrons read, and none for no ink", () => {
  const network = new CueNetwork(new Float32Array(TOTAL));
  const rows: GraphRows = { edges: [], transitions: [], lifts: [] };
  const image = {
    ...NETWORK_IMAGE,
    data: new Float32Array(NETWORK_IMAGE.height * NETWORK_IMAGE.width),
  };
  const points = new Float32Array(POINT_COUNT * POINT_VALUES);
  addGraphRows(rows, { image, points }, network, new Random("none"));
  assert.equal(Object.values(rows).flat().length, 0);
  for (const example of createExamples(5, 60, 2, true)) {
    addGraphRows(rows, example, network, new Random("gaps", 0));
  }
  for (const [kind, size] of [["edges", 98], ["transitions", 78], ["lifts", 71]] as const) {
    assert.ok(rows[kind].length > 0);
    assert.ok(rows[kind].every((row) => row.length === size && row.every(Number.isFinite)), kind);
  }
});

Deno.test("countRow() begins with the number of strokes of the points", () => {
  const network = new CueNetwork(new Float32Array(TOTAL));
  for (const example of createExamples(5, 60, 3, false)) {
    const row = countRow(example, network);
    const points = new TruePoints(example.points);
    const strokes = new Set(Array.from({ length: POINT_COUNT }, (_, i) => points.stroke(i)));
    assert.equal(row[0], strokes.size);
    assert.equal(row.length, 1 + INPUTS.count);
    assert.ok(row.every(Number.isFinite) && row.at(-1)! > 0);
  }
});
