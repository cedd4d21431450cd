import assert from "node:assert/strict";
import { augmentPoints, DEFAULT_PEN_AUGMENT_OPTIONS } from "../../lib/dataset/augment_points.ts";
import { PenBatches } from "../../lib/dataset/pen_batches.ts";
import type { PenDataset } from "../../lib/dataset/pen_dataset.ts";
import { Random } from "../../lib/random.ts";

const POINTS = 3;
const SIZE = POINTS * 4;
const STILL = { strength: 1, rotation: 0, aspect: 0, shear: 0, inkWidth: 0 };

/** Trajectory number i goes straight down at x = i. */
function dataset(count: number): PenDataset {
  const points = new Float32Array(count * SIZE);
  for (let i = 0; i < count * POINTS; i++) {
    points.set([Math.floor(i / POINTS), 4 + 28 * (i % POINTS), 1, 2], i * 4);
  }
  const names = Array.from({ length: count }, (_, i) => `signature-${i}`);
  return { pointCount: POINTS, points, writers: names, names };
}

function batches(count: number, augmented: boolean): PenBatches {
  const indices = Array.from({ length: count }, (_, i) => i);
  const split = { training: indices.slice(0, -2), validation: indices.slice(-2), byWriter: true };
  const augmentation = augmented ? { augmentation: DEFAULT_PEN_AUGMENT_OPTIONS } : {};
  return new PenBatches(dataset(count), split, { seed: 5, ...augmentation });
}

