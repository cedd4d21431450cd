import assert from "node:assert/strict";
import type { InkImage } from "../../../../lib/image/ink_image.ts";
import { resample } from "../../../../lib/image/resize.ts";
import { pathLength } from "../../../../lib/strokes/geometry/arc_length.ts";
import { chamferDistance } from "../../../../lib/strokes/geometry/chamfer_distance.ts";
import { createWriter } from "../../../../lib/strokes/procedural/create_writer.ts";
import { scaleTrajectory } from "../../../../lib/strokes/geometry/scale_trajectory.ts";
import { renderTrajectory } from "../../../../lib/strokes/rendering/render_trajectory.ts";
import type { Stroke, Trajectory } from "../../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../../lib/strokes/procedural/synthesize_signature.ts";
import { recoverByRules } from "../../../../lib/strokes/recovery/rules/recover_by_rules.ts";
import * as shapes from "../../shapes.ts";

const SIZE = { height: 120, width: 200 };
const INK = 6;

/** Shapes of the width of the ink. */
const curve = (at: Parameters<typeof shapes.curve>[0]) => shapes.curve(at, INK);
const line = (x0: number, y0: number, x1: number, y1: number) => shapes.line(x0, y0, x1, y1, INK);

function recover(...strokes: Stroke[]): Trajectory {
  return recoverByRules(renderTrajectory(strokes, SIZE));
}

function ends({ x, y }: Stroke): number[] {
  return [x[0]!, y[0]!, x.at(-1)!, y.at(-1)!];
}

/** A stroke, turned round where it goes to the left. */
function rightward(stroke: Stroke): Stroke {
  return stroke.x[0]! <= stroke.x.at(-1)! ? stroke : shapes.reversed(stroke);
}

