/**
 * Links that hold the state of the page, after the `#` of its address.
 *
 * @module
 */
import { type KeptPart, MAX_KEPT_PARTS } from "../play_engine.ts";
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
  /** What is wrong with the link, for the reader; the state is then the default. */
  readonly problem?: string | undefined;
}

/**
 * Encodes a state as the fragment of a link.
 *
 * @returns Such as `#style=18&noise=1&temperature=0.8&along=0.5,,-1`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_STATE } from "./play_state.ts";
 * const state = { ...DEFAULT_STATE, coordinates: [0.5, undefined, -1], locked: [2] };
 * const link = encodeLink(state);
 * assert.equal(link, "#style=18&noise=1&temperature=0.8&along=0.5,,-1&locked=2");
 * assert.deepEqual(decodeLink(link), { state });
 * ```
 */
export function encodeLink(state: PlayState): string {
  const along = state.coordinates.map((value) => value ?? "").join(",").replace(/,+$/, "");
  const kept = state.kept.map(({ fraction, noise }) => `${fraction}:${noise}`).join(",");
  const parts = [
    state.given === undefined
      ? `style=${state.style}`
      : `style=${state.style}&given=${state.given}`,
    `noise=${state.noise}`,
    `temperature=${state.temperature}`,
    along && `along=${along}`,
    kept && `kept=${kept}`,
    state.locked.length > 0 && `locked=${state.locked.join(",")}`,
    state.keep > 0 && `keep=${state.keep}`,
    state.variant !== undefined && `variant=${state.variant}`,
  ];
  return `#${parts.filter((part) => part).join("&")}`;
}

/**
 * Decodes the fragment of a link.
 *
 * @param fragment With or without its `#`; an empty one is the default state.
 * @returns The state, and what is wrong with a malformed link. Nothing is thrown.
 */
export function decodeLink(fragment: string): DecodedLink {
  const text = fragment.replace(/^#/, "");
  if (text === "") return { state: DEFAULT_STATE };
  try {
    return { state: readState(new URLSearchParams(text)) };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return { state: DEFAULT_STATE, problem: error.message };
  }
}

class LinkError extends Error {}

/** Names that every link has. */
const REQUIRED = ["style", "noise", "temperature"];
const OPTIONAL = ["given", "along", "kept", "locked", "keep", "variant"];

/** Checks that a link is complete: a link that is cut off would show another signature. */
function checkNames(parts: URLSearchParams): void {
  const known = [...REQUIRED, ...OPTIONAL];
  const unknown = [...parts.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new LinkError(`The link says "${shorten(unknown)}", which is damaged or cut off`);
  }
  const missing = REQUIRED.find((name) => !parts.has(name));
  if (missing !== undefined) {
    throw new LinkError(`The link has no ${missing}: it is damaged or cut off`);
  }
}

function readState(parts: URLSearchParams): PlayState {
  const read = <T>(name: string, fallback: T, parse: (name: string, text: string) => T): T => {
    const text = parts.get(name);
    return text === null ? fallback : parse(name, text);
  };
  const state = {
    style: read("style", DEFAULT_STATE.style, readSeed),
    coordinates: read("along", DEFAULT_STATE.coordinates, readCoordinates),
    noise: read("noise", DEFAULT_STATE.noise, readSeed),
    temperature: read(
      "temperature",
      DEFAULT_STATE.temperature,
      (name, text) => readNumber(name, text, 0, 1),
    ),
    kept: read("kept", DEFAULT_STATE.kept, readKept),
    locked: read("locked", DEFAULT_STATE.locked, readIndices),
    keep: read("keep", DEFAULT_STATE.keep, (name, text) => readNumber(name, text, 0, MAX_KEEP)),
  };
  const given = read<string | undefined>("given", undefined, readGiven);
  const variant = read<number | undefined>(
    "variant",
    undefined,
    (name, text) => readInteger(name, text, VARIANTS - 1),
  );
  checkNames(parts);
  return {
    ...state,
    ...(given === undefined ? {} : { given }),
    ...(variant === undefined ? {} : { variant }),
  };
}

function readNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^-?\d+(\.\d{1,2})?$/.test(text) || !(value >= min && value <= max)) {
    throw new LinkError(
      `The link says ${name} "${shorten(text)}", expected a number from ${min} to ${max}`,
    );
  }
  return value + 0; // no negative zero
}

function readInteger(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > max) {
    throw new LinkError(
      `The link says ${name} "${shorten(text)}", expected an integer from 0 to ${max}`,
    );
  }
  return value;
}

function readSeed(name: string, text: string): number {
  return readInteger(name, text, MAX_SEED);
}

function readGiven(name: string, text: string): string {
  if (/^[\w-]{1,1000}$/.test(text)) return text;
  throw new LinkError(`The link says ${name} "${shorten(text)}", which is no encoded style`);
}

function readCoordinates(name: string, text: string): (number | undefined)[] {
  const coordinates = readList(name, text, MAX_DIRECTIONS).map((part) =>
    part === "" ? undefined : readNumber(name, part, -MAX_COORDINATE, MAX_COORDINATE)
  );
  return coordinates.slice(0, coordinates.findLastIndex((value) => value !== undefined) + 1);
}

function readIndices(name: string, text: string): number[] {
  const indices = readList(name, text, MAX_DIRECTIONS)
    .map((part) => readInteger(name, part, MAX_DIRECTIONS - 1));
  return checkAscending(name, text, indices, indices);
}

function readKept(name: string, text: string): KeptPart[] {
  const parts = readList(name, text, MAX_KEPT_PARTS).map((part) => {
    const [fraction = "", noise = ""] = part.split(":", 2);
    return {
      fraction: readNumber(name, fraction, 0.01, MAX_KEEP),
      noise: readSeed(name, noise),
    };
  });
  return checkAscending(name, text, parts, parts.map(({ fraction }) => fraction));
}

function readList(name: string, text: string, maxLength: number): string[] {
  const list = text.split(",");
  if (list.length <= maxLength) return list;
  throw new LinkError(
    `The link says ${name} of ${list.length} parts, expected at most ${maxLength}`,
  );
}

function checkAscending<T>(name: string, text: string, list: T[], values: readonly number[]): T[] {
  if (values.every((value, i) => i === 0 || value > values[i - 1]!)) return list;
  throw new LinkError(`The link says ${name} "${shorten(text)}", expected ascending numbers`);
}

function shorten(text: string): string {
  return text.length <= 20 ? text : `${text.slice(0, 20)}...`;
}
