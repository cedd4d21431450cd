import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { PEN_CANVAS } from "../../../lib/strokes/geometry/pen_canvas.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { recordingParts } from "../../../lib/strokes/online/recording.ts";
import { recordTrajectory } from "../../../lib/strokes/online/record_trajectory.ts";
import { toInkml } from "../../../lib/strokes/online/to_inkml.ts";
import { toRecordingCsv } from "../../../lib/strokes/online/to_recording_csv.ts";
import { toRecordingJson } from "../../../lib/strokes/online/to_recording_json.ts";
import { toSvc } from "../../../lib/strokes/online/to_svc.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { untimedSignature } from "./signatures.ts";

/** Rows of x, y and width in millimetres on paper 60 mm wide, as a stroke on the pen canvas. */
function toStroke(rows: readonly (readonly [number, number, number])[]): Trajectory[number] {
  const column = (k: 0 | 1 | 2) => Float32Array.from(rows, (row) => row[k] * 128 / 60);
  return { x: column(0), y: column(1), width: column(2) };
}

function assertSameInk(actual: Trajectory, expected: Trajectory, what: string): void {
  assert.equal(actual.length, expected.length, what);
  const distance = chamferDistance(
    renderTrajectory(actual, PEN_CANVAS),
    renderTrajectory(expected, PEN_CANVAS),
  );
  assert.ok(distance < 0.3, `${what}: the ink is ${distance.toFixed(3)} px off`);
}

Deno.test("recordTrajectory() samples at a constant rate, with the pen down on each stroke", () => {
  for (let seed = 0; seed < 10; seed++) {
    const signature = untimedSignature(seed);
    for (const sampleRate of [25, 100, 200]) {
      const recording = recordTrajectory(signature, new Random(seed), { sampleRate });
      recording.time.forEach((time, k) => assert.ok(Math.abs(time - k / sampleRate) < 1e-4));
      const parts = recordingParts(recording).filter(({ penDown }) => penDown);
      assert.ok(parts.length <= signature.length);
      if (sampleRate >= 100) {
        assert.equal(parts.length, signature.length, `seed ${seed} at ${sampleRate} Hz`);
        parts.forEach(({ from, to }, i) => {
          assert.equal(recording.x[from], signature[i]!.x[0]);
          assert.equal(recording.y[to - 1], signature[i]!.y.at(-1));
        });
      }
      recording.penDown.forEach((down, k) => {
        assert.equal(recording.pressure[k]! > 0, down === 1);
        assert.ok(recording.pressure[k]! <= 1);
        assert.equal(recording.width[k]! > 0, down === 1);
      });
    }
  }
});

Deno.test("recordTrajectory() presses harder where the ink is wider", () => {
  const width = Float32Array.from({ length: 101 }, (_, i) => 1 + i / 50);
  const line = { x: width.map((_, i) => i), y: new Float32Array(101), width };
  const { pressure, x } = recordTrajectory([line], new Random(3));
  const at = (position: number) => pressure[x.findIndex((value) => value >= position)]!;
  assert.ok(at(20) < at(50) && at(50) < at(80));
  assert.ok(pressure[0]! < at(20) && pressure.at(-1)! < at(80));
});

Deno.test("recordTrajectory() moves smoothly in the air", () => {
  for (let seed = 0; seed < 10; seed++) {
    const { x, y, penDown } = recordTrajectory(untimedSignature(seed), new Random(seed));
    for (let k = 1; k < x.length; k++) {
      if (penDown[k] === 1 && penDown[k - 1] === 1) continue;
      const step = Math.hypot(x[k]! - x[k - 1]!, y[k]! - y[k - 1]!);
      assert.ok(step < 8, `seed ${seed}: a jump of ${step} px in 5 ms`);
    }
  }
});

Deno.test("recordTrajectory() refuses sample rates of no tablet", () => {
  const signature = untimedSignature(0);
  for (const sampleRate of [0, 19, 2001, NaN]) {
    assert.throws(
      () => recordTrajectory(signature, new Random(1), { sampleRate }),
      /^RangeError: Cannot record a trajectory: sampleRate is/,
    );
  }
});

