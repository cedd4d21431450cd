/// <reference lib="dom" />
/**
 * What the browser remembers for the page, if it lets it.
 *
 * @module
 */

/** Reads what this tab has stored; `undefined` if there is nothing, or the browser forbids it. */
export function readSession(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores something for this tab; a browser without storage forgets it. */
export function storeSession(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // forgotten
  }
}

/** Reads a setting of the user. */
export function readSetting(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores a setting of the user. */
export function storeSetting(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // forgotten
  }
}
