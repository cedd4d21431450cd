import assert from "node:assert/strict";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import { fitBezier } from "../../../lib/strokes/rendering/fit_bezier.ts";
import { fromPoints } from "../../../lib/strokes/geometry/from_points.ts";
import { toPoints } from "../../../lib/strokes/geometry/to_points.ts";
import { scaleTrajectory } from "../../../lib/strokes/geometry/scale_trajectory.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { toSvg } from "../../../lib/strokes/rendering/to_svg.ts";
import { fillPath, flattenPath } from "../fill_path.ts";

const CANVAS = { height: 64, width: 128 };
const SCALE = 4;

function pathOf(svg: string): string {
  return /<path[^>]* d="([^"]*)"/.exec(svg)?.[1] ?? "";
}

/** Compares the filled path with the rendered image, both four times as large. */
function compare(trajectory: Trajectory): { difference: number; wrong: number } {
  const size = { height: CANVAS.height * SCALE, width: CANVAS.width * SCALE };
  const { data } = renderTrajectory(scaleTrajectory(trajectory, SCALE), size);
  const filled = fillPath(pathOf(toSvg(trajectory, CANVAS)), SCALE, size);
  let [difference, ink, wrong] = [0, 0, 0];
  data.forEach((value, i) => {
    difference += Math.abs(value - filled[i]!);
    ink += value;
    if (Math.abs(value - filled[i]!) > 0.75) wrong++; // paper in the ink, or ink on the paper
  });
  return { difference: difference / ink, wrong };
}

function stroke(points: readonly (readonly [number, number, number])[]) {
  const column = (k: 0 | 1 | 2) => Float32Array.from(points, (point) => point[k]);
  return { x: column(0), y: column(1), width: column(2) };
}

const SHAPES: Readonly<Record<string, Trajectory>> = {
  "a dot": [stroke([[20, 20, 4]])],
  "dots on lines": [stroke([[20, 20, 8]]), stroke([[5, 20, 3], [60, 20, 3]])],
  "a hairpin": [stroke([[10, 30, 5], [60, 30, 5], [10, 31, 5]])],
  "a zigzag": [stroke(Array.from({ length: 20 }, (_, i) => [10 + 3 * i, i % 2 ? 20 : 40, 3]))],
  "a loop tighter than its ink": [
    stroke(Array.from({ length: 40 }, (_, i) => {
      const angle = i / 39 * 3 * Math.PI;
      return [40 + i / 2 + 2 * Math.cos(angle), 30 + 2 * Math.sin(angle), 6];
    })),
  ],
  "a wedge": [stroke([[10, 10, 1], [40, 20, 5], [100, 20, 1]])],
  "an end that narrows in less than its width": [
    stroke([[10, 30, 2], [40, 32, 2], [40.01, 32, 1.5], [40.02, 32, 1], [40.03, 32, 0.5]]),
  ],
  "a stop": [stroke([[10, 10, 2], [30, 10, 2], [30, 10, 2], [30, 10, 2], [50, 30, 2]])],
};
for (const [name, trajectory] of Object.entries(SHAPES)) {
  Deno.test(`toSvg() fills what renderTrajectory() renders: ${name}`, () => {
    const { difference, wrong } = compare(trajectory);
    assert.ok(difference < 0.04, `differs by ${difference} of the ink`);
    assert.equal(wrong, 0);
  });
}

Deno.test("toSvg() fills what renderTrajectory() renders: signatures", () => {
  let length = 0;
  for (let i = 0; i < 12; i++) {
    const whole = fitToCanvas(synthesizeSignature(createWriter(5, i), 0), CANVAS);
    const trajectory = fromPoints(toPoints(whole, 128));
    const { difference, wrong } = compare(trajectory);
    assert.ok(difference < 0.05, `signature ${i} differs by ${difference} of the ink`);
    assert.equal(wrong, 0, `signature ${i}`);
    length += toSvg(trajectory, CANVAS).length;
  }
  assert.ok(length / 12 < 12000, `${length / 12} bytes each`);
});

Deno.test("toSvg() writes the canvas, the colour, and nothing for nothing", () => {
  const trajectory = [stroke([[1, 2, 1], [9, 2, 1]])];
  const svg = toSvg(trajectory, { height: 20, width: 30, color: [10, 200, 255] });
  assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 30 20">/);
  assert.match(svg, / fill="#0ac8ff"/);
  assert.doesNotMatch(toSvg(trajectory, CANVAS), /fill/);
  assert.equal(pathOf(toSvg([], CANVAS)), "");
  assert.throws(
    () => toSvg([], { height: 0, width: 1 }),
    /^RangeError: Cannot convert to SVG: the size/,
  );
});

Deno.test("toSvg() does not accumulate rounding errors", () => {
  // Each step of 0.004 alone would be rounded to nothing.
  const points = Array.from({ length: 5000 }, (_, i) => [10 + i * 0.004, 20, 2] as const);
  const xs = flattenPath(pathOf(toSvg([stroke(points)], CANVAS))).flat().map(([x]) => x);
  assert.ok(Math.abs(Math.max(...xs) - 31) < 0.02, `ends at ${Math.max(...xs)}`);
});

Deno.test("fitBezier() follows a circle within the tolerance, with few pieces", () => {
  const points = Array.from({ length: 201 }, (_, i) => ({
    x: 10 * Math.cos(i / 100 * Math.PI),
    y: 10 * Math.sin(i / 100 * Math.PI),
  }));
  const pieces = fitBezier(points, 0.01);
  assert.ok(pieces.length <= 6, `${pieces.length} pieces`);
  let start = points[0]!;
  for (const { controls, end } of pieces) {
    assert.ok(controls !== null);
    for (let t = 0; t <= 1; t += 0.05) {
      const s = 1 - t;
      const at = (k: "x" | "y") =>
        s ** 3 * start[k] + 3 * s * s * t * controls[0][k] + 3 * s * t * t * controls[1][k] +
        t ** 3 * end[k];
      assert.ok(Math.abs(Math.hypot(at("x"), at("y")) - 10) < 0.011);
    }
    start = end;
  }
  assert.deepEqual(start, points.at(-1));
});
