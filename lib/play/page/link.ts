/**
 * Links that hold the state of the page, after the `#` of its address.
 *
 * @module
 */
import { type KeptPart, MAX_KEPT_PARTS } from "../play_engine.ts";
import { Random } from "../../random.ts";
import {
  DEFAULT_STATE,
  MAX_COORDINATE,
  MAX_DIRECTIONS,
  MAX_KEEP,
  MAX_SEED,
  type PlayState,
  VARIANTS,
} from "./play_state.ts";

/** What a link says. */
export interface DecodedLink {
  readonly state: PlayState;
  /** Fingerprint of the model that the link was made with; absent in links of earlier versions. */
  readonly model?: string | undefined;
  /** What is wrong with the link, for the reader; the state is then the default. */
  readonly problem?: string | undefined;
}

/** How a link holds one value of the state. */
interface LinkPart<T> {
  /** Its name in the link. */
  readonly name: string;
  /** The text of a value; an empty one is left out of the link. */
  readonly encode: (value: T) => string;
  /** The value of a text; throws a {@linkcode LinkError} if there is none. */
  readonly decode: (text: string, name: string) => T;
}

type StateKey = keyof PlayState;

/** The parts of a link in their order, by what they hold. */
const PARTS: { readonly [K in StateKey]: LinkPart<PlayState[K]> } = {
  style: { name: "style", encode: String, decode: readSeed },
  given: { name: "given", encode: (given) => given ?? "", decode: readGiven },
  noise: { name: "noise", encode: String, decode: readSeed },
  temperature: {
    name: "temperature",
    encode: String,
    decode: (text, name) => readNumber(text, name, 0, 1),
  },
  coordinates: {
    name: "along",
    encode: (values) => values.map((value) => value ?? "").join(",").replace(/,+$/, ""),
    decode: readCoordinates,
  },
  kept: {
    name: "kept",
    encode: (kept) => kept.map(({ fraction, noise }) => `${fraction}:${noise}`).join(","),
    decode: readKept,
  },
  locked: { name: "locked", encode: (indices) => indices.join(","), decode: readIndices },
  keep: {
    name: "keep",
    encode: (fraction) => fraction === 0 ? "" : String(fraction),
    decode: (text, name) => readNumber(text, name, 0, MAX_KEEP),
  },
  variant: {
    name: "variant",
    encode: (variant) => variant === undefined ? "" : String(variant),
    decode: (text, name) => readInteger(text, name, VARIANTS - 1),
  },
};

const KEYS = Object.keys(PARTS) as StateKey[];

/** Parts that every link has. */
const REQUIRED: readonly StateKey[] = ["style", "noise", "temperature"];

/** Names of what a link holds in addition to the state: a checksum, and the model's fingerprint. */
const CHECK = "check";
const MODEL = "model";

/**
 * Encodes a state as the fragment of a link.
 *
 * @param state The state.
 * @param model Fingerprint of the model that makes the signature.
 * @returns Such as `#check=1x3p&model=c2a9415e&style=18&noise=1&temperature=0.8&along=0.5,,-1`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_STATE } from "./play_state.ts";
 * const state = { ...DEFAULT_STATE, coordinates: [0.5, undefined, -1], locked: [2] };
 * const link = encodeLink(state, "c2a9415e");
 * assert.match(link, /&style=18&noise=1&temperature=0.8&along=0.5,,-1&locked=2$/);
 * assert.deepEqual(decodeLink(link), { state, model: "c2a9415e" });
 * ```
 */
export function encodeLink(state: PlayState, model: string): string {
  const parts = KEYS.map((key) => encodePart(state, key)).filter((part) => part !== "");
  const text = [`${MODEL}=${model}`, ...parts].join("&");
  // The checksum comes first: a link that is cut off keeps it, and no longer agrees with it.
  return `#${CHECK}=${checksum(text)}&${text}`;
}

function encodePart<K extends StateKey>(state: PlayState, key: K): string {
  const { name, encode } = PARTS[key];
  const text = encode(state[key]);
  return text === "" ? "" : `${name}=${text}`;
}

/** Four digits that differ for any two texts with a probability of more than 0.999999. */
function checksum(text: string): string {
  return new Random("link", text).integer(0, 36 ** 4 - 1).toString(36).padStart(4, "0");
}

/**
 * Decodes the fragment of a link.
 *
 * @param fragment With or without its `#`; an empty one is the default state. Links of earlier versions
 * have neither checksum nor model.
 * @returns The state, and what is wrong with a malformed link. Nothing is thrown.
 */
