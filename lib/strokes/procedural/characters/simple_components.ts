/**
 * Components of a few strokes that often occur in East Asian scripts, with random proportions.
 *
 * Their order follows the rules of writing: from the top down, from left to right, horizontal
 * strokes before the vertical ones that cross them, the middle before the sides, dots last.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import type { Component, StrokeShape } from "./component.ts";
import { sampleFreeComponent } from "./free_component.ts";

type SampleComponent = (random: Random) => Component;

const horizontal = (left: number, right: number, y: number): StrokeShape => [
  [left, y],
  [right, y - 0.05 * (right - left)],
];

/** One to four horizontal strokes one below the other; the last is longest. */
const LINES: SampleComponent = (random) => {
  const count = random.integer(1, 4);
  return Array.from({ length: count }, (_, i) => {
    const indent = i === count - 1 ? 0 : random.uniform(0, 0.25);
    return horizontal(indent, 1 - indent, (i + 0.5) / count);
  });
};

/** Horizontal strokes crossed by a vertical one, with or without a base line and two falling strokes. */
const CROSS: SampleComponent = (random) => {
  const count = random.integer(1, 3);
  const at = random.uniform(0.4, 0.6);
  const hasSides = random.bernoulli(0.4);
  const hasBase = !hasSides && random.bernoulli(0.4);
  const lowest = hasSides ? 0.45 : 0.75;
  const lines = Array.from({ length: count }, (_, i) => {
    const indent = random.uniform(0, 0.25);
    return horizontal(indent, 1 - indent, 0.18 + lowest * (i + 0.5) / count);
  });
  const crossing = 0.18 + lowest * (count - 0.5) / count;
  const hook: StrokeShape = random.bernoulli(0.2) ? [[at - 0.14, 0.88]] : [];
  const vertical: StrokeShape = [[at, random.uniform(0, 0.15)], [at, 0.98], ...hook];
  const sides: Component = [
    [[at, crossing], [at - 0.2, crossing + 0.25], [0, random.uniform(0.75, 0.95)]],
    [[at, crossing], [at + 0.2, crossing + 0.22], [1, random.uniform(0.75, 0.95)]],
  ];
  return [
    ...lines,
    vertical,
    ...(hasSides ? sides : []),
    ...(hasBase ? [horizontal(0, 1, 0.98)] : []),
  ];
};

/** A stroke that falls to the left and one that falls to the right, below a horizontal one or not. */
const FALLING: SampleComponent = (random) => {
  const hasLine = random.bernoulli(0.5);
  const apart = random.bernoulli(0.3) ? random.uniform(0.05, 0.2) : 0;
  const start = hasLine ? random.uniform(0, 0.3) : 0;
  return [
    ...(hasLine ? [horizontal(0.05, 0.95, 0.3)] : []),
    [[0.5 - apart, start], [0.4 - apart, 0.5], [0, 1]],
    [[0.5 + apart, hasLine ? 0.32 : random.uniform(0, 0.4)], [0.65, 0.65], [1, 1]],
  ];
};

/** On the left of a character: a stroke that falls to the left, and a vertical one below it. */
const PERSON: SampleComponent = (random) => [
  [[0.8, 0], [0.5, 0.3], [0, 0.55]],
  [[0.5, random.uniform(0.25, 0.4)], [0.5, 1]],
];

/** Two or three dots above each other; the last rises. */
const DROPS: SampleComponent = (random) => {
  const upper: Component = [[[0.3, 0.05], [0.6, 0.18]], [[0.1, 0.35], [0.45, 0.48]]];
  return [
    ...upper.slice(random.integer(0, 1)),
    [[0.15, 0.98], [0.3, 0.85], [0.95, 0.55]],
  ];
};

/** Three or four dots beside each other. */
const DOTS: SampleComponent = (random) => {
  const count = random.integer(2, 4);
  return Array.from({ length: count }, (_, i) => {
    const x = (i + 0.5) / count;
    const lean = i === 0 ? -0.06 : 0.08;
    return [[x, random.uniform(0.1, 0.3)], [x + lean, random.uniform(0.7, 0.95)]];
  });
};

/** A dot, and a horizontal stroke that turns down and then up to the right. */
const SPEECH: SampleComponent = () => [
  [[0.3, 0], [0.5, 0.14]],
  [[0, 0.36], [0.45, 0.33], [0.42, 0.92], [0.95, 0.66]],
];

