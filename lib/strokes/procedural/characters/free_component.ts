/**
 * Components of random strokes, which follow no model but the order of writing.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import type { Component, StrokeShape } from "./component.ts";

/** A stroke and when it is written: those of a component by growing rank. */
interface RankedStroke {
  readonly rank: number;
  readonly stroke: StrokeShape;
}

/** Probability of a hook at the end of a stroke that can have one. */
const HOOK_PROBABILITY = 0.4;

/** A kind of strokes, for two random positions and a random length from 0 to 1. */
type StrokeKind = (
  a: number,
  b: number,
  length: number,
) => RankedStroke & { readonly hook?: StrokeShape[number] };

const HORIZONTAL: StrokeKind = (a, b) => ({
  rank: b,
  stroke: [[a * 0.3, b], [0.6 + a * 0.4, b - 0.06]],
});

/**
 * From the top down and from left to right. Horizontal strokes are twice as frequent as the others.
 * Dots come last and get a random rank instead of that given here.
 */
const KINDS: readonly StrokeKind[] = [
  HORIZONTAL,
  HORIZONTAL,
  // Vertical.
  (a, b, length) => ({ rank: b * 0.5, stroke: [[a, b * 0.4], [a, b * 0.4 + length * 0.6]] }),
  // Falling to the left.
  (a, b) => ({ rank: b * 0.5, stroke: [[0.3 + a * 0.5, b * 0.4], [a * 0.3, 0.4 + b * 0.6]] }),
  // Falling to the right.
  (a, b) => ({
    rank: 0.3 + b * 0.5,
    stroke: [[a * 0.5, b * 0.4], [0.5 + a * 0.5, 0.5 + b * 0.5]],
  }),
  // Horizontal, then down.
  (a, b, length) => ({
    rank: b * 0.4,
    stroke: [
      [a * 0.3, b * 0.4],
      [0.6 + a * 0.4, b * 0.4],
      [0.55 + a * 0.4, b * 0.4 + length * 0.6],
    ],
    hook: [0.45 + a * 0.4, b * 0.4 + length * 0.6 - 0.12],
  }),
  // Down, then horizontal.
  (a, b) => ({
    rank: b * 0.4,
    stroke: [[a * 0.5, b * 0.3], [a * 0.5, 0.6 + b * 0.4], [0.5 + a * 0.5, 0.6 + b * 0.4]],
  }),
  // A dot.
  (a, b) => ({ rank: 0, stroke: [[a, b], [a + 0.1, b + 0.12]] }),
];
const DOT = KINDS.length - 1;

/**
 * Samples two to six strokes.
 *
 * @param random The random generator.
 */
export function sampleFreeComponent(random: Random): Component {
  const strokes = Array.from({ length: random.integer(2, 6) }, () => sampleStroke(random));
  return strokes.sort((a, b) => a.rank - b.rank).map(({ stroke }) => stroke);
}

function sampleStroke(random: Random): RankedStroke {
  const kind = random.integer(0, DOT);
  const { rank, stroke, hook } = KINDS[kind]!(
    random.uniform(),
    random.uniform(),
    random.uniform(0.3, 1),
  );
  const hasHook = hook !== undefined && random.bernoulli(HOOK_PROBABILITY);
  return {
    rank: (kind === DOT ? random.uniform(0, 0.9) : rank) + random.normal(0, 0.03),
    stroke: hasHook ? [...stroke, hook] : stroke,
  };
}
