/**
 * Reads the name of a folder.
 *
 * @module
 */
import {
  AMBIGUOUS,
  COLLECTION_NAMES,
  foldWord,
  meaningsOf,
  PAIRS,
  type WordMeaning,
} from "./vocabulary.ts";

/**
 * Kind of a signature: by the writer; by the writer in disguise; unknown whether genuine or forged;
 * by a forger.
 */
export type SignatureKind = "genuine" | "disguised" | "questioned" | "forged";

/** A name that can be compared with others. */
export interface Identity {
  /** In lower case, numbers without leading zeros; equal for equal writers. */
  readonly key: string;
  /** The original spelling. */
  readonly name: string;
}

/** The parsed name of a folder. */
export interface Level {
  /** Kind of the signatures, if the name gives it. */
  readonly kind?: SignatureKind;
  /** A writer or a group of writers; absent if it names neither. */
  readonly identity?: Identity;
  /** Whether it names a script or a collection, not a writer. */
  readonly isGroup: boolean;
}

/** Properties of all folder names, which resolve ambiguous ones. */
export interface LevelContext {
  /** Ambiguous words that are not names of people here. */
  readonly confirmed: ReadonlySet<string>;
  /** Whether there are pairs such as `001-G` and `001-F`. */
  readonly hasLetters: boolean;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isNumber: boolean;
  readonly meanings: readonly WordMeaning[];
}

const KINDS: readonly SignatureKind[] = ["forged", "disguised", "questioned", "genuine"];
const YEAR = /^(?:19[5-9]|20[0-4])\d$/;
const DATE = /^(?:19|20)\d\d[-_. ]?(?:0[1-9]|1[0-2])(?:[-_. ]?(?:0[1-9]|[12]\d|3[01]))?$/;

const WORDS = /\d+|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}'’]+|\p{Lu}+(?!\p{Ll})|\p{L}\p{M}*/gu;
/** Of a name without letters, what distinguishes it: emoji. */
const SYMBOLS = /\d+|\p{Extended_Pictographic}/gu;

/**
 * Splits a name into words and numbers, also at `CamelCase` boundaries; a name without letters into
 * emoji and numbers.
 */
export function tokenize(text: string): Token[] {
  const words = text.matchAll(/\p{L}/u.test(text) ? WORDS : SYMBOLS);
  const tokens = Array.from(words, ({ 0: word, index }): Token => {
    const isNumber = /^\d/.test(word);
    const meanings = isNumber ? [] : meaningsOf(word);
    return { text: word, start: index, end: index + word.length, isNumber, meanings };
  });
  // Emoji may end in a mark that is no letter.
  return negate(tokens.filter(({ text, isNumber }) => isNumber || !/^\p{M}+$/u.test(text)));
}

/** Reverses the kinds after a negation: "non-forged", "not genuine". */
function negate(tokens: readonly Token[]): Token[] {
  const isNegation = (token: Token | undefined) => /^(?:non|not)$/i.test(token?.text ?? "");
  const isKind = (token: Token | undefined) => has(token, "genuine") || has(token, "forged");
  return tokens.map((token, index) => {
    if (isNegation(token) && isKind(tokens[index + 1])) return { ...token, meanings: ["filler"] };
    if (!isKind(token) || !isNegation(tokens[index - 1])) return token;
    return { ...token, meanings: [has(token, "genuine") ? "forged" : "genuine"] };
  });
}

/**
 * Examines the names of all folders, to resolve ambiguous ones.
 *
 * @param names The names of all folders.
 */
export function levelContext(names: Iterable<string>): LevelContext {
  const all = [...names];
  const clear = new Set<WordMeaning>();
  const words = new Set<string>();
  for (const { text, meanings } of all.flatMap(tokenize)) {
    const word = foldWord(text);
    words.add(word);
    if (!AMBIGUOUS.has(word)) meanings.forEach((meaning) => clear.add(meaning));
  }
  const hasKinds = KINDS.some((kind) => clear.has(kind));
  const isPaired = (word: string) =>
    PAIRS.some((pair) => pair.includes(word) && pair.every((other) => words.has(other)));
  const confirmed = [...AMBIGUOUS].filter((word) =>
    isPaired(word) ||
    meaningsOf(word).some((meaning) => clear.has(meaning) || hasKinds && isKind(meaning))
  );
  return {
    confirmed: new Set(confirmed),
    hasLetters: hasLetterPair(new Set(all.map((name) => name.toUpperCase()))),
  };
}

const LETTER_KINDS: Readonly<Record<string, WordMeaning>> = { G: "genuine", F: "forged" };

function hasLetterPair(names: ReadonlySet<string>): boolean {
  return [...names].some((name) =>
    /(?:^|[-_ ])G$/.test(name) && names.has(name.replace(/G$/, "F"))
  );
}

function isKind(meaning: WordMeaning): meaning is SignatureKind {
  return (KINDS as readonly WordMeaning[]).includes(meaning);
}

/**
 * Reads the name of a folder.
 *
 * @param text The name, in Unicode normalization form C.
 * @param context Properties of all folder names.
 */
