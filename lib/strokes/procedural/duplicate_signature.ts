/**
 * The same signature once more, as the same hand would write it another time.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { fitToCanvas } from "../geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";

/**
 * Standard deviations of what differs between two signatures of one hand.
 *
 * What differs is what duplicators of genuine signatures vary: within strokes, between strokes, and
 * as a whole (Diaz et al., "Generation of Duplicated Off-Line Signature Images for Verification
 * Systems", 2017). How much was set so that signatures of one writer are as near to each other, for
 * the distance between writers, as those of real writers are.
 */
const SPREAD = {
  /** Direction of the pen, in radians. */
  direction: 0.07,
  /** Logarithm of the length of a way. */
  length: 0.14,
  /** Where the pen touches down, in pixels along either axis. */
  touchdown: 1.2,
  /** Shift to the left per pixel of height. */
  slant: 0.05,
  /** Angle of the whole, in radians. */
  rotation: 0.03,
  /** Logarithm of the width of the whole against its height. */
  stretch: 0.12,
  /** Logarithm of the width of the ink. */
  inkWidth: 0.06,
} as const;

/** Pixels of way over which the hand strays alike: about one stroke of a small letter. */
const CORRELATION_LENGTH = 12;

/** Pixels of way after which the eye has led the hand back to where it wanted to be, to 1/e. */
const DECAY_LENGTH = 80;

/** Standard deviation of the logarithm of how much writers vary. */
const WRITER_SPREAD = 0.3;

/**
 * How much a hand varies from one signature to the next: the factor that {@linkcode duplicateSignature} takes,
 * for an invented writer.
 *
 * @param random Where it comes from.
 */
export function sampleVariability(random: Random): number {
  return Math.exp(random.normal(0, WRITER_SPREAD));
}

/**
 * Writes a signature again: the same strokes, letters and flourishes, a little different in
 * direction, length, place, slant, proportions and ink.
 *
 * @param trajectory A signature in pixels of a canvas of 64 x 128, with at least one point.
 * @param random Where the differences come from.
 * @param variability Factor of all of them: 1 is as much as real writers vary, 0 nothing.
 * @returns Another trajectory with as many strokes and points, fitted into the canvas. Times are kept.
 * @throws {RangeError} If there is no point.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { createWriter } from "./create_writer.ts";
 * import { synthesizeSignature } from "./synthesize_signature.ts";
 * const signature = synthesizeSignature(createWriter(1, 2), 0);
 * const again = duplicateSignature(signature, new Random(1));
 * assert.equal(again.length, signature.length);
 * assert.notDeepEqual(again, signature);
 * ```
 */
export function duplicateSignature(
  trajectory: Trajectory,
  random: Random,
  variability = 1,
): Trajectory {
  const written: DuplicatedStroke[] = [];
  for (const stroke of trajectory) {
    written.push(perturbStroke(stroke, written, random, variability));
  }
  const whole = perturbWhole(written.map(({ moved }) => moved), random, variability);
  return fitToCanvas(whole, PEN_CANVAS);
}

/** A stroke before and after it strayed. */
interface DuplicatedStroke {
  readonly meant: Stroke;
  readonly moved: Stroke;
}

function perturbStroke(
  meant: Stroke,
  before: readonly DuplicatedStroke[],
  random: Random,
  variability: number,
): DuplicatedStroke {
  const direction = new SmoothNoise(random, SPREAD.direction * variability);
  const length = new SmoothNoise(random, SPREAD.length * variability);
  const touchdown = SPREAD.touchdown * variability;
  // A bar goes through the stem where the stem is, not where it was meant to be.
  const [nearX, nearY] = displacementNear(before, meant.x[0] ?? 0, meant.y[0] ?? 0);
  let offX = nearX + random.normal(0, touchdown);
  let offY = nearY + random.normal(0, touchdown);
  const x = Float32Array.from(meant.x);
  const y = Float32Array.from(meant.y);
  let travelled = 0;
  for (let i = 0; i < x.length; i++) {
    if (i > 0) {
      const wayX = meant.x[i]! - meant.x[i - 1]!;
      const wayY = meant.y[i]! - meant.y[i - 1]!;
      const way = Math.hypot(wayX, wayY);
      travelled += way;
      const angle = direction.at(travelled);
      const factor = Math.exp(length.at(travelled));
      const [cos, sin] = [factor * Math.cos(angle), factor * Math.sin(angle)];
      const kept = Math.exp(-way / DECAY_LENGTH);
      offX = offX * kept + (cos - 1) * wayX - sin * wayY;
      offY = offY * kept + sin * wayX + (cos - 1) * wayY;
    }
    x[i]! += offX;
    y[i]! += offY;
  }
  return { meant, moved: { ...meant, x, y } };
}

/** How far the nearest point of what is written already is from where it was meant to be. */
function displacementNear(written: readonly DuplicatedStroke[], x: number, y: number) {
  let displacement: [x: number, y: number] = [0, 0];
  let nearest = Infinity;
  for (const { meant, moved } of written) {
    for (let i = 0; i < meant.x.length; i++) {
      const distance = Math.hypot(meant.x[i]! - x, meant.y[i]! - y);
      if (distance >= nearest) continue;
      nearest = distance;
      displacement = [moved.x[i]! - meant.x[i]!, moved.y[i]! - meant.y[i]!];
    }
  }
  return displacement;
}

function perturbWhole(trajectory: Trajectory, random: Random, variability: number): Trajectory {
  const draw = (deviation: number) => random.normal(0, deviation * variability);
  const slant = draw(SPREAD.slant);
  const rotation = draw(SPREAD.rotation);
  const stretch = Math.exp(draw(SPREAD.stretch));
  const ink = Math.exp(draw(SPREAD.inkWidth));
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  return trajectory.map((stroke) => {
    const leaning = stroke.x.map((x, i) => stretch * (x + slant * stroke.y[i]!));
    return {
      ...stroke,
      x: leaning.map((x, i) => cos * x - sin * stroke.y[i]!),
      y: leaning.map((x, i) => sin * x + cos * stroke.y[i]!),
      width: stroke.width.map((width) => width * ink),
    };
  });
}

/** Noise along a way: normal everywhere, and alike over {@linkcode CORRELATION_LENGTH}. */
class SmoothNoise {
  readonly #random: Random;
  readonly #deviation: number;
  #knot = 0;
  #left: number;
  #right: number;

  constructor(random: Random, deviation: number) {
    this.#random = random;
    this.#deviation = deviation;
    this.#left = random.normal();
    this.#right = random.normal();
  }

  /** The value at a place; places come in rising order. */
  at(place: number): number {
    const knot = Math.floor(place / CORRELATION_LENGTH);
    for (; this.#knot < knot; this.#knot++) {
      this.#left = this.#right;
      this.#right = this.#random.normal();
    }
    const share = (1 - Math.cos(Math.PI * (place / CORRELATION_LENGTH - knot))) / 2;
    // The sum of two independent draws has the same variance everywhere.
    const norm = Math.hypot(1 - share, share);
    return this.#deviation * ((1 - share) * this.#left + share * this.#right) / norm;
  }
}
