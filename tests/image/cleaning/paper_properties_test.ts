import assert from "node:assert/strict";
import { type PreparedSignature, prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { sampleSettings, type ScanSettings, simulateScan } from "./simulated_scan.ts";

/** Adds margins of the image's own paper above, left, below and right. */
function addPaper(
  image: ScannedImage,
  [top, left, bottom, right]: readonly [number, number, number, number],
  { paper, noise }: ScanSettings,
  random: Random,
): ScannedImage {
  const height = image.height + top + bottom;
  const width = image.width + left + right;
  const data = new Uint8Array(height * width);
  const color = new Uint8Array(3 * height * width);
  for (let i = 0; i < data.length; i++) {
    const grain = noise === 0 ? 0 : random.normal(0, noise);
    const [red, green, blue] = paper.map((level) =>
      Math.max(0, Math.min(255, Math.round(level + grain)))
    ) as [number, number, number];
    color.set([red, green, blue], 3 * i);
    data[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  for (let y = 0; y < image.height; y++) {
    const [from, to] = [y * image.width, (y + top) * width + left];
    data.set(image.data.subarray(from, from + image.width), to);
    color.set(image.color?.subarray(3 * from, 3 * (from + image.width)) ?? [], 3 * to);
  }
  return image.color === undefined ? { height, width, data } : { height, width, data, color };
}

/** The prepared signature, or the reason for the refusal. */
function prepare(image: ScannedImage): PreparedSignature | string {
  try {
    return prepareSignature(image);
  } catch (error) {
    return (error as Error).message.replace(/.*: /, "");
  }
}

/** Settings of scans of many sizes, among them all remainders by the factors of reduction. */
function* manySettings(count: number): Generator<{ seed: number; settings: ScanSettings }> {
  for (let seed = 0; seed < count; seed++) {
    const random = new Random("paper", seed);
    const settings = sampleSettings(random, random.bernoulli(0.3) ? ["specks"] : []);
    const any = Math.round(40 * (2000 / 40) ** random.uniform());
    const boundary = 720 * random.integer(1, 2) + random.integer(-3, 3);
    yield { seed, settings: { ...settings, longSide: seed % 3 === 2 ? boundary : any } };
  }
}

Deno.test("prepareSignature() gives the same ink with more of the same paper around it", () => {
  let read = 0;
  for (const { seed, settings } of manySettings(24)) {
    const random = new Random("more paper", seed);
    const { image } = simulateScan(seed, settings);
    const expected = prepare(image);
    const some = () => random.integer(0, 40);
    for (const padding of [[10, 10, 10, 10], [some(), some(), some(), some()]] as const) {
      const actual = prepare(addPaper(image, padding, settings, random));
      const what = `seed ${seed}, ${image.width} x ${image.height}, padded by ${padding}`;
      if (typeof expected === "string" || typeof actual === "string") {
        assert.equal(actual, expected, what);
        continue;
      }
      const distance = chamferDistance(actual, expected);
      assert.ok(distance < 0.5, `${what}: the ink is ${distance.toFixed(2)} px off`);
      read++;
    }
  }
  assert.ok(read > 40, `only ${read} images could be read`);
});

Deno.test("prepareSignature() finds the ink that was drawn to within half a pixel", () => {
  for (const { seed, settings } of manySettings(24)) {
    // Below this, strokes are thinner than pixels: half a pixel of the result is a tenth of one.
    if (settings.longSide < 200) continue;
    const { image, truth } = simulateScan(seed, settings);
    const distance = chamferDistance(prepareSignature(image), truth);
    assert.ok(distance < 0.5, `seed ${seed}: the ink is ${distance.toFixed(2)} px off`);
  }
});

Deno.test("prepareSignature() finds the ink beside whatever else is in the image", () => {
  const kinds = [
    "uneven light",
    "ruled paper",
    "signing line",
    "frame",
    "part of a frame",
    "label",
    "stamp",
    "scan border",
    "finger",
  ] as const;
  for (const kind of kinds) {
    for (let seed = 0; seed < 3; seed++) {
      const settings = { ...sampleSettings(new Random(kind, seed), [kind]), longSide: 700 };
      const { image, truth } = simulateScan(seed, settings);
      const distance = chamferDistance(prepareSignature(image), truth);
      assert.ok(distance < 1, `${kind}, seed ${seed}: the ink is ${distance.toFixed(2)} px off`);
    }
  }
});
