/**
 * What a signature is made of: initials, names, monograms, scrawls and flourishes.
 *
 * @module
 */

import type { Random } from "../../random.ts";
import { drawCapital } from "./capitals.ts";
import { writeFlourishes } from "./flourishes.ts";
import { drawLetter, type Hand, type LetterForm } from "./letters.ts";
import { mapPenDown } from "./letter_shapes.ts";
import { type PenDown, PlanDraft } from "./pen_plan.ts";
import { writeLoops, writeScribble, writeWave, writeZigzag } from "./scrawls.ts";
import { drawWord } from "./words.ts";

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
  [writeName, 0.36],
  [writeInitialAndScrawl, 0.19],
  [writeMonogram, 0.15],
  [writeZigzags, 0.09],
  [writeLoopRow, 0.05],
  [writeScribbles, 0.22],
];

/**
 * Plans a signature, with its flourishes.
 *
 * @param random Where all choices come from.
 * @returns What is written, in x-heights with `y` upwards, in the order of writing.
 */
export function composeSignature(random: Random): readonly PenDown[] {
  const scribe = drawScribe(random);
  const alphabet = createAlphabet(random, scribe.hand);
  const draft = new PlanDraft();
  const style = random.choice(STYLES.map(([style]) => style), STYLES.map(([, weight]) => weight));
  style(random, draft, scribe, alphabet);
  const frame = { length: Math.max(draft.x, 1.5), capitalHeight: scribe.capitalHeight };
  // A hand that prints leaves a signature plain more often.
  if (!(scribe.printsLetters && random.chance(0.55))) writeFlourishes(random, draft, frame);
  for (let dots = random.choice([0, 1, 2], [0.6, 0.28, 0.12]); dots > 0; dots--) {
    draft.dot(
      frame.length * random.uniform(0.6, 1.15),
      random.uniform(-0.2, 0.8 * scribe.capitalHeight),
    );
  }
  return draft.finish();
}

/** Draws the habits of a hand. */
function drawScribe(random: Random): Scribe {
  const capitalHeight = random.uniform(1.8, 4.4);
  const printsLetters = random.chance(0.4);
  return {
    hand: {
      letterWidth: random.uniform(0.3, 1),
      ascender: random.uniform(1.8, 3.1),
      descender: random.uniform(0.9, 2),
      roundness: random.uniform(0.75, 1.12),
      dots: random.chance(0.8),
    },
    printsLetters,
    capitalHeight,
    capitalWidth: capitalHeight * random.uniform(0.6, 1),
    liftProbability: printsLetters ? random.uniform(0.5, 0.95) : random.uniform(0, 0.3),
    spacing: drawSpacing(random, printsLetters),
    taper: random.uniform(0.87, 1),
  };
}

/** Printed letters stand apart; the others of some hands run into each other. */
function drawSpacing(random: Random, printsLetters: boolean): number {
  if (printsLetters) return random.uniform(1, 1.5);
  return random.chance(0.4) ? random.uniform(0.45, 0.9) : random.uniform(0.9, 1.1);
}

function createAlphabet(random: Random, hand: Hand): Alphabet {
  const forms = new Map<string, LetterForm>();
  return (letter) => {
    const form = forms.get(letter) ?? drawLetter(random, letter, hand);
    forms.set(letter, form);
    return form;
  };
}

/** Initials, a name, sometimes a second name. */
function writeName(random: Random, draft: PlanDraft, scribe: Scribe, alphabet: Alphabet): void {
  writeInitials(random, draft, scribe);
  const hasSecond = random.chance(0.42);
  writeCapitalised(random, draft, scribe, alphabet, random.integer(hasSecond ? 3 : 5, 9));
  if (hasSecond) {
    draft.lift();
    draft.x += random.uniform(0.3, 1);
    writeCapitalised(random, draft, scribe, alphabet, random.integer(3, 8));
  }
}

/** A capital, a letter or three, then no letters any more. */
function writeInitialAndScrawl(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  alphabet: Alphabet,
): void {
  writeInitials(random, draft, scribe);
  writeCapitalised(random, draft, scribe, alphabet, random.integer(1, 4), 0);
  if (!draft.isDown) draft.touch(draft.x, 0.3);
  const write = random.chance(0.6) ? writeWave : writeZigzag;
  write(random, draft, scribe.hand.letterWidth * random.uniform(1, 1.7));
}

