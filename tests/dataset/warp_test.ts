import assert from "node:assert/strict";
import { controlPoints, type Displacement } from "../../lib/dataset/b_spline.ts";
import { warp } from "../../lib/dataset/warp.ts";
import { Random } from "../../lib/random.ts";

const SIZE = { height: 12, width: 20 };
const IDENTITY = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

function noise(seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: SIZE.height * SIZE.width }, () => random.uniform());
}

function warped(
  input: Float32Array,
  map = IDENTITY,
  displacement?: Displacement,
): Float32Array {
  const output = new Float32Array(input.length).fill(NaN);
  warp(input, output, SIZE, map, displacement);
  return output;
}

/** A displacement of which every control point has the same value. */
function constantDisplacement(x: number, y: number): Displacement {
  const columns = controlPoints(SIZE.width, 4);
  const count = columns * controlPoints(SIZE.height, 4);
  return {
    spacing: 4,
    columns,
    x: new Float32Array(count).fill(x),
    y: new Float32Array(count).fill(y),
  };
}

Deno.test("warp() copies exactly when the map is the identity", () => {
  const input = noise(1);
  assert.deepEqual(warped(input), input);
});

Deno.test("warp() shifts exactly by whole pixels, with paper coming in", () => {
  const input = noise(2);
  const output = warped(input, { ...IDENTITY, x0: 3, y0: -2 });
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const [fromX, fromY] = [x + 3, y - 2];
      const inside = fromX < SIZE.width && fromY >= 0;
      const expected = inside ? input[fromY * SIZE.width + fromX] : 0;
      assert.equal(output[y * SIZE.width + x], expected);
    }
  }
});

Deno.test("warp() reverses the pixels when it rotates by half a turn", () => {
  const input = noise(3);
  const map = { xx: -1, xy: 0, x0: SIZE.width - 1, yx: 0, yy: -1, y0: SIZE.height - 1 };
  assert.deepEqual(warped(input, map), input.toReversed());
});

Deno.test("warp() interpolates a plane exactly away from the edge", () => {
  const input = new Float32Array(SIZE.height * SIZE.width);
  input.forEach((_, i) => input[i] = 2 * (i % SIZE.width) + 3 * Math.floor(i / SIZE.width));
  const map = { xx: 0.9, xy: 0.1, x0: 1.3, yx: -0.05, yy: 0.8, y0: 1.6 };
  const output = warped(input, map);
  let compared = 0;
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const fromX = map.xx * x + map.xy * y + map.x0;
      const fromY = map.yx * x + map.yy * y + map.y0;
      if (fromX < 0 || fromY < 0 || fromX > SIZE.width - 1 || fromY > SIZE.height - 1) continue;
      assert.ok(Math.abs(output[y * SIZE.width + x]! - (2 * fromX + 3 * fromY)) < 1e-4);
      compared++;
    }
  }
  assert.ok(compared > 150);
});

Deno.test("warp() loses half of a pixel that is moved half over the edge", () => {
  const input = new Float32Array(SIZE.height * SIZE.width);
  input[5 * SIZE.width] = 1;
  const output = warped(input, { ...IDENTITY, x0: 0.5 });
  assert.deepEqual([...output].filter((value) => value !== 0), [0.5]);
});

Deno.test("warp() displaces like a shift when all control points agree", () => {
  const input = noise(4);
  const shifted = warped(input, { ...IDENTITY, x0: 1.25, y0: -0.5 });
  const displaced = warped(input, IDENTITY, constantDisplacement(1.25, -0.5));
  displaced.forEach((value, i) => assert.ok(Math.abs(value - shifted[i]!) < 1e-5));
});

Deno.test("warp() displaces smoothly: control points on a line give a line", () => {
  const displacement = constantDisplacement(0, 0);
  // The spline has linear precision; control k of a row belongs to pixel (k - 1) * spacing.
  displacement.x.forEach((_, i) => displacement.x[i] = (i % displacement.columns - 1) * 4 * 0.1);
  const input = new Float32Array(SIZE.height * SIZE.width);
  input.forEach((_, i) => input[i] = i % SIZE.width);
  const output = warped(input, IDENTITY, displacement);
  for (let x = 0; 1.1 * x <= SIZE.width - 1; x++) {
    assert.ok(Math.abs(output[5 * SIZE.width + x]! - 1.1 * x) < 1e-4);
  }
});