/** A stroke that turns twice, one that crosses it, and a horizontal one. */
const WOMAN: SampleComponent = () => [
  [[0.45, 0], [0.2, 0.6], [0.85, 1]],
  [[0.8, 0.25], [0.6, 0.7], [0.1, 1]],
  horizontal(0, 1, 0.4),
];

/** A horizontal stroke that turns down with a hook, and one that falls through it. */
const STRENGTH: SampleComponent = () => [
  [[0.1, 0.3], [0.9, 0.26], [0.8, 0.95], [0.6, 0.85]],
  [[0.5, 0], [0.45, 0.5], [0, 1]],
];

/** A horizontal stroke that turns and falls to the left, and one that falls to the right. */
const AGAIN: SampleComponent = () => [
  [[0.1, 0.1], [0.85, 0.06], [0.6, 0.6], [0.05, 1]],
  [[0.2, 0.3], [0.5, 0.65], [1, 1]],
];

/** A horizontal stroke and two short vertical ones across it. */
const GRASS: SampleComponent = (random) => [
  horizontal(0, 1, 0.5),
  [[0.3, random.uniform(0, 0.2)], [0.33, 0.95]],
  [[0.7, random.uniform(0, 0.2)], [0.66, 0.95]],
];

/** A dot, a long curve with a hook, and two more dots. */
const HEART: SampleComponent = () => [
  [[0.1, 0.4], [0.04, 0.75]],
  [[0.28, 0.3], [0.35, 0.8], [0.6, 0.95], [0.82, 0.85], [0.78, 0.6]],
  [[0.5, 0.12], [0.58, 0.35]],
  [[0.8, 0.2], [0.95, 0.45]],
];

/** A vertical stroke in the middle, one that turns at the bottom left, and one on the right. */
const MOUNTAIN: SampleComponent = () => [
  [[0.5, 0], [0.5, 0.92]],
  [[0.08, 0.4], [0.1, 0.96], [0.92, 0.92]],
  [[0.92, 0.38], [0.92, 1]],
];

/** A zigzag from the top down with a hook. */
const ZIGZAG: SampleComponent = (random) => {
  const folds = random.integer(1, 3);
  const stroke: [number, number][] = [[0.1, 0.05]];
  for (let i = 0; i < folds; i++) {
    const y = 0.05 + 0.85 * i / folds;
    stroke.push([0.9, y], [random.uniform(0.15, 0.4), y + 0.42 / folds]);
  }
  return [[...stroke, [0.88, 0.62], [0.8, 1], [0.6, 0.9]]];
};

/** A long stroke that bends to the right with a hook, crossed by a horizontal and a falling one. */
const SPEAR: SampleComponent = () => [
  horizontal(0, 0.95, 0.3),
  [[0.45, 0], [0.6, 0.6], [0.95, 1], [1, 0.78]],
  [[0.8, 0.4], [0.55, 0.7], [0.2, 0.92]],
  [[0.7, 0.05], [0.82, 0.15]],
];

/** Two or three strokes that fall to the left, side by side or one below the other. */
const HAIR: SampleComponent = (random) => {
  const count = random.integer(2, 3);
  return Array.from({ length: count }, (_, i) => {
    const y = i / count;
    return [[0.85, y], [0.5, y + 0.3 / count], [0.05, y + 0.95 / count]];
  });
};

const SIMPLE: readonly SampleComponent[] = [
  LINES,
  CROSS,
  CROSS,
  CROSS,
  FALLING,
  FALLING,
  PERSON,
  DROPS,
  DOTS,
  SPEECH,
  WOMAN,
  STRENGTH,
  AGAIN,
  GRASS,
  HEART,
  MOUNTAIN,
  ZIGZAG,
  SPEAR,
  HAIR,
];

/** Probability of a component of random strokes. */
const FREE_PROBABILITY = 0.2;

/**
 * Samples a component that holds no other.
 *
 * @param random The random generator.
 */
export function sampleSimpleComponent(random: Random): Component {
  return random.bernoulli(FREE_PROBABILITY)
    ? sampleFreeComponent(random)
    : random.choice(SIMPLE)(random);
}
