/**
 * Measures of a recovered trajectory against the true one.
 *
 * @module
 */
import type { Trajectory } from "../lib/strokes/geometry/stroke.ts";

/** How much of a trajectory was recovered. Lengths are in pixels of the canvas of 64 x 128. */
export interface RecoveryMeasures {
  /** Fraction of the true ink that a recovered line covers. */
  readonly covered: number;
  /** Fraction of the covered ink whose nearest recovered line has its direction. */
  readonly direction: number;
  /** The same for ink that the pen wrote once: no other line runs back within 1.7 pixels. */
  readonly singleDirection: number;
  /** Fraction of the covered ink that was written once. */
  readonly single: number;
  /** Fraction of pairs of covered points whose order is right. */
  readonly order: number;
  /** Recovered strokes less true ones. */
  readonly strokeDifference: number;
  /** Length of the recovered lines over that of the true ones. */
  readonly lengthRatio: number;
  /**
   * Dynamic time warping distance of both sequences of points, spaced a pixel apart, over the length of
   * the true one (LDTW, Chen et al. 2022, arXiv 2210.15879), in pixels.
   */
  readonly ldtw: number;
}

/** A point on a line, the direction there, and its stroke. */
interface Sample {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/** Distance of samples along a line, in pixels. */
const SPACING = 1;
/** A true point is covered within this distance, angles included. */
const TOLERANCE = 2.5;
/** Lines nearer than this that run back make a point one that was written twice. */
const RETRACED_DISTANCE = 1.7;
/** Points nearer along the trajectory are not another line. */
const NEIGHBOURS = 8;
/** Pairs of points that are compared. */
const PAIRS = 4000;

/**
 * Compares a recovered trajectory with the true one.
 *
 * @param recovered Strokes in pixels of the canvas.
 * @param truth Strokes in the same pixels.
 */
export function compareTrajectories(recovered: Trajectory, truth: Trajectory): RecoveryMeasures {
  const [found, wanted] = [samplesOf(recovered), samplesOf(truth)];
  const matches = wanted.map((sample) => nearest(sample, found));
  const covered = [...matches.keys()].filter((i) => matches[i]! >= 0);
  const isRight = (i: number) => cosine(wanted[i]!, found[matches[i]!]!) > 0;
  const single = covered.filter((i) => !isRetraced(i, wanted));
  return {
    covered: covered.length / Math.max(wanted.length, 1),
    direction: fraction(covered, isRight),
    singleDirection: fraction(single, isRight),
    single: single.length / Math.max(covered.length, 1),
    order: orderOf(covered, matches),
    strokeDifference: recovered.length - truth.length,
    lengthRatio: found.length / Math.max(wanted.length, 1),
    ldtw: warpedDistance(found, wanted),
  };
}

function samplesOf(trajectory: Trajectory): Sample[] {
  return trajectory.flatMap(({ x, y }) => {
    const samples: Sample[] = [];
    let [length, next] = [0, SPACING / 2];
    for (let i = 1; i < x.length; i++) {
      const [dx, dy] = [x[i]! - x[i - 1]!, y[i]! - y[i - 1]!];
      const step = Math.hypot(dx, dy);
      for (; next < length + step; next += SPACING) {
        const t = (next - length) / step;
        samples.push({
          x: x[i - 1]! + t * dx,
          y: y[i - 1]! + t * dy,
          dx: dx / step,
          dy: dy / step,
        });
      }
      length += step;
    }
    return samples;
  });
}

function cosine(a: Sample, b: Sample): number {
  return a.dx * b.dx + a.dy * b.dy;
}

/** The sample that is nearest in place and angle, or -1. */
function nearest(sample: Sample, samples: readonly Sample[]): number {
  let [best, least] = [-1, TOLERANCE];
  samples.forEach((other, i) => {
    const distance = Math.hypot(other.x - sample.x, other.y - sample.y);
    if (distance >= least) return;
    const total = distance + 1 - Math.abs(cosine(sample, other));
    if (total < least) [best, least] = [i, total];
  });
  return best;
}

function isRetraced(i: number, samples: readonly Sample[]): boolean {
  const at = samples[i]!;
  return samples.some((other, k) =>
    Math.abs(k - i) >= NEIGHBOURS && cosine(at, other) < -0.8 &&
    Math.hypot(other.x - at.x, other.y - at.y) < RETRACED_DISTANCE
  );
}

function fraction(items: readonly number[], isTrue: (item: number) => boolean): number {
  return items.length === 0 ? 1 : items.filter(isTrue).length / items.length;
}

function orderOf(covered: readonly number[], matches: readonly number[]): number {
  let [right, total] = [0, 0];
  for (let k = 0; k < PAIRS && covered.length > 1; k++) {
    const a = covered[(k * 7919 + 13) % covered.length]!;
    const b = covered[(k * 104729 + 71 + (k >> 5)) % covered.length]!;
    if (a === b) continue;
    total++;
    if ((a - b) * (matches[a]! - matches[b]!) > 0) right++;
  }
  return total === 0 ? 1 : right / total;
}

function warpedDistance(a: readonly Sample[], b: readonly Sample[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  let row = new Float64Array(b.length + 1).fill(Infinity);
  row[0] = 0;
  for (const { x, y } of a) {
    const next = new Float64Array(b.length + 1).fill(Infinity);
    for (let j = 1; j <= b.length; j++) {
      const distance = Math.hypot(b[j - 1]!.x - x, b[j - 1]!.y - y);
      next[j] = distance + Math.min(row[j]!, row[j - 1]!, next[j - 1]!);
    }
    row = next;
  }
  return row[b.length]! / b.length;
}
