/**
 * Records erased ink.
 *
 * @module
 */
import { type Components, findRuns, maskOf } from "../components.ts";

/** Records what is erased from the coarse copy of a page, for finer copies. */
export class Eraser {
  /** `height * width` bytes: 1 where ink was erased. Undefined if none was. */
  erased: Uint8Array | undefined;
  readonly #height: number;
  readonly #width: number;

  /** Creates one for an image of `height * width` pixels. */
  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
  }

  /** Erases the pixels of runs that are not kept, and the paper around them. */
  erase(start: Int32Array, end: Int32Array, kept: Uint8Array): void {
    const [height, width] = [this.#height, this.#width];
    this.erased ??= new Uint8Array(height * width);
    for (let run = 0; run < start.length; run++) {
      const y = Math.floor(start[run]! / width);
      const from = Math.max(0, start[run]! - y * width - 1);
      const to = Math.min(width, end[run]! - y * width + 1);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let i = v * width + from; i < v * width + to; i++) {
          if (kept[i] === 0) this.erased[i] = 1;
        }
      }
    }
  }

  /** Erases the set pixels of a mask and the paper around them. */
  eraseMask(mask: Uint8Array, kept: Uint8Array): void {
    const { count, start, end } = findRuns(mask, this.#height, this.#width, 1, 1);
    this.erase(start.subarray(0, count), end.subarray(0, count), kept);
  }

  /** Erases the marks that are not kept. */
  eraseMarks(all: Components, kept: Components): void {
    if (kept.count === all.count) return;
    const ink = maskOf(kept, this.#height, this.#width);
    // Both lists of runs are in reading order.
    const [start, end]: [number[], number[]] = [[], []];
    for (let run = 0, k = 0; run < all.runStart.length; run++) {
      if (k < kept.runStart.length && kept.runStart[k] === all.runStart[run]) k++;
      else {
        start.push(all.runStart[run]!);
        end.push(all.runEnd[run]!);
      }
    }
    this.erase(Int32Array.from(start), Int32Array.from(end), ink);
  }
}
