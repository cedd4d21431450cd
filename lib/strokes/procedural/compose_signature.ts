/**
 * What a signature is made of: initials, names, monograms, scrawls and flourishes.
 *
 * @module
 */

import type { Random } from "../../random.ts";
import { sampleCapital } from "./capitals.ts";
import { addFlourishes } from "./flourishes.ts";
import { type Hand, type LetterForm, sampleLetter } from "./letters.ts";
import { mapPenDown } from "./letter_shapes.ts";
import { type PenDown, PlanDraft } from "./pen_plan.ts";
import { addLoops, addScribble, addWave, addZigzag } from "./scribbles.ts";
import { sampleWord } from "./sample_word.ts";

/** Who writes: the habits that all letters of a signature share. */
interface Scribe {
  readonly hand: Hand;
  /** Height of the capitals, in x-heights. */
  readonly capitalHeight: number;
  /** Width of the capitals, in x-heights. */
  readonly capitalWidth: number;
  /** Whether letters stand apart. */
  readonly printsLetters: boolean;
  /** How probable it is that the pen is lifted before a letter. */
  readonly liftProbability: number;
  /** Factor of the way from one letter to the next: below 1 they run into each other. */
  readonly spacing: number;
  /** Factor of the size from one letter to the next. */
  readonly taper: number;
}

type Style = (random: Random, draft: PlanDraft, scribe: Scribe, alphabet: Alphabet) => void;

/** A writer's small letters, each drawn when it is first written. */
type Alphabet = (letter: string) => LetterForm;

const STYLES: readonly (readonly [Style, number])[] = [
  [addName, 0.36],
  [addInitialAndScribble, 0.19],
  [addMonogram, 0.15],
  [addZigzags, 0.09],
  [addLoopRow, 0.05],
  [addScribbles, 0.22],
];

/**
 * Plans a signature, with its flourishes.
 *
 * @param random Where all choices come from.
 * @returns What is written, in x-heights with `y` upwards, in the order of writing.
 */
export function composeSignature(random: Random): readonly PenDown[] {
  const scribe = sampleScribe(random);
  const alphabet = createAlphabet(random, scribe.hand);
  const draft = new PlanDraft();
  const style = random.choice(STYLES.map(([style]) => style), STYLES.map(([, weight]) => weight));
  style(random, draft, scribe, alphabet);
  const frame = { length: Math.max(draft.x, 1.5), capitalHeight: scribe.capitalHeight };
  // A hand that prints leaves a signature plain more often.
  if (!(scribe.printsLetters && random.bernoulli(0.55))) addFlourishes(random, draft, frame);
  for (let dots = random.choice([0, 1, 2], [0.6, 0.28, 0.12]); dots > 0; dots--) {
    draft.dot(
      frame.length * random.uniform(0.6, 1.15),
      random.uniform(-0.2, 0.8 * scribe.capitalHeight),
    );
  }
  return draft.finish();
}

/** Draws the habits of a hand. */
function sampleScribe(random: Random): Scribe {
  const capitalHeight = random.uniform(1.8, 4.4);
  const printsLetters = random.bernoulli(0.4);
  return {
    hand: {
      letterWidth: random.uniform(0.3, 1),
      ascender: random.uniform(1.8, 3.1),
      descender: random.uniform(0.9, 2),
      roundness: random.uniform(0.75, 1.12),
      dots: random.bernoulli(0.8),
    },
    printsLetters,
    capitalHeight,
    capitalWidth: capitalHeight * random.uniform(0.6, 1),
    liftProbability: printsLetters ? random.uniform(0.5, 0.95) : random.uniform(0, 0.3),
    spacing: sampleSpacing(random, printsLetters),
    taper: random.uniform(0.87, 1),
  };
}

/** Printed letters stand apart; the others of some hands run into each other. */
function sampleSpacing(random: Random, printsLetters: boolean): number {
  if (printsLetters) return random.uniform(1, 1.5);
  return random.bernoulli(0.4) ? random.uniform(0.45, 0.9) : random.uniform(0.9, 1.1);
}

function createAlphabet(random: Random, hand: Hand): Alphabet {
  const forms = new Map<string, LetterForm>();
  return (letter) => {
    const form = forms.get(letter) ?? sampleLetter(random, letter, hand);
    forms.set(letter, form);
    return form;
  };
}

/** Initials, a name, sometimes a second name. */
function addName(random: Random, draft: PlanDraft, scribe: Scribe, alphabet: Alphabet): void {
  addInitials(random, draft, scribe);
  const hasSecond = random.bernoulli(0.42);
  addCapitalizedWord(random, draft, scribe, alphabet, random.integer(hasSecond ? 3 : 5, 9));
  if (hasSecond) {
    draft.lift();
    draft.x += random.uniform(0.3, 1);
    addCapitalizedWord(random, draft, scribe, alphabet, random.integer(3, 8));
  }
}

