/// <reference lib="dom" />
/**
 * Starts the play page.
 *
 * @module
 */
import type { PlayEngine } from "../play_engine.ts";
import { onNavigation } from "./address.ts";
import { find } from "./element.ts";
import { ImageView } from "./image_view.ts";
import { loadModel } from "./load_model.ts";
import { Notice } from "./messages.ts";
import { PlayPage } from "./play_page.ts";
import { VARIANTS } from "./play_state.ts";
import { wireSaving } from "./save_view.ts";
import { wireShortcuts } from "./shortcuts.ts";

/**
 * Starts the page.
 *
 * @param createEngine Starts the model in a worker; called again if it cannot be loaded.
 */
export async function startPage(createEngine: () => PlayEngine): Promise<void> {
  const notice = new Notice();
  const page = new PlayPage(await loadModel(createEngine), notice);
  wireButtons(page);
  wireTemperature(page);
  wireKeys(page);
  wireSaving(page, notice);
  new ImageView({
    read: (file) => page.read(file),
    onRead: (image) => page.writeLike(image),
    onError: (message, retry) => notice.show(message, retry),
  });
  onNavigation(() => page.open("Signature of the link"));
  page.open("First signature");
}

function wireButtons(page: PlayPage): void {
  const actions = {
    new: () => page.startNew(),
    same: () => page.startSame(),
    replay: () => page.view.replay(),
    clear: () => page.clear(),
  };
  for (const [id, action] of Object.entries(actions)) {
    find(id, HTMLButtonElement).addEventListener("click", action);
  }
}

function wireTemperature(page: PlayPage): void {
  const input = find("temperature", HTMLInputElement);
  input.addEventListener("input", () => page.onTemperature(Number(input.value), false));
  input.addEventListener("change", () => page.onTemperature(Number(input.value), true));
}

function wireKeys(page: PlayPage): void {
  const variants = Array.from({ length: VARIANTS + 1 }, (_, i) => i);
  wireShortcuts({
    n: () => page.startNew(),
    s: () => page.startSame(),
    r: () => page.view.replay(),
    c: () => find("copy", HTMLButtonElement).click(),
    m: () => page.view.focusMap(),
    "?": () => find("shortcuts", HTMLDetailsElement).querySelector("summary")!.click(),
    ...Object.fromEntries(variants.map((i) => [String(i + 1), () => page.view.clickVariant(i)])),
  });
}
