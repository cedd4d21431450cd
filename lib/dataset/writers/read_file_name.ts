/**
 * Reads writers from informal file names.
 *
 * @module
 */
import {
  COMPACT_DATE,
  type FileNameContext,
  isFullName,
  nameKey,
  withoutDate,
} from "./file_name_context.ts";
import { type Identity, keyOf, type SignatureKind, tokenize } from "./read_level.ts";
import { AMBIGUOUS, foldWord, type WordMeaning } from "./vocabulary.ts";

/** A parsed file name that follows no public collection. */
export interface FileNameReading {
  /** The writer; absent if the name does not identify one. */
  readonly identity?: Identity;
  /** The writer if other files of this name are numbered: `Maria` beside `Maria (2)`. */
  readonly unnumbered?: Identity;
  /** Kind of the signature, if a word names it. */
  readonly kind?: SignatureKind;
}

type Token = ReturnType<typeof tokenize>[number];

/** Patterns of names that cameras, scanners and programs generate. */
const COUNTERS: readonly RegExp[] = [
  // IMG_1234, IMG_E1234, DSC0001, PXL_20230101_120000, IMG-20230101-WA0001, Screenshot 2023-01-01
  /^_?(?:IMG|DSC[NF]?|DCIM|MG|PXL|MVIMG|PANO|CIMG|GOPR|KIMG|IMAG|HPIM|BURST|FB_IMG|mmexport)(?=[\W_\dE]|$)/iu,
  /^(?:SAM|CAM|WA|GX|VID|FILE|SNV|CCF|CCI|SKM|SCN|DOC)[-_]?\d{3,}/u,
  /^P\d{7}(?!\d)/u,
  /^(?:epson|canon|xerox|brother|brw|ricoh|lexmark|kyocera|fujitsu|scansnap|hp ?scan|hpscn|epscan|mfp|adf)(?=[\W_\d]|$)/iu,
  /^(?:pictures?|photos?|images?|fotos?|bild|scan(?:s|ned)?|documents?|screen ?shot|capture|untitled|snip\w*|adobe ?scan|camscanner|(?:office|microsoft) ?lens|clipboard|received|signal|telegram|whats ?app|snapchat|bildschirmfoto|captura\w*|imagen|微信图片|扫描|屏幕截图|截图)(?=[\W_\d]|$)/iu,
  // 2023-01-01 12.00.00, 2023_01_01_1
  /^(?:19|20)\d\d[-_. ](?:0[1-9]|1[0-2])[-_. ]?(?:0[1-9]|[12]\d|3[01])(?!\d)/,
  /^(?:19|20)\d\d(?:0[1-9]|1[0-2])[-_. ](?:0[1-9]|[12]\d|3[01])(?!\d)/,
  /^(?:0[1-9]|[12]\d|3[01])[-_. ](?:0[1-9]|1[0-2])[-_. ](?:19|20)\d\d(?!\d)/,
  // Milliseconds or seconds since 1970, perhaps numbered
  /^1[4-9]\d{8}(?:\d{3})?(?:[-_ ]\d+)?$/,
  // GUID, hash
  /^\{?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}?/i,
  /^(?=.*[a-f])(?=.*\d)[\da-f]{12,}$/i,
];

/** Suffixes that programs append to the names of edited images. */
const SUFFIX =
  /(?:[-_ .]+(?:masked|mask|bw|bin|binary|binarized|gray|grey|crop|cropped|clean|cleaned|resized|edited|copy|kopie|copie|copia|final|inv|inverted|thumb|\d+dpi))+$/i;

const PREFIX = /^(?:masked|mask|bw|bin|binary|gray|grey|cropped|crop|clean(?:ed)?|copy of)[-_ ]+/i;

/** Former extension of a converted file, as in `U1S1.TXT.png`. */
const SECOND_ENDING = /(?<=.)\.(?:txt|hwr|fpg|svc|png|jpe?g|tiff?|bmp|gif|pdf)$/i;

const KINDS: readonly SignatureKind[] = ["forged", "disguised", "genuine"];
const SAMPLE_WORD =
  /^(?:s|t|n|no|nr|num|v|p|sig|sigs|sign|signature|sample|img|image|scan|take|try|attempt|rep|copy|pic|photo|version|page|trial)$/i;
const GENERIC_WORD =
  /^(?:che(?:que|ck)|form|page|letter|contract|document|doc|agreement|receipt|invoice|untitled|test|data|new|x)$/i;

/**
 * The name of a file without folders, extension and suffixes of programs, in Unicode normalization
 * form C.
 */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).normalize("NFC");
  const stem = name.replace(/(?<=.)\.(?=\w*[a-z])\w{1,5}$/i, "").replace(SECOND_ENDING, "");
  return stem.replace(SUFFIX, "").replace(PREFIX, "") || stem;
}

/**
 * Reads names such as `012_3`, `Maria_1`, `writer3_sig0` or `José Muñoz (2)`.
 *
 * @param stem The name without extension.
 * @param context Properties of all file names.
 * @returns The parsed name; empty if a camera, a scanner or a clock named the file.
 */
export function readFileName(stem: string, context: FileNameContext): FileNameReading {
  const rest = withoutDate(stem, context.hasDates);
  if (rest !== undefined && context.datedNames.has(nameKey(rest))) {
    const { identity, unnumbered, ...said } = readUndated(`${rest}_1`, context);
    const writer = identity ?? unnumbered;
    if (writer !== undefined) return { ...said, identity: writer };
  }
  return readUndated(stem, context);
}

