import assert from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { type LetterStyle, sampleLetter } from "../../../lib/strokes/procedural/sample_letter.ts";
import { sampleWord } from "../../../lib/strokes/procedural/sample_word.ts";

const STYLE: LetterStyle = {
  letterWidth: 0.8,
  ascender: 2.5,
  descender: 1.5,
  roundness: 1,
  dots: true,
};
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

function heights(letter: string): { top: number; bottom: number } {
  const ys = sampleLetter(new Random(1, letter), letter, STYLE).targets.map(({ y }) => y);
  return { top: Math.max(...ys), bottom: Math.min(...ys) };
}

Deno.test("sampleLetter() knows the alphabet and keeps each letter in its zones", () => {
  for (const letter of LETTERS) {
    const { top, bottom } = heights(letter);
    assert.equal(top > 1.5, [..."bdfhklt"].includes(letter), `ascender of ${letter}`);
    assert.equal(bottom < -0.5, [..."fgjpqy"].includes(letter), `descender of ${letter}`);
  }
});

Deno.test("sampleLetter() samples another form for each writer", () => {
  const sample = (seed: number) => sampleLetter(new Random(seed), "a", STYLE);
  assert.deepEqual(sample(1), sample(1));
  assert.notDeepEqual(sample(1), sample(2));
});

Deno.test("sampleLetter() leaves out the dot if the style has none", () => {
  const plain = { ...STYLE, dots: false };
  assert.equal(sampleLetter(new Random(1), "i", STYLE).marks.length, 1);
  assert.equal(sampleLetter(new Random(1), "i", plain).marks.length, 0);
  assert.equal(sampleLetter(new Random(1), "t", plain).marks.length, 1);
});

Deno.test("sampleLetter() throws when there is no such letter", () => {
  assert.throws(() => sampleLetter(new Random(1), "A", STYLE), RangeError);
});

Deno.test("sampleWord() gives words of the requested length in which vowels and consonants alternate", () => {
  const random = new Random(1);
  const seen = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const length = 1 + i % 9;
    const startsWithVowel = i % 2 === 0;
    const word = sampleWord(random, length, startsWithVowel);
    assert.equal(word.length, length);
    assert.equal("aeiouy".includes(word[0]!), startsWithVowel);
    assert.doesNotMatch(word, /[^aeiouy]{3}|[aeiouy]{4}/);
    for (const letter of word) seen.add(letter);
  }
  assert.deepEqual([...seen].sort(), LETTERS);
});
