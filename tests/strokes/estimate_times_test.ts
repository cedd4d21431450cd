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

/** Durations from point to point, with the logarithms of the speeds there. */
function speeds({ x, y, time }: Stroke): { seconds: number; speed: number }[] {
  return Array.from({ length: x.length - 1 }, (_, i) => {
    const seconds = time![i + 1]! - time![i]!;
    const way = Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!);
    return { seconds, speed: Math.log(way / seconds) };
  });
}

Deno.test("estimateTimes() is slower in tighter curves", () => {
  const size = Float32Array.of(0, 120); // a far stroke that fixes the size of the signature
  const frame = { x: size, y: size, width: size };
  const pace = (radius: number) => {
    const [, stroke] = estimateTimes([frame, arc(radius, 4 * Math.PI)]) as [Stroke, Stroke];
    const all = speeds(stroke);
    return all[all.length >> 1]!.speed;
  };
  const exponent = (pace(8) - pace(2)) / Math.log(4);
  assert.ok(exponent > 0.3 && exponent < 1.2, `the exponent is ${exponent}`);
});

Deno.test("estimateTimes() is slow at the ends of a stroke", () => {
  const line = Float32Array.from({ length: 101 }, (_, i) => i);
  const [stroke] = estimateTimes([{ x: line, y: line, width: line.map(() => 1) }]);
  const all = speeds(stroke!);
  const [first, middle, last] = [all[0]!, all[all.length >> 1]!, all.at(-1)!];
  assert.ok(middle.speed - first.speed > 2 && middle.speed - last.speed > 2);
});

Deno.test("estimateTimes() comes near the speeds that procedural signatures are written with", () => {
  // When the true points are passed, as shares of the duration of the stroke, and as shares of its
  // length, which is what an even speed comes to.
  const errors: number[] = [];
  const evenErrors: number[] = [];
  for (let i = 0; i < 12; i++) {
    const truth = synthesizeSignature(createWriter(8, i), 0);
    const timed = estimateTimes(truth);
    truth.forEach((stroke, k) => {
      const { x, y, time } = timed[k]!;
      const length = (end: number) =>
        Array.from({ length: end }, (_, j) => Math.hypot(x[j + 1]! - x[j]!, y[j + 1]! - y[j]!))
          .reduce((sum, way) => sum + way, 0);
      let at = 0;
      for (let j = 0; j < stroke.x.length; j += 10) {
        while (at < x.length - 1 && (x[at] !== stroke.x[j] || y[at] !== stroke.y[j])) at++;
        const passed = (stroke.time![j]! - stroke.time![0]!) / duration(stroke);
        errors.push(Math.abs((time![at]! - time![0]!) / duration(timed[k]!) - passed));
        evenErrors.push(Math.abs(length(at) / length(x.length - 1) - passed));
      }
    });
  }
  const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  assert.ok(mean(errors) < 0.6 * mean(evenErrors), `${mean(errors)} and ${mean(evenErrors)}`);
});

Deno.test("estimateTimes() does not depend on the size, and keeps the line", () => {
  const signature = synthesizeSignature(createWriter(3, 1), 0);
  const scale = (values: Float32Array) => values.map((value) => 4 * value);
  const large = signature.map((stroke) => ({ ...stroke, x: scale(stroke.x), y: scale(stroke.y) }));
  const times = estimateTimes(signature);
  estimateTimes(large).forEach(({ time }, i) => {
    time!.forEach((value, k) => assert.ok(Math.abs(value - times[i]!.time![k]!) < 1e-3));
  });
  times.forEach(({ x, y, width }, i) => {
    const { x: trueX, y: trueY, width: trueWidth } = signature[i]!;
    const places = [...trueX].map((value, k) =>
      x.findIndex((px, j) => px === value && y[j] === trueY[k])
    );
    assert.ok(places.every((place) => place >= 0));
    assert.ok(places.every((place, k) => Math.abs(width[place]! - trueWidth[k]!) < 0.2));
    assert.ok(x.length - trueX.length <= 10);
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
