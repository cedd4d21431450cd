import assert from "node:assert/strict";
import { erf } from "../../../lib/strokes/procedural/erf.ts";
import {
  arcStroke,
  completedFraction,
  type LognormalStroke,
  onsetOf,
  strokeDisplacement,
  strokeSupport,
  strokeTiming,
} from "../../../lib/strokes/procedural/sigma_lognormal.ts";
import { superposeStrokes } from "../../../lib/strokes/procedural/superpose_strokes.ts";

const FROM = { x: 1, y: -2 };
const TO = { x: 4, y: 2 };

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance,
    `${actual} is not within ${tolerance} of ${expected}`,
  );
}

function strokeWithTurn(turn: number): LognormalStroke {
  return arcStroke(FROM, TO, turn, 0.1, strokeTiming(0.2, 0.1));
}

/** The speed by the formula of the model, in units of length per second. */
function strokeSpeed({ length, onset, mu, sigma }: LognormalStroke, time: number): number {
  const elapsed = time - onset;
  if (elapsed <= 0) return 0;
  const deviation = (Math.log(elapsed) - mu) / sigma;
  return length * Math.exp(-0.5 * deviation * deviation) /
    (sigma * Math.sqrt(2 * Math.PI) * elapsed);
}

function integrate(f: (t: number) => number, from: number, to: number): number {
  const step = (to - from) / 20000;
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += f(from + (i + 0.5) * step) * step;
  return sum;
}

Deno.test("erf() agrees with tabulated values", () => {
  const table = [[0, 0], [0.1, 0.1124629160], [0.5, 0.5204998778], [1, 0.8427007929], [
    2,
    0.9953222650,
  ], [-1.5, -0.9661051465]] as const;
  for (const [x, expected] of table) assertClose(erf(x), expected, 2e-7);
});

Deno.test("completedFraction() is the integral of the speed over the length", () => {
  const stroke = strokeWithTurn(1);
  for (const time of [0.15, 0.2, 0.25, 0.3]) {
    const moved = integrate((t) => strokeSpeed(stroke, t), 0, time);
    assertClose(completedFraction(stroke, time), moved / stroke.length, 1e-4);
  }
});

Deno.test("completedFraction() is 0 before the onset and 1 long after it", () => {
  const stroke = strokeWithTurn(1);
  assert.equal(completedFraction(stroke, stroke.onset), 0);
  assert.equal(completedFraction(stroke, stroke.onset - 1), 0);
  assert.equal(completedFraction(stroke, stroke.onset + 10), 1);
});

Deno.test("strokeSupport() bounds the movement of a stroke", () => {
  for (const asymmetry of [0.05, 0.15, 0.4]) {
    const stroke = arcStroke(FROM, TO, 1, 0.1, strokeTiming(0.2, asymmetry));
    const { begin, end } = strokeSupport(stroke);
    assert.equal(completedFraction(stroke, begin - 1e-9), 0);
    assert.equal(completedFraction(stroke, end + 1e-9), 1);
    assert.ok(completedFraction(stroke, begin + 1e-3) > 0);
    assert.ok(completedFraction(stroke, end - 1e-3) < 1);
  }
});

Deno.test("onsetOf() starts a duration, which ends with nearly all of the stroke done", () => {
  for (const [duration, asymmetry] of [[0.1, 0.05], [0.2, 0.15], [0.5, 0.4]] as const) {
    const timing = strokeTiming(duration, asymmetry);
    const stroke = arcStroke(FROM, TO, 1, onsetOf(2, timing), timing);
    const rest = (1 - 0.9973) / 2; // a normal distribution beyond 3 standard deviations
    assertClose(completedFraction(stroke, 2), rest, 1e-5);
    assertClose(completedFraction(stroke, 2 + duration), 1 - rest, 1e-5);
  }
});

Deno.test("strokeTiming() is fastest at exp(mu - sigma^2), earlier with more asymmetry", () => {
  for (const asymmetry of [0.05, 0.15, 0.4]) {
    const timing = strokeTiming(0.2, asymmetry);
    const stroke = arcStroke(FROM, TO, 0, 0, timing);
    const mode = Math.exp(timing.mu - timing.sigma ** 2);
    const peak = strokeSpeed(stroke, mode);
    assert.ok(peak > strokeSpeed(stroke, mode * 0.99));
    assert.ok(peak > strokeSpeed(stroke, mode * 1.01));
  }
});

Deno.test("strokeTiming() throws when duration or asymmetry is out of range", () => {
  assert.throws(() => strokeTiming(0, 0.1), RangeError);
  assert.throws(() => strokeTiming(NaN, 0.1), RangeError);
  assert.throws(() => strokeTiming(0.2, 1), RangeError);
});

Deno.test("strokeDisplacement() reaches the target when the stroke is done", () => {
  for (const turn of [0, 1e-9, 1e-4, 0.5, -0.5, 3, -5.2]) {
    const { x, y } = strokeDisplacement(strokeWithTurn(turn), 1);
    assertClose(FROM.x + x, TO.x, 1e-9);
    assertClose(FROM.y + y, TO.y, 1e-9);
  }
});

Deno.test("strokeDisplacement() follows an arc of the given angle", () => {
  for (const turn of [0.7, -1.9, 4]) {
    const stroke = strokeWithTurn(turn);
    assertClose(stroke.endAngle - stroke.startAngle, turn, 1e-12);
    // An arc of length L that turns by `turn` has the radius L / turn about one centre.
    const radius = stroke.length / turn;
    const centre = {
      x: -radius * Math.sin(stroke.startAngle),
      y: radius * Math.cos(stroke.startAngle),
    };
    for (let fraction = 0; fraction <= 1; fraction += 0.125) {
      const { x, y } = strokeDisplacement(stroke, fraction);
      assertClose(Math.hypot(x - centre.x, y - centre.y), Math.abs(radius), 1e-9);
    }
  }
});

Deno.test("superposeStrokes() of one stroke has the closed-form speed and ends on the target", () => {
  const stroke = strokeWithTurn(1.2);
  const rate = 20000;
  const { x, y, interval } = superposeStrokes(FROM, [stroke], rate);
  const { begin } = strokeSupport(stroke);
  assert.equal(interval, 1 / rate);
  for (let i = 200; i + 200 < x.length; i += 97) {
    const speed = Math.hypot(x[i + 1]! - x[i - 1]!, y[i + 1]! - y[i - 1]!) * rate / 2;
    assertClose(speed, strokeSpeed(stroke, begin + i / rate), 0.05);
  }
  assertClose(x.at(-1)!, TO.x, 1e-3);
  assertClose(y.at(-1)!, TO.y, 1e-3);
  assertClose(x[0]!, FROM.x, 1e-3);
});

Deno.test("superposeStrokes() of overlapping strokes ends at the sum of their chords", () => {
  const points = [FROM, TO, { x: 7, y: 0 }, { x: 2, y: 1 }];
  const strokes = points.slice(1).map((to, i) =>
    arcStroke(points[i]!, to, i - 1, 0.08 * i, strokeTiming(0.2, 0.1))
  );
  const { x, y } = superposeStrokes(FROM, strokes, 200);
  assertClose(x.at(-1)!, 2, 2e-3);
  assertClose(y.at(-1)!, 1, 2e-3);
  // Overlapping strokes cut corners: the pen never gets to the inner target.
  const nearest = Math.min(...Array.from(x, (value, i) => Math.hypot(value - TO.x, y[i]! - TO.y)));
  assert.ok(nearest > 0.05, `the pen came within ${nearest} of the inner target`);
});
