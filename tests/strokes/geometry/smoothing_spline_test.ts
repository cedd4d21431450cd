import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { smoothingSpline } from "../../../lib/strokes/geometry/smoothing_spline.ts";

const ones = (length: number) => new Float64Array(length).fill(1);

Deno.test("smoothingSpline() halves waves of the length that its scale says", () => {
  const scale = 6;
  const gain = (wavelength: number) => {
    const wave = Float64Array.from(
      { length: 801 },
      (_, i) => Math.cos(2 * Math.PI * i / wavelength),
    );
    const middle = 400;
    const shift = Math.round(middle / wavelength) * wavelength;
    return smoothingSpline(wave, ones(801), { scale })[Math.round(shift)]!;
  };
  assert.ok(Math.abs(gain(2 * Math.PI * scale) - 0.5) < 0.02);
  assert.ok(gain(4 * Math.PI * scale) > 0.97);
  assert.ok(Math.abs(gain(Math.PI * scale)) < 0.05);
});

Deno.test("smoothingSpline() minimizes its objective", () => {
  const random = new Random(1, "spline");
  const values = random.normals(30);
  const weights = Float64Array.from(values, () => random.uniform());
  const scale = 2;
  const cost = (curve: Float64Array) => {
    let sum = 0;
    curve.forEach((value, i) => sum += weights[i]! * (value - values[i]!) ** 2);
    for (let i = 0; i + 3 < curve.length; i++) {
      const difference = curve[i + 3]! - 3 * curve[i + 2]! + 3 * curve[i + 1]! - curve[i]!;
      sum += scale ** 6 * difference ** 2;
    }
    return sum;
  };
  const spline = smoothingSpline(values, weights, { scale });
  spline.forEach((_, i) => {
    for (const step of [-0.01, 0.01]) {
      const other = spline.slice();
      other[i]! += step;
      assert.ok(cost(other) > cost(spline), `value ${i} could be better`);
    }
  });
});

Deno.test("smoothingSpline() fills gaps, and keeps corners where they are allowed", () => {
  const tent = Float64Array.from({ length: 41 }, (_, i) => 20 - Math.abs(i - 20));
  const weights = tent.map((_, i) => Math.abs(i - 20) < 6 ? 0 : 1);
  const round = smoothingSpline(tent, weights, { scale: 3 });
  assert.ok(round[20]! < 18.5);
  const sharp = smoothingSpline(tent, weights, { scale: 3, kinks: [20] });
  sharp.forEach((value, i) => assert.ok(Math.abs(value - tent[i]!) < 1e-3, `${value} at ${i}`));
});

Deno.test("smoothingSpline() handles few values, and weights of zero", () => {
  assert.deepEqual([...smoothingSpline([], [], { scale: 3 })], []);
  for (const values of [[5], [5, 7], [5, 7, 6]]) {
    smoothingSpline(values, ones(values.length), { scale: 3 })
      .forEach((value, i) => assert.ok(Math.abs(value - values[i]!) < 1e-6));
  }
  const unknown = smoothingSpline(ones(9), new Float64Array(9), { scale: 3 });
  assert.ok(unknown.every(Number.isFinite));
});
