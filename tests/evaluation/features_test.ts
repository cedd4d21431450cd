import assert from "node:assert/strict";
import { extractFeatures, toFeatureVectors } from "../../lib/evaluation/features.ts";
import { normalizeSignature } from "../../lib/evaluation/normalize.ts";
import { orientedGradients } from "../../lib/evaluation/oriented_gradients.ts";
import { describeDirections, findSkeletonPixels } from "../../lib/evaluation/directions.ts";
import { describeProfiles, describeRuns } from "../../lib/evaluation/profiles.ts";
import { describeRings, localBinaryPatterns } from "../../lib/evaluation/ring_patterns.ts";
import { describeSmoothness } from "../../lib/evaluation/smoothness.ts";
import { measureStrokes } from "../../lib/evaluation/stroke_statistics.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { draw, maskOf, polyline, SIZE } from "./drawn_shapes.ts";

const largest = (values: readonly number[]) => values.indexOf(Math.max(...values));
const pixelsOf = (mask: Uint8Array) => findSkeletonPixels(skeletonOf(mask), SIZE);
const skeletonOf = (mask: Uint8Array) => measureStrokes(mask, 64, 128).skeleton;

Deno.test("toFeatureVectors() gives each kind of feature an equal share, about 1 in all", () => {
  const features = Array.from({ length: 150 }, (_, writer) => {
    const image = draw(synthesizeSignature(createWriter(77, writer), 0));
    return extractFeatures(normalizeSignature(image).image);
  });
  const { count, size, values } = toFeatureVectors(features);
  let at = 0;
  for (const { name, values: block } of features[0]!.blocks) {
    let squares = 0;
    for (let i = 0; i < count; i++) {
      for (let k = at; k < at + block.length; k++) squares += values[i * size + k]! ** 2;
    }
    const share = squares / count / size * features[0]!.blocks.length;
    assert.ok(share > 0.6 && share < 1.5, `${name}: ${share}`);
    at += block.length;
  }
  assert.equal(at, size);
});

Deno.test("toFeatureVectors() stays finite when there is no ink", () => {
  const blank = extractFeatures({ ...SIZE, data: new Float32Array(64 * 128) });
  assert.ok(toFeatureVectors([blank]).values.every(Number.isFinite));
});

Deno.test("orientedGradients() finds the direction and the place of a line", () => {
  const grid = { rows: 2, columns: 2, orientations: 4 };
  const cell = (values: readonly number[], k: number) => values.slice(4 * k, 4 * k + 4);
  const level = orientedGradients(draw(polyline([[5, 16], [55, 16]])), grid);
  assert.equal(largest(cell(level, 0)), 2, "across a level line the gradient is a quarter turn");
  assert.ok(Math.max(...cell(level, 3)) < 0.2 * Math.max(...cell(level, 0)));
  const upright = orientedGradients(draw(polyline([[96, 35], [96, 62]])), grid);
  assert.equal(largest(cell(upright, 3)), 0);
  const falling = orientedGradients(draw(polyline([[5, 5], [30, 30]])), grid);
  assert.equal(largest(cell(falling, 0)), 3);
});

Deno.test("describeDirections() finds directions, straightness and angles", () => {
  const directions = (points: [number, number][]) =>
    describeDirections(pixelsOf(maskOf(draw(polyline(points)))));
  const level = directions([[10, 30], [110, 30]]);
  assert.equal(level.length, 64);
  assert.ok(Math.abs(level[0]! - 1) < 1e-6, "all of a level line is level");
  assert.ok(Math.abs(level[16 + 7]! - 1) < 1e-6, "and straight");
  assert.ok(Math.abs(level[48]! - 1) < 1e-6, "its points agree");
  const falling = directions([[40, 8], [88, 56]]);
  assert.equal(largest(falling.slice(0, 16)), 4, "an eighth turn is a quarter of a half turn");
  const zigzag = directions([[20, 50], [40, 10], [60, 50], [80, 10], [100, 50]]);
  assert.ok(zigzag[63]! + zigzag[62]! + zigzag[61]! > level[63]! + 0.1);
});

