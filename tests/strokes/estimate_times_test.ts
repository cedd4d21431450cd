import assert from "node:assert/strict";
import { createWriter } from "../../lib/strokes/create_writer.ts";
import { estimateTimes } from "../../lib/strokes/estimate_times.ts";
import type { Stroke, Trajectory } from "../../lib/strokes/stroke.ts";
import { synthesizeSignature } from "../../lib/strokes/synthesize.ts";

function arc(radius: number, angle: number): Stroke {
  const along = Array.from({ length: 201 }, (_, i) => angle * i / 200);
  return {
    x: Float32Array.from(along, (t) => radius * Math.cos(t)),
    y: Float32Array.from(along, (t) => radius * Math.sin(t)),
    width: new Float32Array(201).fill(1),
  };
}

function duration({ time }: Stroke): number {
  return time!.at(-1)! - time![0]!;
}

Deno.test("estimateTimes() makes the speed proportional to the cube root of the radius", () => {
  const [small, large] = estimateTimes([arc(5, 3), arc(40, 3)]) as [Stroke, Stroke];
  // Eight times as long, at twice the speed.
  assert.ok(Math.abs(duration(large) / duration(small) - 4) < 0.1);
});

Deno.test("estimateTimes() does not depend on the size, and keeps everything else", () => {
  const signature = synthesizeSignature(createWriter(3, 1), 0);
  const scale = (values: Float32Array) => values.map((value) => 3 * value);
  const large = signature.map((stroke) => ({ ...stroke, x: scale(stroke.x), y: scale(stroke.y) }));
  const times = estimateTimes(signature);
  estimateTimes(large).forEach(({ time }, i) => {
    time!.forEach((value, k) => assert.ok(Math.abs(value - times[i]!.time![k]!) < 1e-3));
  });
  times.forEach(({ x, y, width }, i) => {
    assert.deepEqual([x, y, width], [signature[i]!.x, signature[i]!.y, signature[i]!.width]);
  });
});

Deno.test("estimateTimes() rises throughout, also on one spot, and lasts about as long as writing", () => {
  const ratios: number[] = [];
  for (let i = 0; i < 21; i++) {
    const signature = synthesizeSignature(createWriter(8, i), 0);
    const timed = estimateTimes(signature);
    let last = -1;
    for (const { time } of timed) {
      for (const value of time!) {
        assert.ok(value > last);
        last = value;
      }
    }
    const total = (trajectory: Trajectory) => trajectory.reduce((sum, s) => sum + duration(s), 0);
    ratios.push(total(timed) / total(signature));
  }
  ratios.sort((a, b) => a - b);
  assert.ok(ratios[10]! > 0.7 && ratios[10]! < 1.4, `the median ratio is ${ratios[10]}`);
  const spot = { x: Float32Array.of(1, 1), y: Float32Array.of(2, 2), width: Float32Array.of(1, 1) };
  assert.ok(duration(estimateTimes([spot])[0]!) > 0);
  assert.deepEqual(estimateTimes([]), []);
});
