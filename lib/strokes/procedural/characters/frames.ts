/**
 * Components that hold others: the frame comes first, and what closes it comes last.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import { type Component, placeComponent } from "./component.ts";

/** A component around another one. */
export type Frame = (random: Random, content: Component) => Component;

/** Left side, top and right side in one, content, bottom. */
const CLOSED: Frame = (random, content) => {
  const [top, bottom] = [random.uniform(0, 0.15), random.uniform(0.85, 1)];
  const [left, right] = [random.uniform(0, 0.12), random.uniform(0.88, 1)];
  const narrowing = random.uniform(0, 0.12);
  return [
    [[left, top], [left + narrowing, bottom]],
    [[left, top], [right, top - 0.02], [right - narrowing, bottom]],
    ...inside(content, left, top, right, bottom),
    [[left + narrowing, bottom - 0.06], [right - narrowing, bottom - 0.06]],
  ];
};

/** The same without a bottom, with a hook. */
const OPEN_BELOW: Frame = (random, content) => {
  const fall = random.uniform(0, 0.2);
  return [
    [[0.12, 0.05], [0.12 - 0.3 * fall, 0.6], [0.1 - fall, 1]],
    [[0.12, 0.05], [0.9, 0.03], [0.9, 0.98], [0.78, 0.88]],
    ...inside(content, 0.14, 0.05, 0.9, 0.9),
  ];
};

/** A roof and a long stroke that falls to the left, content below. */
const OPEN_RIGHT: Frame = (random, content) => [
  ...(random.bernoulli(0.4) ? [[[0.5, 0], [0.56, 0.1]]] as Component : []),
  [[0.15, 0.14], [0.95, 0.1]],
  [[0.2, 0.14], [0.16, 0.6], [0, 1]],
  ...inside(content, 0.22, 0.15, 1, 1),
];

/** Two dots and a roof with a hook, content below. */
const ROOF: Frame = (_, content) => [
  [[0.48, 0], [0.55, 0.1]],
  [[0.1, 0.12], [0.06, 0.26]],
  [[0.1, 0.14], [0.95, 0.12], [0.86, 0.24]],
  ...inside(content, 0.05, 0.22, 0.95, 1),
];

/** Content first, then a dot, a zigzag on the left and a long stroke along the bottom. */
const WALK: Frame = (random, content) => [
  ...inside(content, 0.28, 0, 1, 0.85),
  [[0.1, 0.08], [0.18, 0.18]],
  [[0, 0.38], [0.2, 0.36], [0.1, 0.58], [0.18, 0.66], [0.04, 0.88]],
  [[0.02, 0.9], [0.25, 0.86], [0.6, 0.97], [1, random.uniform(0.93, 1)]],
];

/** All frames. */
export const FRAMES: readonly Frame[] = [CLOSED, CLOSED, OPEN_BELOW, OPEN_RIGHT, ROOF, WALK];

function inside(
  content: Component,
  left: number,
  top: number,
  right: number,
  bottom: number,
): Component {
  const [width, height] = [right - left, bottom - top];
  return placeComponent(content, {
    left: left + 0.12 * width,
    top: top + 0.14 * height,
    width: 0.76 * width,
    height: 0.7 * height,
  });
}
