/// <reference lib="dom" />
/**
 * The last signatures, as links to them.
 *
 * @module
 */
import type { PlayedSignature } from "../play_engine.ts";
import { create, find } from "./element.ts";
import { createInk, createThumbnail, inkData } from "./ink.ts";
import { readSession, storeSession } from "./storage.ts";

/** Number of signatures that stay in sight. */
const MAX_RECENT = 14;
const STORE = "play: recent";

/** One of the last signatures. */
interface Recent {
  readonly link: string;
  /** Path data of its ink. */
  readonly path: string;
  /** The signature in words. */
  readonly label: string;
}

/** The last signatures, the newest first. They outlive reloading the page, not closing it. */
export class RecentView {
  readonly #list = find("recent", HTMLUListElement);
  #recent: readonly Recent[] = readRecent();

  constructor() {
    this.#list.replaceChildren(...this.#recent.map(createItem));
    this.#mark(undefined);
  }

  /** Adds a signature at the front, or marks the one that is there. */
  add(link: string, signature: PlayedSignature, label: string): void {
    if (!this.#recent.some((recent) => recent.link === link)) {
      const recent = { link, path: inkData(signature.strokes), label };
      this.#recent = [recent, ...this.#recent].slice(0, MAX_RECENT);
      this.#list.prepend(createItem(recent));
      while (this.#list.childElementCount > MAX_RECENT) this.#list.lastElementChild!.remove();
      storeSession(STORE, this.#recent);
    }
    this.#mark(link);
  }

  #mark(link: string | undefined): void {
    find("recent-empty", HTMLParagraphElement).hidden = this.#recent.length > 0;
    for (const anchor of this.#list.querySelectorAll("a")) {
      if (anchor.getAttribute("href") === link) anchor.setAttribute("aria-current", "true");
      else anchor.removeAttribute("aria-current");
    }
  }
}

function createItem({ link, path, label }: Recent): HTMLLIElement {
  const ink = createInk();
  ink.setAttribute("d", path);
  return create("li", {}, create("a", { href: link, "aria-label": label }, createThumbnail(ink)));
}

function readRecent(): readonly Recent[] {
  const stored = readSession(STORE);
  return Array.isArray(stored) ? stored.filter(isRecent).slice(0, MAX_RECENT) : [];
}

function isRecent(value: Partial<Recent> | null): value is Recent {
  return typeof value?.link === "string" && value.link.startsWith("#") &&
    typeof value.path === "string" && typeof value.label === "string";
}