export function readLevel(text: string, context: LevelContext): Level {
  const collection = COLLECTION_NAMES.exec(text);
  const rest = collection === null ? text : text.replace(collection[0], " ");
  // "Reference(646)": the number of files
  const stripped = rest.replace(/\(\d+\)/g, (count) => " ".repeat(count.length));
  const tokens = tokenize(
    tokenize(stripped).some(({ meanings }) => meanings.length > 0) ? stripped : rest,
  )
    .map((token, index, all) => {
      const isLast = index === all.length - 1 && /(?:^|[-_ ])\p{L}$/u.test(stripped);
      return { ...token, meanings: meaningsHere(token, context, isLast) };
    });
  const meanings = tokens.flatMap((token) => token.meanings);
  const kind = kindOf(meanings);
  const scripts = tokens.filter((token) => token.meanings.includes("script"));
  if (collection !== null || scripts.length > 0) {
    const own = tokens.filter(({ meanings, isNumber }) =>
      meanings.includes("script") || meanings.length === 0 && !isNumber
    );
    const name = [...collection === null ? [] : [collection[0]], ...own.map(({ text }) => text)]
      .join(" ");
    return { ...kind, isGroup: true, identity: { key: foldWord(name), name } };
  }
  if (isDate(text) || isRange(tokens)) return { ...kind, isGroup: false };
  // A name of punctuation alone still distinguishes a folder.
  if (tokens.length === 0) {
    return { isGroup: false, identity: { key: text.trim(), name: text.trim() } };
  }
  const left = tokens.filter((_, index) => !isRemoved(tokens, index));
  if (left.length === 0) {
    return { ...kind, isGroup: numbered(tokens, "collection"), ...groupOf(text, tokens) };
  }
  const identity = { key: keyOf(left), name: nameOf(rest, tokens, left) };
  return { ...kind, isGroup: false, identity };
}

function meaningsHere(
  { text, meanings }: Token,
  context: LevelContext,
  isLastLetter: boolean,
): readonly WordMeaning[] {
  const letter = context.hasLetters && isLastLetter ? LETTER_KINDS[text.toUpperCase()] : undefined;
  if (letter !== undefined) return [letter];
  return AMBIGUOUS.has(foldWord(text)) && !context.confirmed.has(foldWord(text)) ? [] : meanings;
}

function kindOf(meanings: readonly WordMeaning[]): { kind?: SignatureKind } {
  const kinds = KINDS.filter((kind) => meanings.includes(kind));
  // "genuine and forged" is ambiguous.
  if (kinds.length === 0 || kinds.includes("forged") && kinds.includes("genuine")) return {};
  return { kind: kinds[0]! };
}

/** Whether a token is a word that names nobody, or its number. */
function isRemoved(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index]!;
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  if (has(token, "part")) return isMark(after) || tokens.length === 1 && /s$/i.test(token.text);
  if (token.meanings.length > 0) return !has(token, "person") || !isMark(after);
  if (isMark(token) && ["part", "collection"].some((word) => has(before, word as WordMeaning))) {
    return true;
  }
  // "dataset1", "set A", "fold3", "300 dpi"
  if (isMark(token) && /^(?:data)?sets?$|^db$|^database$/i.test(before?.text ?? "")) return true;
  return token.isNumber && /^(?:dpi|px)$/i.test(after?.text ?? "");
}

function has(token: Token | undefined, meaning: WordMeaning): boolean {
  return token?.meanings.includes(meaning) ?? false;
}

/** A number or a single letter, such as what follows "set". */
function isMark(token: Token | undefined): boolean {
  return token !== undefined && (token.isNumber || /^[a-z]$/i.test(token.text));
}

/** Whether a word of a meaning is followed by a number or letter. */
function numbered(tokens: readonly Token[], meaning: WordMeaning): boolean {
  return tokens.some((token, index) =>
    (has(token, meaning) || /^dataset$|^db$|^database$/i.test(token.text)) &&
    isMark(tokens[index + 1])
  );
}

/** The group of a name such as "dataset2", whose people differ from those of "dataset1". */
function groupOf(
  text: string,
  tokens: readonly Token[],
): { isGroup?: boolean; identity?: Identity } {
  if (!numbered(tokens, "collection")) return {};
  const own = tokens.filter((token, index) =>
    isMark(token) || isMark(tokens[index + 1]) && !token.meanings.some(isKind)
  );
  const name = text.slice(own[0]!.start, own.at(-1)!.end);
  return { isGroup: true, identity: { key: keyOf(own), name } };
}

function isDate(text: string): boolean {
  return DATE.test(text) && (/\D/.test(text) || text.length === 8);
}

/**
 * Whether sibling folders are years, not numbers of writers.
 *
 * @param names The names of all folders in one folder.
 */
export function areYears(names: Iterable<string>): boolean {
  const numbers = [...names].filter((name) => /^\d+$/.test(name));
  return numbers.length > 0 && numbers.every((name) => YEAR.test(name));
}

/** "1-48": from one writer to another. */
function isRange(tokens: readonly Token[]): boolean {
  if (tokens.length !== 2 || !tokens.every(({ isNumber }) => isNumber)) return false;
  const [first, last] = tokens.map(({ text }) => Number(text));
  return last! - first! >= 5 && last! <= 1000;
}

/** Converts tokens to a key: "Writer_007", "writer 7" and "7" are one writer. */
export function keyOf(tokens: readonly Token[]): string {
  const words = tokens.filter((token, index) =>
    !(has(token, "person") && isMark(tokens[index + 1]))
  );
  return words.map(({ text, isNumber }) =>
    isNumber ? text.replace(/^0+(?=\d)/, "") : text.normalize("NFC").toLowerCase()
  ).join(" ");
}

/** The text of the remaining tokens of a name. */
function nameOf(text: string, tokens: readonly Token[], left: readonly Token[]): string {
  if (left.length === tokens.length) return text.trim();
  return left.map((token, index) => {
    const next = left[index + 1];
    const isNeighbour = next !== undefined && tokens.indexOf(next) === tokens.indexOf(token) + 1;
    return token.text +
      (next === undefined ? "" : isNeighbour ? text.slice(token.end, next.start) : " ");
  }).join("");
}
