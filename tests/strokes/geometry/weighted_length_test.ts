import assert from "node:assert/strict";
import { arcLengths } from "../../../lib/strokes/geometry/arc_length.ts";
import { curvatureWeightedLength } from "../../../lib/strokes/geometry/weighted_length.ts";
import { interpolateLinear } from "../../../lib/strokes/geometry/interpolate_linear.ts";

function arc(radius: number, angle: number, count = 400) {
  const along = Array.from({ length: count + 1 }, (_, i) => angle * i / count);
  return {
    x: Float32Array.from(along, (t) => radius * Math.cos(t)),
    y: Float32Array.from(along, (t) => radius * Math.sin(t)),
  };
}

/** The weighted length of a line, in units of 1. */
function totalOf(line: { x: Float32Array; y: Float32Array }): number {
  return curvatureWeightedLength(line, 1).weighted.at(-1)!;
}

Deno.test("curvatureWeightedLength() adds a turn to the length, to either side", () => {
  for (const radius of [5, 10, 30]) {
    const expected = radius * 3 + 3 * 3; // length, and three radians
    const { x, y } = arc(radius, 3);
    for (const line of [{ x, y }, { x, y: y.map((value) => -value) }]) {
      const total = totalOf(line);
      assert.ok(Math.abs(total / expected - 1) < 0.05, `${total} of ${expected}, radius ${radius}`);
    }
  }
});

Deno.test("curvatureWeightedLength() is longer where the line turns", () => {
  const corner = { x: Float32Array.of(0, 40, 40), y: Float32Array.of(0, 0, 40) };
  const { arcLength, weighted } = curvatureWeightedLength(corner, 1);
  const [before, after] = interpolateLinear(weighted, arcLength, [35, 45]) as unknown as [
    number,
    number,
  ];
  assert.ok(Math.abs(before - 35) < 1e-3);
  assert.ok(Math.abs(after - 45 - 3 * Math.PI / 2) < 0.2, `${after}`);
  arcLength.forEach((_, i) => assert.ok(i === 0 || weighted[i]! > weighted[i - 1]!));
});

Deno.test("curvatureWeightedLength() does not count the steps of pixels", () => {
  const count = 100;
  const stairs = {
    x: Float32Array.from({ length: count }, (_, i) => Math.ceil(i / 2) / 3), // thirds of a unit
    y: Float32Array.from({ length: count }, (_, i) => Math.floor(i / 2) / 3),
  };
  const total = totalOf(stairs);
  const length = arcLengths(stairs).at(-1)!;
  assert.ok(total < 1.2 * length, `${total} of ${length}, where every step turns by 90 degrees`);
});

Deno.test("curvatureWeightedLength() does not depend on how many points a line has, nor on the unit it is in", () => {
  const [sparse, dense] = [arc(10, 6, 60), arc(10, 6, 1000)];
  assert.ok(Math.abs(totalOf(sparse) / totalOf(dense) - 1) < 0.01);
  const large = { x: dense.x.map((v) => 7 * v), y: dense.y.map((v) => 7 * v) };
  assert.ok(Math.abs(curvatureWeightedLength(large, 7).weighted.at(-1)! - totalOf(dense)) < 0.01);
});

Deno.test("curvatureWeightedLength() handles a spot and a single point", () => {
  for (const x of [[3], [3, 3, 3]]) {
    const spot = { x: Float32Array.from(x), y: Float32Array.from(x) };
    assert.deepEqual([...curvatureWeightedLength(spot, 1).weighted], [0, 0]);
  }
});
