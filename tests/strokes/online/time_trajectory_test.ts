import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { pathLength } from "../../../lib/strokes/geometry/arc_length.ts";
import type { Stroke } from "../../../lib/strokes/geometry/stroke.ts";
import { elementaryStrokes } from "../../../lib/strokes/online/elementary_strokes.ts";
import { timeTrajectory } from "../../../lib/strokes/online/time_trajectory.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import * as shapes from "../shapes.ts";
import type { Vertex } from "../shapes.ts";
import { untimedSignature } from "./signatures.ts";

/** A polyline with points within its segments. */
function polyline(vertices: readonly Vertex[], perSegment = 40): Stroke {
  const fine = vertices.slice(1).flatMap(([x, y], i) =>
    Array.from({ length: perSegment }, (_, k): Vertex => {
      const [fx, fy] = vertices[i]!;
      return [fx + (x - fx) * k / perSegment, fy + (y - fy) * k / perSegment];
    })
  );
  return shapes.polyline([...fine, vertices.at(-1)!], 2);
}

Deno.test("timeTrajectory() gives ascending times, strokes apart, and keeps the points", () => {
  for (let seed = 0; seed < 12; seed++) {
    const signature = untimedSignature(seed);
    const timed = timeTrajectory(signature, new Random(seed));
    assert.deepEqual(timed, timeTrajectory(signature, new Random(seed)));
    assert.equal(timed[0]!.time[0], 0);
    let before = -Infinity;
    timed.forEach(({ x, y, time }, i) => {
      assert.equal(x, signature[i]!.x);
      assert.equal(y, signature[i]!.y);
      assert.equal(time.length, x.length);
      assert.ok(time[0]! > before + 0.03 || i === 0, `seed ${seed}: stroke ${i} starts too soon`);
      time.forEach((value, k) => assert.ok(k === 0 || value >= time[k - 1]!));
      before = time.at(-1)!;
    });
    assert.ok(before > 0.5 && before < 12, `seed ${seed} takes ${before} s`);
  }
});

Deno.test("timeTrajectory() does not depend on the size of the signature", () => {
  const signature = untimedSignature(4);
  const enlarged = signature.map(({ x, y, width }) => ({
    x: x.map((value) => 8 * value),
    y: y.map((value) => 8 * value),
    width,
  }));
  const times = timeTrajectory(signature, new Random(1)).map(({ time }) => time);
  const others = timeTrajectory(enlarged, new Random(1)).map(({ time }) => time);
  assert.deepEqual(others, times);
});

Deno.test("timeTrajectory() is slow at the corners of a zigzag and fast between them", () => {
  const zigzag = polyline([[0, 0], [12, 30], [24, 0], [36, 30], [48, 0]]);
  const { time } = timeTrajectory([zigzag], new Random(2))[0]!;
  const duration = (from: number, to: number) => time[to]! - time[from]!;
  for (const corner of [40, 80, 120]) {
    const slow = duration(corner - 3, corner + 3);
    for (const middle of [corner - 20, corner + 20]) {
      assert.ok(slow > 2 * duration(middle - 3, middle + 3), `corner ${corner}`);
    }
  }
});

Deno.test("timeTrajectory() writes a longer line faster and yet in more time", () => {
  const lines = [10, 80].map((length) => {
    const stroke = polyline([[0, 0], [length, 0]]);
    const box = [polyline([[0, -9], [3, -9]]), polyline([[0, 99], [3, 99]])];
    const { time } = timeTrajectory([stroke, ...box], new Random(5))[0]!;
    return { length, seconds: time.at(-1)! - time[0]! };
  });
  const [short, long] = lines as [typeof lines[0], typeof lines[0]];
  assert.ok(long.seconds > short.seconds);
  assert.ok(long.length / long.seconds > 2 * short.length / short.seconds);
});

Deno.test("timeTrajectory() keeps the times of a trajectory that has them", () => {
  const signature = synthesizeSignature(createWriter(1, 2), 0);
  assert.equal(timeTrajectory(signature, new Random(1)), signature);
});

Deno.test("timeTrajectory() gives dots a duration", () => {
  const dot = { x: Float32Array.of(5, 5), y: Float32Array.of(5, 5), width: Float32Array.of(2, 2) };
  const point = { x: Float32Array.of(9), y: Float32Array.of(5), width: Float32Array.of(2) };
  const [first, second] = timeTrajectory([dot, point], new Random(1));
  assert.ok(first!.time[1]! > 0.03);
  assert.ok(second!.time[0]! > first!.time[1]!);
  assert.deepEqual(timeTrajectory([], new Random(1)), []);
});

Deno.test("elementaryStrokes() add up to the pen-down and divide a circle and a zigzag", () => {
  for (let i = 0; i < 8; i++) {
    for (const stroke of untimedSignature(i)) {
      const parts = elementaryStrokes(stroke, 1);
      const total = parts.reduce((sum, { length }) => sum + length, 0);
      assert.ok(Math.abs(total - pathLength(stroke)) < 1e-3);
      assert.ok(parts.length === 1 || parts.every(({ length }) => length >= 2));
    }
  }
  const circle = Array.from({ length: 100 }, (_, i) => {
    const angle = i / 99 * 2 * Math.PI;
    return [20 * Math.cos(angle), 20 * Math.sin(angle)] as const;
  });
  assert.equal(elementaryStrokes(polyline(circle, 1), 1).length, 2);
  const zigzag = elementaryStrokes(polyline([[0, 0], [10, 30], [20, 0], [30, 30]]), 1);
  assert.equal(zigzag.length, 3);
  assert.ok(zigzag.slice(0, 2).every(({ turn }) => turn > 2.4));
});