/** Capitals written over each other. */
function writeMonogram(random: Random, draft: PlanDraft, scribe: Scribe): void {
  const count = random.integer(2, 5);
  for (let i = 0; i < count; i++) {
    const advance = writeCapital(random, draft, scribe, [0.8, 1.2], [0.8, 1.3]).advance;
    draft.x += advance * random.uniform(0, 0.75);
    if (random.chance(0.6)) draft.lift();
  }
  draft.x += 0.3 * scribe.capitalWidth;
}

/** Steep zigzags, often after a capital. */
function writeZigzags(random: Random, draft: PlanDraft, scribe: Scribe): void {
  beginScrawl(random, draft, scribe, 0.65);
  writeZigzag(random, draft, random.uniform(0.9, 1.8));
}

/** A row of loops, often after a capital. */
function writeLoopRow(random: Random, draft: PlanDraft, scribe: Scribe): void {
  beginScrawl(random, draft, scribe, 0.75);
  writeLoops(random, draft, random.uniform(0.9, 2));
}

/** A scribble, often through a capital. */
function writeScribbles(random: Random, draft: PlanDraft, scribe: Scribe): void {
  beginScrawl(random, draft, scribe, 0.75);
  draft.x *= random.uniform(0, 0.8);
  writeScribble(random, draft, random.uniform(1.5, 3.5));
}

/** Puts the pen down, with a capital or without. */
function beginScrawl(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  capitalProbability: number,
): void {
  if (random.chance(capitalProbability)) {
    draft.x += writeCapital(random, draft, scribe).advance;
  } else draft.touch(0, random.uniform(0, 0.8));
}

/** None, one or two capitals, often with a dot after them. */
function writeInitials(random: Random, draft: PlanDraft, scribe: Scribe): void {
  const count = random.choice([0, 1, 2], [0.42, 0.38, 0.2]);
  for (let i = 0; i < count; i++) {
    draft.x += writeCapital(random, draft, scribe, [0.8, 1], [0.8, 1]).advance;
    draft.lift();
    if (random.chance(0.6)) {
      draft.dot(draft.x + 0.1, 0.05, false);
      draft.x += 0.25;
    }
    draft.x += random.uniform(-0.3, 0.4);
  }
}

/** A capital and small letters, which may run out into waves. */
function writeCapitalised(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  alphabet: Alphabet,
  length: number,
  waveProbability = 0.15,
): void {
  const capital = writeCapital(random, draft, scribe);
  draft.x += capital.advance;
  if (!capital.joins || !random.chance(0.75)) {
    draft.lift();
    draft.x -= random.uniform(-0.1, 0.45) * scribe.capitalWidth;
  }
  const startsWithVowel = capital.isVowel ? random.chance(0.1) : random.chance(0.75);
  const runsOut = random.chance(waveProbability);
  const word = drawWord(random, runsOut ? Math.ceil(length / 2) : length, startsWithVowel);
  writeLetters(random, draft, scribe, alphabet, word);
  if (runsOut) {
    if (!draft.isDown) draft.touch(draft.x, 0.3);
    writeWave(random, draft, scribe.hand.letterWidth);
  }
}

/** Writes a capital at `draft.x`; the pen stays down. */
function writeCapital(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  heightRange: readonly [number, number] = [0.9, 1.05],
  widthRange: readonly [number, number] = [0.9, 1.1],
): { readonly advance: number; readonly joins: boolean; readonly isVowel: boolean } {
  const capital = drawCapital(
    random,
    scribe.capitalHeight * random.uniform(...heightRange),
    scribe.capitalWidth * random.uniform(...widthRange),
  );
  // The first letter of a signature often reaches below the line.
  const isFirst = draft.x === 0;
  const drop = isFirst && random.chance(0.45)
    ? scribe.capitalHeight * random.uniform(0.1, 0.45)
    : 0;
  for (const penDown of capital.penDowns) {
    draft.touch(penDown.start.x + draft.x, penDown.start.y - drop);
    for (const { x, y, turn } of penDown.targets) draft.to(x + draft.x, y - drop, turn);
  }
  return capital;
}

/** Writes small letters from `draft.x` on; the pen stays down. */
function writeLetters(
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
    if (!draft.isDown || random.chance(scribe.liftProbability)) {
      const first = targets[0]!;
      if (!form.needsEntry && random.chance(0.6)) {
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
