/**
 * What procedural writers write, and how hands differ between scripts.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { composeCharacters } from "./compose_characters.ts";
import { composeSignature } from "./compose_signature.ts";
import type { PenDown } from "./pen_plan.ts";

/** Latin letters, or block characters like those of East Asian scripts. */
export type Script = "latin" | "characters";

/** A normal distribution, and the limits to which its samples are clamped. */
export interface ClampedNormal {
  readonly mean: number;
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/** How the hands of a script differ from each other. */
interface ScriptHabits {
  /** What signatures consist of, for messages. */
  readonly label: string;
  /** Samples the pen plan of a signature. */
  readonly compose: (random: Random) => readonly PenDown[];
  /** Range of the aspect ratios (width over height) of signatures. */
  readonly aspect: { readonly min: number; readonly max: number };
  /** Range of a writer's mean delay of strokes, see `HabitualTarget.delay`: below 1 strokes overlap. */
  readonly meanDelay: { readonly min: number; readonly max: number };
  /** Shift to the right per unit of height. */
  readonly slant: ClampedNormal;
  /** Angle of the rising baseline, in degrees. */
  readonly rotation: ClampedNormal;
  /** Logarithm of the factor of all horizontal distances. */
  readonly logStretch: ClampedNormal;
}

/** The habits of the hands of each script. */
export const SCRIPTS: Readonly<Record<Script, ScriptHabits>> = {
  latin: {
    label: "Latin letters",
    compose: composeSignature,
    aspect: { min: 0.9, max: 5.2 },
    meanDelay: { min: 0.32, max: 0.56 },
    slant: { mean: 0.1, deviation: 0.36, min: -0.5, max: 1.2 },
    rotation: { mean: 9, deviation: 7.5, min: -10, max: 36 },
    logStretch: { mean: 0.08, deviation: 0.32, min: -Infinity, max: Infinity },
  },
  // Characters stand upright on a level line, and corners are sharper.
  characters: {
    label: "block characters",
    compose: composeCharacters,
    aspect: { min: 0.3, max: 5.2 },
    meanDelay: { min: 0.15, max: 0.5 },
    slant: { mean: 0.05, deviation: 0.12, min: -0.4, max: 0.6 },
    rotation: { mean: 2, deviation: 4, min: -10, max: 16 },
    logStretch: { mean: 0, deviation: 0.12, min: -Infinity, max: Infinity },
  },
};

/** The names of all scripts. */
export const SCRIPT_NAMES: readonly Script[] = Object.keys(SCRIPTS) as Script[];
