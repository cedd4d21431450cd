import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { PEN_CANVAS } from "../../../lib/strokes/geometry/pen_canvas.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import {
  type TimedTrajectory,
  timeTrajectory,
} from "../../../lib/strokes/online/time_trajectory.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { toAnimatedSvg } from "../../../lib/strokes/rendering/to_animated_svg.ts";
import { toSvg } from "../../../lib/strokes/rendering/to_svg.ts";
import { untimedSignature } from "../online/signatures.ts";

/** A line of the animation: its points, its width, and when it appears. */
interface Piece {
  readonly points: readonly (readonly [number, number])[];
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

const PIECE =
  /<path d="M([^"]*)" stroke-width="([^"]*)" pathLength="(\d+)" stroke-dasharray="(\d+) \d+"\/>/g;

function readPieces(svg: string): { pieces: Piece[]; duration: number } {
  const duration = Number(/from="(\d+)" to="0" dur="\1ms"/.exec(svg)![1]);
  const pieces = [...svg.matchAll(PIECE)].map(([, path, width, length, dash]): Piece => {
    const points = path!.replace("h.02", "").split("L").map((pair) => {
      const [x, y] = pair.split(" ").map(Number);
      return [x!, y!] as const;
    });
    // A dash of this length is reached by the offset when so much of the animation is left.
    const start = duration - Number(dash);
    return { points, width: Number(width), start, end: start + Number(length) };
  });
  return { pieces, duration };
}

/** The lines that have appeared at a time, as strokes. */
function shownAt(pieces: readonly Piece[], milliseconds: number): Trajectory {
  return pieces.filter(({ end }) => end <= milliseconds).map(({ points, width }) => ({
    x: Float32Array.from(points, ([x]) => x),
    y: Float32Array.from(points, ([, y]) => y),
    width: new Float32Array(points.length).fill(width),
  }));
}

/** The part of a trajectory that is written at a time. */
function writtenAt(trajectory: TimedTrajectory, seconds: number): Trajectory {
  return trajectory.map(({ x, y, width, time }) => {
    const count = time.filter((value) => value <= seconds).length;
    return { x: x.slice(0, count), y: y.slice(0, count), width: width.slice(0, count) };
  }).filter(({ x }) => x.length > 0);
}

Deno.test("toAnimatedSvg() shows at each time what is written by then, and all of it at the end", () => {
  for (let seed = 0; seed < 6; seed++) {
    const timed = timeTrajectory(untimedSignature(seed), new Random(seed));
    const { pieces, duration } = readPieces(toAnimatedSvg(timed, PEN_CANVAS));
    for (const fraction of [0.3, 0.6, 1]) {
      const shown = renderTrajectory(shownAt(pieces, fraction * duration), PEN_CANVAS);
      const written = renderTrajectory(writtenAt(timed, fraction * duration / 1000), PEN_CANVAS);
      const distance = chamferDistance(shown, written);
      assert.ok(distance < 0.3, `seed ${seed}, at ${fraction}: ${distance} px`);
    }
  }
});

Deno.test("toAnimatedSvg() ends as toSvg(), with the same path, and shows it where nothing moves", () => {
  const signature = untimedSignature(3);
  const timed = timeTrajectory(signature, new Random(3));
  const options = { ...PEN_CANVAS, color: [26, 43, 128] } as const;
  const path = / d="([^"]*)"/.exec(toSvg(signature, options))![1]!;
  for (const loop of [false, true]) {
    const svg = toAnimatedSvg(timed, { ...options, loop });
    assert.ok(svg.includes(`<path fill="#1a2b80" d="${path}">`));
    assert.match(svg, /<g fill="none" stroke="#1a2b80"[^>]* display="none">/);
    assert.equal(svg.includes('repeatCount="indefinite"'), loop);
    assert.doesNotMatch(svg, /<script|href|javascript/);
  }
});

Deno.test("toAnimatedSvg() of nothing, of a dot, with a size on paper", () => {
  assert.doesNotMatch(toAnimatedSvg([], PEN_CANVAS), /<path|<animate/);
  const dot = { x: Float32Array.of(5), y: Float32Array.of(6), width: Float32Array.of(2) };
  const svg = toAnimatedSvg(timeTrajectory([dot], new Random(1)), {
    ...PEN_CANVAS,
    physicalWidth: 60,
  });
  assert.match(svg, /^<svg [^>]*width="60mm" height="30mm" viewBox="0 0 128 64">/);
  assert.match(svg, /d="M5 6h.02"/);
  assert.throws(
    () => toSvg([], { ...PEN_CANVAS, physicalWidth: -1 }),
    /physicalWidth is -1, expected a positive number/,
  );
});
