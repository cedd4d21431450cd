/**
 * The hand that writes a signature.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { type LetterForm, type LetterStyle, sampleLetter } from "./sample_letter.ts";

/** The hand that writes a signature: its letters, and what they share. */
export interface Scribe {
  /** What all small letters share. */
  readonly letterStyle: LetterStyle;
  /** This hand's form of a small letter, the same each time. */
  readonly formOf: (letter: string) => LetterForm;
  /** Height of the capitals, in x-heights. */
  readonly capitalHeight: number;
  /** Width of the capitals, in x-heights. */
  readonly capitalWidth: number;
  /** Whether letters stand apart. */
  readonly printsLetters: boolean;
  /** Probability that the pen is lifted before a letter. */
  readonly liftProbability: number;
  /** Factor of the advance from one letter to the next: below 1 they overlap. */
  readonly spacing: number;
  /** Ratio of the sizes of successive letters. */
  readonly taper: number;
}

/** Samples a hand. The forms of its letters are sampled when they are first written. */
export function sampleScribe(random: Random): Scribe {
  const capitalHeight = random.uniform(1.8, 4.4);
  const printsLetters = random.bernoulli(0.4);
  const letterStyle: LetterStyle = {
    letterWidth: random.uniform(0.3, 1),
    ascender: random.uniform(1.8, 3.1),
    descender: random.uniform(0.9, 2),
    roundness: random.uniform(0.75, 1.12),
    dots: random.bernoulli(0.8),
  };
  return {
    letterStyle,
    formOf: createAlphabet(random, letterStyle),
    printsLetters,
    capitalHeight,
    capitalWidth: capitalHeight * random.uniform(0.6, 1),
    liftProbability: printsLetters ? random.uniform(0.5, 0.95) : random.uniform(0, 0.3),
    spacing: sampleSpacing(random, printsLetters),
    taper: random.uniform(0.87, 1),
  };
}

/** Printed letters stand apart; cursive ones of some hands overlap. */
function sampleSpacing(random: Random, printsLetters: boolean): number {
  if (printsLetters) return random.uniform(1, 1.5);
  return random.bernoulli(0.4) ? random.uniform(0.45, 0.9) : random.uniform(0.9, 1.1);
}

function createAlphabet(random: Random, style: LetterStyle): Scribe["formOf"] {
  const forms = new Map<string, LetterForm>();
  return (letter) => {
    const form = forms.get(letter) ?? sampleLetter(random, letter, style);
    forms.set(letter, form);
    return form;
  };
}
