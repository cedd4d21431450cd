/// <reference lib="dom" />
/**
 * Keys that work everywhere on the page, unless the user switches them off.
 *
 * @module
 */
import { find } from "./element.ts";
import { readSetting, storeSetting } from "./storage.ts";

const STORE = "play: shortcuts";

/** Wires keys to what they do. */
export function wireShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const isOn = find("shortcuts-on", HTMLInputElement);
  isOn.checked = readSetting(STORE) !== "off";
  isOn.addEventListener("change", () => storeSetting(STORE, isOn.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!isOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const action = actions[event.key.toLowerCase()];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}
