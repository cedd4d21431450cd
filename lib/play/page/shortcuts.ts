/// <reference lib="dom" />
/**
 * Keys that work everywhere on the page, unless the user switches them off.
 *
 * @module
 */
import { find } from "./element.ts";

const STORE = "play: shortcuts";

/** Wires keys to what they do. */
export function wireShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const isOn = find("shortcuts-on", HTMLInputElement);
  isOn.checked = readSetting() !== "off";
  isOn.addEventListener("change", () => storeSetting(isOn.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!isOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const action = actions[event.key.toLowerCase()];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

function readSetting(): string | null {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null; // a browser without storage forgets
  }
}

function storeSetting(value: string): void {
  try {
    localStorage.setItem(STORE, value);
  } catch {
    // forgotten
  }
}
