/// <reference lib="dom" />
/**
 * What the page says: announcements for screen readers, and errors for all.
 *
 * @module
 */
import { find } from "./element.ts";

/** Says what happened, to those who do not see it. */
export function announce(text: string): void {
  find("live", HTMLParagraphElement).textContent = text;
}

/** Errors, one at a time, with a way to try again. */
export class Notice {
  readonly #box = find("notice", HTMLDivElement);
  readonly #text = find("notice-text", HTMLParagraphElement);
  readonly #retry = find("notice-retry", HTMLButtonElement);
  #onRetry: (() => void) | undefined;

  /** Wires the buttons. */
  constructor() {
    find("notice-close", HTMLButtonElement).addEventListener("click", () => this.hide());
    this.#retry.addEventListener("click", () => {
      const retry = this.#onRetry;
      this.hide();
      retry?.();
    });
  }

  /** Shows an error. */
  show(message: string, onRetry?: () => void): void {
    this.#text.textContent = message;
    this.#onRetry = onRetry;
    this.#retry.hidden = onRetry === undefined;
    this.#box.hidden = false;
  }

  /** Hides it, with what tried again. */
  hide(): void {
    this.#box.hidden = true;
    this.#onRetry = undefined;
  }
}