Deno.test("toInkml(), toRecordingJson(), toRecordingCsv() and toSvc() hold the signature: drawn again it is the same", () => {
  for (let seed = 0; seed < 10; seed++) {
    const signature = untimedSignature(seed);
    const recording = recordTrajectory(signature, new Random(seed));
    const traces = [...toInkml(recording).matchAll(/<trace [^>]*type="penDown">([^<]*)</g)]
      .map(([, samples]) =>
        toStroke(
          samples!.split(", ").map((sample) => {
            const [x, y, , , width] = sample.split(" ").map(Number);
            return [x!, y!, width!];
          }),
        )
      );
    assertSameInk(traces, signature, `InkML, seed ${seed}`);
    const { strokes, width } = JSON.parse(toRecordingJson(recording));
    assert.equal(width, 60);
    const fromJson = strokes.filter((stroke: { penDown: boolean }) => stroke.penDown)
      .map(({ x, y, width }: Record<string, number[]>) =>
        toStroke(x!.map((value, i) => [value, y![i]!, width![i]!]))
      );
    assertSameInk(fromJson, signature, `JSON, seed ${seed}`);
    const [header, ...rows] = toRecordingCsv(recording).trim().split("\n").map((row) =>
      row.split(",")
    );
    assert.deepEqual(header, ["time", "x", "y", "pressure", "width", "pen_down"]);
    assert.equal(rows.length, recording.x.length);
    const csvStrokes = recordingParts(recording).filter(({ penDown }) => penDown)
      .map(({ from, to }) =>
        toStroke(
          rows.slice(from, to).map((
            row,
          ) => [Number(row[1]), Number(row[2]), Number(row[4])]),
        )
      );
    assertSameInk(csvStrokes, signature, `CSV, seed ${seed}`);
    assertSameInk(readSvc(toSvc(recording), signature), signature, `SVC2004, seed ${seed}`);
  }
});

/** Reads SVC2004 as its loaders do: button status 0 ends a stroke, and y grows upwards. */
function readSvc(text: string, { 0: first }: Trajectory): Trajectory {
  const [count, ...lines] = text.trim().split("\n");
  assert.equal(lines.length, Number(count));
  const strokes: (readonly [number, number, number])[][] = [[]];
  let before = -1;
  for (const line of lines) {
    const values = line.split(" ").map(Number);
    assert.equal(values.length, 7);
    assert.ok(values.every(Number.isInteger));
    const [x, y, time, button] = values as [number, number, number, number];
    assert.ok(time > before, `time ${time} after ${before}`);
    before = time;
    strokes.at(-1)!.push([x / 100, 30 - y / 100, first!.width[0]! * 60 / 128]);
    if (button === 0) strokes.push([]);
  }
  return strokes.filter((stroke) => stroke.length > 0).map(toStroke);
}

Deno.test("toInkml() and toSvc() scale with the physical width, and refuse none", () => {
  const recording = recordTrajectory(untimedSignature(1), new Random(1));
  const firstX = (physicalWidth: number) =>
    Number(/type="penDown">([\d.]+)/.exec(toInkml(recording, { physicalWidth }))![1]);
  assert.ok(Math.abs(firstX(120) - 2 * firstX(60)) < 0.01);
  assert.notEqual(toSvc(recording, { physicalWidth: 120 }), toSvc(recording));
  for (const physicalWidth of [0, -1, NaN, Infinity]) {
    for (const write of [toInkml, toSvc, toRecordingCsv, toRecordingJson]) {
      assert.throws(() => write(recording, { physicalWidth }), /physicalWidth is/);
    }
  }
});

Deno.test("an empty trajectory gives an empty recording in every format", () => {
  const recording = recordTrajectory([], new Random(1));
  assert.equal(recording.x.length, 0);
  assert.doesNotMatch(toInkml(recording), /<trace /);
  assert.deepEqual(JSON.parse(toRecordingJson(recording)).strokes, []);
  assert.equal(toRecordingCsv(recording).trim().split("\n").length, 1);
  assert.equal(toSvc(recording), "0\n");
});
