/// <reference lib="dom" />
/**
 * The row of signatures by the same writer.
 *
 * @module
 */
import type { PlayedSignature } from "../play_engine.ts";
import { create, find } from "./element.ts";
import { createInk, createThumbnail, setInk } from "./ink.ts";
import { VARIANTS } from "./play_state.ts";

/** Signatures by the same writer, of which one is shown. */
export class VariantsView {
  readonly #list = find("variants", HTMLUListElement);
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #paths = Array.from({ length: VARIANTS + 1 }, () => createInk());
  #isComplete = false;

  /** Takes what is to happen when one is chosen. */
  constructor(onChoose: (variant: number | undefined) => void) {
    this.#buttons = this.#paths.map((path, i) => {
      const label = `Signature ${i + 1} by the same writer`;
      const button = create(
        "button",
        { type: "button", "aria-label": label },
        createThumbnail(path),
      );
      button.addEventListener("click", () => {
        if (this.#isComplete) onChoose(i === 0 ? undefined : i - 1);
      });
      return button;
    });
  }

  /** Shows the first signature and its variants; empty frames while there are none. */
  show(
    original: PlayedSignature | undefined,
    variants: readonly PlayedSignature[] | undefined,
  ): void {
    this.#isComplete = variants !== undefined;
    [original, ...variants ?? Array<undefined>(VARIANTS)].forEach((signature, i) => {
      const path = this.#paths[i];
      if (signature === undefined) path?.removeAttribute("d");
      else if (path !== undefined) setInk(path, signature.strokes);
    });
    if (this.#buttons[0]!.isConnected) return;
    this.#list.replaceChildren(...this.#buttons.map((button) => create("li", {}, button)));
  }

  /** Marks the one that is shown. */
  mark(variant: number | undefined): void {
    const shown = variant === undefined ? 0 : variant + 1;
    this.#buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === shown)));
  }

  /** Chooses one as a click does. */
  choose(number: number): void {
    this.#buttons[number]?.click();
  }
}
