/**
 * Checking that a link fits the model of the page.
 *
 * @module
 */
import { decodeStyle } from "../engine/given_style.ts";
import type { PlayModel } from "../play_engine.ts";
import type { DecodedLink } from "./link.ts";
import { DEFAULT_STATE } from "./play_state.ts";

/**
 * Fits a link to a model: a link of another model shows another signature, and may have a style that
 * this one cannot decode, or directions that it does not have.
 *
 * @param link The link.
 * @param model The model of the page.
 * @returns The link itself if it fits; otherwise the part of its state that fits, and the problem.
 */
export function fitLink(link: DecodedLink, model: PlayModel): DecodedLink {
  const { given, coordinates, locked } = link.state;
  if (given !== undefined) {
    try {
      decodeStyle(given, model.latentDim);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { state: DEFAULT_STATE, problem: error.message };
    }
  }
  const count = model.directions.length;
  const last = Math.max(coordinates.length - 1, ...locked);
  const isOther = link.model !== undefined && link.model !== model.fingerprint;
  if (last < count && !isOther) return link;
  return {
    state: {
      ...link.state,
      coordinates: coordinates.slice(0, count),
      locked: locked.filter((index) => index < count),
    },
    problem: "The link belongs to another model" +
      (last < count
        ? ""
        : `: it has a direction ${last + 1}, and this model has ${count} directions`),
  };
}
