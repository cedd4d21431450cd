/**
 * Adds initials and capitalized words to a pen plan.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { Point } from "../geometry/point.ts";
import { mapPenDown, type PlanDraft, type Target } from "./pen_plan.ts";
import { type CapitalForm, sampleCapital } from "./sample_capital.ts";
import type { LetterForm } from "./sample_letter.ts";
import { sampleWord } from "./sample_word.ts";
import type { Scribe } from "./scribe.ts";
import { addWave } from "./scribbles.ts";

/** Adds up to two capitals, often with a dot after each. */
export function addInitials(random: Random, draft: PlanDraft, scribe: Scribe): void {
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

/** Adds a capital and `length` small letters, half of which may be replaced by a wave. */
export function addCapitalizedWord(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
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
  const endsInWave = random.bernoulli(waveProbability);
  const word = sampleWord(random, endsInWave ? Math.ceil(length / 2) : length, startsWithVowel);
  addLetters(random, draft, scribe, word);
  if (endsInWave) {
    if (!draft.isDown) draft.touch(draft.x, 0.3);
    addWave(random, draft, scribe.letterStyle.letterWidth);
  }
}

/** Adds a capital at `draft.x`; the pen stays down. */
export function addCapital(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  heightRange: readonly [number, number] = [0.9, 1.05],
  widthRange: readonly [number, number] = [0.9, 1.1],
): CapitalForm {
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

/** Where a letter is written, and what comes before it. */
interface LetterPlace {
  /** Height of the letter's baseline. */
  readonly baseline: number;
  /** Size of the letter, 1 for the first; successive ones become smaller. */
  readonly size: number;
  /** Whether the previous letter ends at the x-height. */
  readonly comesFromAbove: boolean;
}

/** Adds small letters from `draft.x` on; the pen stays down. */
function addLetters(random: Random, draft: PlanDraft, scribe: Scribe, word: string): void {
  let size = 1;
  let comesFromAbove = false;
  for (const letter of word) {
    const form = scribe.formOf(letter);
    const baseline = random.normal(0, 0.05);
    const rest = beginLetter(random, draft, scribe, form, { baseline, size, comesFromAbove });
    const place = ({ x, y }: Point) => ({ x: draft.x + x * size, y: baseline + y * size });
    for (const target of rest) {
      const { x, y } = place(target);
      draft.to(x, y, target.turn);
    }
    for (const mark of form.marks) draft.mark(mapPenDown(mark, place));
    draft.x += form.advance * scribe.spacing * size;
    size *= scribe.taper;
    comesFromAbove = form.endsHigh;
  }
}

/** Moves the pen to a letter, which may lift it, and returns the remaining targets. */
function beginLetter(
  random: Random,
  draft: PlanDraft,
  scribe: Scribe,
  { targets, needsEntry }: LetterForm,
  { baseline, size, comesFromAbove }: LetterPlace,
): readonly Target[] {
  if (!draft.isDown || random.bernoulli(scribe.liftProbability)) {
    if (!needsEntry && random.bernoulli(0.6)) {
      const [first, ...rest] = targets;
      draft.touch(draft.x + first!.x * size, baseline + first!.y * size);
      return rest;
    }
    draft.touch(draft.x, baseline + random.uniform(0, 0.4) * size);
  } else if (comesFromAbove && needsEntry) {
    draft.x += 0.2 * scribe.letterStyle.letterWidth * size;
    draft.to(draft.x, baseline + 0.35 * size, random.uniform(0.2, 0.8));
  }
  return targets;
}
