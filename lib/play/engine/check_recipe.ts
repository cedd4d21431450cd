/**
 * Checking recipes, which links bring from anywhere.
 *
 * @module
 */
import { MAX_KEPT_PARTS, type SignatureRecipe } from "../play_engine.ts";

/** Beyond this many standard deviations a model has never seen anything. */
const MAX_COORDINATE = 6;

/**
 * Checks a recipe.
 *
 * @param recipe The recipe.
 * @throws {RangeError} If one of its numbers is out of range.
 */
export function checkRecipe(
  { style, noise, temperature, coordinates, kept = [] }: SignatureRecipe,
) {
  checkNumber("style", style, 0, Number.MAX_SAFE_INTEGER);
  checkNumber("noise", noise, 0, Number.MAX_SAFE_INTEGER);
  checkNumber("temperature", temperature, 0, 1);
  for (const coordinate of coordinates) {
    if (coordinate === undefined || coordinate === null) continue;
    checkNumber("coordinate", coordinate, -MAX_COORDINATE, MAX_COORDINATE);
  }
  if (kept.length > MAX_KEPT_PARTS) {
    throw new RangeError(
      `Cannot create the signature: it has ${kept.length} kept parts, expected at most ${MAX_KEPT_PARTS}`,
    );
  }
  let end = 0;
  for (const part of kept) {
    checkNumber("end of a kept part", part.fraction, end, 1);
    checkNumber("noise of a kept part", part.noise, 0, Number.MAX_SAFE_INTEGER);
    end = part.fraction;
  }
}

function checkNumber(name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new RangeError(
    `Cannot create the signature: the ${name} is ${value}, expected a number from ${min} to ${max}`,
  );
}
