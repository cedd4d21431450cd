/**
 * Properties of all files of a folder, which resolve ambiguous file names.
 *
 * @module
 */
import type { SignatureKind } from "./read_level.ts";

/** Properties of all files of a folder, which resolve ambiguous names. */
export interface SchemeContext {
  /**
   * Numbers of known writers, from folders or from names such as `012_3`, without leading zeros.
   */
  readonly writers: ReadonlySet<string>;
  /**
   * Whether enough files with two numbers, such as `001001_000`, repeat the number of the writer.
   */
  readonly hasDoubleNumbers: boolean;
  /**
   * Whether there are forgeries such as `03_0203033` or `03_012_005`, so that the last number of
   * other names is the writer.
   */
  readonly writerComesLast: boolean;
}

/** A file of the folder, for {@linkcode schemeContext}. */
export interface SchemeFile {
  /** Its name without extension. */
  readonly stem: string;
  /** The kind given by its folders. */
  readonly kind?: SignatureKind | undefined;
}

/** Removes leading zeros. */
export function bareNumber(text: string): string {
  return text.replace(/^0+(?=\d)/, "");
}

/** Minimum fraction of repeated numbers among names with two numbers; less is coincidence. */
const MIN_DOUBLE_FRACTION = 0.1;
const MIN_DOUBLES = 2;

/** Whether a name is or starts with a date such as `20230101`. */
function isDate(stem: string): boolean {
  return /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(stem);
}

/**
 * Examines all files of a folder, to resolve ambiguous names.
 *
 * @param files The files.
 * @param folderNumbers Numbers in folder names, without leading zeros.
 */
export function schemeContext(
  files: readonly SchemeFile[],
  folderNumbers: Iterable<string>,
): SchemeContext {
  const writers = new Set(folderNumbers);
  const lasts = new Set<string>();
  const victims = { kaggle: new Set<string>(), japanese: new Set<string>() };
  const doubles = { equal: 0, other: 0, forged: 0 };
  for (const { stem, kind } of files) {
    const isForged = kind === "forged" || kind === "questioned";
    const pair = /^(\d{1,4})_(\d{1,4})$/.exec(stem);
    if (pair && !isForged) {
      if (pair[1]!.length === 3) writers.add(bareNumber(pair[1]!));
      if (pair[2]!.length > Math.max(2, pair[1]!.length)) lasts.add(bareNumber(pair[2]!));
    }
    const kaggle = /^\d{2}_\d{4}(\d{3})$/.exec(stem)?.[1];
    if (kaggle) victims.kaggle.add(bareNumber(kaggle));
    const japanese = isForged ? /^\d+_\d+_(\d+)$/.exec(stem)?.[1] : undefined;
    if (japanese) victims.japanese.add(bareNumber(japanese));
    const double = /^(\d{3})(?:\d{2}(\d{3})|(\d{3})_\d{3})$/.exec(stem);
    if (!double || isDate(stem)) continue;
    if (double[1] === (double[2] ?? double[3])) doubles.equal++;
    else if (isForged) doubles.forged++;
    else doubles.other++;
  }
  const { equal, other, forged } = doubles;
  const unmarked = equal + other;
  return {
    writers,
    hasDoubleNumbers: unmarked > 0
      ? equal >= MIN_DOUBLES && equal / unmarked >= MIN_DOUBLE_FRACTION
      : forged > 0,
    writerComesLast: lasts.size > 0 &&
      [victims.kaggle, victims.japanese].some((set) =>
        set.size > 0 && [...set].every((victim) => lasts.has(victim))
      ),
  };
}