/** Left, right, top and bottom of a trajectory's points. */
function boundsOf(points: Float32Array): [number, number, number, number] {
  const x = points.filter((_, i) => i % 4 === 0);
  const y = points.filter((_, i) => i % 4 === 1);
  return [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
}

/** Which trajectories are in a batch that was not augmented. */
function indicesOf(batch: Float32Array): number[] {
  return Array.from({ length: batch.length / SIZE }, (_, i) => batch[i * SIZE]!);
}

Deno.test("PenBatches shows every training trajectory once in an epoch, in another order each", () => {
  const source = batches(14, false);
  assert.deepEqual(source.observationShape, [POINTS, 4]);
  assert.deepEqual([source.trainingCount, source.validationCount], [12, 2]);
  const epoch = (number: number) =>
    [0, 1, 2].flatMap((batch) => indicesOf(source.trainingBatch(number, batch, 4)));
  const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
  assert.deepEqual(sorted(epoch(0)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.deepEqual(sorted(epoch(1)), sorted(epoch(0)));
  assert.notDeepEqual(epoch(1), epoch(0));
});

Deno.test("PenBatches gives full batches where there are fewer trajectories", () => {
  assert.equal(batches(4, false).trainingBatch(0, 0, 5).length, 5 * SIZE);
  assert.deepEqual(indicesOf(batches(4, false).validationBatch(1, 3)), [3, 2, 3]);
});

Deno.test("PenBatches gives the same augmentation whenever a batch is requested", () => {
  const source = batches(14, true);
  const first = source.trainingBatch(2, 1, 4);
  source.trainingBatch(3, 0, 4);
  assert.deepEqual(source.trainingBatch(2, 1, 4), first);
  assert.deepEqual(batches(14, true).trainingBatch(2, 1, 4), first);
  assert.notDeepEqual(source.trainingBatch(2, 0, 4), first);
  assert.ok(first.some((value) => !Number.isInteger(value)));
});

Deno.test("PenBatches duplicates the chosen trajectories alone, anew in each epoch", () => {
  const indices = [0, 1, 2, 3];
  const split = { training: indices, validation: [0], byWriter: true };
  const source = new PenBatches(dataset(4), split, { seed: 5, isDuplicated: (index) => index < 2 });
  const unchanged = (batch: Float32Array) =>
    indices.filter((index) =>
      indices.some((row) => {
        const points = batch.subarray(row * SIZE, (row + 1) * SIZE);
        return points.every((value, i) => value === dataset(4).points[index * SIZE + i]);
      })
    );
  const [first, second] = [0, 1].map((epoch) => source.trainingBatch(epoch, 0, 4));
  assert.deepEqual(unchanged(first!), [2, 3]);
  assert.deepEqual(unchanged(second!), [2, 3]);
  assert.notDeepEqual(first!.toSorted(), second!.toSorted());
  assert.deepEqual(source.trainingBatch(0, 0, 4), first);
  assert.deepEqual(source.validationBatch(0, 1), dataset(1).points);
});

Deno.test("augmentPoints() with strength 0 changes nothing", () => {
  const input = new Random(1).normals(SIZE).map((value) => 30 + 10 * value);
  const output = new Float32Array(SIZE);
  augmentPoints(input, output, new Random(2), { ...DEFAULT_PEN_AUGMENT_OPTIONS, strength: 0 });
  output.forEach((value, i) => assert.ok(Math.abs(value - input[i]!) < 1e-5));
});

Deno.test("augmentPoints() only rotates when only rotation is requested, and fits the result", () => {
  const input = Float32Array.of(64, 32, 1, 2, 94, 32, 1, 2, 64, 52, 0, 2);
  const output = new Float32Array(SIZE);
  augmentPoints(input, output, new Random(3), { ...STILL, rotation: 0.5 });
  const offset = (to: number) => [output[to]! - output[0]!, output[to + 1]! - output[1]!] as const;
  const [[x, y], [u, v]] = [offset(4), offset(8)];
  assert.ok(Math.abs(y) > 0.1, "it did not turn");
  // A right angle between offsets of 30 and 20 stays one.
  assert.ok(Math.abs(x * u + y * v) < 1e-2);
  assert.ok(Math.abs(Math.hypot(x, y) / Math.hypot(u, v) - 1.5) < 1e-4);
  assert.deepEqual([output[2], output[3], output[10], output[11]], [1, 2, 0, 2]);
  const [left, right, top, bottom] = boundsOf(output);
  assert.ok(
    Math.abs(left + right - 128) < 1e-3 && Math.abs(top + bottom - 64) < 1e-3,
    "off centre",
  );
  const room = Math.min(120 - (right - left), 56 - (bottom - top));
  assert.ok(Math.abs(room) < 1e-3, `it does not fill the canvas: ${room}`);
});

Deno.test("augmentPoints() leaves a dot a dot", () => {
  const dot = Float32Array.of(64, 32, 1, 2, 64, 32, 0, 2);
  augmentPoints(dot, dot, new Random(3), { ...STILL, rotation: 0.5 });
  assert.deepEqual([...dot], [64, 32, 1, 2, 64, 32, 0, 2]);
});

Deno.test("augmentPoints() changes as much as it is told", () => {
  const count = 4000;
  const changes = { slope: 0, aspect: 0, ink: 0 };
  for (let i = 0; i < count; i++) {
    // A cross: upright, and level.
    const cross = Float32Array.of(64, 12, 1, 2, 64, 52, 0, 2, 44, 32, 1, 2, 84, 32, 0, 2);
    const options = { ...STILL, strength: 0.5, shear: 0.2, aspect: 0.1, inkWidth: 0.2 };
    augmentPoints(cross, cross, new Random(4, i), options);
    const height = cross[5]! - cross[1]!;
    changes.slope += ((cross[4]! - cross[0]!) / height) ** 2 / count;
    changes.aspect += ((cross[12]! - cross[8]!) / height - 1) ** 2 / count;
    changes.ink += (cross[3]! / 2 - 1) ** 2 / count;
  }
  const near = (variance: number, deviation: number) =>
    assert.ok(Math.abs(Math.sqrt(variance) / deviation - 1) < 0.06, `${Math.sqrt(variance)}`);
  near(changes.slope, 0.1);
  near(changes.aspect, 0.05);
  near(changes.ink, 0.1);
});

Deno.test("augmentPoints() refuses buffers of different lengths", () => {
  const random = new Random(1);
  assert.throws(() => augmentPoints(new Float32Array(8), new Float32Array(4), random), RangeError);
});
