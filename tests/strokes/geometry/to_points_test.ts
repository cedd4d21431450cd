import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { POINT_SIZE } from "../../../lib/strokes/geometry/pen_points.ts";
import { toPoints } from "../../../lib/strokes/geometry/to_points.ts";
import type { Stroke } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

function stroke(x: number[], y: number[], width = 1, time?: number[]): Stroke {
  return {
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    width: new Float32Array(x.length).fill(width),
    ...(time ? { time: Float32Array.from(time) } : {}),
  };
}

/** Column `offset` of points: 0 is x, 1 y, 2 pen, 3 width. */
function column(points: Float32Array, offset: number): number[] {
  return Array.from(
    { length: points.length / POINT_SIZE },
    (_, i) => points[i * POINT_SIZE + offset]!,
  );
}

/** Points per stroke, by where the pen is lifted. */
function strokeSizes(points: Float32Array): number[] {
  const sizes: number[] = [];
  let size = 0;
  for (const pen of column(points, 2)) {
    size++;
    if (pen === 1) continue;
    sizes.push(size);
    size = 0;
  }
  assert.equal(size, 0, "the pen is down at the end");
  return sizes;
}

Deno.test("toPoints() allocates points by length where nothing turns, whatever the times", () => {
  const lengths = [stroke([0, 30], [0, 0]), stroke([0, 10], [5, 5])];
  const timed = [stroke([0, 30], [0, 0], 1, [0, 1]), stroke([0, 10], [5, 5], 1, [2, 5])];
  const points = toPoints(lengths, 24);
  assert.deepEqual(strokeSizes(points), [16, 8]); // groups of four: 1 + 4 * 3/4 and 1 + 4 * 1/4
  assert.deepEqual(toPoints(timed, 24), points);
});

Deno.test("toPoints() gives more points to strokes that turn", () => {
  const turns = Array.from({ length: 60 }, (_, i) => i / 3); // three small loops
  const loops = stroke(turns.map((t) => 2 * Math.cos(t)), turns.map((t) => 2 * Math.sin(t)));
  const line = stroke([60, 60 + 2 * 59 / 3], [0, 0]); // about as long
  const [bent, straight] = strokeSizes(toPoints([loops, line], 100)) as [number, number];
  assert.ok(bent > 1.5 * straight, `${bent} and ${straight}`);
});

Deno.test("toPoints() sets points nearer to each other where a stroke turns", () => {
  const points = toPoints([stroke([0, 50, 50], [0, 0, 50])], 80);
  const [x, y] = [column(points, 0), column(points, 1)];
  const gaps = x.slice(1).map((value, i) => Math.hypot(value - x[i]!, y[i + 1]! - y[i]!));
  const corner = x.findIndex((value) => value > 49.9);
  const [atCorner, far] = [gaps[corner]!, gaps[10]!];
  assert.ok(atCorner < 0.6 * far, `${atCorner} at the corner, ${far} far from it`);
  for (let i = 1; i < 30; i++) assert.ok(Math.abs(gaps[i]! - far) < 1e-3); // even where it is straight
});

Deno.test("toPoints() does not depend on the size of a signature", () => {
  const signature = synthesizeSignature(createWriter(3, 1), 0);
  const scale = (values: Float32Array) => values.map((value) => 4 * value);
  const large = signature.map((s) => ({ ...s, x: scale(s.x), y: scale(s.y) }));
  const points = toPoints(signature, 128);
  toPoints(large, 128).forEach((value, i) => {
    const factor = i % POINT_SIZE < 2 ? 4 : 1;
    assert.ok(Math.abs(value - factor * points[i]!) < 0.02, `number ${i}`);
  });
});

Deno.test("toPoints() gives a dot the minimum number of points, all at its position", () => {
  for (const [count, min] of [[14, 4], [7, 2]] as const) {
    const dot = stroke([4], [7], 3);
    const points = toPoints([dot, stroke([0, 10], [0, 0])], count);
    assert.deepEqual(strokeSizes(points), [min, count - min]);
    assert.deepEqual(column(points.subarray(0, min * POINT_SIZE), 0), new Array(min).fill(4));
    assert.deepEqual([...points.slice((min - 1) * POINT_SIZE, min * POINT_SIZE)], [4, 7, 0, 3]);
  }
});

Deno.test("toPoints() leaves the shortest strokes out where there are too many", () => {
  const lengths = [5, 1, 4, 2, 3];
  const strokes = lengths.map((length, i) => stroke([0, length], [i, i]));
  const points = toPoints(strokes, 7);
  assert.deepEqual(strokeSizes(points).length, 3);
  assert.deepEqual([...new Set(column(points, 1))], [0, 2, 4]);
});

Deno.test("toPoints() keeps both ends of every stroke of procedural signatures", () => {
  for (let writer = 0; writer < 10; writer++) {
    const trajectory = synthesizeSignature(createWriter(3, writer), 0);
    const points = toPoints(trajectory, 128);
    const sizes = strokeSizes(points);
    assert.equal(sizes.length, trajectory.length);
    let first = 0;
    trajectory.forEach(({ x, y }, i) => {
      const last = first + sizes[i]! - 1;
      for (const [point, end] of [[first, 0], [last, x.length - 1]] as const) {
        assert.equal(points[point * POINT_SIZE], x[end]);
        assert.equal(points[point * POINT_SIZE + 1], y[end]);
      }
      first = last + 1;
    });
  }
});

Deno.test("toPoints() refuses too few points and empty trajectories", () => {
  for (const count of [1, 0, -2, 2.5, NaN]) {
    assert.throws(() => toPoints([stroke([0, 1], [0, 0])], count), RangeError);
  }
  assert.throws(() => toPoints([], 8), RangeError);
  assert.throws(() => toPoints([stroke([], [])], 8), RangeError);
});
