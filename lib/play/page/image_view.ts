/// <reference lib="dom" />
/**
 * Images of signatures that the user gives: chosen, dropped or pasted.
 *
 * @module
 */
import type { ReadImage } from "../play_engine.ts";
import { create, find } from "./element.ts";
import { createInk } from "./ink.ts";

/** What the page does with an image. */
export interface ImageEvents {
  /** Reads the bytes of a file. */
  read(file: Uint8Array): Promise<ReadImage>;
  /** Shows a signature in the style that was read. */
  onRead(image: ReadImage): void;
  /** A file cannot be read. */
  onError(message: string, retry: () => void): void;
}

/** The place for images, and what was read from the last. */
export class ImageView {
  readonly #events: ImageEvents;
  readonly #drop = find("drop", HTMLLabelElement);
  readonly #input = find("file", HTMLInputElement);
  #address: string | undefined;

  /** Wires the file input, dropping anywhere on the page, and pasting. */
  constructor(events: ImageEvents) {
    this.#events = events;
    this.#input.disabled = false;
    this.#input.addEventListener("change", () => {
      void this.#readFirst(this.#input.files);
      this.#input.value = ""; // the same file may be chosen again
    });
    document.addEventListener("paste", (event) => void this.#readFirst(event.clipboardData?.files));
    document.addEventListener("dragover", (event) => this.#dragOver(event));
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) this.#drop.classList.remove("over");
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#drop.classList.remove("over");
      void this.#readFirst(event.dataTransfer?.files);
    });
  }

  #dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#drop.classList.add("over");
  }

  async #readFirst(files: FileList | undefined | null): Promise<void> {
    const file = files?.[0];
    if (file !== undefined) await this.#read(file);
  }

  async #read(file: File): Promise<void> {
    this.#drop.classList.add("busy");
    try {
      const image = await this.#events.read(new Uint8Array(await file.arrayBuffer()));
      this.#show(file, image);
      this.#events.onRead(image);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#events.onError(`${file.name || "The image"}: ${message}`, () => void this.#read(file));
    } finally {
      this.#drop.classList.remove("busy");
    }
  }

  #show(file: File, { recovered, warnings }: ReadImage): void {
    if (this.#address !== undefined) URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(file);
    const original = find("image-original", HTMLImageElement);
    // Few browsers show TIFF, which the page can read.
    const figure = original.closest("figure")!;
    figure.hidden = false;
    original.onerror = () => figure.hidden = true;
    original.src = this.#address;
    original.alt = `The image that you gave, ${file.name}`;
    const svg = find("image-recovered", SVGSVGElement);
    svg.replaceChildren(createInk(recovered.strokes));
    const count = recovered.strokes.length;
    svg.setAttribute("aria-label", `The signature as recovered: ${count} strokes`);
    find("image-warnings", HTMLUListElement).replaceChildren(
      ...warnings.map((warning) => create("li", {}, warning)),
    );
    find("image-result", HTMLDivElement).hidden = false;
  }
}
