/**
 * Signatures in words, for those who do not see them, and for print.
 *
 * @module
 */
import type { LatentDirection, PlayedSignature } from "../play_engine.ts";
import { durationOf } from "./cut_strokes.ts";
import type { PlayState } from "./play_state.ts";

/** A coordinate from here on is worth a word, in standard deviations. */
const NOTABLE = 0.75;
/** Number of properties in a description. */
const MAX_PROPERTIES = 3;

/**
 * Describes a signature.
 *
 * @returns Such as "5 strokes, written in 2.8 seconds; slant: to the right; size: small".
 */
export function describeSignature(
  { strokes, coordinates }: PlayedSignature,
  directions: readonly LatentDirection[],
): string {
  const count = strokes.length;
  const seconds = durationOf(strokes).toFixed(1);
  const notable = directions
    .map((direction, i) => ({ direction, value: coordinates[i] ?? 0 }))
    .filter(({ value }) => Math.abs(value) >= NOTABLE)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, MAX_PROPERTIES)
    .map(({ direction: { name, low, high }, value }) =>
      `${name.toLowerCase()}: ${value < 0 ? low : high}`
    );
  return [
    `${count} ${count === 1 ? "stroke" : "strokes"}, written in ${seconds} seconds`,
    ...notable,
  ]
    .join("; ");
}

/** A coordinate along a direction, such as "1.2 towards upright". */
export function describeCoordinate(value: number, { low, high }: LatentDirection): string {
  if (Math.abs(value) < 0.05) return "in the middle";
  return `${Math.abs(value).toFixed(1)} towards ${value < 0 ? low : high}`;
}

/** What a signature was made from, as names and values. */
export function describeRecipe(
  state: PlayState,
  directions: readonly LatentDirection[],
): [name: string, value: string][] {
  const { style, given, noise, temperature, kept, variant } = state;
  const entries: [string, string][] = [
    ["Style", given === undefined ? String(style) : "of the given image"],
    ["Noise", String(noise)],
    ["Temperature", String(temperature)],
  ];
  directions.forEach((direction, i) => {
    const value = state.coordinates[i];
    if (value !== undefined) entries.push([direction.name, describeCoordinate(value, direction)]);
  });
  for (const part of kept) {
    entries.push([`Noise of the first ${Math.round(100 * part.fraction)} %`, String(part.noise)]);
  }
  if (variant !== undefined) entries.push(["By the same writer", `number ${variant + 1}`]);
  return entries;
}