Deno.test("describeRings() counts the strokes around", () => {
  const rings = (mask: Uint8Array) => describeRings(mask, skeletonOf(mask), SIZE);
  const line = rings(maskOf(draw(polyline([[10, 30], [110, 30]]))));
  assert.equal(line.length, 21);
  assert.equal(largest(line.slice(0, 7)), 2);
  assert.ok(line[1]! > 0, "its ends");
  assert.ok(line[3]! + line[4]! === 0);
  const bars = rings(
    maskOf(draw([...polyline([[10, 30], [110, 30]]), ...polyline([[10, 38], [110, 38]])])),
  );
  assert.equal(largest(bars.slice(14, 21)), 4, "a circle of radius 10 meets both bars twice");
});

Deno.test("localBinaryPatterns() tells edges, insides and corners apart", () => {
  const mask = new Uint8Array(64 * 128);
  for (let y = 20; y < 40; y++) mask.fill(1, y * 128 + 30, y * 128 + 70);
  const squared = localBinaryPatterns(mask, SIZE).map((value) => value * value);
  assert.equal(squared.length, 20);
  assert.ok(Math.abs(squared[8]! - 18 * 38 / 800) < 1e-9, "inside, all eight are ink");
  assert.ok(Math.abs(squared[5]! - (2 * 18 + 2 * 38) / 800) < 1e-9, "at an edge, five are");
  assert.ok(Math.abs(squared[3]! - 4 / 800) < 1e-9, "in a corner, three are");
});

Deno.test("describeRuns() counts paper between strokes by its length", () => {
  const mask = new Uint8Array(64 * 128);
  for (let y = 10; y < 30; y++) for (const x of [20, 26, 60]) mask[y * 128 + x] = 1;
  const runs = describeRuns(mask, SIZE).map((value) => Math.round(value * value));
  assert.deepEqual(runs.slice(0, 6), [0, 0, 20, 0, 0, 20]); // 5 and 33 pixels
  assert.deepEqual(runs.slice(6), [0, 0, 0, 0, 0, 0]);
});

Deno.test("describeProfiles() finds ink, crossings and outlines in bands", () => {
  const mask = new Uint8Array(64 * 128);
  for (let y = 16; y < 24; y++) mask.fill(1, y * 128 + 32, y * 128 + 48);
  const profiles = describeProfiles(mask, SIZE);
  assert.equal(profiles.length, 80);
  assert.equal(Math.round(profiles[2]! ** 2), 8 * 16, "the third band of rows has all the ink");
  assert.equal(Math.round(profiles[8 + 2]! ** 2), 8, "crossed once in each row");
  assert.equal(Math.round(profiles[16 + 4]! ** 2), 8 * 8);
  const [upper, lower] = [profiles.slice(48, 64), profiles.slice(64)];
  assert.deepEqual([upper[4], lower[4]], [16 / 64, 24 / 64]);
  assert.deepEqual([upper[0], lower[0]], [0.5, 0.5]);
});

Deno.test("describeSmoothness() tells a steady line from a trembling one", () => {
  const smoothness = (tremble: number) => {
    const points = Array.from(
      { length: 51 },
      (_, k) => [14 + 2 * k, 32 + tremble * (k % 4 < 2 ? 1 : -1)] as const,
    );
    const image = draw(polyline(points));
    return describeSmoothness(image, pixelsOf(maskOf(image)));
  };
  const steady = smoothness(0);
  assert.equal(steady.length, 32);
  assert.ok(steady[7]! > 0.95, "gradients across a straight line agree");
  assert.ok(steady[16]! > 0.97, "and so do directions along it");
  const trembling = smoothness(1.5);
  assert.ok(trembling[7]! < 0.9 * steady[7]!, `${trembling[7]}`);
  assert.ok(trembling[16]! < 0.9 * steady[16]!, `${trembling[16]}`);
});
