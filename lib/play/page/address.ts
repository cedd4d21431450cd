/// <reference lib="dom" />
/**
 * The address of the page, whose fragment is a link to what it shows.
 *
 * Values on the way of a slider do not come here: browsers limit how often an address may change.
 *
 * @module
 */
/** Values that one control sets within this time are one entry of the history, in milliseconds. */
const ENTRY_MILLISECONDS = 1500;

let last: { readonly group: string; readonly time: number } | undefined;

/**
 * Adds a link to the history, so that Back leads to the one before.
 *
 * @param link The link, with its `#`.
 * @param group Name of the control, if it gives one value after the other.
 */
export function pushAddress(link: string, group?: string): void {
  if (link === location.hash) return;
  const now = Date.now();
  const isSame = last !== undefined && last.group === group && now < last.time + ENTRY_MILLISECONDS;
  last = group === undefined ? undefined : { group, time: now };
  setAddress(isSame ? "replaceState" : "pushState", link);
}

/** Puts a link in the place of the one in the address. */
export function replaceAddress(link: string): void {
  if (link !== location.hash) setAddress("replaceState", link);
}

function setAddress(method: "pushState" | "replaceState", link: string): void {
  try {
    history[method](null, "", link);
  } catch {
    // Some browsers refuse more than 100 changes in 30 s; the next one is accepted again.
  }
}

/** Calls back when the user goes back or forward, or follows a link within the page. */
export function onNavigation(listener: () => void): void {
  addEventListener("popstate", listener);
}
