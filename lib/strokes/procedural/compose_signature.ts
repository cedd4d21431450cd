/**
 * Composes the pen plan of a signature: initials, names, monograms, scribbles and flourishes.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { addFlourishes } from "./add_flourishes.ts";
import { addCapital, addCapitalizedWord, addInitials } from "./add_letters.ts";
import { type PenDown, PlanDraft } from "./pen_plan.ts";
import { sampleScribe, type Scribe } from "./scribe.ts";
import { addLoops, addScribble, addWave, addZigzag } from "./scribbles.ts";

/** Adds the body of a signature to a plan: everything but flourishes and final dots. */
type AddBody = (random: Random, draft: PlanDraft, scribe: Scribe) => void;

/** The kinds of bodies and their relative probabilities. */
const BODIES: readonly (readonly [add: AddBody, weight: number])[] = [
  [addName, 0.36],
  [addInitialAndScribble, 0.19],
  [addMonogram, 0.15],
  [addZigzags, 0.09],
  [addLoopRow, 0.05],
  [addScribbles, 0.22],
];

/**
 * Samples the pen plan of a signature, flourishes included.
 *
 * @param random Random generator.
 * @returns The pen-downs in the order of writing, in x-heights, `y` upwards.
 */
export function composeSignature(random: Random): readonly PenDown[] {
  const scribe = sampleScribe(random);
  const draft = new PlanDraft();
  const addBody = random.choice(BODIES.map(([add]) => add), BODIES.map(([, weight]) => weight));
  addBody(random, draft, scribe);
  const frame = { length: Math.max(draft.x, 1.5), capitalHeight: scribe.capitalHeight };
  // Hands that print leave out flourishes more often.
  if (!(scribe.printsLetters && random.bernoulli(0.55))) addFlourishes(random, draft, frame);
  for (let dots = random.choice([0, 1, 2], [0.6, 0.28, 0.12]); dots > 0; dots--) {
    draft.dot(
      frame.length * random.uniform(0.6, 1.15),
      random.uniform(-0.2, 0.8 * scribe.capitalHeight),
    );
  }
  return draft.finish();
}

/** Initials, a name, sometimes a second name. */
function addName(random: Random, draft: PlanDraft, scribe: Scribe): void {
  addInitials(random, draft, scribe);
  const hasSecond = random.bernoulli(0.42);
  addCapitalizedWord(random, draft, scribe, random.integer(hasSecond ? 3 : 5, 9));
  if (hasSecond) {
    draft.lift();
    draft.x += random.uniform(0.3, 1);
    addCapitalizedWord(random, draft, scribe, random.integer(3, 8));
  }
}

/** A capital, up to four letters, then a wave or a zigzag. */
function addInitialAndScribble(random: Random, draft: PlanDraft, scribe: Scribe): void {
  addInitials(random, draft, scribe);
  addCapitalizedWord(random, draft, scribe, random.integer(1, 4), 0);
  if (!draft.isDown) draft.touch(draft.x, 0.3);
  const add = random.bernoulli(0.6) ? addWave : addZigzag;
  add(random, draft, scribe.letterStyle.letterWidth * random.uniform(1, 1.7));
}

/** Capitals written over each other. */
function addMonogram(random: Random, draft: PlanDraft, scribe: Scribe): void {
  const count = random.integer(2, 5);
  for (let i = 0; i < count; i++) {
    const advance = addCapital(random, draft, scribe, [0.8, 1.2], [0.8, 1.3]).advance;
    draft.x += advance * random.uniform(0, 0.75);
    if (random.bernoulli(0.6)) draft.lift();
  }
  draft.x += 0.3 * scribe.capitalWidth;
}

/** Steep zigzags, often after a capital. */
function addZigzags(random: Random, draft: PlanDraft, scribe: Scribe): void {
  beginScribble(random, draft, scribe, 0.65);
  addZigzag(random, draft, random.uniform(0.9, 1.8));
}

/** A row of loops, often after a capital. */
function addLoopRow(random: Random, draft: PlanDraft, scribe: Scribe): void {
  beginScribble(random, draft, scribe, 0.75);
  addLoops(random, draft, random.uniform(0.9, 2));
}

/** A scribble, often through a capital. */
function addScribbles(random: Random, draft: PlanDraft, scribe: Scribe): void {
  beginScribble(random, draft, scribe, 0.75);
  draft.x *= random.uniform(0, 0.8);
  addScribble(random, draft, random.uniform(1.5, 3.5));
}

/** Puts the pen down, with or without a capital. */
function beginScribble(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  capitalProbability: number,
): void {
  if (random.bernoulli(capitalProbability)) {
    draft.x += addCapital(random, draft, scribe).advance;
  } else draft.touch(0, random.uniform(0, 0.8));
}
