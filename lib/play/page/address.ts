/// <reference lib="dom" />
/**
 * The address of the page, whose fragment holds its state.
 *
 * Values on the way of a slider do not come here: browsers limit how often an address may change.
 *
 * @module
 */
import { type DecodedLink, decodeLink, encodeLink } from "./link.ts";
import type { PlayState } from "./play_state.ts";

/** The state that the address holds. */
export function readAddress(): DecodedLink {
  return decodeLink(location.hash);
}

/** Adds a state to the history, so that Back leads to the one before. */
export function pushAddress(state: PlayState): void {
  const link = encodeLink(state);
  if (link !== location.hash) history.pushState(null, "", link);
}

/** Puts a state in the place of the one in the address. */
export function replaceAddress(state: PlayState): void {
  const link = encodeLink(state);
  if (link !== location.hash) history.replaceState(null, "", link);
}

/** Calls back when the user goes back or forward, or follows a link within the page. */
export function onNavigation(listener: () => void): void {
  addEventListener("popstate", listener);
}