export function decodeLink(fragment: string): DecodedLink {
  const text = fragment.replace(/^#/, "");
  if (text === "") return { state: DEFAULT_STATE };
  try {
    return readLink(new URLSearchParams(text));
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return { state: DEFAULT_STATE, problem: error.message };
  }
}

class LinkError extends Error {}

function readLink(texts: URLSearchParams): DecodedLink {
  const [check, model] = [texts.get(CHECK), texts.get(MODEL)];
  if (check !== null || model !== null) verifyChecksum(texts, check);
  const state: PlayState = Object.assign(
    { ...DEFAULT_STATE },
    ...KEYS.map((key) => decodePart(texts, key)),
  );
  checkNames(texts);
  return model === null ? { state } : { state, model };
}

/** Compares what the link says, whichever characters of it are escaped, with its checksum. */
function verifyChecksum(texts: URLSearchParams, check: string | null): void {
  const parts = [...texts].filter(([name]) => name !== CHECK);
  if (check === checksum(parts.map(([name, text]) => `${name}=${text}`).join("&"))) return;
  throw new LinkError("The link does not agree with its checksum: it is damaged or cut off");
}

function decodePart(texts: URLSearchParams, key: StateKey): Partial<PlayState> {
  const { name, decode } = PARTS[key];
  const text = texts.get(name);
  return text === null ? {} : { [key]: decode(text, name) };
}

/** Checks that a link of an earlier version is complete: one that is cut off shows another signature. */
function checkNames(texts: URLSearchParams): void {
  const known = [CHECK, MODEL, ...KEYS.map((key) => PARTS[key].name)];
  const unknown = [...texts.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new LinkError(`The link says "${shorten(unknown)}", which is damaged or cut off`);
  }
  const missing = REQUIRED.find((key) => !texts.has(PARTS[key].name));
  if (missing !== undefined) {
    throw new LinkError(`The link has no ${missing}: it is damaged or cut off`);
  }
}

function readNumber(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^-?\d+(\.\d{1,2})?$/.test(text) || !(value >= min && value <= max)) {
    throw new LinkError(
      `The link says ${name} "${shorten(text)}", expected a number from ${min} to ${max}`,
    );
  }
  return value + 0; // no negative zero
}

function readInteger(text: string, name: string, max: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > max) {
    throw new LinkError(
      `The link says ${name} "${shorten(text)}", expected an integer from 0 to ${max}`,
    );
  }
  return value;
}

function readSeed(text: string, name: string): number {
  return readInteger(text, name, MAX_SEED);
}

function readGiven(text: string, name: string): string {
  if (/^[\w-]{1,1000}$/.test(text)) return text;
  throw new LinkError(`The link says ${name} "${shorten(text)}", which is no encoded style`);
}

function readCoordinates(text: string, name: string): (number | undefined)[] {
  const coordinates = readList(text, name, MAX_DIRECTIONS).map((part) =>
    part === "" ? undefined : readNumber(part, name, -MAX_COORDINATE, MAX_COORDINATE)
  );
  return coordinates.slice(0, coordinates.findLastIndex((value) => value !== undefined) + 1);
}

function readIndices(text: string, name: string): number[] {
  const indices = readList(text, name, MAX_DIRECTIONS)
    .map((part) => readInteger(part, name, MAX_DIRECTIONS - 1));
  checkAscending(text, name, indices);
  return indices;
}

function readKept(text: string, name: string): KeptPart[] {
  const parts = readList(text, name, MAX_KEPT_PARTS).map((part) => {
    const [fraction = "", noise = ""] = part.split(":", 2);
    return {
      fraction: readNumber(fraction, name, 0.01, MAX_KEEP),
      noise: readSeed(noise, name),
    };
  });
  checkAscending(text, name, parts.map(({ fraction }) => fraction));
  return parts;
}

function readList(text: string, name: string, maxLength: number): string[] {
  const list = text.split(",");
  if (list.length <= maxLength) return list;
  throw new LinkError(
    `The link says ${name} of ${list.length} parts, expected at most ${maxLength}`,
  );
}

function checkAscending(text: string, name: string, values: readonly number[]): void {
  if (values.every((value, i) => i === 0 || value > values[i - 1]!)) return;
  throw new LinkError(`The link says ${name} "${shorten(text)}", expected ascending numbers`);
}

function shorten(text: string): string {
  return text.length <= 20 ? text : `${text.slice(0, 20)}...`;
}
