import assert from "node:assert/strict";
import { prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { inkToGray } from "../../../lib/image/codecs/encode.ts";
import type { InkImage } from "../../../lib/image/ink_image.ts";
import { blurImage } from "../../../lib/image/scanning/blur_image.ts";
import { rotateImage } from "../../../lib/image/scanning/rotate_image.ts";
import { simulateScan } from "../../../lib/image/scanning/simulate_scan.ts";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { timeTrajectory } from "../../../lib/strokes/online/time_trajectory.ts";
import { renderNaturalInk } from "../../../lib/strokes/rendering/render_natural_ink.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { untimedSignature } from "../../strokes/online/signatures.ts";

const SIZE = { height: 192, width: 384 };
const MARGIN = 50;

function inkOf(seed: number, natural: boolean): InkImage {
  const signature = untimedSignature(seed).map(({ x, y, width }) => ({
    x: x.map((value) => 3 * value),
    y: y.map((value) => 3 * value),
    width: width.map((value) => 3 * value),
  }));
  if (!natural) return renderTrajectory(signature, SIZE);
  return renderNaturalInk(timeTrajectory(signature, new Random(seed)), new Random(seed, 1), SIZE);
}

Deno.test("prepareSignature() gives the ink of a simulated scan back", () => {
  const distances: number[] = [];
  for (let seed = 0; seed < 8; seed++) {
    const { image, mask } = simulateScan(inkOf(seed, seed % 2 === 1), new Random(seed), {
      margin: MARGIN,
    });
    const truth = prepareSignature(inkToGray(mask));
    distances.push(chamferDistance(prepareSignature(image), truth));
  }
  distances.sort((a, b) => a - b);
  assert.ok(distances[4]! < 0.1, `median ${distances[4]} px`);
  assert.ok(distances[6]! < 0.5, `seven of eight: ${distances}`);
});

Deno.test("simulateScan() gives the same scan for the same seed, and takes fixed settings", async () => {
  const ink = inkOf(3, false);
  const first = simulateScan(ink, new Random(1), { margin: MARGIN, jpegQuality: 50 });
  const again = simulateScan(ink, new Random(1), { margin: MARGIN, jpegQuality: 50 });
  assert.deepEqual(again, first);
  assert.notDeepEqual(simulateScan(ink, new Random(2), { margin: MARGIN }).image, first.image);
  assert.equal(first.settings.jpegQuality, 50);
  assert.equal(first.image.height, SIZE.height + 2 * MARGIN);
  const decoded = await decodeImage(first.jpeg!);
  assert.deepEqual(decoded.color ?? decoded.data, first.image.color ?? first.image.data);
});

Deno.test("simulateScan() without disturbances leaves paper and ink, and the mask where it was", () => {
  const ink = inkOf(2, false);
  const settings = {
    paper: [250, 250, 250],
    ink: [20, 20, 20],
    disturbances: [],
    rotation: 0,
    blur: 0,
    noise: 0,
    jpegQuality: 0,
  } as const;
  const { image, mask, jpeg } = simulateScan(ink, new Random(1), settings);
  assert.deepEqual(mask, ink);
  assert.equal(jpeg, undefined);
  image.data.forEach((level, i) => {
    const expected = 250 + ink.data[i]! * (20 - 250);
    assert.ok(Math.abs(level - expected) < 4.5, `${level} instead of ${expected}`);
  });
});

Deno.test("simulateScan() rotates scan and mask together", () => {
  const settings = { disturbances: [], noise: 0, blur: 0, jpegQuality: 0, margin: MARGIN } as const;
  const { image, mask } = simulateScan(inkOf(5, false), new Random(4), {
    ...settings,
    rotation: 8,
  });
  const dark: InkImage = {
    ...mask,
    data: Float32Array.from(image.data, (level) => level < 150 ? 1 : 0),
  };
  assert.ok(chamferDistance(dark, mask) < 0.2);
});

Deno.test("simulateScan() takes an empty image and refuses settings out of range", () => {
  const ink = inkOf(0, false);
  const empty = { ...SIZE, data: new Float32Array(ink.data.length) };
  const disturbances = ["frame", "signing line"] as const;
  const { mask } = simulateScan(empty, new Random(1), { disturbances });
  assert.ok(mask.data.every((value) => value === 0));
  for (
    const options of [{ jpegQuality: 101 }, { jpegQuality: 50.5 }, { blur: -1 }, { margin: -1 }, {
      noise: NaN,
    }]
  ) {
    assert.throws(() => simulateScan(ink, new Random(1), options), /^RangeError: Cannot simulate/);
  }
});

Deno.test("blurImage() keeps the light, and spreads a point by its deviation", () => {
  const size = { height: 31, width: 31, channels: 2 };
  const data = new Float32Array(31 * 31 * 2);
  data[2 * (15 * 31 + 15)] = 1;
  blurImage(data, size, 2);
  let [sum, variance] = [0, 0];
  for (let y = 0; y < 31; y++) {
    for (let x = 0; x < 31; x++) {
      sum += data[2 * (y * 31 + x)]!;
      variance += data[2 * (y * 31 + x)]! * (x - 15) ** 2;
      assert.equal(data[2 * (y * 31 + x) + 1], 0);
    }
  }
  assert.ok(Math.abs(sum - 1) < 1e-4);
  assert.ok(Math.abs(variance - 4) < 0.1);
});

Deno.test("rotateImage() there and back is almost the same", () => {
  const ink = inkOf(1, false);
  const size = { ...SIZE, channels: 1 };
  const back = rotateImage(rotateImage(ink.data, size, 3), size, -3);
  assert.ok(chamferDistance({ ...SIZE, data: back }, ink) < 0.2);
});
