import assert from "node:assert/strict";
import {
  compareHalves,
  compareWithReference,
  memorizationRatio,
  splitReference,
} from "../../lib/evaluation/compare_sets.ts";
import type { FeatureVectors } from "../../lib/evaluation/feature_vectors.ts";
import { measureSet } from "../../lib/evaluation/signature_set.ts";
import type { InkImage } from "../../lib/image/ink_image.ts";
import { Random } from "../../lib/random.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { draw, SIZE } from "./drawn_shapes.ts";

const COUNT = 60;
const signatures = (seed: number) =>
  Array.from({ length: COUNT }, (_, writer) => synthesizeSignature(createWriter(seed, writer), 0));

/** Adds noise that is correlated over a few points: a tremor. */
function wobble(trajectory: Trajectory, amount: number, random: Random): Trajectory {
  const noise = (length: number) => {
    const values = new Float32Array(length);
    let state = 0;
    for (let i = 0; i < length; i++) {
      state = 0.9 * state + amount * Math.sqrt(1 - 0.81) * random.normal();
      values[i] = state;
    }
    return values;
  };
  return trajectory.map((stroke) => {
    const [dx, dy] = [noise(stroke.x.length), noise(stroke.x.length)];
    return {
      ...stroke,
      x: stroke.x.map((value, i) => value + dx[i]!),
      y: stroke.y.map((value, i) => value + dy[i]!),
    };
  });
}

/** The maximum or the mean ink around each pixel. */
function filter(image: InkImage, reach: number, kind: "dilate" | "blur"): InkImage {
  const { height, width } = image;
  const pass = (data: Float32Array, step: number) =>
    data.map((_, i) => {
      let [sum, max] = [0, 0];
      for (let k = -reach; k <= reach; k++) {
        const value = data[i + k * step] ?? 0;
        sum += value / (2 * reach + 1);
        max = Math.max(max, value);
      }
      return kind === "dilate" ? max : sum;
    });
  return { height, width, data: pass(pass(image.data, 1), width) };
}

/** Cuts an image into square tiles and permutes them. */
function shuffleTiles(image: InkImage, size: number, random: Random): InkImage {
  const columns = image.width / size;
  const data = new Float32Array(image.data.length);
  const tiles = Array.from({ length: columns * image.height / size }, (_, i) => i);
  random.shuffle(tiles).forEach((from, to) => {
    for (let y = 0; y < size; y++) {
      const row = (tile: number) =>
        (Math.floor(tile / columns) * size + y) * image.width + (tile % columns) * size;
      data.set(image.data.subarray(row(from), row(from) + size), row(to));
    }
  });
  return { ...image, data };
}

Deno.test("the kernel distance is 0 between like sets and grows with every kind of damage", async () => {
  const reference = splitReference(
    (await measureSet(signatures(1).map((s) => draw(s)))).vectors,
    1,
  );
  const others = signatures(2);
  const images = others.map((signature) => draw(signature));
  const distance = async (damaged: readonly InkImage[]) =>
    compareWithReference(reference, (await measureSet(damaged)).vectors);

  const same = await distance(images);
  assert.ok(Math.abs(same.kid.value) < 4 * same.kid.standardError, `${same.kid.value}`);
  assert.ok(same.density > 0.7 && same.coverage > 0.7, `${same.density}, ${same.coverage}`);
  const floor = compareHalves(reference);
  assert.ok(Math.abs(floor.kid.value) < 4 * floor.kid.standardError, `${floor.kid.value}`);

  const damages: Record<string, (amount: number) => InkImage[]> = {
    dilation: (amount) => images.map((image) => filter(image, amount, "dilate")),
    blur: (amount) => images.map((image) => filter(image, amount, "blur")),
    "shuffled tiles": (amount) =>
      images.map((image, i) => shuffleTiles(image, 64 >> amount, new Random(3, amount, i))),
    wobble: (amount) =>
      others.map((signature, i) => draw(wobble(signature, 1.2 * amount, new Random(4, i)))),
  };
  for (const [name, damage] of Object.entries(damages)) {
    let before = { ...same, value: Math.max(same.kid.value, 4 * same.kid.standardError) };
    for (const amount of [1, 2, 3]) {
      const found = await distance(damage(amount));
      const { value } = found.kid;
      assert.ok(value > before.value, `${name} ${amount}: ${value} after ${before.value}`);
      assert.ok(found.frechet > before.frechet, `${name} ${amount}: Frechet ${found.frechet}`);
      before = { ...found, value };
    }
    assert.ok(before.coverage < 0.8 * same.coverage, `${name}: coverage ${before.coverage}`);
  }
});

Deno.test("splitReference() makes halves that share no writer", () => {
  const groups = Array.from({ length: 60 }, (_, i) => `w${i % 11}`);
  const vectors = { count: 60, size: 1, values: new Float32Array(60), groups };
  const { first, second } = splitReference(vectors, 3);
  assert.equal(first.count + second.count, 60);
  assert.ok(Math.abs(first.count - 30) <= 6, `${first.count}`);
  assert.ok(!first.groups!.some((group) => second.groups!.includes(group)));
  assert.throws(
    () => splitReference({ ...vectors, groups: groups.map((_, i) => `w${i % 3}`) }, 1),
    /it has 3 writers, expected at least 4, each in a folder/,
  );
});

/** Vectors of one normal distribution. */
function normalVectors(name: string): FeatureVectors {
  const [count, size] = [300, 12];
  return { count, size, values: new Random(name).normals(count * size) };
}

/** The same vectors, moved towards the nearest of others until this fraction of the distance is left. */
function approach(vectors: FeatureVectors, others: FeatureVectors, fraction: number) {
  const { count, size, values } = vectors;
  const row = (all: FeatureVectors, i: number) => all.values.subarray(i * size, (i + 1) * size);
  const moved = values.slice();
  for (let i = 0; i < count; i++) {
    const own = row(vectors, i);
    const distanceTo = (j: number) => Math.hypot(...row(others, j).map((x, k) => x - own[k]!));
    const distances = Array.from({ length: others.count }, (_, j) => distanceTo(j));
    const nearest = row(others, distances.indexOf(Math.min(...distances)));
    nearest.forEach((x, k) => moved[i * size + k] = x + fraction * (own[k]! - x));
  }
  return { count, size, values: moved };
}

Deno.test("memorizationRatio() is 1 for new vectors, and shrinks with the distance to the training", () => {
  const [training, heldOut] = [normalVectors("training"), normalVectors("held out")];
  const fresh = normalVectors("fresh");
  const ratio = memorizationRatio(fresh, training, heldOut);
  assert.ok(Math.abs(ratio - 1) < 0.05, `${ratio}`);
  for (const fraction of [0, 0.2, 0.7]) {
    const copied = memorizationRatio(approach(fresh, training, fraction), training, heldOut);
    assert.ok(Math.abs(copied - fraction * ratio) < 1e-3, `${fraction}: ${copied}`);
  }
});

Deno.test("measureSet() counts images without ink as blank ones", async () => {
  const blank = { ...SIZE, data: new Float32Array(64 * 128) };
  const set = await measureSet([blank, ...signatures(8).slice(0, 2).map((s) => draw(s))]);
  assert.deepEqual(set.degenerate, { "empty": 1, "off the canvas": 0, "blob": 0 });
  assert.equal(set.vectors.count, 3);
  assert.ok(set.vectors.values.every(Number.isFinite));
  await assert.rejects(() => measureSet([]), /Cannot measure a set: it has no signatures/);
});
