import assert from "node:assert/strict";
import type { InkImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";

const [HEIGHT, WIDTH] = [12, 20];

function randomImage(seed: number): InkImage {
  const random = new Random(seed, "chamfer");
  const data = Float32Array.from({ length: HEIGHT * WIDTH }, () => random.uniform() ** 4);
  return { height: HEIGHT, width: WIDTH, data };
}

/** By the definition, pixel by pixel. */
function bruteForce(a: InkImage, b: InkImage): number {
  const points = ({ data }: InkImage) =>
    [...data.keys()].filter((i) => data[i]! >= 0.5).map((i) => [i % WIDTH, Math.floor(i / WIDTH)]);
  const mean = (from: number[][], to: number[][]) =>
    from.reduce(
      (sum, [x, y]) => sum + Math.min(...to.map(([u, v]) => Math.hypot(x! - u!, y! - v!))),
      0,
    ) / from.length;
  const [p, q] = [points(a), points(b)];
  return (mean(p, q) + mean(q, p)) / 2;
}

Deno.test("chamferDistance() agrees with its definition, both ways round", () => {
  for (let seed = 0; seed < 5; seed++) {
    const [a, b] = [randomImage(seed), randomImage(seed + 100)];
    assert.ok(Math.abs(chamferDistance(a, b) - bruteForce(a, b)) < 1e-9);
    assert.equal(chamferDistance(a, b), chamferDistance(b, a));
    assert.equal(chamferDistance(a, a), 0);
  }
});

Deno.test("chamferDistance() is 0 between empty images and the diagonal to one", () => {
  const empty = { height: HEIGHT, width: WIDTH, data: new Float32Array(HEIGHT * WIDTH) };
  assert.equal(chamferDistance(empty, empty), 0);
  assert.equal(chamferDistance(empty, randomImage(1)), Math.hypot(HEIGHT, WIDTH));
  assert.throws(() => chamferDistance(empty, { ...empty, height: 6, width: 40 }), RangeError);
});
