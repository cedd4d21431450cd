/**
 * Small signatures all over the map, which show what each place is like.
 *
 * @module
 */
import type { PlayedSignature, PlayEngine } from "../play_engine.ts";
import { setCoordinates, toRecipe } from "./change_state.ts";
import type { Place } from "./map_place.ts";
import type { PlayState } from "./play_state.ts";

const STEPS = [-0.8, -0.4, 0, 0.4, 0.8];

/** Places of the small signatures, those in the middle first. */
export const ATLAS_PLACES: readonly Place[] = STEPS
  .flatMap((y) => STEPS.map((x): Place => [x, y]))
  .sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

/** A model that takes longer than this for a signature has better things to do, in milliseconds. */
const MAX_MILLISECONDS = 1000;

/** Fills the map while nothing else is to be done. */
export class Atlas {
  readonly #engine: PlayEngine;
  readonly #mapDirections: readonly number[];
  readonly #onSignature: (index: number, signature: PlayedSignature | undefined) => void;
  #key = "";
  #filled = 0;
  #run = 0;

  /**
   * Makes an empty atlas.
   *
   * @param mapDirections The directions that the map spans.
   * @param onSignature Is told the signature at a place of {@linkcode ATLAS_PLACES}; `undefined` when
   * it is no longer true.
   */
  constructor(
    engine: PlayEngine,
    mapDirections: readonly number[],
    onSignature: (index: number, signature: PlayedSignature | undefined) => void,
  ) {
    this.#engine = engine;
    this.#mapDirections = mapDirections;
    this.#onSignature = onSignature;
  }

  /** Stops after the signature that is being made: the engine is needed. */
  pause(): void {
    this.#run++;
  }

  /** Fills what is missing; starts anew if the state differs in more than the place on the map. */
  async fill(state: PlayState): Promise<void> {
    const run = ++this.#run;
    this.#begin(state);
    try {
      while (this.#filled < ATLAS_PLACES.length) {
        const coordinates = await this.#engine.coordinatesAt(ATLAS_PLACES[this.#filled]!);
        if (run !== this.#run) return;
        const signature = await this.#engine.create(toRecipe(setCoordinates(state, coordinates)));
        if (run !== this.#run) return;
        this.#onSignature(this.#filled++, signature);
        if (signature.milliseconds > MAX_MILLISECONDS) return;
      }
    } catch {
      // The map does without; what fails for the user is reported when the user asks for it.
    }
  }

  #begin(state: PlayState): void {
    const others = state.coordinates.flatMap((value, i) =>
      value === undefined || this.#mapDirections.includes(i) ? [] : [[i, value]]
    );
    const key = JSON.stringify(toRecipe({ ...state, coordinates: [] })) + JSON.stringify(others);
    if (key === this.#key) return;
    this.#key = key;
    this.#filled = 0;
    ATLAS_PLACES.forEach((_, i) => this.#onSignature(i, undefined));
  }
}
