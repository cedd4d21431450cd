/**
 * The strokes of a random block character.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import { type Component, placeComponent } from "./component.ts";
import { FRAMES } from "./frames.ts";
import { sampleSimpleComponent } from "./simple_components.ts";

/** Components within components. */
const MAX_DEPTH = 3;

/** Space between components, as a fraction of the character's side. */
const GAP = 0.06;

/**
 * Samples a character: a component, components beside or above each other, or one around another.
 *
 * @param random The random generator.
 * @returns The strokes in the unit square, in the order of writing.
 */
export function sampleCharacter(random: Random): Component {
  return sampleAt(random, 0);
}

function sampleAt(random: Random, depth: number): Component {
  // Characters of one component are rare, and so are those of many.
  const whole = [0.1, 0.5, 0.8, 1][Math.min(depth, MAX_DEPTH)]!;
  if (random.bernoulli(whole)) return sampleSimpleComponent(random);
  const arrangement = random.choice(["beside", "above", "around"] as const, [3, 3, 1.5]);
  if (arrangement === "around") return random.choice(FRAMES)(random, sampleAt(random, depth + 1));
  return sampleParts(random, arrangement, depth);
}

function sampleParts(random: Random, arrangement: "beside" | "above", depth: number): Component {
  const count = random.bernoulli(0.15) ? 3 : 2;
  const sizes = Array.from({ length: count }, () => random.uniform(0.6, 1.4));
  const total = sizes.reduce((a, b) => a + b, 0);
  let start = 0;
  return sizes.flatMap((size) => {
    const length = (1 - GAP * (count - 1)) * size / total;
    const place = arrangement === "beside"
      ? { left: start, top: 0, width: length, height: 1 }
      : { left: 0, top: start, width: 1, height: length };
    start += length + GAP;
    return placeComponent(sampleAt(random, depth + 1), place);
  });
}
