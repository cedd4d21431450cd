/**
 * Composes the pen plan of a name in block characters, as East Asian scripts have them.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { StrokeShape } from "./characters/component.ts";
import { sampleCharacter } from "./characters/sample_character.ts";
import { type PenDown, PlanDraft } from "./pen_plan.ts";

/** Height of a character, in x-heights. */
const SIZE = 3;

/** How a hand writes characters. Lengths are in x-heights. */
interface CharacterHand {
  /** Distance of adjacent characters. */
  readonly pitch: number;
  /** Width over height of a character. */
  readonly aspect: number;
  /** Probability of going on to the next stroke of a character without a lift: 0 in regular script. */
  readonly connection: number;
  /** Probability of a flick towards the next stroke where the pen is lifted. */
  readonly flick: number;
  /** Standard deviation of the positions of strokes. */
  readonly carelessness: number;
  /** Mean turn of a stroke between two of its targets, in radians. */
  readonly turn: number;
}

/** Standard deviation of the turn of a stroke, in radians. */
const TURN_SPREAD = 0.16;
/** The same for what connects two strokes. */
const CONNECTION_TURN_SPREAD = 0.5;
/** Probability of going on to the next character without a lift, relative to within a character. */
const BETWEEN_CHARACTERS = 0.25;
/** How far a flick goes on the way to the next stroke, as a fraction. */
const FLICK_REACH = [0.08, 0.35] as const;

/**
 * Samples the pen plan of two to four characters in a row, seldom in a column.
 *
 * Characters consist of random components in random arrangements; few, if any, are characters of a
 * script. Strokes follow the order of writing of East Asian scripts, and a hand connects more or
 * fewer of them (regular and running script).
 *
 * @param random Random generator.
 * @returns The pen-downs in the order of writing, in x-heights, `y` upwards.
 */
export function composeCharacters(random: Random): readonly PenDown[] {
  const hand = sampleHand(random);
  const count = random.choice([1, 2, 3, 4], [0.05, 0.4, 0.45, 0.1]);
  const isColumn = random.bernoulli(0.05);
  const draft = new PlanDraft();
  for (let i = 0; i < count; i++) {
    const [across, down] = isColumn ? [0, i * hand.pitch] : [i * hand.pitch, 0];
    const left = across + random.normal(0, 0.12);
    const top = SIZE - down + random.normal(0, 0.2);
    addCharacter(random, draft, hand, { left, top, height: SIZE * random.uniform(0.8, 1.1) });
  }
  return draft.finish();
}

function sampleHand(random: Random): CharacterHand {
  const isRegular = random.bernoulli(0.35);
  return {
    pitch: SIZE * random.uniform(0.95, 1.35),
    aspect: random.uniform(0.75, 1.15),
    connection: isRegular ? 0 : random.uniform(0.1, 0.8),
    flick: isRegular ? random.uniform(0, 0.1) : random.uniform(0, 0.5),
    carelessness: random.uniform(0.02, 0.09),
    turn: random.normal(0, 0.08),
  };
}

interface CharacterPlace {
  readonly left: number;
  readonly top: number;
  readonly height: number;
}

/** Adds a character; it may begin without a lift, and the pen stays down. */
function addCharacter(
  random: Random,
  draft: PlanDraft,
  hand: CharacterHand,
  { left, top, height }: CharacterPlace,
): void {
  let connection = BETWEEN_CHARACTERS * hand.connection;
  for (const stroke of sampleCharacter(random)) {
    const shiftX = random.normal(0, hand.carelessness);
    const shiftY = random.normal(0, hand.carelessness);
    const placed = stroke.map(([x, y]) =>
      [left + height * hand.aspect * x + shiftX, top - height * y + shiftY] as const
    );
    addStroke(random, draft, hand, placed, connection);
    connection = hand.connection;
  }
}

function addStroke(
  random: Random,
  draft: PlanDraft,
  hand: CharacterHand,
  [first, ...rest]: StrokeShape,
  connection: number,
): void {
  const [x, y] = first!;
  if (draft.isDown && random.bernoulli(connection)) {
    draft.to(x, y, random.normal(0, CONNECTION_TURN_SPREAD));
  } else {
    if (draft.isDown && random.bernoulli(hand.flick)) {
      draft.flick(x, y, random.uniform(...FLICK_REACH));
    }
    draft.touch(x, y);
  }
  for (const [x, y] of rest) draft.to(x, y, random.normal(hand.turn, TURN_SPREAD));
}
