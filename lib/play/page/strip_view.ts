/// <reference lib="dom" />
/**
 * Rows of small signatures.
 *
 * @module
 */
import type { PlayedSignature } from "../play_engine.ts";
import { create, createSvg, find } from "./element.ts";
import { VARIANTS } from "./play_state.ts";
import { setPath } from "./sheet_view.ts";

/** The ink of a signature. */
export function createInk(signature: PlayedSignature): SVGPathElement {
  const path = createSvg("path", { class: "ink" });
  setPath(path, signature.strokes);
  return path;
}

function createThumbnail(signature: PlayedSignature | undefined): SVGSVGElement {
  const ink = signature === undefined ? [] : [createInk(signature)];
  return createSvg("svg", { viewBox: "0 0 128 64", "aria-hidden": "true" }, ...ink);
}

/** Signatures by the same writer, of which one is shown. */
export class VariantsView {
  readonly #list = find("variants", HTMLUListElement);
  readonly #onChoose: (variant: number | undefined) => void;

  /** Takes what is to happen when one is chosen. */
  constructor(onChoose: (variant: number | undefined) => void) {
    this.#onChoose = onChoose;
    this.show(undefined, undefined);
  }

  /** Shows the first signature and its variants; empty frames while there are none. */
  show(
    original: PlayedSignature | undefined,
    variants: readonly PlayedSignature[] | undefined,
  ): void {
    const items = Array.from({ length: VARIANTS + 1 }, (_, i) => {
      const button = create("button", {
        type: "button",
        "aria-label": `Signature ${i + 1} by the same writer`,
        disabled: variants === undefined,
      }, createThumbnail(i === 0 ? original : variants?.[i - 1]));
      button.addEventListener("click", () => this.#onChoose(i === 0 ? undefined : i - 1));
      return create("li", {}, button);
    });
    this.#list.replaceChildren(...items);
  }

  /** Marks the one that is shown. */
  mark(variant: number | undefined): void {
    const shown = variant === undefined ? 0 : variant + 1;
    [...this.#list.querySelectorAll("button")].forEach((button, i) =>
      button.setAttribute("aria-pressed", String(i === shown))
    );
  }

  /** Chooses one as a click does. */
  choose(number: number): void {
    this.#list.querySelectorAll("button")[number]?.click();
  }
}

/** Number of signatures that stay in sight. */
const MAX_RECENT = 14;

/** The last signatures, as links to them. */
export class RecentView {
  readonly #list = find("recent", HTMLUListElement);

  /** Adds a signature at the front, or marks the one that is there. */
  add(link: string, signature: PlayedSignature, description: string): void {
    find("recent-empty", HTMLParagraphElement).hidden = true;
    for (const anchor of this.#list.querySelectorAll("a")) anchor.removeAttribute("aria-current");
    const known = [...this.#list.children].find((item) =>
      item.firstElementChild?.getAttribute("href") === link
    );
    if (known !== undefined) {
      known.firstElementChild!.setAttribute("aria-current", "true");
      return;
    }
    const anchor = create("a", {
      href: link,
      "aria-label": description,
      "aria-current": "true",
    }, createThumbnail(signature));
    this.#list.prepend(create("li", {}, anchor));
    while (this.#list.childElementCount > MAX_RECENT) this.#list.lastElementChild!.remove();
  }
}
