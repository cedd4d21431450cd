import assert from "node:assert/strict";
import { resample, shrinkByFactor } from "../../lib/image/resize.ts";
import { Random } from "../../lib/random.ts";

function randomImage(seed: number, height: number, width: number) {
  const random = new Random(seed, "image");
  const data = Uint8Array.from({ length: height * width }, () => random.integer(0, 255));
  return { height, width, data };
}

/** White with a few pixels of any level: stretches of white of all lengths. */
function sparseImage(seed: number, height: number, width: number) {
  const random = new Random(seed, "sparse");
  const data = new Uint8Array(height * width).fill(255);
  for (let i = 0; i < data.length; i += random.integer(1, 90)) data[i] = random.integer(0, 255);
  return { height, width, data };
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of an image over a rectangle with edges anywhere, pixel by pixel. */
function areaMean(
  image: ReturnType<typeof randomImage>,
  top: number,
  left: number,
  bottom: number,
  right: number,
): number {
  let sum = 0;
  for (let y = 0; y < image.height; y++) {
    const rows = Math.max(0, Math.min(bottom, y + 1) - Math.max(top, y));
    for (let x = 0; x < image.width; x++) {
      const columns = Math.max(0, Math.min(right, x + 1) - Math.max(left, x));
      sum += rows * columns * image.data[y * image.width + x]!;
    }
  }
  return sum / ((bottom - top) * (right - left));
}

Deno.test("resample() takes the mean over each new pixel's area when it shrinks", () => {
  const image = randomImage(1, 23, 31);
  const region = { top: 1.3, left: 2.6, height: 19.2, width: 25.9 };
  const result = resample(image, 5, 7, region);
  const [rows, columns] = [region.height / 5, region.width / 7];
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 7; x++) {
      const top = region.top + y * rows;
      const left = region.left + x * columns;
      const expected = areaMean(image, top, left, top + rows, left + columns);
      assert.ok(Math.abs(result[y * 7 + x]! - expected) < 1e-3);
    }
  }
});

Deno.test("resample() passes over white and takes the same mean of all else", () => {
  for (const [height, width, seed] of [[5, 7, 1], [9, 100, 2], [3, 230, 3], [20, 33, 4]] as const) {
    const image = sparseImage(seed, 29, 401);
    const region = { top: 0.7, left: 3.4, height: 27.1, width: 395.5 };
    const result = resample(image, height, width, region);
    const [rows, columns] = [region.height / height, region.width / width];
    for (let i = 0; i < result.length; i++) {
      const top = region.top + Math.floor(i / width) * rows;
      const left = region.left + i % width * columns;
      const expected = areaMean(image, top, left, top + rows, left + columns);
      assert.ok(Math.abs(result[i]! - expected) < 1e-3, `${height} x ${width}: pixel ${i}`);
    }
  }
});

Deno.test("resample() passes over white and interpolates all else when it enlarges", () => {
  const image = sparseImage(7, 9, 211);
  const floats = { ...image, data: Float32Array.from(image.data) };
  for (const [height, width] of [[9, 400], [31, 212], [4, 500], [20, 1000]] as const) {
    const region = { top: 0.4, left: 1.3, height: 8.2, width: 207.9 };
    const expected = resample(floats, height, width, region);
    const result = resample(image, height, width, region);
    assert.ok(result.every((value, i) => Math.abs(value - expected[i]!) < 1e-3));
  }
});

Deno.test("resample() keeps the mean of the image when it shrinks", () => {
  for (const [height, width] of [[1, 1], [3, 40], [50, 4], [49, 59]] as const) {
    const image = randomImage(height, 50, 60);
    assert.ok(Math.abs(mean(resample(image, height, width)) - mean(image.data)) < 1e-3);
  }
});

Deno.test("resample() changes nothing when the size stays", () => {
  const image = randomImage(2, 9, 11);
  assert.deepEqual([...resample(image, 9, 11)], [...image.data]);
});

Deno.test("resample() keeps a ramp a ramp when it enlarges", () => {
  const data = Uint8Array.from({ length: 8 * 10 }, (_, i) => 5 * (i % 10) + 3 * Math.floor(i / 10));
  const result = resample({ height: 8, width: 10, data }, 24, 30);
  for (let y = 2; y < 22; y++) {
    for (let x = 2; x < 28; x++) {
      const expected = 5 * ((x + 0.5) / 3 - 0.5) + 3 * ((y + 0.5) / 3 - 0.5);
      assert.ok(Math.abs(result[y * 30 + x]! - expected) < 1e-4);
    }
  }
});

Deno.test("resample() enlarges a single pixel", () => {
  const result = resample({ height: 1, width: 1, data: new Float32Array([7]) }, 2, 3);
  assert.deepEqual([...result], [7, 7, 7, 7, 7, 7]);
});

Deno.test("shrinkByFactor() agrees with the mean of each square, cut off at the edges", () => {
  const images = [randomImage(3, 20, 25), sparseImage(5, 41, 203), sparseImage(6, 300, 13)];
  for (const image of images) {
    for (const factor of [2, 3, 7, 25, 290]) {
      const small = shrinkByFactor(image, factor);
      assert.equal(small.height, Math.ceil(image.height / factor));
      assert.equal(small.width, Math.ceil(image.width / factor));
      small.data.forEach((value, i) => {
        const top = Math.floor(i / small.width) * factor;
        const left = (i % small.width) * factor;
        const bottom = Math.min(image.height, top + factor);
        const right = Math.min(image.width, left + factor);
        const expected = areaMean(image, top, left, bottom, right);
        assert.ok(Math.abs(value - expected) <= 0.5 + 1e-9);
      });
    }
  }
});

Deno.test("shrinkByFactor() takes images with extreme aspect ratios", () => {
  const [length, factor] = [1_000_000, 1400];
  const data = Uint8Array.from({ length }, (_, i) => Math.floor(i / factor) % 256);
  for (const [height, width] of [[1, length], [length, 1]] as const) {
    const small = shrinkByFactor({ height, width, data }, factor);
    assert.equal(small.height * small.width, Math.ceil(length / factor));
    assert.ok(small.data.every((level, i) => level === i % 256));
  }
});
