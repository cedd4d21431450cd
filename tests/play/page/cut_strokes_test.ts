import assert from "node:assert/strict";
import {
  durationOf,
  fractionAtTime,
  timeOfFraction,
  writtenBy,
} from "../../../lib/play/page/cut_strokes.ts";
import { penAt } from "../../../lib/play/page/pen_at.ts";
import { maxSpeed, penSpeed, speedPath } from "../../../lib/play/page/pen_speed.ts";
import type { TimedTrajectory } from "../../../lib/strokes/online/time_trajectory.ts";
import { createMockEngine } from "../mock_engine.ts";

const engine = createMockEngine();
const signatures = await Promise.all(
  [1, 2, 3, 4].map((style) =>
    engine.create({ style, noise: style, coordinates: [], temperature: 1 })
  ),
);

function inkLength(trajectory: TimedTrajectory): number {
  let length = 0;
  for (const { x, y } of trajectory) {
    for (let i = 1; i < x.length; i++) length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  }
  return length;
}

Deno.test("writtenBy() is nothing before the beginning, and the strokes themselves at the end", () => {
  for (const { strokes } of signatures) {
    assert.deepEqual(writtenBy(strokes, -0.01), []);
    const whole = writtenBy(strokes, durationOf(strokes));
    assert.equal(whole.length, strokes.length);
    whole.forEach((stroke, i) => assert.equal(stroke, strokes[i]));
  }
});

Deno.test("writtenBy() grows with time, by no more than the pen moves", () => {
  for (const signature of signatures) {
    const { strokes } = signature;
    let before = 0;
    for (let k = 0; k <= 300; k++) {
      const length = inkLength(writtenBy(strokes, durationOf(strokes) * k / 300));
      assert.ok(length >= before - 1e-3, `${length} after ${before}`);
      before = length;
    }
    assert.ok(Math.abs(before - inkLength(strokes)) < 1e-3);
  }
});

Deno.test("writtenBy() ends on the line between two points, at its time", () => {
  for (const { strokes } of signatures) {
    const { time, x } = strokes[0]!;
    const middle = (time[4]! + time[5]!) / 2;
    const [cut] = writtenBy(strokes, middle);
    assert.equal(cut!.x.length, 6);
    assert.ok(Math.abs(cut!.x[5]! - (x[4]! + x[5]!) / 2) < 1e-4);
    assert.ok(Math.abs(cut!.time[5]! - middle) < 1e-5);
  }
});

Deno.test("fractionAtTime() is ascending, and the inverse of timeOfFraction() at points", () => {
  for (const signature of signatures) {
    const { strokes, fractions } = signature;
    strokes.forEach(({ time }, s) =>
      time.forEach((seconds, i) => {
        const fraction = fractions[s]![i]!;
        assert.ok(Math.abs(timeOfFraction(signature, fraction) - seconds) < 1e-6);
        // The first point of a stroke has the time at which the pen lands there.
        if (i > 0) assert.ok(Math.abs(fractionAtTime(signature, seconds) - fraction) < 1e-6);
      })
    );
    let before = 0;
    for (let k = 0; k <= 200; k++) {
      const fraction = fractionAtTime(signature, durationOf(strokes) * k / 200);
      assert.ok(fraction >= before);
      before = fraction;
    }
    assert.equal(before, 1);
  }
});

Deno.test("penAt() is on the ink when down, and moves without jumps", () => {
  for (const { strokes } of signatures) {
    const end = durationOf(strokes);
    let before = penAt(strokes, 0);
    for (let k = 1; k <= 1000; k++) {
      const pen = penAt(strokes, end * k / 1000);
      assert.ok(Math.hypot(pen.x - before.x, pen.y - before.y) < 10);
      if (pen.isDown) {
        const tip = writtenBy(strokes, end * k / 1000).at(-1)!;
        assert.deepEqual([pen.x, pen.y], [tip.x.at(-1), tip.y.at(-1)]);
      }
      before = pen;
    }
  }
});

Deno.test("penSpeed() of a pen of constant speed is that speed", () => {
  const x = Float32Array.from({ length: 50 }, (_, i) => 2 * i);
  const line = { x, y: new Float32Array(50), width: x, time: x.map((x) => x / 40) };
  const speeds = penSpeed({ strokes: [line], fractions: [x.map((x) => Math.floor(x / 8) / 12)] });
  assert.equal(speeds[0]!.length, 13);
  for (const { speed } of speeds[0]!) assert.ok(Math.abs(speed - 40) < 1e-3, String(speed));
  assert.ok(Math.abs(maxSpeed(speeds) - 40) < 1e-3);
});

Deno.test("speedPath() stays within its box", () => {
  for (const signature of signatures) {
    const numbers = speedPath(penSpeed(signature), 1000, 100).match(/[\d.]+ [\d.]+/g)!;
    assert.ok(numbers.length > signature.strokes.length * 3);
    for (const pair of numbers) {
      const [x, y] = pair.split(" ").map(Number);
      assert.ok(x! >= 0 && x! <= 1000 && y! >= 0 && y! <= 100, pair);
    }
  }
});
