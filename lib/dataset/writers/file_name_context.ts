/**
 * Properties of all file names of a folder, which resolve ambiguous ones.
 *
 * @module
 */
import { levelContext } from "./read_level.ts";

/** Properties of all file names, which resolve ambiguous ones. */
export interface FileNameContext {
  /** Ambiguous words that name kinds here. */
  readonly confirmed: ReadonlySet<string>;
  /** Whether numbers such as `20230101` are dates. */
  readonly hasDates: boolean;
  /** Whether the letters `g` and `f` name kinds, as in `ann_g1` and `ann_f1`. */
  readonly hasLetters: boolean;
  /** Names that several files have beside a date, in lower case. */
  readonly datedNames: ReadonlySet<string>;
  /** Whether names without a number are those of people: `Ann Lee`, `Bob Ray`. */
  readonly areFullNames: boolean;
}

/** 20230101_120000; may also be the number of a person. */
export const COMPACT_DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)/;
/** Minimum fraction of dates among numbers of eight digits; of other numbers, 4 % are dates. */
const MIN_DATES = 0.5;
/** Minimum number of full names that are not coincidence. */
const MIN_FULL_NAMES = 3;

/**
 * Examines all file names, to resolve ambiguous ones.
 *
 * @param stems The names without extensions.
 * @param scopes The part of the folder that each file is in. What letters and names without numbers
 * mean may differ from one collection to the next.
 * @returns The context of each part.
 */
export function fileNameContexts(
  stems: readonly string[],
  scopes: readonly string[],
): Map<string, FileNameContext> {
  const all = fileNameContext(stems);
  const parts = Map.groupBy(stems, (_, index) => scopes[index]!);
  return new Map(Array.from(parts, ([scope, members]) => [scope, {
    ...all,
    hasLetters: all.hasLetters || hasLetterKinds(members),
    areFullNames: all.areFullNames || areFullNames(members),
  }]));
}

function fileNameContext(stems: readonly string[]): FileNameContext {
  const numbers = stems.flatMap((stem) => stem.match(/(?<!\d)(?:19|20)\d{6}(?!\d)/g) ?? []);
  const dates = numbers.filter((number) => COMPACT_DATE.test(number));
  const hasDates = dates.length >= MIN_DATES * numbers.length;
  return {
    confirmed: levelContext(stems).confirmed,
    hasDates,
    hasLetters: hasLetterKinds(stems),
    datedNames: repeatedNames(stems, hasDates),
    areFullNames: areFullNames(stems),
  };
}

const DAY = String
  .raw`(?:(?:19|20)\d\d([-_. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])([-_. ])(?:0[1-9]|1[0-2])\2(?:19|20)\d\d)`;
const TIME = String.raw`(?:[-_. T]+(?:[01]\d|2[0-3])[-_.: ]?[0-5]\d(?:[-_.: ]?[0-5]\d)?(?!\d))?`;
const LEADING = new RegExp(`^${DAY}(?!\\d)${TIME}[-_. ]+(?=.*\\p{L})`, "u");
const TRAILING = new RegExp(`(?<=.)[-_. ]+${DAY}${TIME}$`, "u");

/**
 * A name without a date at its start or end: `2023-05-01_ann`, `001_20230501`.
 *
 * @param stem The name without extension.
 * @param hasDates Whether eight digits are a date.
 * @returns The rest; `undefined` if there is no date.
 */
export function withoutDate(stem: string, hasDates: boolean): string | undefined {
  for (const pattern of [LEADING, TRAILING]) {
    const found = pattern.exec(stem)?.[0];
    if (found === undefined) continue;
    if (/\d{8}/.test(found) && !hasDates) continue;
    return stem.replace(pattern, "");
  }
  return undefined;
}

/** The names beside dates that more than one file has, without sample numbers. */
function repeatedNames(stems: readonly string[], hasDates: boolean): Set<string> {
  const counts = new Map<string, number>();
  for (const stem of stems) {
    const rest = withoutDate(stem, hasDates);
    if (rest === undefined) continue;
    const name = nameKey(rest);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

/** A name beside a date in lower case, without a sample number. */
export function nameKey(rest: string): string {
  return rest.toLowerCase().replace(/(?<=\p{L}.*)[-_. (]+\d+\)?$/u, "");
}

/** A letter of its own, perhaps with a number: `g`, `F2`. */
const LETTER = /(?<![\p{L}\d])[gf](?=\d*(?![\p{L}\d]))/giu;
/** The same with any letter. */
const ANY_LETTER = /(?<![\p{L}\d])[a-z](?=\d*(?![\p{L}\d]))/giu;
/** Minimum number of pairs such as `ann_g1` and `ann_f1`; one may be coincidence. */
const MIN_PAIRS = 2;

/**
 * Whether `g` and `f` stand for genuine and forged: there are pairs of names, and no other letters,
 * which would be initials.
 */
function hasLetterKinds(stems: readonly string[]): boolean {
  const [genuine, forged] = [new Set<string>(), new Set<string>()];
  for (const stem of stems) {
    const letters = stem.match(ANY_LETTER) ?? [];
    if (letters.some((letter) => !/[gf]/i.test(letter)) || letters.length > 1) return false;
    if (letters.length === 0) continue;
    (/g/i.test(letters[0]!) ? genuine : forged).add(stem.replace(LETTER, "*"));
  }
  // The folders of writers may repeat the same few names.
  const pairs = [...genuine].filter((name) => forged.has(name));
  return pairs.length >= MIN_PAIRS;
}

/** Whether most of the names without numbers are two to four words with capitals, or Chinese names. */
function areFullNames(stems: readonly string[]): boolean {
  const words = stems.filter((stem) => !/\d/.test(stem));
  const full = words.filter((stem) => FULL_NAME.test(stem));
  return full.length >= MIN_FULL_NAMES && 2 * full.length > words.length;
}

const FULL_NAME =
  /^(?:\p{Lu}[\p{L}\p{M}'’.]+(?:[-_ ]+\p{Lu}[\p{L}\p{M}'’.]*){1,3}|\p{Script=Han}{2,4})$/u;

/** Whether a name without a number is that of a person. */
export function isFullName(stem: string, { areFullNames }: FileNameContext): boolean {
  return areFullNames && FULL_NAME.test(stem);
}
