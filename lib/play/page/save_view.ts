/// <reference lib="dom" />
/**
 * Saving the signature as a file, and copying its link.
 *
 * @module
 */
import type { PlayFormat } from "../play_engine.ts";
import { create, find } from "./element.ts";
import { announce, type Notice } from "./messages.ts";

const TYPES: Readonly<Record<PlayFormat, string>> = {
  png: "image/png",
  svg: "image/svg+xml",
  gif: "image/gif",
};

/** Milliseconds for which a button says that it has done its work. */
const DONE_MILLISECONDS = 1600;

/** What is saved. */
export interface SaveSource {
  /** Encodes the signature that is shown. */
  encode(format: PlayFormat): Promise<Uint8Array<ArrayBuffer>>;
  /** Name of the file, without its ending. */
  fileName(): string;
}

/** Wires the buttons that save. */
export function wireSaving(source: SaveSource, notice: Notice): void {
  for (const format of Object.keys(TYPES) as PlayFormat[]) {
    const button = find(format, HTMLButtonElement);
    const save = async () => {
      button.setAttribute("aria-busy", "true");
      try {
        const name = `${source.fileName()}.${format}`;
        download(new Blob([await source.encode(format)], { type: TYPES[format] }), name);
        announce(`Saved ${name}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        notice.show(message, () => void save());
      } finally {
        button.removeAttribute("aria-busy");
      }
    };
    button.addEventListener("click", () => void save());
  }
  find("copy", HTMLButtonElement).addEventListener("click", () => void copyLink(notice));
}

function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  create("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function copyLink(notice: Notice): Promise<void> {
  const button = find("copy", HTMLButtonElement);
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    notice.show(`The browser does not let the page copy. The link is ${location.href}`);
    return;
  }
  announce("Copied the link");
  button.textContent = "Copied";
  setTimeout(() => button.textContent = "Copy link", DONE_MILLISECONDS);
}