function readUndated(stem: string, context: FileNameContext): FileNameReading {
  if (COUNTERS.some((counter) => counter.test(stem))) return {};
  if (context.hasDates && COMPACT_DATE.test(stem)) return {};
  const all = tokenize(stem);
  const says = (token: Token, kind: SignatureKind) => saysKind(token, kind, context);
  const kind = KINDS.find((kind) => all.some((token) => says(token, kind)));
  const said = kind === undefined ? {} : { kind };
  const tokens = withoutParts(all).filter((token) => !KINDS.some((kind) => says(token, kind)));
  if (tokens.every(({ isNumber }) => isNumber)) {
    const identity = readNumbers(stem, tokens);
    return identity === undefined ? said : { ...said, identity };
  }
  const left = withoutSample(stem, tokens);
  const identity = readWords(stem, left ?? tokens);
  if (identity === undefined) return said;
  const isAlone = left === undefined && !isFullName(stem, context);
  return { ...said, ...(isAlone ? { unnumbered: identity } : { identity }) };
}

/**
 * Whether a word names a kind: `simple_2` alone is a simple signature; beside `genuine_2`, a simple
 * forgery.
 */
function saysKind(
  { text, meanings }: Token,
  kind: SignatureKind,
  { confirmed, hasLetters }: FileNameContext,
): boolean {
  const word = foldWord(text);
  if (hasLetters && (word === "g" || word === "f")) return kind === LETTER_KINDS[word];
  return meanings.includes(kind) &&
    (kind === "genuine" || !AMBIGUOUS.has(word) || confirmed.has(word));
}

const LETTER_KINDS = { g: "genuine", f: "forged" };

/** Removes tokens such as `session 2`, which do not identify people. */
function withoutParts(tokens: readonly Token[]): readonly Token[] {
  const isPart = (token: Token | undefined) => token?.meanings.includes("part") ?? false;
  return tokens.filter((token, index) =>
    !(isPart(token) && tokens[index + 1]?.isNumber) &&
    !(token.isNumber && isPart(tokens[index - 1]) && index < tokens.length - 1)
  );
}

/** `012_3`: the first number is the writer. */
function readNumbers(stem: string, tokens: readonly Token[]): Identity | undefined {
  if (/^\d\d([-. ])\d\d\1\d\d$/.test(stem)) return undefined; // a date
  const [first, second] = tokens;
  if (first === undefined || second === undefined || tokens.length > 3) return undefined;
  const longest = Math.max(...tokens.slice(1).map(({ text }) => text.length));
  if (first.text.length > 12 || longest > 4 || tokens.length === 3 && first.text.length > 5) {
    return undefined;
  }
  return { key: keyOf([first]), name: first.text };
}

/** `Maria_1`, `writer3_sig0`: the name without the sample number. */
function readWords(stem: string, left: readonly Token[]): Identity | undefined {
  const person = left.findIndex((token, index) =>
    token.meanings.includes("person") && left[index + 1]?.isNumber
  );
  if (person >= 0) return numberOf(stem, left[person]!, left[person + 1]!);
  const start = left.findIndex((token) => !token.isNumber && !isGeneric(token));
  if (start < 0) return readNumbered(left);
  // "002 ann" and "003 ann" may be one Ann; so may "ann 2" and "ann 3", but "ann2" is a name
  let end = start;
  while (end + 1 < left.length) {
    const [token, next] = [left[end]!, left[end + 1]!];
    if (next.isNumber ? token.end !== next.start || next.text.length > 3 : isNoName(next)) break;
    end++;
  }
  const own = left.slice(start, end + 1);
  // "R001" and "Q001" of 4NSigComp2010, "p12": a counter
  if (own.length === 1 && own[0]!.text.length === 1 && isAttached(stem, own[0]!)) return undefined;
  return { key: keyOf(own), name: stem.slice(own[0]!.start, own.at(-1)!.end) };
}

/** Whether a Latin letter directly precedes the number at the end of the name. */
function isAttached(stem: string, { text, end }: Token): boolean {
  return /^[a-z]$/i.test(text) && /^\d+$/.test(stem.slice(end));
}

/** `signature_12_3`: no name, but a number beside the sample number. */
function readNumbered(left: readonly Token[]): Identity | undefined {
  const [number, another] = left.filter(({ isNumber }) => isNumber);
  if (number === undefined || number.text.length > 5) return undefined;
  if (another !== undefined) return undefined; // a date
  return { key: keyOf([number]), name: number.text };
}

/** `writer-7` */
function numberOf(stem: string, person: Token, number: Token): Identity {
  return { key: keyOf([number]), name: stem.slice(person.start, number.end) };
}

/** Whether a word cannot start a name; "Val" and "Dev" can. */
function isGeneric(token: Token): boolean {
  return !AMBIGUOUS.has(foldWord(token.text)) && isNoName(token);
}

/** Whether a word after a name is not part of it. */
function isNoName({ text, meanings }: Token): boolean {
  return SAMPLE_WORD.test(text) && text.length > 1 || GENERIC_WORD.test(text) ||
    meanings.some((meaning) => GENERIC_MEANINGS.has(meaning));
}

const GENERIC_MEANINGS: ReadonlySet<WordMeaning> = new Set(["filler", "split", "person", "part"]);

/** Tokens without the sample number at the end; `undefined` if there is none. */
function withoutSample(stem: string, tokens: readonly Token[]): readonly Token[] | undefined {
  const last = tokens.at(-1);
  if (last === undefined || !last.isNumber) return undefined;
  const before = tokens.at(-2);
  if (before?.meanings.includes("person")) return tokens; // "writer 3" has one signature
  if (last.text.length > 6) return undefined;
  const left = tokens.slice(0, -1);
  const marked = left.at(-1);
  const isMarked = marked !== undefined && !marked.isNumber && SAMPLE_WORD.test(marked.text) &&
    left.length > 1;
  return isMarked && !/[\p{L}]/u.test(stem.slice(marked.end, last.start))
    ? left.slice(0, -1)
    : left;
}
