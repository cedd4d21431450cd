/**
 * Samples pronounceable words without meaning.
 *
 * @module
 */

import type { Random } from "../../random.ts";

const VOWELS = ["e", "a", "o", "i", "u", "ee", "ei", "ie", "oo", "ou", "au", "y"];
const VOWEL_WEIGHTS = [7, 5.5, 4, 4, 2.5, 0.8, 0.8, 0.8, 0.6, 0.6, 0.4, 0.8];

/** Consonants and clusters of them, as they stand between vowels or at the end of a word. */
// deno-fmt-ignore
const CONSONANTS = [
  "n", "r", "l", "s", "t", "m", "d", "g", "k", "h", "b", "v", "p", "w", "f", "c", "z", "j", "x",
  "q", "ll", "nn", "tt", "ss", "nd", "st", "rt", "rs", "ch", "ck", "lt", "nk", "ng", "rm", "ld",
  "sh", "th", "ff", "mb", "rd", "gh", "lm",
];
// deno-fmt-ignore
const CONSONANT_WEIGHTS = [
  6, 6, 6, 3.5, 3.5, 4, 3.5, 2.2, 1.8, 1.6, 1.6, 1.4, 1.2, 0.9, 1, 0.9, 0.8, 0.6, 0.3,
  0.15, 1.8, 1.2, 1, 0.8, 1.2, 1.2, 0.6, 0.5, 0.8, 0.6, 0.6, 0.5, 0.6, 0.4, 0.6,
  0.4, 0.5, 0.4, 0.4, 0.4, 0.3, 0.3,
];

/**
 * Samples a word of small letters in which vowels and consonants alternate.
 *
 * @param random Random generator.
 * @param length Number of letters.
 * @param startsWithVowel Whether the first one is a vowel.
 * @returns A string of `length` letters.
 */
export function sampleWord(random: Random, length: number, startsWithVowel: boolean): string {
  let word = "";
  for (let vowel = startsWithVowel; word.length < length; vowel = !vowel) {
    word += vowel
      ? random.choice(VOWELS, VOWEL_WEIGHTS)
      : random.choice(CONSONANTS, CONSONANT_WEIGHTS);
  }
  return word.slice(0, length);
}