/** A capital, a letter or three, then no letters any more. */
function addInitialAndScribble(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  alphabet: Alphabet,
): void {
  addInitials(random, draft, scribe);
  addCapitalizedWord(random, draft, scribe, alphabet, random.integer(1, 4), 0);
  if (!draft.isDown) draft.touch(draft.x, 0.3);
  const write = random.bernoulli(0.6) ? addWave : addZigzag;
  write(random, draft, scribe.hand.letterWidth * random.uniform(1, 1.7));
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

/** Puts the pen down, with a capital or without. */
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

/** None, one or two capitals, often with a dot after them. */
function addInitials(random: Random, draft: PlanDraft, scribe: Scribe): void {
  const count = random.choice([0, 1, 2], [0.42, 0.38, 0.2]);
  for (let i = 0; i < count; i++) {
    draft.x += addCapital(random, draft, scribe, [0.8, 1], [0.8, 1]).advance;
    draft.lift();
    if (random.bernoulli(0.6)) {
      draft.dot(draft.x + 0.1, 0.05, false);
      draft.x += 0.25;
    }
    draft.x += random.uniform(-0.3, 0.4);
  }
}

/** A capital and small letters, which may run out into waves. */
function addCapitalizedWord(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  alphabet: Alphabet,
  length: number,
  waveProbability = 0.15,
): void {
  const capital = addCapital(random, draft, scribe);
  draft.x += capital.advance;
  if (!capital.joins || !random.bernoulli(0.75)) {
    draft.lift();
    draft.x -= random.uniform(-0.1, 0.45) * scribe.capitalWidth;
  }
  const startsWithVowel = capital.isVowel ? random.bernoulli(0.1) : random.bernoulli(0.75);
  const runsOut = random.bernoulli(waveProbability);
  const word = sampleWord(random, runsOut ? Math.ceil(length / 2) : length, startsWithVowel);
  addLetters(random, draft, scribe, alphabet, word);
  if (runsOut) {
    if (!draft.isDown) draft.touch(draft.x, 0.3);
    addWave(random, draft, scribe.hand.letterWidth);
  }
}

/** Writes a capital at `draft.x`; the pen stays down. */
function addCapital(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  heightRange: readonly [number, number] = [0.9, 1.05],
  widthRange: readonly [number, number] = [0.9, 1.1],
): { readonly advance: number; readonly joins: boolean; readonly isVowel: boolean } {
  const capital = sampleCapital(
    random,
    scribe.capitalHeight * random.uniform(...heightRange),
    scribe.capitalWidth * random.uniform(...widthRange),
  );
  // The first letter of a signature often reaches below the line.
  const isFirst = draft.x === 0;
  const drop = isFirst && random.bernoulli(0.45)
    ? scribe.capitalHeight * random.uniform(0.1, 0.45)
    : 0;
  for (const penDown of capital.penDowns) {
    draft.touch(penDown.start.x + draft.x, penDown.start.y - drop);
    for (const { x, y, turn } of penDown.targets) draft.to(x + draft.x, y - drop, turn);
  }
  return capital;
}

/** Writes small letters from `draft.x` on; the pen stays down. */
function addLetters(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  alphabet: Alphabet,
  word: string,
): void {
  let size = 1;
  let isHigh = false;
  for (const letter of word) {
    const form = alphabet(letter);
    const offset = random.normal(0, 0.05);
    const place = (point: { readonly x: number; readonly y: number }) => ({
      x: draft.x + point.x * size,
      y: offset + point.y * size,
    });
    let targets = form.targets;
    if (!draft.isDown || random.bernoulli(scribe.liftProbability)) {
      const first = targets[0]!;
      if (!form.needsEntry && random.bernoulli(0.6)) {
        const start = place(first);
        draft.touch(start.x, start.y);
        targets = targets.slice(1);
      } else draft.touch(draft.x, offset + random.uniform(0, 0.4) * size);
    } else if (isHigh && form.needsEntry) {
      draft.x += 0.2 * scribe.hand.letterWidth * size;
      draft.to(draft.x, offset + 0.35 * size, random.uniform(0.2, 0.8));
    }
    isHigh = form.endsHigh;
    for (const target of targets) {
      const { x, y } = place(target);
      draft.to(x, y, target.turn);
    }
    for (const mark of form.marks) draft.mark(mapPenDown(mark, place));
    draft.x += form.advance * scribe.spacing * size;
    size *= scribe.taper;
  }
}
