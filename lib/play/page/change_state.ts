/**
 * What each control of the page makes of its state.
 *
 * @module
 */
import { type KeptPart, MAX_KEPT_PARTS, type SignatureRecipe } from "../play_engine.ts";
import {
  DEFAULT_STATE,
  MAX_KEEP,
  MAX_SEED,
  type PlayState,
  roundCoordinate,
  roundFraction,
} from "./play_state.ts";

/** A seed that has not been used. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % (MAX_SEED + 1);
}

/** The recipe of the signature that a state is about, without its variants. */
export function toRecipe(state: PlayState): SignatureRecipe {
  const { style, given, coordinates, noise, temperature, kept } = state;
  return {
    style,
    coordinates,
    noise,
    temperature,
    ...(given === undefined ? {} : { given }),
    ...(kept.length === 0 ? {} : { kept }),
  };
}

/** The state after a recipe came from elsewhere, such as a given image. */
export function withRecipe(state: PlayState, recipe: SignatureRecipe): PlayState {
  const { style, given, coordinates, noise, temperature } = recipe;
  return withoutVariant({
    ...DEFAULT_STATE,
    style,
    coordinates: coordinates.map((value) =>
      value === undefined ? undefined : roundCoordinate(value)
    ),
    noise,
    temperature: roundFraction(temperature),
    locked: state.locked,
    ...(given === undefined ? {} : { given }),
  });
}

/**
 * Another signature. It keeps the coordinates along locked directions; or, if the beginning is to be
 * kept, the style and the beginning.
 *
 * @param shown Coordinates along all directions of the signature that is shown.
 * @param seed A new seed.
 */
export function newSignature(state: PlayState, shown: readonly number[], seed: number): PlayState {
  if (state.keep > 0) return sameStyle(state, seed);
  const { given: _, ...others } = withoutVariant(state);
  const coordinates = shown.map((value, i) =>
    state.locked.includes(i) ? roundCoordinate(state.coordinates[i] ?? value) : undefined
  );
  return { ...others, style: seed, noise: seed, kept: [], coordinates: trimEnd(coordinates) };
}

/** Another signature in the same style, with the beginning that is to be kept. */
export function sameStyle(state: PlayState, seed: number): PlayState {
  return withoutVariant({ ...state, noise: seed, kept: keptParts(state) });
}

/** The parts up to the fraction that is kept, if the rest is written anew. */
export function keptParts({ keep, kept, noise }: PlayState): KeptPart[] {
  if (keep === 0) return [];
  const before = kept.filter(({ fraction }) => fraction < keep);
  const last = kept.find(({ fraction }) => fraction >= keep)?.noise ?? noise;
  const parts = [...before, { fraction: keep, noise: last }]
    .filter((part, i, all) => part.noise !== all[i + 1]?.noise);
  return parts.slice(-MAX_KEPT_PARTS);
}

/** Sets the coordinate along a direction. */
export function setCoordinate(state: PlayState, index: number, value: number): PlayState {
  const coordinates: (number | undefined)[] = Array.from(
    { length: Math.max(state.coordinates.length, index + 1) },
    (_, i) => state.coordinates[i],
  );
  coordinates[index] = roundCoordinate(value);
  return withoutVariant({ ...state, coordinates });
}

/** Sets the coordinates of a place on the map; those that it leaves open stay. */
export function setCoordinates(
  state: PlayState,
  values: readonly (number | undefined)[],
): PlayState {
  return values.reduce<PlayState>(
    (changed, value, i) => value === undefined ? changed : setCoordinate(changed, i, value),
    state,
  );
}

/** Leaves all directions to the style again. */
export function clearCoordinates(state: PlayState): PlayState {
  return withoutVariant({ ...state, coordinates: [] });
}

/** Locks a direction, or unlocks it. */
export function toggleLock(state: PlayState, index: number): PlayState {
  const locked = state.locked.includes(index)
    ? state.locked.filter((other) => other !== index)
    : [...state.locked, index].sort((a, b) => a - b);
  return { ...state, locked };
}

/** Sets the fraction of the signature that a new one keeps. */
export function setKeep(state: PlayState, fraction: number): PlayState {
  return withoutVariant({ ...state, keep: roundFraction(fraction, MAX_KEEP) });
}

/** Sets the temperature. */
export function setTemperature(state: PlayState, temperature: number): PlayState {
  return withoutVariant({ ...state, temperature: roundFraction(temperature) });
}

/** Shows one of the signatures by the same writer; `undefined` for the first. */
export function chooseVariant(state: PlayState, variant: number | undefined): PlayState {
  return variant === undefined ? withoutVariant(state) : { ...state, variant };
}

/** Whether two states have the same signature, apart from which of the writer's is shown. */
export function sameRecipe(a: PlayState, b: PlayState): boolean {
  return JSON.stringify(toRecipe(a)) === JSON.stringify(toRecipe(b));
}

function withoutVariant(state: PlayState): PlayState {
  const { variant: _, ...others } = state;
  return others;
}

function trimEnd(values: readonly (number | undefined)[]): (number | undefined)[] {
  return values.slice(0, values.findLastIndex((value) => value !== undefined) + 1);
}
