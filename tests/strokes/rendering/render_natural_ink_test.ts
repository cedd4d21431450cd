import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { timeTrajectory } from "../../../lib/strokes/online/time_trajectory.ts";
import { inkStrokes } from "../../../lib/strokes/rendering/ink_strokes.ts";
import { scaleTrajectory } from "../../../lib/strokes/geometry/scale_trajectory.ts";
import { renderNaturalInk } from "../../../lib/strokes/rendering/render_natural_ink.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { untimedSignature } from "../online/signatures.ts";

function render(seed: number, scale: number, inkSeed = seed) {
  const size = { height: 64 * scale, width: 128 * scale };
  const signature = scaleTrajectory(untimedSignature(seed), scale);
  const timed = timeTrajectory(signature, new Random(seed));
  return {
    natural: renderNaturalInk(timed, new Random("ink", inkSeed), size),
    plain: renderTrajectory(signature, size),
  };
}

function meanInk(data: Float32Array): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}

Deno.test("renderNaturalInk() lies where the plain ink lies, paler and of varying density", () => {
  for (let seed = 0; seed < 6; seed++) {
    const { natural, plain } = render(seed, 4);
    const ink = { ...natural, data: natural.data.map((value) => value > 0.3 ? 1 : 0) };
    const distance = chamferDistance(ink, plain);
    assert.ok(distance < 0.5, `seed ${seed}: ${distance} px of 256 x 512`);
    assert.ok(natural.data.every((value) => value >= 0 && value <= 1));
    const inside = natural.data.filter((_, i) => plain.data[i] === 1);
    const mean = meanInk(inside);
    assert.ok(mean > 0.6 && mean < 0.95, `seed ${seed}: density ${mean}`);
    const deviation = Math.sqrt(meanInk(inside.map((value) => (value - mean) ** 2)));
    assert.ok(deviation > 0.05, `seed ${seed}: deviation ${deviation}`);
  }
});

Deno.test("renderNaturalInk() gives the same ink for the same seed, and at any size", () => {
  const first = render(4, 4).natural;
  assert.deepEqual(render(4, 4).natural, first);
  assert.notDeepEqual(render(4, 4, 5).natural, first);
  const large = render(4, 8).natural;
  // Shrunk to half its size, the large image is nearly the small one.
  let difference = 0;
  first.data.forEach((value, i) => {
    const [y, x] = [Math.floor(i / 512), i % 512];
    const at = (dy: number, dx: number) => large.data[(2 * y + dy) * 1024 + 2 * x + dx]!;
    difference += Math.abs(value - (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4);
  });
  assert.ok(difference < 0.2 * meanInk(first.data) * first.data.length, `${difference}`);
});

Deno.test("inkStrokes() are wider and darker where the pen is slow", () => {
  const x = Float32Array.from({ length: 201 }, (_, i) => i / 2);
  const time = x.map((_, i) => i < 100 ? i / 100 : 1 + (i - 100) / 800);
  const stroke = { x, y: new Float32Array(201), width: new Float32Array(201).fill(2), time };
  let [slowWidth, fastWidth, slowInk, fastInk] = [0, 0, 0, 0];
  for (let seed = 0; seed < 20; seed++) {
    const [{ width, darkness }] = inkStrokes([stroke], new Random(seed)) as [
      ReturnType<typeof inkStrokes>[0],
    ];
    slowWidth += meanInk(width.slice(40, 80));
    fastWidth += meanInk(width.slice(120, 160));
    slowInk += meanInk(darkness.slice(40, 80));
    fastInk += meanInk(darkness.slice(120, 160));
  }
  assert.ok(slowWidth > 1.15 * fastWidth, `${slowWidth} and ${fastWidth}`);
  assert.ok(slowInk > 1.05 * fastInk, `${slowInk} and ${fastInk}`);
});
