/**
 * What can be wrong with an image of a signature.
 *
 * @module
 */
import type { Page } from "./page.ts";

/** A reason to review an image by eye. */
export type InkWarning =
  | "it looks like a page of text"
  | "it looks like a table of several boxes"
  | "it holds solid blocks"
  | "it holds printed text"
  | "it may be printed text"
  | "it holds small marks at a printed line"
  | "it holds handwriting in two colours"
  | "it holds a stamp in the colour of the ink"
  | "it has the edge of a shadow across the ink"
  | "it holds marks far from the others"
  | "it may hold several signatures"
  | "it shows something beside the page that was left out"
  | "it has further pages with ink, which were left out"
  | "it is so small that strokes run into each other";

/**
 * The error of an image that shows no signature.
 *
 * @param page The image.
 * @param reason What it shows instead.
 */
export function refuse({ image }: Page, reason: string): RangeError {
  return new RangeError(
    `Cannot find ink in an image of ${image.height} x ${image.width} pixels: ${reason}`,
  );
}