function assertNear(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${actual} is not ${expected}`)
  );
}

/** The greatest distance of recovered points from the true curve. */
function deviation(recovered: Stroke, truth: Trajectory): number {
  let worst = 0;
  recovered.x.forEach((x, i) => {
    const y = recovered.y[i]!;
    const nearest = Math.min(
      ...truth.map((stroke) =>
        stroke.x.reduce(
          (min, px, k) => Math.min(min, Math.hypot(px - x, stroke.y[k]! - y)),
          1e9,
        )
      ),
    );
    worst = Math.max(worst, nearest);
  });
  return worst;
}

Deno.test("recoverByRules() finds ends, length and width of a line at any angle", () => {
  for (let angle = -1.2; angle < 1.3; angle += 0.3) {
    const [dx, dy] = [45 * Math.cos(angle), 45 * Math.sin(angle)];
    const truth = line(100 - dx, 60 - dy, 100 + dx, 60 + dy);
    const recovered = recover(truth);
    assert.equal(recovered.length, 1);
    // What goes steeply up to the right may be written downwards.
    const found = angle < -0.5 ? rightward(recovered[0]!) : recovered[0]!;
    assertNear(ends(found), ends(truth), 1.5);
    const middle = recovered[0]!.width.slice(10, -10);
    assert.ok(middle.every((width) => Math.abs(width - INK) < 0.3));
    assert.ok(deviation(recovered[0]!, [truth]) < 1);
  }
});

Deno.test("recoverByRules() goes straight on where two lines cross, at large and small angles", () => {
  for (const angle of [20, 30, 45, 60, 90]) {
    const half = angle * Math.PI / 360;
    const [dx, dy] = [50 * Math.cos(half), 50 * Math.sin(half)];
    const truth = [
      line(100 - dx, 60 - dy, 100 + dx, 60 + dy),
      line(100 - dx, 60 + dy, 100 + dx, 60 - dy),
    ];
    const recovered = recover(...truth).map(rightward).toSorted((a, b) => a.y[0]! - b.y[0]!);
    assert.equal(recovered.length, 2, `${angle} degrees`);
    recovered.forEach((stroke, i) => {
      assertNear(ends(stroke), ends(truth[i]!), 2);
      assert.ok(deviation(stroke, [truth[i]!]) < 1.2, `${angle} degrees`);
    });
  }
});

Deno.test("recoverByRules() follows a loop and a figure eight in one go", () => {
  const loop = curve((t) => [
    40 + 120 * t - 45 * Math.sin(2 * Math.PI * t),
    60 + 35 * Math.cos(2 * Math.PI * t),
  ]);
  const [recovered, ...others] = recover(loop);
  assert.equal(others.length, 0);
  assertNear(ends(recovered!), ends(loop), 2);
  assert.ok(Math.abs(pathLength(recovered!) / pathLength(loop) - 1) < 0.03);
  const eight = curve((t) => [
    100 + 60 * Math.sin(2 * Math.PI * t),
    60 + 35 * Math.sin(4 * Math.PI * t),
  ]);
  const round = recover(eight);
  assert.equal(round.length, 1);
  assert.ok(Math.abs(pathLength(round[0]!) / pathLength(eight) - 1) < 0.03);
  assert.ok(deviation(round[0]!, [eight]) < 1.5);
});

Deno.test("recoverByRules() closes a ring, anticlockwise from the top", () => {
  const [ring, ...others] = recover(curve((t) => [
    100 + 40 * Math.cos(2 * Math.PI * t),
    60 + 40 * Math.sin(2 * Math.PI * t),
  ]));
  assert.equal(others.length, 0);
  assertNear(ends(ring!), [100, 20, 100, 20], 4);
  assert.ok(ring!.x[20]! < 95, "it goes clockwise");
  assert.ok(Math.abs(pathLength(ring!) - 80 * Math.PI) < 5);
});

Deno.test("recoverByRules() retraces a stem where letters turn back along it", () => {
  // Up along a stem, back down on it and away, as in an n.
  const up: Stroke = curve((t) => [60, 100 - 70 * t]);
  const away = curve((t) => [60 + 70 * t, 70 - 35 * Math.sin(Math.PI * t)]);
  const recovered = recover(up, away);
  assert.equal(recovered.length, 1);
  assert.ok(pathLength(recovered[0]!) > pathLength(up) + pathLength(away) + 15);
});

Deno.test("recoverByRules() leaves a bar across a stem, two lines apart and a dot alone", () => {
  const cross = recover(line(100, 15, 100, 105), line(60, 40, 140, 40));
  assert.equal(cross.length, 2);
  const apart = recover(line(20, 30, 180, 30), line(20, 60, 180, 60));
  assert.equal(apart.length, 2);
  assert.ok(apart.every(({ y }) => Math.abs(y[0]! - y.at(-1)!) < 1));
  const dotted = recover(line(20, 90, 180, 90), line(100, 30, 100.1, 30));
  assert.equal(dotted.length, 2);
  assert.ok(dotted.some((stroke) => pathLength(stroke) < INK));
});

Deno.test("recoverByRules() closes small gaps between ends that point at each other, and no others", () => {
  const joined = recover(line(20, 60, 95, 60), line(104, 60, 180, 60));
  assert.equal(joined.length, 1);
  assertNear(ends(joined[0]!), [20, 60, 180, 60], 1.5);
  assert.equal(recover(line(20, 60, 85, 60), line(115, 60, 180, 60)).length, 2);
  assert.equal(recover(line(20, 60, 95, 60), line(107, 60, 140, 20)).length, 2);
});

Deno.test("recoverByRules() ignores bumps of the outline and holes of a pixel", () => {
  const image = renderTrajectory([line(20, 60, 180, 60)], SIZE);
  for (const [x, y] of [[50, 56], [80, 56], [81, 56], [120, 63], [121, 63]] as const) {
    image.data[y * SIZE.width + x] = 1;
  }
  image.data[60 * SIZE.width + 100] = 0;
  const recovered = recoverByRules(image);
  assert.equal(recovered.length, 1);
  assert.ok(Math.abs(pathLength(recovered[0]!) - 160) < 4);
});

Deno.test("recoverByRules() recovers procedural signatures from their images", () => {
  const size = { height: 64, width: 128 };
  const differences: number[] = [];
  for (let i = 0; i < 300; i++) {
    const truth = synthesizeSignature(createWriter(77, i), 0);
    const image = renderTrajectory(scaleTrajectory(truth, 3), { height: 192, width: 384 });
    const recovered = recoverByRules(image);
    const redrawn = renderTrajectory(scaleTrajectory(recovered, 1 / 3), size);
    const small: InkImage = { ...size, data: Float32Array.from(resample(image, 64, 128)) };
    const distance = chamferDistance(redrawn, small);
    assert.ok(distance < 0.4, `the redrawn signature ${i} is ${distance} pixels off`);
    differences.push(Math.abs(recovered.length - truth.length));
  }
  differences.sort((a, b) => a - b);
  assert.ok(differences[150]! <= 1, `strokes differ by ${differences}`);
});

Deno.test("recoverByRules() gives the same strokes for the same image, and leaves it alone", () => {
  const truth = synthesizeSignature(createWriter(5, 2), 0);
  const image = renderTrajectory(scaleTrajectory(truth, 3), { height: 192, width: 384 });
  const copy = { ...image, data: image.data.slice() };
  assert.deepEqual(recoverByRules(image), recoverByRules(copy));
  assert.deepEqual(image.data, copy.data);
});

Deno.test("recoverByRules() copes with empty, one-pixel, solid and noisy images", () => {
  const blank = (height: number, width: number) => new Float32Array(height * width);
  assert.deepEqual(recoverByRules({ height: 8, width: 9, data: blank(8, 9) }), []);
  const pixel = blank(8, 9);
  pixel[3 * 9 + 4] = 1;
  const [dot, ...others] = recoverByRules({ height: 8, width: 9, data: pixel });
  assert.equal(others.length, 0);
  assertNear([dot!.x[0]!, dot!.y[0]!], [4.5, 3.5], 0.01);
  assert.equal(recoverByRules({ height: 40, width: 60, data: blank(40, 60).fill(1) }).length, 1);
  const noise = blank(64, 128).map((_, i) => (i * 7919 % 1013) / 1013);
  const strokes = recoverByRules({ height: 64, width: 128, data: noise });
  for (const { x, y, width } of strokes) {
    assert.ok([...x, ...y, ...width].every((value) => Number.isFinite(value)));
    assert.ok(width.every((value) => value > 0));
  }
});

Deno.test("recoverByRules() throws when the image has not the pixels of its size", () => {
  assert.throws(
    () => recoverByRules({ height: 4, width: 4, data: new Float32Array(15) }),
    RangeError,
  );
});
